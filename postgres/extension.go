package postgres

import (
	"context"
	"database/sql"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var extensions = kind[*schema.Extension]{
	name:   schema.KindExtension,
	data:   true,
	read:   readExtensions,
	create: createExtension,
	drop: func(_ *sqlgen.Context, e *schema.Extension) []sqlgen.Stmt {
		return []sqlgen.Stmt{{
			SQL:   "DROP EXTENSION " + Ident(e.Name),
			Risks: []sqlgen.Risk{risk(riskDataLoss, "what extension %s owns is dropped with it, its tables included", e.Name)},
		}}
	},
	alter: []alter[*schema.Extension]{
		{fields: []string{"Schema"}, write: alterExtensionSchema},
		{fields: []string{"Version"}, write: alterExtensionVersion},
		// Comment changes along with it.
		{fields: []string{"NoComment"}, write: func(_ *sqlgen.Context, _, _ *schema.Extension) []sqlgen.Stmt { return nil }},
	},
	target: func(e *schema.Extension) string { return "EXTENSION " + Ident(e.Name) },
}

// plpgsql is in every database from the start. A schema that an extension makes
// for itself cannot be chosen.
// https://www.postgresql.org/docs/current/catalog-pg-extension.html
func readExtensions(ctx context.Context, r *reader) error {
	const text = `
SELECT e.oid, n.oid, e.extname, n.nspname, e.extversion,
	coalesce(d.description, '')
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = e.oid AND d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.objsubid = 0
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, namespace uint32
		var e schema.Extension
		if err := rows.Scan(&oid, &namespace, &e.Name, &e.Schema, &e.Version, &e.Comment); err != nil {
			return err
		}
		e.NoComment = e.Comment == ""
		if !r.mine(address{"pg_namespace", namespace, 0}, e.Schema) {
			e.Schema = ""
		}
		r.add(address{"pg_extension", oid, 0}, &e)
		return nil
	})
}

func createExtension(_ *sqlgen.Context, e *schema.Extension, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE EXTENSION " + Ident(e.Name)
	if e.Schema != "" || e.Version != "" {
		text += " WITH"
	}
	if e.Schema != "" {
		text += " SCHEMA " + Ident(e.Schema)
	}
	if e.Version != "" {
		text += " VERSION " + Literal(e.Version)
	}
	stmts := sqlgen.SQL(text)
	if e.NoComment {
		stmts = append(stmts, comment("EXTENSION "+Ident(e.Name), ""))
	}
	return stmts
}

func alterExtensionSchema(_ *sqlgen.Context, _, to *schema.Extension) []sqlgen.Stmt {
	if to.Schema == "" {
		return nil
	}
	return sqlgen.SQL("ALTER EXTENSION " + Ident(to.Name) + " SET SCHEMA " + Ident(to.Schema))
}

func alterExtensionVersion(_ *sqlgen.Context, _, to *schema.Extension) []sqlgen.Stmt {
	if to.Version == "" {
		return nil
	}
	return []sqlgen.Stmt{{
		SQL: "ALTER EXTENSION " + Ident(to.Name) + " UPDATE TO " + Literal(to.Version),
		Risks: []sqlgen.Risk{
			risk(riskMayFail, "extension %s needs an update script to version %s on the server, which few extensions have for the way back", to.Name, to.Version),
		},
	}}
}
