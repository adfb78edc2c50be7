package postgres

import (
	"context"
	"database/sql"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var conversions = kind[*schema.Conversion]{
	name:   schema.KindConversion,
	read:   readConversions,
	stored: []string{"conversion"},
	create: func(_ *sqlgen.Context, k *schema.Conversion, _ []schema.Object) []sqlgen.Stmt {
		word := "CONVERSION "
		if k.Default {
			word = "DEFAULT CONVERSION "
		}
		return sqlgen.SQL("CREATE " + word + Qualified(k.Schema, k.Name) +
			" FOR " + Literal(k.For) + " TO " + Literal(k.To) + " FROM " + k.Function)
	},
	drop: func(_ *sqlgen.Context, k *schema.Conversion) []sqlgen.Stmt {
		return sqlgen.SQL("DROP CONVERSION " + Qualified(k.Schema, k.Name))
	},
	rename: func(from, to *schema.Conversion) []sqlgen.Stmt {
		return renameNamed("CONVERSION", from.Ref(), to.Ref(), "")
	},
	target: func(k *schema.Conversion) string { return "CONVERSION " + Qualified(k.Schema, k.Name) },
	owned:  true,
}

// https://www.postgresql.org/docs/current/catalog-pg-conversion.html
func readConversions(ctx context.Context, r *reader) error {
	text := `
SELECT k.oid, n.nspname, k.conname, pg_catalog.pg_encoding_to_char(k.conforencoding), pg_catalog.pg_encoding_to_char(k.contoencoding),
	` + procName("k.conproc") + `, k.condefault,
	coalesce(pg_catalog.obj_description(k.oid, 'pg_conversion'), ''), pg_catalog.pg_get_userbyid(k.conowner)
FROM pg_catalog.pg_conversion k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var k schema.Conversion
		err := rows.Scan(&oid, &k.Schema, &k.Name, &k.For, &k.To, &k.Function, &k.Default, &k.Comment, &k.Owner)
		if err != nil {
			return err
		}
		if a := (address{"pg_conversion", oid, 0}); r.mine(a, k.Schema) {
			r.add(a, &k)
		}
		return nil
	})
}
