package postgres

import (
	"github.com/schemactl/schemactl/schema"
)

// as runs a GRANT or REVOKE as the role that is to be, or is, its grantor: GRANTED BY takes
// no other than who runs it.
// https://www.postgresql.org/docs/current/sql-grant.html
func as(role, grant string) string {
	return "DO $grant$\nBEGIN\n    SET LOCAL ROLE " + Ident(role) + ";\n    " + grant + ";\n    RESET ROLE;\nEND\n$grant$"
}

// grantorsFirst puts entries behind those that give their grantors the right to grant.
func grantorsFirst(list []schema.Grant) []schema.Grant {
	out := make([]schema.Grant, 0, len(list))
	may := map[string]bool{"": true}
	for left := list; len(left) > 0; {
		var later []schema.Grant
		for _, g := range left {
			if may[g.By] {
				out = append(out, g)
			} else {
				later = append(later, g)
			}
		}
		for _, g := range out {
			may[g.Role] = may[g.Role] || g.Grantable
		}
		if len(later) == len(left) {
			return append(out, later...)
		}
		left = later
	}
	return out
}

// withPassedOn adds to what is taken back what their holders have granted to others: it has to go
// before, even if it is granted again.
func withPassedOn(gone, all []schema.Grant) []schema.Grant {
	for i := 0; i < len(gone); i++ {
		for _, g := range all {
			if g.By != "" && g.By == gone[i].Role && gone[i].Grantable && lacks(gone, g) {
				gone = append(gone, g)
			}
		}
	}
	return gone
}
