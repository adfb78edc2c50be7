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

func (p *DefaultPrivileges) Ref() Ref {
	return Ref{Kind: KindDefaultPermission, Schema: p.Schema, Name: p.Role + typeMark + p.Type}
}

func (p *DefaultPrivileges) Deps() []Ref { return needs(inSchema(p.Schema), &p.Common) }

func (p *DefaultPrivileges) Named(r Ref) Object {
	c := *p
	c.Schema = r.Schema
	if i := strings.LastIndex(r.Name, typeMark); i >= 0 {
		c.Role, c.Type = r.Name[:i], r.Name[i+len(typeMark):]
	}
	return &c
}
