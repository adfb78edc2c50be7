package schema

import (
	"cmp"
	"maps"
	"slices"
)

// What an object gets of default privileges, nobody writes into a file: the
// files have said it once. So of such privileges an object has what the
// database gave it, unless a file speaks of that very privilege. That is so of new
// objects: one that is there has the privileges that it has, and keeps them when
// it is made again.

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

// any reports whether there are some.
func (d *DefaultGrants) any() bool { return len(d.lists) > 0 }

// defaultType is the word for what default privileges give an object; of an
// identity column that is the sequence behind it.
func defaultType(o Object) (word string, sequence bool) {
	switch o := o.(type) {
	case *Column:
		if o.Identity == nil {
			return "", false
		}
		return defaultTypes[KindSequence], true
	case *Provided:
		return providedTypes[o.Sort], false
	case *Definition:
		if o.Sort != SortType {
			return "", false
		}
	}
	return defaultTypes[o.Ref().Kind], false
}

// builtIn are the privileges that PUBLIC has if nothing is said.
// https://www.postgresql.org/docs/current/ddl-priv.html
var builtIn = map[string]string{"FUNCTIONS": "EXECUTE", "TYPES": "USAGE"}

// by gives, for each role that may make an object, what that has beyond the
// built-in privileges, or without them. What a role takes from itself is taken
// from the owner.
func (d *DefaultGrants) by(o Object, owner string) map[string]map[holding]Grant {
	word, _ := defaultType(o)
	if word == "" || !d.any() {
		return nil
	}
	out := map[string]map[holding]Grant{}
	for _, in := range slices.Compact([]string{"", o.Ref().Schema}) {
		for _, p := range d.lists[[2]string{word, in}] {
			if out[p.Role] == nil {
				out[p.Role] = map[holding]Grant{}
			}
			for _, g := range p.Grants {
				role := g.Role
				if g.Revoked && role == p.Role && owner != "" {
					role = owner
				}
				for _, privilege := range g.Privileges {
					if role == "PUBLIC" && !g.Revoked && builtIn[word] == privilege {
						delete(out[p.Role], holding{role, privilege})
						continue
					}
					out[p.Role][holding{role, privilege}] = g
				}
			}
		}
	}
	return out
}

// of gives that for one role, or with "" for whoever made the object.
func (d *DefaultGrants) of(o Object, owner, maker string) map[holding]Grant {
	out := map[holding]Grant{}
	for role, given := range d.by(o, owner) {
		if maker == "" || maker == role {
			maps.Copy(out, given)
		}
	}
	return out
}

// KeepDefaultGrants gives to the objects of desired the privileges that those of
// current have by default and that desired does not speak of.
func KeepDefaultGrants(desired, current *Schema) {
	d := DefaultGrantsOf(desired)
	if !d.any() {
		return
	}
	for o := range desired.All() {
		if was := former(o, current); was != nil && was != o {
			d.keep(o, was)
		}
	}
	d.keepExplained(desired, current)
}

func (d *DefaultGrants) keep(to, was Object) {
	given := d.of(to, was.Base().Owner, was.Base().Owner)
	if len(given) == 0 {
		return
	}
	_, sequence := defaultType(to)
	said := singles(to.Base().Grants, sequence)
	has := singles(was.Base().Grants, sequence)
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
	to.Base().Grants = joined(to.Base().Grants, said, sequence)
}

// OpenGrants lets the new objects of desired have what default privileges give.
func OpenGrants(desired, current *Schema) {
	if !DefaultGrantsOf(desired).any() && !DefaultGrantsOf(current).any() {
		return
	}
	for o := range desired.All() {
		word, _ := defaultType(o)
		if word == "" && o.Ref().Kind != KindExtension {
			continue
		}
		if former(o, current) == nil {
			open := o.Named(o.Ref())
			open.Base().GrantsOpen = true
			desired.Put(open)
		}
	}
}

