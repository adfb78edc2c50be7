package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var rules = kind[*schema.Rule]{
	name:   schema.KindRule,
	read:   readRules,
	stored: []string{"rule"},
	create: createRule,
	drop: func(_ *sqlgen.Context, r *schema.Rule) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + ruleTarget(r))
	},
	alter: []alter[*schema.Rule]{
		{fields: []string{"Event", "Instead", "Where", "Do"}, write: func(_ *sqlgen.Context, _, to *schema.Rule) []sqlgen.Stmt {
			return sqlgen.SQL(ruleText("CREATE OR REPLACE", to))
		}},
		{fields: []string{"Enabled"}, write: func(_ *sqlgen.Context, _, to *schema.Rule) []sqlgen.Stmt {
			return []sqlgen.Stmt{enableRule(to)}
		}},
	},
	goesWith: func(_ *schema.Schema, r *schema.Rule) []schema.Ref { return onRelation(r.Schema, r.Table) },
	rename:   func(from, to *schema.Rule) []sqlgen.Stmt { return renameOn("RULE", from.Ref(), to.Ref()) },
	target:   ruleTarget,
}

func ruleTarget(r *schema.Rule) string {
	return "RULE " + Ident(r.Name) + " ON " + Qualified(r.Schema, r.Table)
}

// ruleEvents are the numbers of ev_type.
// https://www.postgresql.org/docs/current/catalog-pg-rewrite.html
var ruleEvents = map[string]string{"1": "SELECT", "2": "UPDATE", "3": "INSERT", "4": "DELETE"}

// The catalogs keep the condition and the commands as trees that only
// pg_get_ruledef deparses, all in one text.
func readRules(ctx context.Context, r *reader) error {
	const text = `
SELECT w.oid, w.ev_class, w.rulename, w.ev_type::text, w.is_instead, w.ev_enabled::text, pg_catalog.pg_get_ruledef(w.oid),
	pg_catalog.quote_ident(w.rulename), pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
	coalesce(pg_catalog.obj_description(w.oid, 'pg_rewrite'), '')
FROM pg_catalog.pg_rewrite w
JOIN pg_catalog.pg_class c ON c.oid = w.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE w.rulename <> '_RETURN' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation uint32
		var rule schema.Rule
		var event, enabled, definition, name, table string
		err := rows.Scan(&oid, &relation, &rule.Name, &event, &rule.Instead, &enabled, &definition, &name, &table, &rule.Comment)
		if err != nil {
			return err
		}
		on, ok := r.relations[relation]
		a := address{"pg_rewrite", oid, 0}
		if !ok || !r.mine(a, on.Schema) {
			return nil
		}
		rule.Schema, rule.Table = on.Schema, on.Name
		rule.Event, rule.Enabled = ruleEvents[event], firing[enabled]
		rule.Needs = []schema.Ref{on}
		if err := parseRule(&rule, definition, name, table); err != nil {
			return err
		}
		r.add(a, &rule)
		return nil
	})
}

// parseRule takes the condition and the commands out of a definition such as
// CREATE RULE r AS ON UPDATE TO s.t WHERE (…) DO INSTEAD ( …; …; );
func parseRule(r *schema.Rule, definition, name, table string) error {
	head := "CREATE RULE " + name + " AS"
	rest, ok := strings.CutPrefix(definition, head)
	if ok {
		rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "ON "+r.Event+" TO "+table)
	}
	const do = " DO"
	at := indexOutside(rest, do+" ")
	if at < 0 {
		at = indexOutside(rest, do+"\n") // NOTIFY stands on a line of its own
	}
	if !ok || at < 0 {
		return fmt.Errorf("%s: its definition is not understood", r.Ref())
	}
	where, commands := strings.TrimSpace(rest[:at]), strings.TrimSpace(rest[at+len(do):])
	r.Where = strings.TrimSpace(strings.TrimPrefix(where, "WHERE"))
	if r.Instead {
		commands = strings.TrimSpace(strings.TrimPrefix(commands, "INSTEAD"))
	}
	commands = trimQuery(commands)
	switch inner, after, ok := enclosed(commands); {
	case commands == "NOTHING":
	case ok && strings.TrimSpace(after) == "" && indexOutside(inner, ";") >= 0:
		r.Do = splitOutside(inner, ';')
	default:
		r.Do = []string{commands}
	}
	return nil
}

func ruleText(command string, r *schema.Rule) string {
	text := command + " RULE " + Ident(r.Name) + " AS\n    ON " + r.Event + " TO " + Qualified(r.Schema, r.Table)
	if r.Where != "" {
		text += "\n    WHERE " + r.Where
	}
	text += "\n    DO "
	if r.Instead {
		text += "INSTEAD "
	}
	switch len(r.Do) {
	case 0:
		return text + "NOTHING"
	case 1:
		return text + trimQuery(r.Do[0])
	}
	commands := make([]string, len(r.Do))
	for i, c := range r.Do {
		commands[i] = trimQuery(c)
	}
	return text + "(\n" + strings.Join(commands, ";\n") + "\n)"
}

func createRule(_ *sqlgen.Context, r *schema.Rule, _ []schema.Object) []sqlgen.Stmt {
	stmts := sqlgen.SQL(ruleText("CREATE", r))
	if r.Enabled != "" {
		stmts = append(stmts, enableRule(r))
	}
	return stmts
}

func enableRule(r *schema.Rule) sqlgen.Stmt {
	return sqlgen.Stmt{Target: "ALTER TABLE " + Qualified(r.Schema, r.Table), Clause: firingClauses[r.Enabled] + " RULE " + Ident(r.Name)}
}
