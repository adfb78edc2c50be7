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
// nil list is the default itself. Without an owner nothing is said of who granted
// what.
func grants(acl, def []string, owner string) []schema.Grant {
	if acl == nil {
		return nil
	}
	have, usual := accesses(acl, owner), accesses(def, owner)
	var out []schema.Grant
	for from, a := range have {
		base := usual[from]
		plain, passable := map[string]bool{}, map[string]bool{}
		for p := range a.held {
			switch {
			case a.grantable[p]:
				passable[p] = true
			case !base.held[p]:
				plain[p] = true
			}
		}
		out = appendGrant(out, schema.Grant{Role: from.role, By: from.by}, plain)
		out = appendGrant(out, schema.Grant{Role: from.role, By: from.by, Grantable: true}, passable)
	}
	for from, base := range usual {
		gone := map[string]bool{}
		for p := range base.held {
			if !have[from].held[p] {
				gone[p] = true
			}
		}
		out = appendGrant(out, schema.Grant{Role: from.role, Revoked: true}, gone)
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

// A holder is a role and who gave it what it holds, "" for the owner.
type holder struct{ role, by string }

// accesses takes a list apart.
func accesses(acl []string, owner string) map[holder]access {
	out := map[holder]access{}
	for _, item := range acl {
		role, letters, by := parseACLItem(item)
		if owner == "" || by == owner {
			by = ""
		}
		a, ok := out[holder{role, by}]
		if !ok {
			a = access{map[string]bool{}, map[string]bool{}}
			out[holder{role, by}] = a
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

// parseACLItem takes `grantee=privileges/grantor` apart; an empty grantee is PUBLIC.
func parseACLItem(item string) (role, letters, by string) {
	role, rest := aclName(item)
	if role == "" {
		role = "PUBLIC"
	}
	letters, by, _ = strings.Cut(strings.TrimPrefix(rest, "="), "/")
	by, _ = aclName(by)
	return role, letters, by
}

// aclName reads a name up to the sign after it. Names that are more than letters, digits and
// underscores are in double quotes.
func aclName(text string) (name, rest string) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			b.WriteByte('"')
			i++
		case text[i] == '"':
			quoted = !quoted
		case text[i] == '=' && !quoted:
			return b.String(), text[i:]
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), ""
}
