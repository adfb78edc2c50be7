package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A kind handles one kind of object, in one literal: what it lacks is the
// answer. A field that no entry of alter names cannot be changed in place: the
// object is dropped and made again, or, if it holds rows, the change is
// refused.
type kind[T schema.Object] struct {
	name schema.Kind
	// data marks what holds rows.
	data bool
	// read adds every object of the kind to r; nil for those that come out of
	// another kind's reading.
	read func(ctx context.Context, r *reader) error
	// stored names what presence has to tell of for there to be anything to
	// read; empty if that cannot be told.
	stored []string
	// create writes an object with the parts that were folded into it.
	create func(c *sqlgen.Context, o T, parts []schema.Object) []sqlgen.Stmt
	// drop writes the end of an object; nil for what only goes with another.
	drop func(c *sqlgen.Context, o T) []sqlgen.Stmt
	// alter lists what can be changed in place. Every entry that names a
	// changed field writes once, in this order.
	alter []alter[T]
	// how overrules what alter says where that depends on the values.
	how func(c planner.Change, from, to T) (planner.How, bool)
	// prevents tells why a step cannot be written, which the server would only
	// say when the migration runs.
	prevents func(c *sqlgen.Context, s planner.Step) error
	// disturbs says what an alteration of the kind does to a dependent.
	disturbs func(c planner.Change, dependent schema.Object) planner.Effect
	// within and goesWith are planner.Dialect's.
	within   func(o T) schema.Ref
	goesWith func(s *schema.Schema, o T) []schema.Ref
	loose    func(s *schema.Schema, o T) []schema.Ref
	// rename writes the change of a name, or of a schema, alone.
	rename func(from, to T) []sqlgen.Stmt
	// finalName says that rename is for another schema alone.
	finalName bool
	// target is how COMMENT ON, OWNER TO and GRANT name the object, such as
	// `TABLE public.t`; nil if it can bear none of them. The three flags say
	// which it can bear.
	target func(o T) string
	// usualComment is what an object has for a comment that is given none.
	usualComment     func(o T) string
	owned, grantable bool
	// untied are the fields whose change takes the object from the extensions that it is dropped with.
	untied []string
	// regrant gives back what a change of the grants or of the owner took along.
	regrant func(c *sqlgen.Context, from, to T) []sqlgen.Stmt
	// also lists what else of the object bears a comment.
	also []bearing[T]
	// ownerFollows reports that the owner changes along with another object's
	// and cannot be changed alone.
	ownerFollows func(c *sqlgen.Context, from, to T) bool
	// defaultPrivileges is what ALL stands for in GRANT, for the owner.
	ownerTarget func(o T) string
	// grantText writes one entry of the privileges where that is no plain GRANT.
	grantText   func(o T, g schema.Grant) string
	grantTarget func(o T) string
}

// An alter is one thing that can be changed in place.
type alter[T schema.Object] struct {
	fields []string
	write  func(c *sqlgen.Context, from, to T) []sqlgen.Stmt
}

// A bearing is a thing that comes with an object and bears a comment of its
// own, such as the index of a constraint. The comment is a field of the object.
// target is "" where an object has no such thing.
type bearing[T schema.Object] struct {
	field        string
	target, text func(o T) string
}

// handler is a kind whatever its type.
type handler interface {
	kindName() schema.Kind
	holdsRows() bool
	readAll(context.Context, *reader) error
	writeStep(*sqlgen.Context, planner.Step) ([]sqlgen.Stmt, error)
	howTo(planner.Change) planner.How
	disturbance(planner.Change, schema.Object) planner.Effect
	parent(schema.Object) (schema.Ref, bool)
	owners(*schema.Schema, schema.Object) []schema.Ref
	wants(*schema.Schema, schema.Object) []schema.Ref
	renameTo(from, to schema.Object) ([]sqlgen.Stmt, bool)
	hasOwner() bool
	hasGrants() bool
	hasComment() bool
}

func (k kind[T]) kindName() schema.Kind { return k.name }
func (k kind[T]) holdsRows() bool       { return k.data }
func (k kind[T]) hasOwner() bool        { return k.owned }
func (k kind[T]) hasGrants() bool       { return k.grantable }
func (k kind[T]) hasComment() bool      { return k.target != nil }

func (k kind[T]) readAll(ctx context.Context, r *reader) error {
	if k.read == nil || len(k.stored) > 0 && !r.has(k.stored...) {
		return nil
	}
	if err := k.read(ctx, r); err != nil {
		return fmt.Errorf("reading kind %s: %w", k.name, err)
	}
	return nil
}

