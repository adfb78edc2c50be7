package postgres

import (
	"context"
	"database/sql"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// readIndexes reads the indexes of tables and materialized views that no
// constraint owns.
// https://www.postgresql.org/docs/current/catalog-pg-index.html
func readIndexes(ctx context.Context, r *reader) error {
	parts, err := r.indexParts(ctx, isFreeIndex)
	if err != nil {
		return err
	}
	return r.query(ctx, indexesQuery(r), func(rows *sql.Rows) error {
		var oid, relation uint32
		var materialized bool
		var x schema.Index
		var with pq.StringArray
		var parent indexParent
		var invalid bool
		if err := rows.Scan(append([]any{&oid, &relation, &materialized, &x.Schema, &x.Table, &x.Name, &x.Unique, &x.Method,
			&x.Where, &x.NullsNotDistinct, &invalid, &x.Only, &with, &x.Tablespace, &x.Comment}, parent.columns()...)...); err != nil {
			return err
		}
		if _, isTable := r.relations[relation]; !isTable && !materialized ||
			!r.mine(address{"pg_class", relation, 0}, x.Schema) {
			return nil
		}
		if invalid {
			r.invalid = append(r.invalid, x.Ref())
			return nil
		}
		if list := parts[oid]; list != nil {
			x.Parts, x.Include = list.parts, list.include
		}
		x.With, x.Of = options(with, ""), parent.name
		at := address{"pg_class", oid, 0}
		if parent.implies(x.Table, x.Name, "idx", with, x.Comment) && followsParts(x.Parts, parts[parent.oid]) {
			r.copied[at] = address{"pg_class", parent.oid, 0}
			r.implied.left[oid] = impliedIndex{&x, parent.oid, func(r *reader) {
				delete(r.copied, at)
				r.add(at, &x)
			}}
			return nil
		}
		r.implied.kept = append(r.implied.kept, parent.oid)
		r.add(at, &x)
		return nil
	})
}

func indexesQuery(r *reader) string {
	return `
SELECT x.indexrelid, x.indrelid, c.relkind = 'm', n.nspname, c.relname, i.relname, x.indisunique,
	CASE WHEN am.amname = 'btree' THEN '' ELSE am.amname END,
	coalesce(pg_catalog.pg_get_expr(x.indpred, x.indrelid), ''),
	` + r.since(15, "x.indnullsnotdistinct", "false") + `, NOT x.indisvalid AND c.relkind <> 'p', ` + waits("x") + `,
	i.reloptions, coalesce(ts.spcname, ''), coalesce(pg_catalog.obj_description(x.indexrelid, 'pg_class'), ''),
	` + indexParentColumns + `
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = i.relam
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
` + indexParentJoins + `
WHERE ` + isFreeIndex + ` AND ` + userSchemas + `
ORDER BY n.nspname, c.relname, i.relname`
}

// An indexList holds the columns of one index.
type indexList struct {
	parts   []schema.IndexPart
	include []string
}

// indexParts reads the columns of the indexes that a condition on pg_index x
// chooses. An operator class is named where the server would not choose it, a
// collation where it is not the column's. What collation an expression has
// cannot be asked for, so that it is named if it is not the database's.
func (r *reader) indexParts(ctx context.Context, condition string) (map[uint32]*indexList, error) {
	text := `
SELECT x.indexrelid, k.n <= x.indnkeyatts, coalesce(a.attname, ''),
	CASE WHEN k.attnum = 0 THEN pg_catalog.pg_get_indexdef(x.indexrelid, k.n::int, false) ELSE '' END,
	CASE WHEN opc.oid IS NULL OR opc.opcdefault AND ` + ownOptions("ia") + ` IS NULL
			AND (own.oid IS NULL OR own.oid = opc.oid) THEN ''
		ELSE ` + opclassSQL + ` END,
	` + ownOptions("ia") + `,
	CASE WHEN co.oid IS NULL OR co.oid = coalesce(a.attcollation, 100) THEN '' ELSE ` + collationSQL + ` END,
	coalesce(k.option & 1, 0) = 1, coalesce(k.option & 2, 0) = 2,
	` + r.since(17, "ia.attstattarget", "NULLIF(ia.attstattarget, -1)") + `
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL ROWS FROM (
	pg_catalog.unnest(x.indkey::int2[]), pg_catalog.unnest(x.indclass::oid[]),
	pg_catalog.unnest(x.indcollation::oid[]), pg_catalog.unnest(x.indoption::int2[])
) WITH ORDINALITY AS k(attnum, opclass, coll, option, n)
JOIN pg_catalog.pg_attribute ia ON ia.attrelid = x.indexrelid AND ia.attnum = k.n
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
LEFT JOIN pg_catalog.pg_opclass opc ON opc.oid = k.opclass
LEFT JOIN pg_catalog.pg_namespace opn ON opn.oid = opc.opcnamespace
LEFT JOIN pg_catalog.pg_opclass own
	ON own.opcmethod = opc.opcmethod AND own.opcdefault AND own.opcintype = a.atttypid
LEFT JOIN pg_catalog.pg_collation co ON co.oid = k.coll
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE ` + condition + ` AND ` + userSchemas + `
ORDER BY x.indexrelid, k.n`
	lists := map[uint32]*indexList{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var key, desc, nullsFirst bool
		var p schema.IndexPart
		var params pq.StringArray
		if err := rows.Scan(&oid, &key, &p.Column, &p.Expr, &p.OpClass, &params, &p.Collation,
			&desc, &nullsFirst, &p.Statistics); err != nil {
			return err
		}
		list := lists[oid]
		if list == nil {
			list = &indexList{}
			lists[oid] = list
		}
		if !key {
			list.include = append(list.include, p.Column)
			return nil
		}
		p.Expr, p.OpParams, p.Desc = unwrap(p.Expr), options(params, ""), desc
		p.Nulls = nullsWord(desc, nullsFirst)
		list.parts = append(list.parts, p)
		return nil
	})
	return lists, err
}

// followsParts reports whether the index of a partition has the directions of the
// one that it is attached to and no statistics targets but its: the server attaches
// what has others. It does not hand targets on to partitions that come later.
func followsParts(parts []schema.IndexPart, above *indexList) bool {
	return above != nil && slices.EqualFunc(parts, above.parts, func(a, b schema.IndexPart) bool {
		return a.Desc == b.Desc && a.Nulls == b.Nulls && (a.Statistics == nil || sameNumber(a.Statistics, b.Statistics))
	})
}

// nullsWord says where nulls sort, if that is not the default: last ascending,
// first descending.
func nullsWord(desc, first bool) string {
	switch {
	case first && !desc:
		return "FIRST"
	case desc && !first:
		return "LAST"
	}
	return ""
}
