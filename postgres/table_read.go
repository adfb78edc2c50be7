package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// tablesQuery selects ordinary, partitioned and foreign tables. The access
// method is left out where it is the server's default.
// https://www.postgresql.org/docs/current/catalog-pg-class.html
const tablesQuery = `
SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u', c.relrowsecurity, c.relforcerowsecurity,
	CASE WHEN c.relkind = 'f' THEN 'd' ELSE c.relreplident::text END, coalesce(ri.relname, ''), coalesce(ci.relname, ''), coalesce(ts.spcname, ''),
	CASE WHEN c.relkind = 'p' THEN coalesce(am.amname, '') WHEN am.amname <> pg_catalog.current_setting('default_table_access_method') THEN am.amname ELSE '' END,
	c.reloptions, toast.reloptions,
	CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) ELSE '' END,
	CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, 0) ELSE '' END,
	coalesce(fs.srvname, ''), ft.ftoptions,
	coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), ''), coalesce(pg_catalog.obj_description(c.reltype, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(c.relowner), c.relacl::text[], pg_catalog.acldefault('r', c.relowner)::text[]
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND x.indisreplident
LEFT JOIN pg_catalog.pg_class ri ON ri.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_index y ON y.indrelid = c.oid AND y.indisclustered
LEFT JOIN pg_catalog.pg_class ci ON ci.oid = y.indexrelid
LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
WHERE ` + isTable + ` AND ` + userSchemas + `
ORDER BY n.nspname, c.relname`

// readTables takes a replica identity whose index was dropped for NOTHING, as
// which it works.
func readTables(ctx context.Context, r *reader) error {
	parents, err := r.readParents(ctx)
	if err != nil {
		return err
	}
	keys, err := r.readPartitionKeys(ctx)
	if err != nil {
		return err
	}
	system, err := r.readSystemGrants(ctx)
	if err != nil {
		return err
	}
	families := map[uint32]*schema.Table{}
	err = r.query(ctx, tablesQuery, func(rows *sql.Rows) error {
		var oid uint32
		var t schema.Table
		var identity string
		var with, toast, foreign, acl, def pq.StringArray
		if err := rows.Scan(&oid, &t.Schema, &t.Name, &t.Unlogged, &t.RowSecurity, &t.ForceRowSecurity,
			&identity, &t.ReplicaIndex, &t.ClusterOn, &t.Tablespace, &t.AccessMethod,
			&with, &toast, &t.OfType, &t.Bound, &t.Server, &foreign, &t.Comment, &t.TypeComment, &t.Owner, &acl, &def); err != nil {
			return err
		}
		a := address{"pg_class", oid, 0}
		if !r.mine(a, t.Schema) {
			return nil
		}
		t.Options = splitSecrets(options(foreign, "")).Options
		t.With = append(options(with, ""), options(toast, "toast.")...)
		t.ReplicaIdentity, t.ReplicaIndex = replicaIdentity(identity, t.ReplicaIndex)
		t.Grants = outputGrants(grants(acl, def, t.Owner), system[oid])
		r.add(a, &t)
		r.relations[oid] = t.Ref()
		t.PartitionBy = keys[oid]
		if len(parents[oid]) > 0 {
			families[oid] = &t
		}
		return nil
	})
	for oid, t := range families {
		r.setParents(t, parents[oid])
	}
	return err
}

// replicaIdentity reads pg_class.relreplident.
func replicaIdentity(letter, index string) (mode, name string) {
	switch {
	case letter == "f":
		return "FULL", ""
	case letter == "i" && index != "":
		return "INDEX", index
	case letter == "n", letter == "i":
		return "NOTHING", ""
	}
	return "", ""
}
