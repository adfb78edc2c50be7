package postgres

import (
	"context"
	"database/sql"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var casts = kind[*schema.Cast]{
	name:   schema.KindCast,
	read:   readCasts,
	stored: []string{"cast"},
	create: createCast,
	drop: func(_ *sqlgen.Context, k *schema.Cast) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + castTarget(k))
	},
	target: castTarget,
}

func castTarget(k *schema.Cast) string { return "CAST (" + k.Source + " AS " + k.Target + ")" }

// procCall is SQL for the name of the function with an OID and its argument
// types; empty if there is none.
func procCall(oid string) string {
	return `coalesce(nullif(` + procName(oid) + `, '') || '(' || (SELECT pg_catalog.array_to_string(ARRAY(
		SELECT pg_catalog.format_type(u.t, NULL) FROM pg_catalog.unnest(f.proargtypes::oid[]) WITH ORDINALITY u(t, pos) ORDER BY u.pos), ', ')
		FROM pg_catalog.pg_proc f WHERE f.oid = ` + oid + `) || ')', '')`
}

// Those of range types to their multiranges come with the types, which is what
// deptype i says.
// https://www.postgresql.org/docs/current/catalog-pg-cast.html
func readCasts(ctx context.Context, r *reader) error {
	text := `
SELECT k.oid, pg_catalog.format_type(k.castsource, NULL), pg_catalog.format_type(k.casttarget, NULL), ` + procCall("k.castfunc") + `,
	k.castmethod = 'i', CASE k.castcontext WHEN 'a' THEN 'ASSIGNMENT' WHEN 'i' THEN 'IMPLICIT' ELSE '' END,
	coalesce(pg_catalog.obj_description(k.oid, 'pg_cast'), '')
FROM pg_catalog.pg_cast k
WHERE k.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
	WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = k.oid AND d.deptype = 'i')`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var k schema.Cast
		if err := rows.Scan(&oid, &k.Source, &k.Target, &k.Function, &k.InOut, &k.Context, &k.Comment); err != nil {
			return err
		}
		if a := (address{"pg_cast", oid, 0}); r.mine(a, "") {
			r.add(a, &k)
		}
		return nil
	})
}

func createCast(_ *sqlgen.Context, k *schema.Cast, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE " + castTarget(k)
	switch {
	case k.InOut:
		text += " WITH INOUT"
	case k.Function != "":
		text += " WITH FUNCTION " + k.Function
	default:
		text += " WITHOUT FUNCTION"
	}
	if k.Context != "" {
		text += " AS " + k.Context
	}
	return sqlgen.SQL(text)
}
