// Package planner finds the way from one schema to another: changes, what has
// to step aside for them, and an order in which the server takes them. It
// knows no kind of object and no database; a Dialect tells what can be done.
package planner

import "github.com/schemactl/schemactl/schema"

// A Change takes one object from one state to another. A nil From creates, a
// nil To drops.
type Change struct {
	From, To schema.Object
	// Fields are the names of the fields that differ, when both are set.
	Fields []string
}

// Ref is the identity of what changes.
func (c Change) Ref() schema.Ref {
	if c.To != nil {
		return c.To.Ref()
	}
	return c.From.Ref()
}

// Has reports whether one of the fields differs.
func (c Change) Has(fields ...string) bool {
	for _, f := range c.Fields {
		for _, want := range fields {
			if f == want {
				return true
			}
		}
	}
	return false
}

// How says how an alteration is made.
type How int

const (
	// InPlace is an ALTER (or several statements) that leaves the object what
	// it is.
	InPlace How = iota
	// Replace is a drop and a create.
	Replace
	// Refuse is for what must not be dropped, as it holds rows, and cannot be
	// altered.
	Refuse
)

// An Effect is what an alteration in place does to an object that depends on
// what is altered.
type Effect int

const (
	// Along: the dependent stays as it is.
	Along Effect = iota
	// AsideIfChanged: the dependent stays unless it changes too; if it does, it
	// is dropped before and created after.
	AsideIfChanged
	// Aside: the dependent is dropped before and created after.
	Aside
	// Ripple: the dependent stays, but it is altered by the way, as a column is
	// whose type is made anew: its own dependents are disturbed as if the field
	// Type of it changed.
	Ripple
	// Joins: the dependent is made anew along with what is altered, in the same
	// step, whether it changes itself or not: a domain over a type that is made
	// anew. Its own dependents are disturbed as if the field Remade of it changed.
	Joins
)

// A Dialect says what a database can do.
type Dialect interface {
	// How says how c, which has both sides, is made. The field Recreated asks
	// what becomes of an object that stands on one which is dropped and made
	// again: InPlace means that it can stay.
	How(c Change) How
	// Disturbs says what c, made in place, does to one of its dependents.
	Disturbs(c Change, dependent schema.Object) Effect
	// Within names the object in whose CREATE statement o can be written: the
	// table of a column, the column of a default. ok is false if there is none.
	Within(o schema.Object) (parent schema.Ref, ok bool)
	// GoesWith lists the objects whose DROP drops o too. s is the schema in
	// which o is.
	GoesWith(s *schema.Schema, o schema.Object) []schema.Ref
	// Loose lists objects that had better exist before o, without being
	// needed: the tables that the text of a function names.
	Loose(s *schema.Schema, o schema.Object) []schema.Ref
}

// An Action is what a step does.
type Action int

const (
	Create Action = iota
	Alter
	Drop
)

// A Step is a change, or one half of one, in its place.
type Step struct {
	Change
	Action Action
	// Replaces is set on both halves of a change that drops and creates.
	Replaces bool
	// Parts are created or dropped with the object, as the columns of a CREATE
	// TABLE are. A part's own parts follow it.
	Parts []schema.Object
	// After lists the steps, by their index in the plan, that must come before
	// this one.
	After []int
}

// InPassing reports whether the step drops or makes again what has not
// changed itself but stands in the way of a change.
func (s Step) InPassing() bool { return s.Replaces && len(s.Fields) == 0 }

// Object is what the step is about: what it creates, what it drops, or what an
// alteration leads to.
func (s Step) Object() schema.Object {
	if s.Action == Drop {
		return s.From
	}
	return s.To
}

// A Plan is the ordered way from one schema to another. Both are in split form
// (schema.Split).
type Plan struct {
	From, To *schema.Schema
	Steps    []Step

	families *[2]*schema.Families
	granted  *[2]map[schema.Ref][]*schema.Column
	names    map[string]bool
}

// Families tells which tables take their columns from which, in From and To.
func (p *Plan) Families() (from, to *schema.Families) {
	if p.families == nil {
		p.families = &[2]*schema.Families{schema.NewFamilies(p.From), schema.NewFamilies(p.To)}
	}
	return p.families[0], p.families[1]
}

// Names holds the names of all objects in From and To, whatever their schemas.
func (p *Plan) Names() map[string]bool {
	if p.names == nil {
		p.names = map[string]bool{}
		for _, s := range []*schema.Schema{p.From, p.To} {
			for o := range s.All() {
				p.names[o.Ref().Name] = true
			}
		}
	}
	return p.names
}

// Granted lists the columns that bear privileges, by their tables, in From and To.
func (p *Plan) Granted() (from, to map[schema.Ref][]*schema.Column) {
	if p.granted == nil {
		p.granted = &[2]map[schema.Ref][]*schema.Column{schema.GrantedColumns(p.From), schema.GrantedColumns(p.To)}
	}
	return p.granted[0], p.granted[1]
}
