// Package schema is the graph of a database schema: flat objects with an
// identity and the identities they depend on. It knows no database, no SQL
// dialect and no file format, and imports the standard library only.
package schema

import (
	"cmp"
	"strings"
)

// A Kind is a sort of database object. Its value is also its HCL block type.
type Kind string

// A Ref names one object: it is the map key, the graph vertex and the address
// printed in messages. Schema and Table are empty where the kind has none; a
// routine carries its argument types in Name, as in "f(integer, text)".
type Ref struct {
	Kind                Kind
	Schema, Table, Name string
}

// String gives the address as people write it: column public.users.name.
func (r Ref) String() string {
	return string(r.Kind) + " " + r.Path()
}

// Path gives the address without its kind: public.users.name.
func (r Ref) Path() string {
	path := r.Schema
	for _, p := range [2]string{r.Table, r.Name} {
		switch {
		case path == "":
			path = p
		case p != "":
			path += "." + p
		}
	}
	return path
}

// IsZero reports whether r names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// Compare orders refs by kind, schema, table and name.
func (r Ref) Compare(o Ref) int {
	// Sorting a schema asks this a million times: what decides comes first.
	switch {
	case r.Kind != o.Kind:
		return cmp.Compare(r.Kind, o.Kind)
	case r.Schema != o.Schema:
		return cmp.Compare(r.Schema, o.Schema)
	case r.Table != o.Table:
		return cmp.Compare(r.Table, o.Table)
	}
	return cmp.Compare(r.Name, o.Name)
}

// BaseName is the name without what else is part of the identity: the argument
// types of a routine or operator, the access method of an operator class or
// family, the sort of a Definition or of something provided.
func (r Ref) BaseName() string {
	_, base, _ := r.parts()
	return base
}

// WithBase gives the ref that r has under another BaseName.
func (r Ref) WithBase(name string) Ref {
	before, _, after := r.parts()
	r.Name = before + name + after
	return r
}

// parts takes the name apart.
func (r Ref) parts() (before, base, after string) {
	switch {
	case HasArguments(r.Kind):
		if i := strings.IndexByte(r.Name, '('); i > 0 {
			return "", r.Name[:i], r.Name[i:]
		}
	case r.Kind == KindOperatorFamily || r.Kind == KindOperatorClass:
		if i := strings.LastIndex(r.Name, using); i > 0 {
			return "", r.Name[:i], r.Name[i:]
		}
	case r.Kind == KindProvided:
		end := strings.LastIndex(r.Name, typeMark)
		if i := strings.IndexByte(r.Name, '('); i > 0 {
			end = i
		}
		if end > 0 {
			return "", r.Name[:end], r.Name[end:]
		}
	case r.Kind == KindObject:
		if i := strings.IndexByte(r.Name, ' '); i > 0 {
			return r.Name[:i+1], r.Name[i+1:], ""
		}
	}
	return "", r.Name, ""
}

// HasArguments reports whether objects of the kind are named by their
// argument types too, as routines and operators are.
func HasArguments(k Kind) bool {
	return k == KindFunction || k == KindProcedure || k == KindAggregate || k == KindOperator
}

// InTable names an object that hangs on the same table as the receiver, or on
// the receiver if that is a table or view itself.
func (r Ref) InTable(k Kind, name string) Ref {
	table := r.Table
	if table == "" {
		table = r.Name
	}
	return Ref{Kind: k, Schema: r.Schema, Table: table, Name: name}
}
