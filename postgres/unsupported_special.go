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
}
