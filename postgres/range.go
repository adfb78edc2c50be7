package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var ranges = kind[*schema.Range]{
	name:   schema.KindRange,
	read:   readRanges,
	stored: []string{"type r"},
	create: createRange,
	drop: func(_ *sqlgen.Context, t *schema.Range) []sqlgen.Stmt {
		if t.Canonical != "" {
			// The function and the type need each other.
			return sqlgen.SQL("DROP TYPE " + Qualified(t.Schema, t.Name) + " CASCADE")
		}
		return sqlgen.SQL("DROP TYPE " + Qualified(t.Schema, t.Name))
	},
	alter: []alter[*schema.Range]{
		{fields: remadeRange, write: remakeAs[*schema.Range]},
		{fields: []string{"Multirange"}, write: multirangeNaming.alter},
		{fields: []string{"Constructor"}, write: constructorNaming.alter},
		{fields: []string{"Multirange", "MultirangeConstructor"}, write: multirangeConstructorNaming.alter},
	},
	// The shell that a canonical function stands on goes only with the type.
	how: func(c planner.Change, from, to *schema.Range) (planner.How, bool) {
		return planner.Replace, (from.Canonical != "" || to.Canonical != "") && c.Has(remadeRange...)
	},
	prevents: func(c *sqlgen.Context, s planner.Step) error {
		if s.Action != planner.Alter || !s.Has(remadeRange...) {
			return nil
		}
		return remakePrevents(c, s.From, s.To)
	},
	disturbs: func(c planner.Change, dependent schema.Object) planner.Effect {
		if !c.Has("Remade") && !c.Has(remadeRange...) {
			return planner.Along
		}
		return remakeEffect(c, dependent)
	},
	rename:    renameRange,
	target:    func(t *schema.Range) string { return "TYPE " + Qualified(t.Schema, t.Name) },
	owned:     true,
	grantable: true,
}

// What equals the default of the subtype is left empty. The name of the
// multirange is left empty if it is the one that the server chooses
// (makeMultirangeTypeName: "range" becomes "multirange", else _multirange is
// appended).
// https://www.postgresql.org/docs/current/catalog-pg-range.html
func readRanges(ctx context.Context, r *reader) error {
	text := `
SELECT t.oid, n.nspname, t.typname, pg_catalog.format_type(g.rngsubtype, NULL),
	CASE WHEN o.opcdefault AND o.opcintype = g.rngsubtype THEN ''
		ELSE pg_catalog.quote_ident(opn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END,
	coalesce(pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname), ''),
	CASE WHEN g.rngcanonical = 0 THEN '' ELSE g.rngcanonical::text END,
	CASE WHEN g.rngsubdiff = 0 THEN '' ELSE g.rngsubdiff::text END,
	coalesce(m.typname, ''), ` + constructorOf("t.oid") + `, ` + constructorOf("m.oid") + `,
	coalesce(pg_catalog.obj_description(t.oid, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(t.typowner), t.typacl::text[], pg_catalog.acldefault('T', t.typowner)::text[]
FROM pg_catalog.pg_range g
JOIN pg_catalog.pg_type t ON t.oid = g.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type s ON s.oid = g.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = g.rngsubopc
JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
LEFT JOIN pg_catalog.pg_type m ON m.oid = ` + r.since(14, "g.rngmultitypid", "NULL::oid") + `
LEFT JOIN pg_catalog.pg_collation co ON co.oid = g.rngcollation AND g.rngcollation <> s.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var t schema.Range
		var acl, def pq.StringArray
		err := rows.Scan(&oid, &t.Schema, &t.Name, &t.Subtype, &t.OpClass, &t.Collation, &t.Canonical, &t.SubtypeDiff,
			&t.Multirange, &t.Constructor, &t.MultirangeConstructor, &t.Comment, &t.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_type", oid, 0}
		if !r.mine(a, t.Schema) {
			return nil
		}
		t.Single = r.major < 14
		if t.Multirange == schema.MultirangeName(t.Name) {
			t.Multirange = ""
		}
		leanConstructors(&t)
		t.Canonical, t.SubtypeDiff = builtin(t.Canonical), builtin(t.SubtypeDiff)
		t.Grants = grants(acl, def, t.Owner)
		r.add(a, &t)
		return nil
	})
}

// builtin qualifies the name of a function that regproc leaves bare, as it does
// for those of pg_catalog.
func builtin(name string) string {
	if name == "" || len(splitQualified(name)) > 1 {
		return name
	}
	return "pg_catalog." + name
}

func createRange(c *sqlgen.Context, t *schema.Range, _ []schema.Object) []sqlgen.Stmt {
	lines := []string{"    subtype = " + t.Subtype}
	for _, o := range []struct{ name, value string }{
		{"subtype_opclass", t.OpClass},
		{"collation", t.Collation},
		{"canonical", t.Canonical},
		{"subtype_diff", t.SubtypeDiff},
	} {
		if o.value != "" {
			lines = append(lines, "    "+o.name+" = "+o.value)
		}
	}
	made := madeRange(c, t)
	if made.Multirange != "" {
		lines = append(lines, "    multirange_type_name = "+Qualified(t.Schema, made.Multirange))
	}
	stmts := sqlgen.SQL("CREATE TYPE " + Qualified(t.Schema, t.Name) + " AS RANGE (\n" + strings.Join(lines, ",\n") + "\n)")
	if made.Multirange != t.Multirange {
		stmts = append(stmts, renameType("TYPE", multirangeRef(made), multirangeRef(t))...)
	}
	return append(stmts, renameConstructors(made, t)...)
}

// remadeRange are the fields for which there is no ALTER TYPE.
var remadeRange = []string{"Subtype", "OpClass", "Collation", "Canonical", "SubtypeDiff"}

func multirangeRef(t *schema.Range) schema.Ref {
	return schema.Ref{Schema: t.Schema, Name: t.MultirangeName()}
}

// renameRange takes the multirange and the constructors along, which the server
// leaves where they are.
func renameRange(from, to *schema.Range) []sqlgen.Stmt {
	stmts := renameType("TYPE", from.Ref(), to.Ref())
	was, moved := *from, *from
	moved.Schema, moved.Name, moved.Subtype = to.Schema, to.Name, subtypeNow(to)
	if !from.Single {
		stmts = append(stmts, renameType("TYPE", multirangeRef(&was), multirangeRef(&moved))...)
	}
	return append(stmts, renameConstructors(&was, &moved)...)
}

// multirangeOf is the name of the multirange that a range has.
func multirangeOf(o schema.Object) string {
	t := o.(*schema.Range)
	if t.Single {
		return ""
	}
	return multirangeRef(t).Name
}
