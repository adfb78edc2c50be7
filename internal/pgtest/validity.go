package pgtest

import (
	"strings"
	"testing"
)

// inheritedValidity lists the constraints that tables have of their parents. The
// names of those of NOT NULL are the server's choice.
const inheritedValidity = `
select k.conrelid::regclass || ' ' || k.contype::text || ' ' || case k.contype when 'n' then k.conkey::text else k.conname::text end
	|| case when k.convalidated then ' valid' else ' not valid' end
from pg_constraint k
where (k.coninhcount > 0 or k.conparentid <> 0) and k.contype in ('c', 'f', 'n') and k.conrelid <> 0
order by 1`

// Validity tells which of the constraints that tables have of their parents are
// valid. pg_dump writes the parents' alone, and these may differ.
func Validity(t testing.TB, address string) string {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	return strings.Join(texts(t, conn, inheritedValidity), "\n")
}
