package schema

import "strings"

// DefaultPrivileges are the privileges that objects of one type get when a role
// makes them: its Grants, as far as they differ from the built-in ones.
// https://www.postgresql.org/docs/current/catalog-pg-default-acl.html
type DefaultPrivileges struct {
	// Role is who makes the objects.
	Role string
	// Schema limits them to one schema; empty stands for all.
	Schema string
	// Type is TABLES, SEQUENCES, FUNCTIONS, TYPES, SCHEMAS or LARGE OBJECTS.
	Type string
	Common
}

// typeMark stands between the role and the type in a ref.
const typeMark = ": "

// cutType takes the two apart.
func cutType(name string) (before, typ string, ok bool) {
	i := strings.LastIndex(name, typeMark)
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+len(typeMark):], true
}

func (p *DefaultPrivileges) Ref() Ref {
	return Ref{Kind: KindDefaultPermission, Schema: p.Schema, Name: p.Role + typeMark + p.Type}
}

func (p *DefaultPrivileges) Deps() []Ref { return needs(inSchema(p.Schema), &p.Common) }

func (p *DefaultPrivileges) Named(r Ref) Object {
	c := *p
	c.Schema = r.Schema
	if role, typ, ok := cutType(r.Name); ok {
		c.Role, c.Type = role, typ
	}
	return &c
}
