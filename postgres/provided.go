package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// What there is of things that the server or an extension brings are the
// privileges on them that differ from the first.
var provided = kind[*schema.Provided]{
	name: schema.KindProvided,
	read: readProvided,
	create: func(*sqlgen.Context, *schema.Provided, []schema.Object) []sqlgen.Stmt {
		return nil
	},
	drop:        dropProvided,
	grantable:   true,
	grantTarget: providedTarget,
	goesWith: func(_ *schema.Schema, p *schema.Provided) []schema.Ref {
		if r, ok := p.Extension(); ok {
			return []schema.Ref{r}
		}
		return nil
	},
}

// onProvided writes the entries alone.
var onProvided = kind[*schema.Provided]{grantTarget: providedTarget}

func providedTarget(p *schema.Provided) string { return p.TargetBy(Ident) }

// dropProvided gives back the privileges that it came with.
func dropProvided(_ *sqlgen.Context, p *schema.Provided) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, g := range slices.Backward(grantorsFirst(p.Grants)) {
		stmts = append(stmts, sqlgen.Stmt{SQL: onProvided.grant(p, takeBack(g, ""))})
	}
	return stmts
}

// A providedSort tells where the catalogs keep things of a sort: o is the row.
type providedSort struct {
	catalog string
	// word is what GRANT calls the sort, letter what acldefault does: both are SQL.
	word, letter string
	// name is as SQL spells it, namespace the OID of its schema.
	name, namespace  string
	acl, owner, more string
}

var providedSorts = []providedSort{
	{catalog: "pg_class", word: "CASE o.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END", letter: `CASE o.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`,
		name: "pg_catalog.quote_ident(o.relname)", namespace: "o.relnamespace", acl: "o.relacl", owner: "o.relowner",
		more: "o.relkind IN ('r', 'v', 'm', 'p', 'f', 'S')"},
	{catalog: "pg_proc", word: "CASE o.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END", letter: "'f'",
		name: "pg_catalog.quote_ident(o.proname) || '(' || pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.format_type(t.oid, NULL) " +
			"FROM pg_catalog.unnest(o.proargtypes) WITH ORDINALITY t(oid, n) ORDER BY t.n), ', ') || ')'",
		namespace: "o.pronamespace", acl: "o.proacl", owner: "o.proowner"},
	{catalog: "pg_type", word: "'TYPE'", letter: "'T'", name: "pg_catalog.quote_ident(o.typname)", namespace: "o.typnamespace", acl: "o.typacl", owner: "o.typowner"},
	{catalog: "pg_language", word: "'LANGUAGE'", letter: "'l'", name: "pg_catalog.quote_ident(o.lanname)", namespace: "0", acl: "o.lanacl", owner: "o.lanowner"},
	{catalog: "pg_namespace", word: "'SCHEMA'", letter: "'n'", name: "pg_catalog.quote_ident(o.nspname)", namespace: "0", acl: "o.nspacl", owner: "o.nspowner",
		more: "o.nspname NOT IN ('public', 'information_schema')"},
	{catalog: "pg_foreign_data_wrapper", word: "'FOREIGN DATA WRAPPER'", letter: "'F'", name: "pg_catalog.quote_ident(o.fdwname)", namespace: "0", acl: "o.fdwacl", owner: "o.fdwowner"},
	{catalog: "pg_foreign_server", word: "'FOREIGN SERVER'", letter: "'S'", name: "pg_catalog.quote_ident(o.srvname)", namespace: "0", acl: "o.srvacl", owner: "o.srvowner"},
}

// text finds what extensions and initdb made and somebody granted or revoked since:
// what was there at first is in pg_init_privs, but for the information schema, whose
// privileges are nobody's concern, as they are not pg_dump's.
func (s providedSort) text() string {
	text := s.query("o.oid", "''", s.acl, "pg_catalog.acldefault("+s.letter+", "+s.owner+")", "0", "")
	if s.catalog == "pg_class" {
		text += "\nUNION ALL" + s.query("o.oid", "a.attname::text", "a.attacl", "NULL", "a.attnum",
			"\nJOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND a.attacl IS NOT NULL")
	}
	return text
}

func (s providedSort) query(oid, column, acl, usual, sub, join string) string {
	condition := "true"
	if s.more != "" {
		condition = s.more
	}
	return `
SELECT '` + s.catalog + `', ` + oid + `, ` + s.word + `, coalesce(n.nspname, ''), ` + s.name + `, ` + column + `,
	` + acl + `::text[], coalesce(p.initprivs, ` + usual + `)::text[], pg_catalog.pg_get_userbyid(` + s.owner + `)
FROM pg_catalog.` + s.catalog + ` o` + join + `
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = ` + s.namespace + `
LEFT JOIN pg_catalog.pg_init_privs p ON p.objoid = o.oid AND p.classoid = 'pg_catalog.` + s.catalog + `'::pg_catalog.regclass AND p.objsubid = ` + sub + `
WHERE ` + acl + ` IS DISTINCT FROM p.initprivs AND ` + acl + ` IS NOT NULL AND ` + condition + `
	AND coalesce(n.nspname, '') !~ '^(pg_(temp|toast)|information_schema$)' AND (o.oid < 16384 OR EXISTS (
		SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.` + s.catalog + `'::pg_catalog.regclass AND d.objid = o.oid AND d.deptype = 'e'))`
}

func readProvided(ctx context.Context, r *reader) error {
	var texts []string
	for _, s := range providedSorts {
		texts = append(texts, s.text())
	}
	found := map[schema.Ref]*schema.Provided{}
	return r.query(ctx, strings.Join(texts, "\nUNION ALL"), func(rows *sql.Rows) error {
		var a address
		var p schema.Provided
		var column, owner string
		var acl, usual pq.StringArray
		if err := rows.Scan(&a.catalog, &a.oid, &p.Sort, &p.Schema, &p.Name, &column, &acl, &usual, &owner); err != nil {
			return err
		}
		list := grants(acl, usual, owner)
		if len(list) == 0 {
			return nil
		}
		o := found[p.Ref()]
		if o == nil {
			o = &p
			found[p.Ref()] = o
			// Its address is not its own: what stands on the thing does not stand on the privileges.
			r.objects = append(r.objects, o)
			if extension, ok := r.members[a]; ok && extension.Name != "plpgsql" {
				o.Needs = []schema.Ref{extension}
			}
		}
		o.Grants = outputGrants(o.Grants, []outputColumn{{name: column, grants: list}})
		return nil
	})
}
