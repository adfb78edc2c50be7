package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A trigger is replaced in place by PostgreSQL 14 and later only, so every
// change but that of its firing drops it and makes it again.
var triggers = kind[*schema.Trigger]{
	name:   schema.KindTrigger,
	read:   readTriggers,
	stored: []string{"trigger"},
	create: createTrigger,
	drop: func(c *sqlgen.Context, t *schema.Trigger) []sqlgen.Stmt {
		if t.Copy {
			return enableAsParent(c, t)
		}
		return sqlgen.SQL("DROP " + triggerTarget(t))
	},
	alter: []alter[*schema.Trigger]{
		{fields: []string{"Enabled"}, write: func(c *sqlgen.Context, _, to *schema.Trigger) []sqlgen.Stmt {
			return append([]sqlgen.Stmt{enableTrigger(to)}, enableCopies(c, to)...)
		}},
	},
	goesWith: func(_ *schema.Schema, t *schema.Trigger) []schema.Ref {
		refs := onRelation(t.Schema, t.Table)
		for _, r := range t.Needs {
			if r.Kind == schema.KindTrigger {
				refs = append(refs, r)
			}
		}
		return refs
	},
	rename: func(from, to *schema.Trigger) []sqlgen.Stmt { return renameOn("TRIGGER", from.Ref(), to.Ref()) },
	target: triggerTarget,
}

func triggerTarget(t *schema.Trigger) string {
	return "TRIGGER " + Ident(t.Name) + " ON " + Qualified(t.Schema, t.Table)
}

// https://www.postgresql.org/docs/current/sql-createtrigger.html
func createTrigger(c *sqlgen.Context, t *schema.Trigger, _ []schema.Object) []sqlgen.Stmt {
	if t.Copy {
		return append([]sqlgen.Stmt{enableTrigger(t)}, enableCopies(c, t)...)
	}
	lines := []string{triggerHead(t), string(t.When) + " " + triggerEvents(t) + " ON " + Qualified(t.Schema, t.Table)}
	if !t.From.IsZero() {
		lines = append(lines, "FROM "+Qualified(t.From.Schema, t.From.Name))
	}
	if clause := timing(t.Timing); clause != "" {
		lines = append(lines, clause[1:])
	}
	if tables := transitionTables(t); tables != "" {
		lines = append(lines, "REFERENCING"+tables)
	}
	if t.ForEachRow {
		lines = append(lines, "FOR EACH ROW")
	} else {
		lines = append(lines, "FOR EACH STATEMENT")
	}
	if t.Condition != "" {
		lines = append(lines, "WHEN ("+t.Condition+")")
	}
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = Literal(a)
	}
	lines = append(lines, "EXECUTE FUNCTION "+t.Function+"("+strings.Join(args, ", ")+")")
	stmts := sqlgen.SQL(strings.Join(lines, "\n    "))
	if t.Enabled != "" {
		stmts = append(stmts, enableTrigger(t))
	}
	return stmts
}

func triggerHead(t *schema.Trigger) string {
	if t.Constraint {
		return "CREATE CONSTRAINT TRIGGER " + Ident(t.Name)
	}
	return "CREATE TRIGGER " + Ident(t.Name)
}

func triggerEvents(t *schema.Trigger) string {
	events := make([]string, len(t.Events))
	for i, e := range t.Events {
		events[i] = e
		if e == "UPDATE" && len(t.UpdateOf) > 0 {
			events[i] += " OF " + Idents(t.UpdateOf)
		}
	}
	return strings.Join(events, " OR ")
}

func transitionTables(t *schema.Trigger) string {
	var text string
	if t.OldTable != "" {
		text += " OLD TABLE AS " + Ident(t.OldTable)
	}
	if t.NewTable != "" {
		text += " NEW TABLE AS " + Ident(t.NewTable)
	}
	return text
}

func enableTrigger(t *schema.Trigger) sqlgen.Stmt {
	return sqlgen.Stmt{Target: "ALTER TABLE " + Qualified(t.Schema, t.Table), Clause: firingClauses[t.Enabled] + " TRIGGER " + Ident(t.Name)}
}

// enableAsParent lets the copy of a trigger on a partition fire as the trigger
// of the partitioned table does.
func enableAsParent(c *sqlgen.Context, t *schema.Trigger) []sqlgen.Stmt {
	for _, r := range t.Needs {
		if up, ok := schema.Find[*schema.Trigger](c.Plan.To, r); ok && !c.Drops(r) {
			as := *t
			as.Enabled = up.Enabled
			return append([]sqlgen.Stmt{enableTrigger(&as)}, enableCopies(c, t)...)
		}
	}
	return nil
}

// enableCopies lets those copies fire again as they should that have been
// changed along with the trigger. One that comes has a step of its own, after its
// table's.
func enableCopies(c *sqlgen.Context, t *schema.Trigger) []sqlgen.Stmt {
	_, to := c.Plan.Families()
	var stmts []sqlgen.Stmt
	for _, child := range to.Descendants(onTable(t.Schema, t.Table)) {
		r := child.InTable(schema.KindTrigger, t.Name)
		if copied, ok := schema.Find[*schema.Trigger](c.Plan.To, r); ok && copied.Copy && c.Plan.From.Has(r) && !c.New(child) {
			stmts = append(stmts, enableTrigger(copied))
		}
	}
	return stmts
}
