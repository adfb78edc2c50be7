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

// columnsQuery leaves the names of types and the sequences of identities to
// queries of their own, which ask for each once: joined here they take the
// server three times as long, as its planner cannot tell how many there are. The
// gaps are for columns of the catalog that came later. On PostgreSQL 18 a NOT
// NULL is also a row of pg_constraint; attnotnull is set even where that is NOT
// VALID.
// https://www.postgresql.org/docs/current/catalog-pg-attribute.html
func columnsQuery(r *reader) string {
	return `
SELECT a.attrelid, a.attnum, a.attname, a.attinhcount > 0, a.attinhcount > 0 AND a.attislocal,
	a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated,
	coalesce(ad.oid, 0), ` + deparsedDefault + `,
	CASE WHEN co.oid IS NULL THEN '' ELSE ` + collationSQL + ` END,
	CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END,
	` + r.since(14, "a.attcompression::text", "''") + `,
	` + r.since(17, "a.attstattarget", "NULLIF(a.attstattarget, -1)") + `,
	` + ownOptions("a") + `, a.attfdwoptions, a.attacl::text[], pg_catalog.pg_get_userbyid(c.relowner),
	coalesce(d.description, '')` + r.since(18, notNullColumns, "") + `
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = a.attrelid AND d.objsubid = a.attnum AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass` + r.since(18, notNullJoins, "") + `
WHERE a.attnum > 0 AND NOT a.attisdropped AND ` + isTable + ` AND ` + userSchemas + `
ORDER BY a.attrelid, a.attnum`
}

// A columnRow is a row of the query above.
type columnRow struct {
	relation, attrdef   uint32
	number              int
	of                  typeOf
	identity, generated string
	expr                string
	storage, compressed string
	options, acl        pq.StringArray
	foreign             pq.StringArray
	owner               string
	notNull             notNullRow
}

// targets are where the query's columns go.
func (row *columnRow) targets(r *reader, c *schema.Column) []any {
	out := []any{
		&row.relation, &row.number, &c.Name, &c.Inherited, &c.Local,
		&row.of.oid, &row.of.modifier, &c.NotNull, &row.identity, &row.generated,
		&row.attrdef, &row.expr, &c.Collation, &row.storage, &row.compressed, &c.Statistics,
		&row.options, &row.foreign, &row.acl, &row.owner, &c.Comment,
	}
	if r.major >= 18 {
		out = append(out, row.notNull.targets()...)
	}
	return out
}

func readColumns(ctx context.Context, r *reader) error {
	types, identities := typeNames{}, identityColumns{}
	err := r.query(ctx, columnsQuery(r), func(rows *sql.Rows) error {
		var row columnRow
		var c schema.Column
		if err := rows.Scan(row.targets(r, &c)...); err != nil {
			return err
		}
		table, ok := r.relations[row.relation]
		if !ok {
			return nil
		}
		c.Schema, c.Table = table.Schema, table.Name
		row.fill(&c)
		types.want(row.of, &c.Type)
		if row.identity != "" {
			identities[address{"pg_class", row.relation, row.number}] = identityColumn{&c, row.identity == "a", row.owner}
		}
		r.add(address{"pg_class", row.relation, row.number}, &c)
		if row.notNull.oid != 0 {
			r.at[address{"pg_constraint", row.notNull.oid, 0}] = &c
		}
		if row.attrdef != 0 {
			r.at[address{"pg_attrdef", row.attrdef, 0}] = &c
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := types.read(ctx, r); err != nil {
		return err
	}
	return identities.read(ctx, r)
}

func (row *columnRow) fill(c *schema.Column) {
	c.Storage, c.Compression = storageNames[row.storage], compressionNames[row.compressed]
	c.Options, c.ForeignOptions = options(row.options, ""), options(row.foreign, "")
	c.Grants = grants(row.acl, nil, row.owner)
	row.notNull.fill(&c.NotNullConstraint, objectName(c.Table, c.Name, "not_null"), schema.IsNotNullName(row.notNull.name, c.Table, c.Name))
	switch {
	case row.generated != "":
		c.Generated = &schema.Generated{Expr: row.expr, Virtual: row.generated == "v"}
	case row.identity == "":
		c.Default = row.expr
	}
}
