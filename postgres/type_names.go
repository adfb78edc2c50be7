package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/lib/pq"
)

// A typeOf is a type with its modifier, such as a length; -1 is none.
type typeOf struct {
	oid      uint32
	modifier int32
}

func (t typeOf) compare(other typeOf) int {
	return cmp.Or(cmp.Compare(t.oid, other.oid), cmp.Compare(t.modifier, other.modifier))
}

// typeNames hold where the name of each type is to go.
type typeNames map[typeOf][]*string

func (t typeNames) want(of typeOf, to *string) { t[of] = append(t[of], to) }

// read asks for each name once, as format_type is slow.
func (t typeNames) read(ctx context.Context, r *reader) error {
	if len(t) == 0 {
		return nil
	}
	var oids, modifiers pq.Int64Array
	for _, of := range slices.SortedFunc(maps.Keys(t), typeOf.compare) {
		oids, modifiers = append(oids, int64(of.oid)), append(modifiers, int64(of.modifier))
	}
	const text = `
SELECT w.type, w.modifier, pg_catalog.format_type(w.type, w.modifier)
FROM ROWS FROM (pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::int[])) AS w(type, modifier)`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var of typeOf
		var name string
		if err := rows.Scan(&of.oid, &of.modifier, &name); err != nil {
			return err
		}
		for _, to := range t[of] {
			*to = name
		}
		return nil
	}, oids, modifiers)
}
