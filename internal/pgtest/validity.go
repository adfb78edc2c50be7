package pgtest

import (
	"strings"
	"testing"
)

// inheritedValidity lists the checks and the NOT NULL that tables have of their
// parents. The names of the latter are the server's choice.
const inheritedValidity = `
select k.conrelid::regclass || ' ' || k.contype::text || ' ' || case k.contype when 'n' then a.attname::text else k.conname::text end
	|| case when k.convalidated then ' valid' else ' not valid' end
from pg_constraint k
left join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.coninhcount > 0 and k.contype in ('c', 'n') and k.conrelid <> 0
order by 1`

// Validity tells which of the checks that tables have of their parents are
// valid. pg_dump writes the parents' alone, and these may differ.
func Validity(t testing.TB, address string) string {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	return strings.Join(texts(t, conn, inheritedValidity), "\n")
}
