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

var composites = kind[*schema.Composite]{
	name:   schema.KindComposite,
	read:   readComposites,
	stored: []string{"type c"},
	create: createComposite,
	drop: func(_ *sqlgen.Context, t *schema.Composite) []sqlgen.Stmt {
		return sqlgen.SQL("DROP TYPE " + Qualified(t.Schema, t.Name))
	},
	alter:     []alter[*schema.Composite]{{fields: []string{"Fields"}, write: alterComposite}},
	prevents:  compositePrevents,
	disturbs:  compositeDisturbs,
	rename:    func(from, to *schema.Composite) []sqlgen.Stmt { return renameType("TYPE", from.Ref(), to.Ref()) },
	target:    func(t *schema.Composite) string { return "TYPE " + Qualified(t.Schema, t.Name) },
	owned:     true,
	grantable: true,
}

// The attributes are read in one go with the types, as parallel arrays.
// https://www.postgresql.org/docs/current/catalog-pg-type.html, typrelid
func readComposites(ctx context.Context, r *reader) error {
	const text = `
SELECT t.oid, c.oid, n.nspname, t.typname,
	coalesce(f.names, '{}'), coalesce(f.types, '{}'), coalesce(f.collations, '{}'), coalesce(f.comments, '{}'),
	coalesce(pg_catalog.obj_description(t.oid, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(t.typowner), t.typacl::text[], pg_catalog.acldefault('T', t.typowner)::text[]
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
LEFT JOIN LATERAL (
	SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names,
		pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
		pg_catalog.array_agg(CASE WHEN co.oid IS NULL THEN ''
			ELSE pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END ORDER BY a.attnum) AS collations,
		pg_catalog.array_agg(coalesce(pg_catalog.col_description(a.attrelid, a.attnum), '') ORDER BY a.attnum) AS comments
	FROM pg_catalog.pg_attribute a
	JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
	LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> at.typcollation
	LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
	WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) f ON true
WHERE t.typtype = 'c' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, class uint32
		var t schema.Composite
		var names, types, collations, comments, acl, def pq.StringArray
		err := rows.Scan(&oid, &class, &t.Schema, &t.Name, &names, &types, &collations, &comments,
			&t.Comment, &t.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_type", oid, 0}
		if !r.mine(a, t.Schema) {
			return nil
		}
		for i, name := range names {
			t.Fields = append(t.Fields, schema.Field{Name: name, Type: types[i], Collation: collations[i], Comment: comments[i]})
		}
		t.Grants = grants(acl, def, t.Owner)
		r.add(a, &t)
		r.at[address{"pg_class", class, 0}] = &t
		return nil
	})
}

func createComposite(_ *sqlgen.Context, t *schema.Composite, _ []schema.Object) []sqlgen.Stmt {
	name := Qualified(t.Schema, t.Name)
	text := "CREATE TYPE " + name + " AS ()"
	if len(t.Fields) > 0 {
		lines := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			lines[i] = "    " + fieldSQL(f)
		}
		text = "CREATE TYPE " + name + " AS (\n" + strings.Join(lines, ",\n") + "\n)"
	}
	stmts := sqlgen.SQL(text)
	for _, f := range t.Fields {
		if f.Comment != "" {
			stmts = append(stmts, comment("COLUMN "+name+"."+Ident(f.Name), f.Comment))
		}
	}
	return stmts
}

func fieldSQL(f schema.Field) string {
	text := Ident(f.Name) + " " + f.Type
	if f.Collation != "" {
		text += " COLLATE " + bare(f.Collation)
	}
	return text
}

// compositeDisturbs lets columns convert where the type is made anew. What
// selects single attributes stands in the way of dropping them; routines take
// the type as a whole.
func compositeDisturbs(c planner.Change, dependent schema.Object) planner.Effect {
	if c.Has("Remade") {
		return remakeEffect(c, dependent)
	}
	if !c.Has("Fields") {
		return planner.Along
	}
	if _, tied := dependent.(*schema.TableType); tied {
		return planner.Aside
	}
	e := compositeEdits(c.From.(*schema.Composite), c.To.(*schema.Composite))
	if e.remade() {
		return remakeEffect(c, dependent)
	}
	if len(e.dropped) == 0 {
		return planner.Along
	}
	switch dependent.(type) {
	case *schema.Routine, *schema.Aggregate:
		return planner.AsideIfChanged
	case *schema.Column, *schema.Domain, *schema.Composite, *schema.Range, *schema.Table:
		return planner.Along
	}
	return planner.Aside
}
