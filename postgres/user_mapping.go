package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var userMappings = kind[*schema.UserMapping]{
	name:   schema.KindUserMapping,
	read:   readUserMappings,
	stored: []string{"server"},
	create: func(_ *sqlgen.Context, m *schema.UserMapping, _ []schema.Object) []sqlgen.Stmt {
		list, secrets := newSettings(m.Settings)
		return settingsStatement([]string{"CREATE", mappingTarget(m)}, list, secrets)
	},
	drop: func(_ *sqlgen.Context, m *schema.UserMapping) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + mappingTarget(m))
	},
	alter: []alter[*schema.UserMapping]{
		{fields: []string{"Options", "Secrets"}, write: func(_ *sqlgen.Context, from, to *schema.UserMapping) []sqlgen.Stmt {
			list, secrets := changedSettings(from.Settings, to.Settings)
			return settingsStatement([]string{"ALTER", mappingTarget(to)}, list, secrets)
		}},
	},
}

func mappingTarget(m *schema.UserMapping) string {
	return "USER MAPPING FOR " + Role(m.Role) + " SERVER " + Ident(m.Server)
}

// hiddenMapping is whether the options of a row of pg_user_mappings, named m,
// with its server, named s, may be there and are not shown.
const hiddenMapping = `(m.umoptions IS NULL AND NOT (pg_catalog.current_setting('is_superuser')::bool
	OR m.umuser <> 0 AND m.usename = CURRENT_USER
		AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))
	OR m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE')))`

// Options are shown to superusers, to the mapped user, and for PUBLIC to the
// owner of the server; the catalog itself is for superusers alone. A mapping
// whose role was dropped has no name.
// https://www.postgresql.org/docs/current/view-pg-user-mappings.html
func readUserMappings(ctx context.Context, r *reader) error {
	const text = `
SELECT m.umid, m.srvid, m.srvname, CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE m.usename::text END, m.umoptions,
	` + hiddenMapping + `
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
WHERE m.usename IS NOT NULL
ORDER BY m.srvname, m.usename`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, server uint32
		var m schema.UserMapping
		var list pq.StringArray
		if err := rows.Scan(&oid, &server, &m.Server, &m.Role, &list, &m.Hidden); err != nil {
			return err
		}
		a := address{"pg_user_mapping", oid, 0}
		if !r.mine(a, "") || !r.mine(address{"pg_foreign_server", server, 0}, "") {
			return nil
		}
		m.Settings = splitSecrets(options(list, ""), m.Server, m.Role)
		r.add(a, &m)
		return nil
	})
}