func (k kind[T]) writeStep(c *sqlgen.Context, s planner.Step) ([]sqlgen.Stmt, error) {
	if s.InPassing() {
		// It belongs to the change that it makes room for, and to its transaction.
		plain := *c
		plain.Online = false
		c = &plain
	}
	if k.prevents != nil {
		if err := k.prevents(c, s); err != nil {
			return nil, &sqlgen.PreventedError{Err: err}
		}
	}
	if stmts, done := settledByTie(c, s); done {
		return append(stmts, k.settledAttributes(c, s)...), nil
	}
	switch s.Action {
	case planner.Create:
		stmts := append(vacate(c, s.To), k.create(c, s.To.(T), s.Parts)...)
		return append(stmts, k.attributes(c, s.To.(T), s.Parts)...), nil
	case planner.Drop:
		if k.drop == nil {
			return nil, fmt.Errorf("dropping %s: it cannot be dropped alone", s.From.Ref())
		}
		return k.drop(c, s.From.(T)), nil
	}
	return k.writeAlters(c, s)
}

// writeAlters writes an alteration, and those of its kind that belong to it.
func (k kind[T]) writeAlters(c *sqlgen.Context, s planner.Step) ([]sqlgen.Stmt, error) {
	stmts, err := k.writeAlter(c, s.Change, s.From.(T), s.To.(T))
	for _, part := range s.Parts {
		was, is := c.Plan.From.Lookup(part.Ref()), c.Plan.To.Lookup(part.Ref())
		if k.name != schema.KindColumn || part.Ref().Kind != k.name || was == nil || is == nil || err != nil {
			continue
		}
		var more []sqlgen.Stmt
		more, err = k.writeAlter(c, planner.Change{From: was, To: is, Fields: schema.Changed(was, is)}, was.(T), is.(T))
		stmts = append(stmts, more...)
	}
	return stmts, err
}

// settledAttributes writes the attributes of what is there already.
func (k kind[T]) settledAttributes(c *sqlgen.Context, s planner.Step) []sqlgen.Stmt {
	if s.Action != planner.Create {
		return nil
	}
	return k.attributes(c, s.To.(T), s.Parts)
}

func (k kind[T]) writeAlter(c *sqlgen.Context, ch planner.Change, from, to T) ([]sqlgen.Stmt, error) {
	var stmts []sqlgen.Stmt
	for _, a := range k.alter {
		if ch.Has(a.fields...) {
			stmts = append(stmts, a.write(c, from, to)...)
		}
	}
	if k.ownerFollows != nil && k.ownerFollows(c, from, to) {
		ch.Fields = slices.DeleteFunc(slices.Clone(ch.Fields), func(f string) bool { return f == "Owner" })
	}
	stmts = append(stmts, k.alterAttributes(c, ch, from, to)...)
	if k.regrant != nil && ch.Has("Grants", "Owner") {
		stmts = append(stmts, k.regrant(c, from, to)...)
	}
	return stmts, nil
}

// attributes writes the comment, owner, labels and grants of a new object and of the
// parts made with it.
func (k kind[T]) attributes(c *sqlgen.Context, o T, parts []schema.Object) []sqlgen.Stmt {
	stmts := k.ownAttributes(c, o)
	for _, p := range parts {
		if h := handlerOf(p.Ref().Kind); h != nil {
			stmts = append(stmts, h.(interface {
				partAttributes(*sqlgen.Context, schema.Object) []sqlgen.Stmt
			}).partAttributes(c, p)...)
		}
	}
	return stmts
}

func (k kind[T]) partAttributes(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
	return k.ownAttributes(c, o.(T))
}

func (k kind[T]) howTo(c planner.Change) planner.How {
	if k.how != nil {
		if h, ok := k.how(c, c.From.(T), c.To.(T)); ok {
			return h
		}
	}
	for _, f := range c.Fields {
		if !k.canAlter(f) {
			if k.data {
				return planner.Refuse
			}
			return planner.Replace
		}
	}
	return planner.InPlace
}

func (k kind[T]) canAlter(field string) bool {
	switch field {
	case "Comment":
		return k.target != nil
	case "Owner":
		return k.owned
	case "Grants":
		return k.grantable
	case "Labels":
		return schema.BearsLabels(k.name)
	case "Extensions":
		return schema.GoesWithExtensions(k.name)
	}
	return slices.ContainsFunc(k.alter, func(a alter[T]) bool { return slices.Contains(a.fields, field) }) ||
		slices.ContainsFunc(k.also, func(b bearing[T]) bool { return b.field == field })
}

func (k kind[T]) disturbance(c planner.Change, dependent schema.Object) planner.Effect {
	if k.disturbs == nil {
		return planner.Along
	}
	return k.disturbs(c, dependent)
}

func (k kind[T]) parent(o schema.Object) (schema.Ref, bool) {
	if k.within == nil {
		return schema.Ref{}, false
	}
	r := k.within(o.(T))
	return r, !r.IsZero()
}

func (k kind[T]) owners(s *schema.Schema, o schema.Object) []schema.Ref {
	if k.goesWith == nil {
		return nil
	}
	return k.goesWith(s, o.(T))
}

func (k kind[T]) wants(s *schema.Schema, o schema.Object) []schema.Ref {
	if k.loose == nil {
		return nil
	}
	return k.loose(s, o.(T))
}

func (k kind[T]) renameTo(from, to schema.Object) ([]sqlgen.Stmt, bool) {
	if k.rename == nil || k.finalName && from.Ref().Name != to.Ref().Name {
		return nil, false
	}
	return k.rename(from.(T), to.(T)), true
}
