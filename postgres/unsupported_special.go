package postgres

import "github.com/schemactl/schemactl/schema"

// specialAbsences are those whose queries are not made of a catalog and a
// condition. Here condition is the whole query, for an OID and a name.
var specialAbsences = []absence{
	{catalog: "pg_user_mapping", condition: `
SELECT m.umid, CASE WHEN m.usename IS NULL THEN 'user mapping of a role that was dropped'
	ELSE 'options, which a superuser may see, of user mapping for ' || m.usename END || ' on server ' || m.srvname
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
WHERE m.usename IS NULL OR ` + hiddenMapping},
	{catalog: "secret options", condition: `
SELECT o.oid, 'secret option ' || o.name || ' of ' || i.type || ' ' || i.identity
FROM (SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS catalog, t.ftrelid AS oid, pg_catalog.split_part(x, '=', 1) AS name
	FROM pg_catalog.pg_foreign_table t, pg_catalog.unnest(t.ftoptions) x
	UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, pg_catalog.split_part(x, '=', 1)
	FROM pg_catalog.pg_foreign_data_wrapper w, pg_catalog.unnest(w.fdwoptions) x) o,
	LATERAL pg_catalog.pg_identify_object(o.catalog, o.oid, 0) i
WHERE o.name ~* ` + Literal(schema.SecretNames) + ` AND o.name !~* '_required$'`},
	{catalog: "pg_subscription", condition: `
SELECT 0, 'subscription ' || pg_catalog.quote_ident(s.subname) || ', which a superuser may see' FROM pg_catalog.pg_subscription s
WHERE ` + ownSubscription + ` AND NOT ` + showsSubscriptions},
	{catalog: "privileges on system and extension relations", condition: changedPrivileges("pg_class", "relacl", "relnamespace")},
	{catalog: "privileges on system and extension routines", condition: changedPrivileges("pg_proc", "proacl", "pronamespace")},
	{catalog: "privileges on system and extension types", condition: changedPrivileges("pg_type", "typacl", "typnamespace")},
	{catalog: "privileges on system and extension languages", condition: `
SELECT 0, 'privileges on language ' || pg_catalog.quote_ident(o.lanname)
FROM pg_catalog.pg_language o
LEFT JOIN pg_catalog.pg_init_privs p ON p.objoid = o.oid AND p.classoid = 'pg_catalog.pg_language'::pg_catalog.regclass
WHERE o.lanacl IS NOT NULL AND o.lanacl IS DISTINCT FROM p.initprivs AND (o.oid < 16384 OR EXISTS (
	SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass
	AND d.objid = o.oid AND d.deptype = 'e'))`},
}

// changedPrivileges finds what extensions and initdb made and somebody granted
// or revoked since. What was there at first is in pg_init_privs.
// https://www.postgresql.org/docs/current/catalog-pg-init-privs.html
func changedPrivileges(catalog, acl, namespace string) string {
	return `
SELECT 0, 'privileges on ' || i.type || ' ' || i.identity
FROM pg_catalog.` + catalog + ` o
JOIN pg_catalog.pg_namespace n ON n.oid = o.` + namespace + `
LEFT JOIN pg_catalog.pg_init_privs p ON p.objoid = o.oid AND p.objsubid = 0
	AND p.classoid = 'pg_catalog.` + catalog + `'::pg_catalog.regclass,
	LATERAL pg_catalog.pg_identify_object('pg_catalog.` + catalog + `'::pg_catalog.regclass, o.oid, 0) i
WHERE o.` + acl + ` IS NOT NULL AND o.` + acl + ` IS DISTINCT FROM p.initprivs
	AND n.nspname !~ '^pg_(temp|toast)'
	AND n.nspname <> 'information_schema'
	AND (n.nspname = 'pg_catalog' OR EXISTS (
		SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.` + catalog + `'::pg_catalog.regclass
		AND d.objid = o.oid AND d.deptype = 'e'))`
}
