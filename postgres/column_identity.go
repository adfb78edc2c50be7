package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// identityColumns are the columns with an identity, by address.
type identityColumns map[address]identityColumn

type identityColumn struct {
	*schema.Column
	always bool
	owner  string
}

// identityQuery lists the sequences of identities: each depends on its column
// internally.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html, deptype i
const identityQuery = `
SELECT d.refobjid, d.refobjsubid, q.relname, pg_catalog.format_type(s.seqtypid, NULL),
	s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle,
	CASE WHEN q.relpersistence = t.relpersistence THEN '' WHEN q.relpersistence = 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END,
	coalesce(pg_catalog.obj_description(q.oid, 'pg_class'), ''), q.relacl::text[], pg_catalog.acldefault('s', q.relowner)::text[]
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
JOIN pg_catalog.pg_class q ON q.oid = s.seqrelid
JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
WHERE d.deptype = 'i' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid`

// read fills in what the sequences say. A column without one is a partition's:
// from PostgreSQL 17 on they share the parent's identity.
func (i identityColumns) read(ctx context.Context, r *reader) error {
	if len(i) == 0 {
		return nil
	}
	return r.query(ctx, identityQuery, func(rows *sql.Rows) error {
		at := address{catalog: "pg_class"}
		var name, persistence, comment string
		var row sequenceRow
		var acl, usual pq.StringArray
		if err := rows.Scan(&at.oid, &at.sub, &name, &row.typ, &row.start, &row.increment, &row.max, &row.min, &row.cache, &row.cycle,
			&persistence, &comment, &acl, &usual); err != nil {
			return err
		}
		c, ok := i[at]
		if !ok {
			return nil
		}
		c.Identity = &schema.Identity{Always: c.always, Persistence: persistence, SequenceOptions: row.options()}
		if name != objectName(c.Table, c.Name, "seq") {
			c.Identity.Sequence = name
		}
		c.SequenceComment = comment
		for _, g := range grants(acl, usual, c.owner) {
			g.Sequence = true
			c.Grants = append(c.Grants, g)
		}
		return nil
	})
}