// Meet reports whether an object has the privileges that are wanted of it, but
// for what it may have by default.
func (d *DefaultGrants) Meet(want, is Object) bool {
	given := d.of(want, is.Base().Owner, "")
	_, sequence := defaultType(want)
	a, b := singles(want.Base().Grants, sequence), singles(is.Base().Grants, sequence)
	for h, g := range given {
		author, speaks := a[h]
		_, there := b[h]
		if !speaks || author.Revoked != g.Revoked && !there {
			delete(a, h)
			delete(b, h)
		}
	}
	c := want.Named(want.Ref())
	c.Base().Grants = joined(want.Base().Grants, a, sequence)
	e := is.Named(is.Ref())
	e.Base().Grants = joined(is.Base().Grants, b, sequence)
	return !slices.Contains(Changed(c, e), "Grants")
}

// A Creation is the making of an object while there are default privileges.
type Creation struct {
	Object Object
	// Owner is who owns it in the end. If that is not known, it is one of
	// Makers.
	Owner  string
	Makers []string
	// Before and After are the default privileges around the plan, either of
	// which may be those in force.
	Before, After *DefaultGrants
}

// Corrections lists what must be taken from the object, or given back to it, so
// that it has its Grants once these are granted, whoever makes it.
func (c *Creation) Corrections() []Grant {
	if c.Object.Ref().Kind == KindProvided {
		return nil // its extension makes it, not the plan
	}
	_, sequence := defaultType(c.Object)
	said, out := singles(c.Object.Base().Grants, sequence), map[holding]Grant{}
	for _, d := range []*DefaultGrants{c.Before, c.After} {
		for maker, given := range d.by(c.Object, c.Owner) {
			for h, g := range given {
				want, has := said[h]
				if c.mayHave(h, g, maker) || h.role == c.Owner && want.Grantable {
					continue
				}
				switch {
				case g.Revoked && !has:
					out[h] = Grant{}
				case !g.Revoked && (!has || g.Grantable && !want.Grantable && !want.Revoked):
					// The owner keeps what it holds anyway.
					out[h] = Grant{Revoked: true, Grantable: h.role == c.Owner}
				}
			}
		}
	}
	return joined(nil, out, sequence)
}

// mayHave reports whether what a role gives by default is nobody's concern.
func (c *Creation) mayHave(h holding, g Grant, maker string) bool {
	if c.Object.Base().GrantsOpen {
		if explained, ok := c.After.of(c.Object, c.Owner, "")[h]; ok && explained.Revoked == g.Revoked {
			return true
		}
	}
	if g.Revoked {
		return c.Owner == "" && h.role == maker
	}
	return h.role == c.Owner && !g.Grantable || c.Owner == "" && slices.Contains(c.Makers, h.role)
}

// singles takes entries apart, those about the object itself or about the
// sequence behind a column, as the owner gives them.
func singles(list []Grant, sequence bool) map[holding]Grant {
	out := map[holding]Grant{}
	for _, g := range list {
		if g.Column != "" || g.Sequence != sequence || g.By != "" {
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
func joined(list []Grant, single map[holding]Grant, sequence bool) []Grant {
	var out []Grant
	for _, g := range list {
		if g.Column != "" || g.Sequence != sequence || g.By != "" {
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
		out = append(out, Grant{Role: e.role, Privileges: privileges, Grantable: e.grantable, Revoked: e.revoked, Sequence: sequence})
	}
	slices.SortFunc(out, CompareGrants)
	return out
}

// CompareGrants is the order of entries in which objects have them.
func CompareGrants(a, b Grant) int {
	return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(btoi(a.Sequence), btoi(b.Sequence)),
		cmp.Compare(a.Role, b.Role), cmp.Compare(btoi(b.Revoked), btoi(a.Revoked)), cmp.Compare(btoi(a.Grantable), btoi(b.Grantable)),
		cmp.Compare(a.By, b.By))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
