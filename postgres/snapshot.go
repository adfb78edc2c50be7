package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// Snapshot digests the values of every column of the tables of s, by the ref
// of the column, and counts the rows, by the ref of the table. The digest of a
// column does not depend on the order of the rows, nor on other columns, so
// that it stays the same while those come and go. Generated columns are left
// out, and so are foreign tables.
func Snapshot(ctx context.Context, conn *sql.Conn, s *schema.Schema) (map[schema.Ref]string, error) {
	out := map[schema.Ref]string{}
	columns := tableColumns(s)
	for t := range schema.Of[*schema.Table](s) {
		if t.Server != "" {
			continue
		}
		list := columns[t.Ref()]
		for first := true; first || len(list) > 0; first = false {
			n := min(len(list), mostColumns)
			if err := digest(ctx, conn, s, t, list[:n], out); err != nil {
				return nil, fmt.Errorf("reading the rows of %s: %w", t.Ref(), err)
			}
			list = list[n:]
		}
	}
	return out, nil
}

// mostColumns keeps a query below the limit of 1664 target entries.
// https://www.postgresql.org/docs/current/limits.html
const mostColumns = 1000

func digest(ctx context.Context, conn *sql.Conn, s *schema.Schema, t *schema.Table, columns []*schema.Column, out map[schema.Ref]string) error {
	targets := []string{"pg_catalog.count(*)::text"}
	for _, c := range columns {
		// A NULL has a mark that no digest is equal to.
		text := writtenOut(s, c)
		targets = append(targets, "coalesce(pg_catalog.md5(pg_catalog.string_agg(coalesce(pg_catalog.md5("+text+"), '-'), ',' "+
			`ORDER BY `+text+` COLLATE "C")), '')`)
	}
	values := make([]string, len(targets))
	into := make([]any, len(targets))
	for i := range values {
		into[i] = &values[i]
	}
	query := "SELECT " + strings.Join(targets, ", ") + " FROM ONLY " + Qualified(t.Schema, t.Name)
	if err := conn.QueryRowContext(ctx, query).Scan(into...); err != nil {
		return err
	}
	out[t.Ref()] = values[0]
	for i, c := range columns {
		out[c.Ref()] = values[i+1]
	}
	return nil
}

// writtenOut is the text of a column's values. That of a user-defined type is what its
// output function writes: there may be a cast that says something else, and it may come
// or go with the plan.
func writtenOut(s *schema.Schema, c *schema.Column) string {
	name := Ident(c.Name)
	element, _ := arrayOf(ofDomain(s, c.Type))
	if namespace, _ := typeName(element); namespace == "" {
		return name + "::text"
	}
	return "CASE WHEN pg_catalog.num_nonnulls(" + name + ") = 1 THEN pg_catalog.format('%s', " + name + ") END"
}
