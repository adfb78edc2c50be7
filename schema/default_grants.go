package schema

import (
	"cmp"
	"slices"
)

// What an object gets of default privileges, nobody writes into a file: the
// files have said it once. So of such privileges an object has what the
// database gave it, unless a file speaks of that very privilege.

// A holding is one privilege of one role.
type holding struct{ role, privilege string }

// defaultTypes are the words of ALTER DEFAULT PRIVILEGES for the kinds of
// objects.
// https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html
var defaultTypes = map[Kind]string{
	KindTable: "TABLES", KindView: "TABLES", KindMaterialized: "TABLES", KindSequence: "SEQUENCES",
	KindFunction: "FUNCTIONS", KindProcedure: "FUNCTIONS", KindAggregate: "FUNCTIONS",
	KindEnum: "TYPES", KindDomain: "TYPES", KindComposite: "TYPES", KindRange: "TYPES", KindObject: "TYPES",
	KindSchema: "SCHEMAS",
}

// A DefaultGrants tells what objects get of default privileges.
type DefaultGrants struct {
	lists map[[2]string][]*DefaultPrivileges
}

// DefaultGrantsOf collects the default privileges of a schema.
func DefaultGrantsOf(s *Schema) *DefaultGrants {
	d := &DefaultGrants{lists: map[[2]string][]*DefaultPrivileges{}}
	for p := range Of[*DefaultPrivileges](s) {
		key := [2]string{p.Type, p.Schema}
		d.lists[key] = append(d.lists[key], p)
	}
	return d
}

// of gives the entries for an object that a role owns, or with "" for whoever
// made it.
func (d *DefaultGrants) of(o Object, owner string) map[holding]Grant {
	word := defaultTypes[o.Ref().Kind]
	if word == "" || len(d.lists) == 0 {
		return nil
	}
	out := map[holding]Grant{}
	for _, in := range []string{"", o.Ref().Schema} {
		for _, p := range d.lists[[2]string{word, in}] {
			if owner != "" && p.Role != owner {
				continue
			}
			for _, g := range p.Grants {
				for _, privilege := range g.Privileges {
					out[holding{g.Role, privilege}] = g
				}
			}
		}
	}
	return out
}

// KeepDefaultGrants gives to the objects of desired the privileges that those of
// current have by default and that desired does not speak of.
func KeepDefaultGrants(desired, current *Schema) {
	d := DefaultGrantsOf(desired)
	if len(d.lists) == 0 {
		return
	}
	for o := range desired.All() {
		if was := former(o, current); was != nil && was != o {
			d.keep(o, was)
		}
	}
}

func (d *DefaultGrants) keep(to, was Object) {
	given := d.of(to, was.Base().Owner)
	if len(given) == 0 {
		return
	}
	said := singles(to.Base().Grants)
	has := singles(was.Base().Grants)
	for h, g := range given {
		author, speaks := said[h]
		switch is, there := has[h]; {
		case !speaks && there:
			said[h] = is
		case speaks && author.Revoked != g.Revoked:
			// What a file takes away is not there, what it gives back is as built in.
			delete(said, h)
		}
	}
	to.Base().Grants = joined(to.Base().Grants, said)
}

// Meet reports whether an object has the privileges that are wanted of it, but
// for what it may have by default.
func (d *DefaultGrants) Meet(want, is Object) bool {
	given := d.of(want, "")
	a, b := singles(want.Base().Grants), singles(is.Base().Grants)
	for h, g := range given {
		author, speaks := a[h]
		_, there := b[h]
		if !speaks || author.Revoked != g.Revoked && !there {
			delete(a, h)
			delete(b, h)
		}
	}
	c := want.Named(want.Ref())
	c.Base().Grants = joined(want.Base().Grants, a)
	e := is.Named(is.Ref())
	e.Base().Grants = joined(is.Base().Grants, b)
	return !slices.Contains(Changed(c, e), "Grants")
}

// singles takes entries apart, but for those about columns and sequences behind
// columns.
func singles(list []Grant) map[holding]Grant {
	out := map[holding]Grant{}
	for _, g := range list {
		if g.Column != "" || g.Sequence {
			continue
		}
		for _, privilege := range g.Privileges {
			out[holding{g.Role, privilege}] = Grant{Role: g.Role, Grantable: g.Grantable, Revoked: g.Revoked}
		}
	}
	return out
}

// joined makes entries of single privileges, beside those of a list that
// singles leaves out.
func joined(list []Grant, single map[holding]Grant) []Grant {
	var out []Grant
	for _, g := range list {
		if g.Column != "" || g.Sequence {
			out = append(out, g)
		}
	}
	type entry struct {
		role               string
		grantable, revoked bool
	}
	by := map[entry][]string{}
	for h, g := range single {
		e := entry{h.role, g.Grantable, g.Revoked}
		by[e] = append(by[e], h.privilege)
	}
	for e, privileges := range by {
		slices.Sort(privileges)
		out = append(out, Grant{Role: e.role, Privileges: privileges, Grantable: e.grantable, Revoked: e.revoked})
	}
	slices.SortFunc(out, CompareGrants)
	return out
}

// CompareGrants is the order of entries in which objects have them.
func CompareGrants(a, b Grant) int {
	return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(btoi(a.Sequence), btoi(b.Sequence)),
		cmp.Compare(a.Role, b.Role), cmp.Compare(btoi(b.Revoked), btoi(a.Revoked)), cmp.Compare(btoi(a.Grantable), btoi(b.Grantable)))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
