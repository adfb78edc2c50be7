package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// storageNames are pg_attribute.attstorage.
var storageNames = map[string]string{"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}

// compressionNames are pg_attribute.attcompression.
var compressionNames = map[string]string{"p": "pglz", "l": "lz4"}

// ownOptions gives the attribute options of a pg_attribute without pg_attver,
// a number that the server itself keeps there in later minor releases; null if
// none is left. pg_dump sets it apart too.
func ownOptions(attribute string) string {
	return `CASE WHEN ` + attribute + `.attoptions IS NOT NULL THEN
		NULLIF(ARRAY(SELECT o FROM pg_catalog.unnest(` + attribute + `.attoptions) o WHERE o !~ '^pg_attver='), '{}') END`
}

// deparsedDefault is the expression of a pg_attrdef. Only that of a generated
// column can name other columns; for the rest the server is spared listing all
// columns of the table anew for each, which takes a table of 1,600 columns ten
// seconds.
const deparsedDefault = `coalesce(pg_catalog.pg_get_expr(ad.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE ad.adrelid END), '')`

// columnsQuery names each type once, since format_type is slow. Its gaps are
// for columns of the catalog that came later. On PostgreSQL 18 a NOT NULL is also
// a row of pg_constraint; attnotnull is set even where that is NOT VALID.
// https://www.postgresql.org/docs/current/catalog-pg-attribute.html
func columnsQuery(r *reader) string {
	return `
WITH col AS MATERIALIZED (
	SELECT c.oid AS relid, c.relowner, c.relispartition, a.*
	FROM pg_catalog.pg_attribute a
	JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE a.attnum > 0 AND NOT a.attisdropped AND ` + isTable + ` AND ` + userSchemas + `
), types AS (
	SELECT d.atttypid, d.atttypmod, pg_catalog.format_type(d.atttypid, d.atttypmod) AS name
	FROM (SELECT DISTINCT atttypid, atttypmod FROM col) d
), identity AS (
	SELECT d.refobjid, d.refobjsubid, q.relname, q.relacl, q.relowner, s.*,
		pg_catalog.obj_description(q.oid, 'pg_class') AS comment
	FROM pg_catalog.pg_depend d
	JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
	JOIN pg_catalog.pg_class q ON q.oid = s.seqrelid
	WHERE d.deptype = 'i' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid
)
SELECT a.relid, a.attnum, a.attname, a.attinhcount > 0, a.attinhcount > 0 AND a.attislocal, types.name, a.attnotnull, a.attidentity, a.attgenerated,
	coalesce(ad.oid, 0), ` + deparsedDefault + `,
	CASE WHEN co.oid IS NULL THEN '' ELSE ` + collationSQL + ` END,
	CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END,
	` + r.since(14, "a.attcompression::text", "''") + `,
	` + r.since(17, "a.attstattarget", "NULLIF(a.attstattarget, -1)") + `,
	` + ownOptions("a") + `, a.attfdwoptions, a.attacl::text[], pg_catalog.pg_get_userbyid(a.relowner), coalesce(d.description, ''),
	coalesce(i.relname, ''), coalesce(pg_catalog.format_type(i.seqtypid, NULL), ''),
	coalesce(i.seqstart, 0), coalesce(i.seqincrement, 0), coalesce(i.seqmax, 0), coalesce(i.seqmin, 0),
	coalesce(i.seqcache, 0), coalesce(i.seqcycle, false),
	coalesce(i.comment, ''), i.relacl::text[], pg_catalog.acldefault('s', i.relowner)::text[],
	` + r.since(18, notNullColumns, noNotNullColumns) + `
FROM col a
JOIN types ON types.atttypid = a.atttypid AND types.atttypmod = a.atttypmod
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = a.relid AND ad.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = a.relid AND d.objsubid = a.attnum AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
LEFT JOIN identity i ON i.refobjid = a.relid AND i.refobjsubid = a.attnum` + r.since(18, notNullJoins, "") + `
ORDER BY a.relid, a.attnum`
}

// A columnRow is a row of the query above.
type columnRow struct {
	relation, attrdef   uint32
	number              int
	identity, generated string
	expr                string
	storage, compressed string
	options, acl        pq.StringArray
	foreign             pq.StringArray
	owner               string
	sequence            string
	sequenceRow         sequenceRow
	sequenceACL         [2]pq.StringArray // what it is, and what it is by default
	notNull             notNullRow
}

func readColumns(ctx context.Context, r *reader) error {
	return r.query(ctx, columnsQuery(r), func(rows *sql.Rows) error {
		var row columnRow
		var c schema.Column
		if err := rows.Scan(&row.relation, &row.number, &c.Name, &c.Inherited, &c.Local, &c.Type, &c.NotNull, &row.identity, &row.generated,
			&row.attrdef, &row.expr, &c.Collation, &row.storage, &row.compressed, &c.Statistics,
			&row.options, &row.foreign, &row.acl, &row.owner, &c.Comment,
			&row.sequence, &row.sequenceRow.typ, &row.sequenceRow.start, &row.sequenceRow.increment, &row.sequenceRow.max,
			&row.sequenceRow.min, &row.sequenceRow.cache, &row.sequenceRow.cycle,
			&c.SequenceComment, &row.sequenceACL[0], &row.sequenceACL[1],
			&row.notNull.oid, &row.notNull.name, &row.notNull.comment, &row.notNull.notValid, &row.notNull.noInherit, &row.notNull.isLocal,
			(*pq.StringArray)(&row.notNull.above)); err != nil {
			return err
		}
		table, ok := r.relations[row.relation]
		if !ok {
			return nil
		}
		c.Schema, c.Table = table.Schema, table.Name
		row.fill(&c)
		r.add(address{"pg_class", row.relation, row.number}, &c)
		if row.notNull.oid != 0 {
			r.at[address{"pg_constraint", row.notNull.oid, 0}] = &c
		}
		if row.attrdef != 0 {
			r.at[address{"pg_attrdef", row.attrdef, 0}] = &c
		}
		return nil
	})
}

func (row *columnRow) fill(c *schema.Column) {
	c.Storage, c.Compression = storageNames[row.storage], compressionNames[row.compressed]
	c.Options, c.ForeignOptions = options(row.options, ""), options(row.foreign, "")
	c.Grants = grants(row.acl, nil, row.owner)
	for _, g := range grants(row.sequenceACL[0], row.sequenceACL[1], row.owner) {
		g.Sequence = true
		c.Grants = append(c.Grants, g)
	}
	row.notNull.fill(&c.NotNullConstraint, objectName(c.Table, c.Name, "not_null"), schema.IsNotNullName(row.notNull.name, c.Table, c.Name))
	switch {
	case row.generated != "":
		c.Generated = &schema.Generated{Expr: row.expr, Virtual: row.generated == "v"}
	case row.identity != "" && row.sequence == "":
		// From PostgreSQL 17 on, partitions share the parent's identity.
	case row.identity != "":
		c.Identity = &schema.Identity{Always: row.identity == "a", SequenceOptions: row.sequenceRow.options()}
		if row.sequence != objectName(c.Table, c.Name, "seq") {
			c.Identity.Sequence = row.sequence
		}
	default:
		c.Default = row.expr
	}
}
