package pgtest

import (
	"testing"

	"github.com/lib/pq"
)

// members lists the columns and checks of tables, of which those that a parent has too may be declared all the same.
const members = `
select 'column ' || format('%I.%I.%I', n.nspname, c.relname, a.attname) as name,
	'pg_attribute' as catalog, a.attrelid as oid, a.attnum as number
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f')
union all
select 'check ' || format('%I.%I.%I', n.nspname, c.relname, k.conname), 'pg_constraint', k.oid, 0
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where k.contype = 'c'`

// Members names the columns and checks of all tables.
func Members(t testing.TB, address string) []string {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	return texts(t, conn, "select name from ("+members+") m order by 1")
}

// Undeclare takes those of the columns and checks that are inherited for inherited only. No command can: it makes what was
// declared alike in two databases that differ in nothing else.
func Undeclare(t testing.TB, address string, names []string) {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	const of = " from (" + members + ") m where m.name = any ($1) and m.catalog = "
	for _, text := range []string{
		"update pg_attribute a set attislocal = false" + of + "'pg_attribute' and a.attrelid = m.oid and a.attnum = m.number and a.attinhcount > 0",
		"update pg_constraint k set conislocal = false" + of + "'pg_constraint' and k.oid = m.oid and k.coninhcount > 0",
	} {
		if _, err := conn.ExecContext(t.Context(), text, pq.Array(names)); err != nil {
			t.Fatal(err)
		}
	}
}
