package postgres

import (
	"context"
	"database/sql"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// An outputColumn is a column of a view or materialized view.
type outputColumn struct {
	name, typ, comment string
	grants             []schema.Grant
	// value is the default, kept in pg_attrdef under def; a view only.
	value   string
	def     uint32
	setting schema.ColumnSetting
}

// readOutputs reads the columns of all views, or of all materialized views,
// by the relation's OID.
// https://www.postgresql.org/docs/current/catalog-pg-attribute.html
func (r *reader) readOutputs(ctx context.Context, relkind string) (map[uint32][]outputColumn, error) {
	text := `
SELECT a.attrelid, a.attname,
	pg_catalog.format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE ' || pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname), ''),
	coalesce(ds.description, ''), coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), coalesce(d.oid, 0),
	CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END,
	` + r.since(14, "a.attcompression::text", "''") + `,
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
	` + ownOptions("a") + `, a.attacl::text[], pg_catalog.pg_get_userbyid(c.relowner)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_catalog.pg_description ds ON ds.objoid = a.attrelid AND ds.objsubid = a.attnum
	AND ds.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
WHERE c.relkind = $1 AND a.attnum > 0 AND NOT a.attisdropped AND ` + userSchemas + `
ORDER BY a.attrelid, a.attnum`
	out := map[uint32][]outputColumn{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var o outputColumn
		var storage, compression, owner string
		var settings, acl pq.StringArray
		err := rows.Scan(&oid, &o.name, &o.typ, &o.comment, &o.value, &o.def, &storage, &compression, &o.setting.Statistics,
			&settings, &acl, &owner)
		if err != nil {
			return err
		}
		o.setting.Name = o.name
		o.setting.Storage = storageWords[storage]
		o.setting.Compression = compressionWords[compression]
		o.setting.Options = options(settings, "")
		o.grants = grants(acl, nil, owner)
		out[oid] = append(out[oid], o)
		return nil
	}, relkind)
	return out, err
}

// readSystemGrants reads the privileges on the columns that every table has.
func (r *reader) readSystemGrants(ctx context.Context) (map[uint32][]outputColumn, error) {
	out := map[uint32][]outputColumn{}
	err := r.query(ctx, `
SELECT a.attrelid, a.attname, a.attacl::text[], pg_catalog.pg_get_userbyid(c.relowner)
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.attnum < 0 AND a.attacl IS NOT NULL AND c.relkind IN ('r', 'p', 'f', 'm')
ORDER BY a.attrelid, a.attname`, func(rows *sql.Rows) error {
		var oid uint32
		var o outputColumn
		var acl pq.StringArray
		var owner string
		if err := rows.Scan(&oid, &o.name, &acl, &owner); err != nil {
			return err
		}
		o.grants = grants(acl, nil, owner)
		out[oid] = append(out[oid], o)
		return nil
	})
	return out, err
}

// https://www.postgresql.org/docs/current/catalog-pg-type.html, typstorage
var storageWords = map[string]string{"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}

var compressionWords = map[string]string{"p": "pglz", "l": "lz4"}

// outputOf lists names and types, and outputComments the comments by name.
func outputOf(columns []outputColumn) []schema.Option {
	var out []schema.Option
	for _, c := range columns {
		out = append(out, schema.Option{Name: c.name, Value: c.typ})
	}
	return out
}

func outputComments(columns []outputColumn) []schema.Option {
	var out []schema.Option
	for _, c := range columns {
		if c.comment != "" {
			out = append(out, schema.Option{Name: c.name, Value: c.comment})
		}
	}
	return out
}

// outputGrants adds the privileges on columns to those on the whole.
func outputGrants(list []schema.Grant, columns []outputColumn) []schema.Grant {
	for _, c := range columns {
		for _, g := range c.grants {
			g.Column = c.name
			list = append(list, g)
		}
	}
	slices.SortFunc(list, schema.CompareGrants)
	return list
}

// commentColumns writes what differs between the comments on output columns.
func commentColumns(relation string, from, to []schema.Option) []sqlgen.Stmt {
	set, gone := optionChanges(from, to)
	var stmts []sqlgen.Stmt
	for _, o := range gone {
		stmts = append(stmts, comment("COLUMN "+relation+"."+Ident(o.Name), ""))
	}
	for _, o := range set {
		stmts = append(stmts, comment("COLUMN "+relation+"."+Ident(o.Name), o.Value))
	}
	return stmts
}
