package schema

import (
	"slices"
	"strings"
)

// A Definition is an object of a sort that is too rare to have a kind of its
// own: the statement that creates it says all that is to say.
type Definition struct {
	Schema string
	// Sort is what PostgreSQL calls such objects (pg_identify_object), with
	// underscores for blanks: access_method, language, transform, type.
	Sort string
	Name string
	// Create is the statement, without its semicolon.
	Create string
	// Drop is empty for the usual statement.
	Drop string `diff:"-"`
	Common
}

// SortType is the sort of base types and shell types.
const SortType = "type"

// SortInSchema reports whether objects of a sort are in a schema.
func SortInSchema(sort string) bool { return sort == SortType }

// Ref carries the sort in the name.
func (d *Definition) Ref() Ref {
	return Ref{Kind: KindObject, Schema: d.Schema, Name: d.Sort + " " + d.Name}
}

func (d *Definition) Deps() []Ref { return needs(inSchema(d.Schema), &d.Common) }

func (d *Definition) Named(r Ref) Object {
	c := *d
	c.Schema = r.Schema
	c.Sort, c.Name, _ = strings.Cut(r.Name, " ")
	return &c
}

// A Shell is a type without its definition, which functions can be declared
// with before the type has them.
// https://www.postgresql.org/docs/current/sql-createtype.html, Base Types
type Shell struct {
	Schema, Name string
	// Of is the definition of the type: where that must be made anew, the shell
	// must be, and with it the functions that stand on it.
	Of string
	Common
}

func (s *Shell) Ref() Ref    { return Ref{Kind: KindShell, Schema: s.Schema, Name: s.Name} }
func (s *Shell) Deps() []Ref { return needs(inSchema(s.Schema), &s.Common) }

func (s *Shell) Named(r Ref) Object {
	c := *s
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// splitShells gives types that need functions which need the type a shell for
// those to stand on.
func splitShells(s *Schema) {
	for _, o := range slices.Clone(s.objects) {
		name, definition, ok := shellable(o)
		if !ok {
			continue
		}
		shell := &Shell{Schema: o.Ref().Schema, Name: name, Of: definition}
		around := false
		for _, dep := range o.Deps() {
			f := s.Lookup(dep)
			if f == nil || !HasArguments(dep.Kind) || !slices.Contains(f.Base().Needs, o.Ref()) {
				shell.Needs = append(shell.Needs, dep)
				continue
			}
			around = true
			c := f.Named(dep)
			c.Base().Needs = replaced(c.Base().Needs, o.Ref(), shell.Ref())
			s.Put(c)
		}
		if around {
			c := o.Named(o.Ref())
			c.Base().Needs = union(c.Base().Needs, []Ref{shell.Ref()})
			s.Put(c)
			s.Put(shell)
		}
	}
}

// shellable gives the name and the definition of what can have a shell.
func shellable(o Object) (name, definition string, ok bool) {
	switch o := o.(type) {
	case *Definition:
		return o.Name, o.Create, o.Sort == SortType
	case *Range:
		return o.Name, strings.Join([]string{o.Subtype, o.OpClass, o.Collation, o.Canonical, o.SubtypeDiff}, "\n"), o.Canonical != ""
	}
	return "", "", false
}

func replaced(list []Ref, old, now Ref) []Ref {
	out := make([]Ref, len(list))
	for i, r := range list {
		if out[i] = r; r == old {
			out[i] = now
		}
	}
	return out
}
