package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var enums = kind[*schema.Enum]{
	name:   schema.KindEnum,
	read:   readEnums,
	stored: []string{"type e"},
	create: createEnum,
	drop: func(_ *sqlgen.Context, e *schema.Enum) []sqlgen.Stmt {
		return sqlgen.SQL("DROP TYPE " + Qualified(e.Schema, e.Name))
	},
	alter: []alter[*schema.Enum]{{fields: []string{"Values"}, write: alterEnum}},
	prevents: func(c *sqlgen.Context, s planner.Step) error {
		if s.Action != planner.Alter || !enumIsRemade(s.From.(*schema.Enum), s.To.(*schema.Enum)) {
			return nil
		}
		return remakePrevents(c, s.From, s.To)
	},
	disturbs: func(c planner.Change, dependent schema.Object) planner.Effect {
		from, to := c.From.(*schema.Enum), c.To.(*schema.Enum)
		if !c.Has("Remade") && (!c.Has("Values") || !enumIsRemade(from, to)) {
			return planner.Along
		}
		return remakeEffect(c, dependent)
	},
	rename:    func(from, to *schema.Enum) []sqlgen.Stmt { return renameType("TYPE", from.Ref(), to.Ref()) },
	target:    func(e *schema.Enum) string { return "TYPE " + Qualified(e.Schema, e.Name) },
	owned:     true,
	grantable: true,
}

// https://www.postgresql.org/docs/current/catalog-pg-enum.html
func readEnums(ctx context.Context, r *reader) error {
	const text = `
SELECT t.oid, n.nspname, t.typname,
	ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
	coalesce(pg_catalog.obj_description(t.oid, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(t.typowner), t.typacl::text[], pg_catalog.acldefault('T', t.typowner)::text[]
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var e schema.Enum
		var acl, def pq.StringArray
		if err := rows.Scan(&oid, &e.Schema, &e.Name, (*pq.StringArray)(&e.Values), &e.Comment, &e.Owner, &acl, &def); err != nil {
			return err
		}
		a := address{"pg_type", oid, 0}
		if !r.mine(a, e.Schema) {
			return nil
		}
		e.Grants = grants(acl, def, e.Owner)
		r.add(a, &e)
		return nil
	})
}

func createEnum(_ *sqlgen.Context, e *schema.Enum, _ []schema.Object) []sqlgen.Stmt {
	labels := make([]string, len(e.Values))
	for i, v := range e.Values {
		labels[i] = Literal(v)
	}
	list := strings.Join(labels, ", ")
	if len(list) > 60 {
		list = "\n    " + strings.Join(labels, ",\n    ") + "\n"
	}
	return sqlgen.SQL("CREATE TYPE " + Qualified(e.Schema, e.Name) + " AS ENUM (" + list + ")")
}

// A labelRename gives one label of an enum another text.
type labelRename struct{ old, label string }

// enumRenames lists the labels to be renamed, in the order of the old ones. One
// whose old label is gone, or whose new one is there, was renamed earlier.
func enumRenames(from, to *schema.Enum) []labelRename {
	var out []labelRename
	for _, old := range from.Values {
		label, ok := to.RenamedValues[old]
		if ok && !slices.Contains(to.Values, old) && slices.Contains(to.Values, label) && !slices.Contains(from.Values, label) {
			out = append(out, labelRename{old, label})
		}
	}
	return out
}

// renamedValues is what from.Values are after the renames.
func renamedValues(from, to *schema.Enum) []string {
	values := slices.Clone(from.Values)
	for _, r := range enumRenames(from, to) {
		values[slices.Index(values, r.old)] = r.label
	}
	return values
}

// enumIsRemade reports whether labels are removed or change places, for which
// there is no ALTER TYPE.
func enumIsRemade(from, to *schema.Enum) bool {
	at := 0
	for _, v := range renamedValues(from, to) {
		i := slices.Index(to.Values[at:], v)
		if i < 0 {
			return true
		}
		at += i + 1
	}
	return false
}

func alterEnum(c *sqlgen.Context, from, to *schema.Enum) []sqlgen.Stmt {
	if enumIsRemade(from, to) {
		return remakeAs(c, from, to)
	}
	name := Qualified(to.Schema, to.Name)
	var stmts []sqlgen.Stmt
	for _, r := range enumRenames(from, to) {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER TYPE " + name + " RENAME VALUE " + Literal(r.old) + " TO " + Literal(r.label)})
	}
	// A new label can be used only after a commit, so whatever else is in the
	// plan may not share its transaction. It harms nobody, so it goes first, and
	// the rest stays in one piece.
	// https://www.postgresql.org/docs/current/sql-altertype.html, Notes
	alone := c.Plan != nil && len(c.Plan.Steps) == 1
	first := !alone && len(stmts) == 0
	for _, add := range enumAdditions(renamedValues(from, to), to.Values) {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER TYPE " + name + " ADD VALUE " + add, NoTx: !alone, First: first})
	}
	return stmts
}

// enumAdditions writes the new labels, each with its place among those that
// are there by then.
func enumAdditions(old, values []string) []string {
	known := map[string]bool{}
	last := -1
	for _, v := range old {
		known[v] = true
		last = max(last, slices.Index(values, v))
	}
	var out []string
	for i, v := range values {
		switch {
		case known[v]:
		case i > last:
			out = append(out, Literal(v))
		case i == 0:
			next := slices.IndexFunc(values, func(v string) bool { return known[v] })
			out = append(out, Literal(v)+" BEFORE "+Literal(values[next]))
		default:
			out = append(out, Literal(v)+" AFTER "+Literal(values[i-1]))
		}
	}
	return out
}

func renameLabels(from, to schema.Object) []sqlgen.Stmt {
	name := Qualified(to.Ref().Schema, to.Ref().Name)
	var stmts []sqlgen.Stmt
	for _, r := range enumRenames(from.(*schema.Enum), to.(*schema.Enum)) {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER TYPE " + name + " RENAME VALUE " + Literal(r.old) + " TO " + Literal(r.label)})
	}
	return stmts
}

func enumRisks(m member) []sqlgen.Risk {
	from, to := m.from.(*schema.Enum), m.to.(*schema.Enum)
	gone := goneValues(renamedValues(from, to), to.Values)
	if len(gone) == 0 {
		return nil
	}
	return []sqlgen.Risk{risk(riskMayFail, "the change fails while rows hold %s, which %s no longer has",
		strings.Join(gone, ", "), Qualified(to.Schema, to.Name))}
}

func goneValues(old, values []string) []string {
	var gone []string
	for _, v := range old {
		if !slices.Contains(values, v) {
			gone = append(gone, Literal(v))
		}
	}
	return gone
}

// RenameValue writes the change of a label.
func (Dialect) RenameValue(enum schema.Ref, old, to string) sqlgen.Stmt {
	return sqlgen.Stmt{
		SQL: "ALTER TYPE " + Qualified(enum.Schema, enum.Name) + " RENAME VALUE " + Literal(old) + " TO " + Literal(to),
		Ref: enum,
	}
}
