package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// privileges are the letters of an access privilege list.
// https://www.postgresql.org/docs/current/ddl-priv.html
var privileges = map[byte]string{
	'r': "SELECT", 'a': "INSERT", 'w': "UPDATE", 'd': "DELETE", 'D': "TRUNCATE",
	'x': "REFERENCES", 't': "TRIGGER", 'm': "MAINTAIN", 'X': "EXECUTE",
	'U': "USAGE", 'C': "CREATE", 'c': "CONNECT", 'T': "TEMPORARY",
	's': "SET", 'A': "ALTER SYSTEM",
}

// An access is what one role may do: the privileges it holds, and those of
// them that it may pass on.
type access struct{ held, grantable map[string]bool }

// grants reads an access privilege list (aclitem[] as text[]), as far as it
// differs from the one that an object of the kind and owner has by default. A
// nil list is the default itself.
func grants(acl, def []string, owner string) []schema.Grant {
	if acl == nil {
		return nil
	}
	have, usual := accesses(acl), accesses(def)
	var out []schema.Grant
	for role, a := range have {
		base := usual[role]
		plain, passable := map[string]bool{}, map[string]bool{}
		for p := range a.held {
			switch {
			case a.grantable[p] && role != owner:
				passable[p] = true
			case !base.held[p]:
				plain[p] = true
			}
		}
		out = appendGrant(out, schema.Grant{Role: role}, plain)
		out = appendGrant(out, schema.Grant{Role: role, Grantable: true}, passable)
	}
	for role, base := range usual {
		gone := map[string]bool{}
		for p := range base.held {
			if !have[role].held[p] {
				gone[p] = true
			}
		}
		out = appendGrant(out, schema.Grant{Role: role, Revoked: true}, gone)
	}
	slices.SortFunc(out, schema.CompareGrants)
	return out
}

func appendGrant(list []schema.Grant, g schema.Grant, privileges map[string]bool) []schema.Grant {
	if len(privileges) == 0 {
		return list
	}
	for p := range privileges {
		g.Privileges = append(g.Privileges, p)
	}
	slices.Sort(g.Privileges)
	return append(list, g)
}

// accesses takes a list apart by role. What several grantors gave one role is
// one.
func accesses(acl []string) map[string]access {
	out := map[string]access{}
	for _, item := range acl {
		role, letters := parseACLItem(item)
		a, ok := out[role]
		if !ok {
			a = access{map[string]bool{}, map[string]bool{}}
			out[role] = a
		}
		for i := range len(letters) {
			name, known := privileges[letters[i]]
			if !known {
				continue
			}
			a.held[name] = true
			if i+1 < len(letters) && letters[i+1] == '*' {
				a.grantable[name] = true
			}
		}
	}
	return out
}

// parseACLItem takes `grantee=privileges/grantor` apart; names that are more
// than letters, digits and underscores are in double quotes, and an empty
// grantee is PUBLIC.
func parseACLItem(item string) (role, letters string) {
	var name strings.Builder
	quoted := false
	i := 0
	for ; i < len(item); i++ {
		switch {
		case item[i] == '"' && quoted && i+1 < len(item) && item[i+1] == '"':
			name.WriteByte('"')
			i++
		case item[i] == '"':
			quoted = !quoted
		case item[i] == '=' && !quoted:
			letters, _, _ = strings.Cut(item[i+1:], "/")
			if name.Len() == 0 {
				return "PUBLIC", letters
			}
			return name.String(), letters
		default:
			name.WriteByte(item[i])
		}
	}
	return name.String(), ""
}
