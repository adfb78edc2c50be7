package proof

import (
	"strconv"

	"github.com/schemactl/schemactl/schema"
)

// grew reports whether a table, or that of a column, has got more rows. was and now are its
// names in the two snapshots.
func grew(before, after map[schema.Ref]string, was, now schema.Ref) bool {
	count := func(rows map[schema.Ref]string, r schema.Ref) int {
		if r.Table != "" {
			r = schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
		}
		n, err := strconv.Atoi(rows[r])
		if err != nil {
			return 0
		}
		return n
	}
	return count(after, now) > count(before, was)
}
