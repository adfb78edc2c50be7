package pgtest

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"
)

// tablesWithRows lists the tables that hold rows themselves, partitions among them, as quoted qualified names.
const tablesWithRows = `
select format('%I.%I', n.nspname, c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', $1)
order by 1`

// Rows is the data of every table: by qualified name, quoted where SQL needs it, the rows as JSON objects, one a line, sorted.
// In an object the columns come in a fixed order that is not the table's.
func Rows(t testing.TB, address string) map[string]string {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	rows := map[string]string{}
	for _, table := range texts(t, conn, tablesWithRows, historySchema) {
		lines := texts(t, conn, "select to_jsonb(schemactl_row)::text from only "+table+" schemactl_row")
		slices.Sort(lines)
		rows[table] = strings.Join(lines, "\n")
	}
	return rows
}

// texts is the one column of a query's answer.
func texts(t testing.TB, conn *sql.Conn, query string, args ...any) []string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		t.Fatalf("reading rows: %v", err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatalf("reading rows: %v", err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("reading rows: %v", err)
	}
	return all
}
