package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// readSequences reads free sequences and those of serial columns (deptype a);
// the sequence of an identity column (deptype i) is the column's own.
// https://www.postgresql.org/docs/current/catalog-pg-sequence.html
func readSequences(ctx context.Context, r *reader) error {
	const text = `
SELECT q.oid, n.nspname, q.relname, q.relpersistence = 'u',
	pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle,
	coalesce(owner.nspname, ''), coalesce(owner.relname, ''), coalesce(owner.attname, ''),
	coalesce(pg_catalog.obj_description(q.oid, 'pg_class'), ''),
	pg_catalog.pg_get_userbyid(q.relowner), q.relacl::text[], pg_catalog.acldefault('s', q.relowner)::text[]
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class q ON q.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = q.relnamespace
LEFT JOIN (
	SELECT d.objid, cn.nspname, c.relname, a.attname
	FROM pg_catalog.pg_depend d
	JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND ` + isTable + `
	JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
	JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
	WHERE d.deptype = 'a' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
		AND d.refclassid = d.classid AND d.refobjsubid > 0
) owner ON owner.objid = q.oid
WHERE ` + userSchemas + `
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend i WHERE i.deptype = 'i' AND i.objid = q.oid
		AND i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.refclassid = i.classid)
ORDER BY n.nspname, q.relname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var q schema.Sequence
		var row sequenceRow
		var owner schema.Ref
		var acl, def pq.StringArray
		if err := rows.Scan(&oid, &q.Schema, &q.Name, &q.Unlogged,
			&row.typ, &row.start, &row.increment, &row.max, &row.min, &row.cache, &row.cycle,
			&owner.Schema, &owner.Table, &owner.Name,
			&q.Comment, &q.Owner, &acl, &def); err != nil {
			return err
		}
		a := address{"pg_class", oid, 0}
		if !r.mine(a, q.Schema) {
			return nil
		}
		q.Type, q.SequenceOptions = row.typ, row.options()
		if owner.Name != "" {
			owner.Kind = schema.KindColumn
			q.OwnedBy = owner
		}
		q.Grants = grants(acl, def, q.Owner)
		r.add(a, &q)
		return nil
	})
}
