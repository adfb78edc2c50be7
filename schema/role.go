package schema

import (
	"slices"
	"strings"
)

// A Role belongs to all databases of a server, and to the schema of one only
// where its files name it. What it holds of privileges are the grants of the
// other objects.
// https://www.postgresql.org/docs/current/catalog-pg-authid.html
type Role struct {
	Name                            string
	Superuser, CreateRole, CreateDB bool
	NoInherit                       bool
	Login, Replication, BypassRLS   bool
	// ConnectionLimit is nil for none.
	ConnectionLimit *int64
	// ValidUntil is empty for ever.
	ValidUntil string
	// Password is the environment variable that holds the password of a role
	// that is made. Nobody can see whether a role has one.
	Password string `diff:"-"`
	MemberOf []Membership
	// Settings are those of the role everywhere, DatabaseSettings those in this
	// database.
	Settings, DatabaseSettings []Option
	Common
}

// A Membership is in another role.
// https://www.postgresql.org/docs/current/catalog-pg-auth-members.html
type Membership struct {
	Role  string
	Admin bool
	// NoInherit and NoSet are choices since PostgreSQL 16; before, a member
	// inherits as its role says.
	NoInherit, NoSet bool
	// Grantor is empty for the first superuser, and before PostgreSQL 16.
	Grantor string
}

func (r *Role) Ref() Ref { return Ref{Kind: KindRole, Name: r.Name} }

func (r *Role) Deps() []Ref {
	var deps []Ref
	for _, m := range r.MemberOf {
		deps = append(deps, Ref{Kind: KindRole, Name: m.Role})
		if m.Grantor != "" {
			deps = append(deps, Ref{Kind: KindRole, Name: m.Grantor})
		}
	}
	return needs(deps, &r.Common)
}

func (r *Role) Named(ref Ref) Object {
	c := *r
	c.Name = ref.Name
	return &c
}

// carryRole leaves to the database who granted what nobody is named for.
func carryRole(r, was *Role) {
	r.MemberOf = slices.Clone(r.MemberOf)
	for i, m := range r.MemberOf {
		for _, old := range was.MemberOf {
			if m.Grantor == "" && old.Role == m.Role {
				r.MemberOf[i].Grantor = old.Grantor
				break
			}
		}
	}
	SortMemberships(r.MemberOf)
}

// ofCreator reports whether a membership is one that a role gets in those that it
// makes, from PostgreSQL 16 on, unless it is a superuser. No other can take it.
// https://www.postgresql.org/docs/current/role-attributes.html
func (m Membership) ofCreator(r *Role) bool {
	return r.CreateRole && !r.Superuser && m.Admin && m.NoInherit && m.NoSet && m.Grantor == ""
}

// in reports whether one of a list is in the same role.
func (m Membership) in(list []Membership) bool {
	return slices.ContainsFunc(list, func(o Membership) bool { return o.Role == m.Role })
}

// AlignRoles gives roles that a server has as it would be asked for them: without
// the memberships of creators, and without the name of who granted one, where
// nobody asked for that.
func AlignRoles(got, want *Schema) *Schema {
	out := got.Clone()
	for is := range Of[*Role](got) {
		r, ok := Find[*Role](want, is.Ref())
		if !ok {
			continue
		}
		c := *is
		c.MemberOf = slices.DeleteFunc(slices.Clone(is.MemberOf), func(m Membership) bool { return m.ofCreator(is) && !m.in(r.MemberOf) })
		for i, m := range c.MemberOf {
			open := m
			open.Grantor = ""
			if slices.Contains(r.MemberOf, open) {
				c.MemberOf[i] = open
			}
		}
		SortMemberships(c.MemberOf)
		out.Put(&c)
	}
	return out
}

// SortMemberships brings memberships into one order.
func SortMemberships(list []Membership) {
	slices.SortFunc(list, func(a, b Membership) int {
		if n := strings.Compare(a.Role, b.Role); n != 0 {
			return n
		}
		return strings.Compare(a.Grantor, b.Grantor)
	})
}
