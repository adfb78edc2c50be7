package planner

import (
	"errors"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// A change that the closure has decided on.
type decision struct {
	Change
	replace bool
}

// closure finds what must be dropped and made again for the changes asked for:
// what cannot be altered in place, what stands in the way of an alteration, and
// what stands on either.
type closure struct {
	from, to *schema.Schema
	dialect  Dialect
	// found holds the decisions by ref, and order their order of appearance.
	found map[schema.Ref]*decision
	order []schema.Ref
	// dependents is the graph of from, turned around.
	dependents map[schema.Ref][]schema.Object
	// aside lists for an object what alterations it steps aside for, where the
	// graph does not say so itself (through a Ripple).
	aside map[schema.Ref][]schema.Ref
	// rippled lists for what stays, but is altered by the way, what alters it.
	rippled map[schema.Ref][]schema.Ref
	// joins leads from what is made anew along with something else to that.
	joins map[schema.Ref]schema.Ref
	// again lists what is made anew in any case.
	again []schema.Ref
	queue []disturbance
	seen  map[string]bool
	errs  []error
}

// A disturbance is an alteration in place whose dependents are to be looked
// at, and the alteration that caused it.
type disturbance struct {
	Change
	cause schema.Ref
}

func newClosure(from, to *schema.Schema, d Dialect) *closure {
	return &closure{
		from: from, to: to, dialect: d,
		found: map[schema.Ref]*decision{},
		aside: map[schema.Ref][]schema.Ref{}, rippled: map[schema.Ref][]schema.Ref{},
		joins: map[schema.Ref]schema.Ref{},
		seen:  map[string]bool{},
	}
}

// run decides on the changes and all that follows from them.
func (k *closure) run(changes []Change) error {
	for _, c := range changes {
		k.put(&decision{Change: c})
	}
	k.again = slices.Concat(k.again, k.partFirst(changes), k.keepKeys(changes), k.dropExpressions(changes))
	slices.SortFunc(k.again, schema.Ref.Compare)
	for _, r := range k.again {
		k.replace(r)
	}
	for _, c := range changes {
		k.start(c)
	}
	for len(k.queue) > 0 {
		d := k.queue[0]
		k.queue = k.queue[1:]
		k.spread(d)
	}
	return errors.Join(k.errs...)
}

func (k *closure) put(d *decision) {
	r := d.Ref()
	if _, ok := k.found[r]; !ok {
		k.order = append(k.order, r)
	}
	k.found[r] = d
}

func (k *closure) start(c Change) {
	switch {
	case c.From == nil:
	case c.To == nil:
		k.loseGround(c)
	default:
		k.alter(c)
	}
}

// loseGround replaces what stays as it is although something it stood on goes
// away, such as a view over a table that becomes a view.
func (k *closure) loseGround(c Change) {
	for _, o := range k.dependentsOf(c.From.Ref()) {
		r := o.Ref()
		if k.found[r] == nil && k.to.Has(r) && !k.remains(o, c.From.Ref()) && k.recreated(o) == Replace {
			k.replace(r)
		}
	}
}

// remains reports whether an object is what its table has of a parent that loses
// it, or that the table leaves: it keeps it then, as its own.
func (k *closure) remains(o schema.Object, lost schema.Ref) bool {
	return isBelow(o.Ref(), lost) && slices.Contains(k.parentsOf(o.Ref()), schema.Ref{Kind: schema.KindTable, Schema: lost.Schema, Name: lost.Table})
}

// isBelow reports whether one of two refs can be what a table has of another's.
func isBelow(r, above schema.Ref) bool {
	return r.Kind == above.Kind && r.Name == above.Name && r.Table != "" && (r.Table != above.Table || r.Schema != above.Schema)
}

// parentsOf lists the parents that the table of a part has at first.
func (k *closure) parentsOf(part schema.Ref) []schema.Ref {
	if tie, ok := schema.Find[*schema.Inheritance](k.from, part.InTable(schema.KindInheritance, "inheritance")); ok {
		return tie.Parents
	}
	return nil
}

func (k *closure) alter(c Change) {
	how := k.dialect.How(c)
	if how == InPlace && (k.changesOverload(c) || k.countsColumns(c)) && k.recreated(c.From) == Replace {
		how = Replace
	}
	switch how {
	case InPlace:
		k.queue = append(k.queue, disturbance{c, c.Ref()})
	case Replace:
		k.replace(c.Ref())
	case Refuse:
		k.errs = append(k.errs, &RefusedError{Change: c})
	}
}

// changesOverload reports whether an object calls another routine of a name than
// before, the former being dropped. While it still stands on that, the server may
// not know which of the two is meant.
func (k *closure) changesOverload(c Change) bool {
	var old []schema.Ref
	for _, r := range c.From.Deps() {
		if schema.HasArguments(r.Kind) && !k.to.Has(r) {
			old = append(old, r)
		}
	}
	return len(old) > 0 && slices.ContainsFunc(c.To.Deps(), func(r schema.Ref) bool {
		return !k.from.Has(r) && schema.HasArguments(r.Kind) && slices.ContainsFunc(old, func(o schema.Ref) bool {
			return o.Schema == r.Schema && o.BaseName() == r.BaseName()
		})
	})
}

// recreated says what becomes of o when something it stands on is dropped and
// made again.
func (k *closure) recreated(o schema.Object) How {
	return k.dialect.How(Change{From: o, To: o, Fields: []string{"Recreated"}})
}

// replace marks an object, and what stands on it, as dropped and made again.
func (k *closure) replace(r schema.Ref) {
	d := k.found[r]
	if d != nil && (d.replace || d.From == nil || d.To == nil) {
		return
	}
	if d == nil {
		d = &decision{Change: Change{From: k.from.Lookup(r), To: k.to.Lookup(r)}}
		k.put(d)
	}
	d.replace = true
	for _, o := range k.dependentsOf(r) {
		if !k.to.Has(o.Ref()) {
			continue
		}
		how := k.recreated(o)
		if how == InPlace {
			continue
		}
		if how == Refuse && !k.isReplaced(o.Ref()) {
			k.errs = append(k.errs, &RefusedError{Change: Change{From: o, To: k.to.Lookup(o.Ref())}, Cause: r})
			continue
		}
		k.replace(o.Ref())
	}
}

// isReplaced reports whether the own change of something is a drop and a create, as that
// of a child's column is which becomes generated with its parent's.
func (k *closure) isReplaced(r schema.Ref) bool {
	d := k.found[r]
	return d != nil && d.From != nil && d.To != nil && len(d.Fields) > 0 && k.dialect.How(d.Change) == Replace
}

// spread looks at what depends on something altered in place.
func (k *closure) spread(d disturbance) {
	key := fmt.Sprint(d.Ref(), d.Fields, d.cause)
	if k.seen[key] {
		return
	}
	k.seen[key] = true
	for _, o := range slices.Concat(k.dependentsOf(d.From.Ref()), k.holdersOfRows(d.Change)) {
		r := o.Ref()
		to := k.to.Lookup(r)
		effect := k.dialect.Disturbs(d.Change, o)
		if effect == AsideIfChanged {
			effect = k.ifChanged(r)
		}
		switch effect {
		case Aside:
			k.aside[r] = append(k.aside[r], d.cause)
			if to != nil {
				k.replace(r)
			}
		case Ripple:
			if to == nil {
				to = o
			}
			k.rippled[r] = append(k.rippled[r], d.cause)
			k.queue = append(k.queue, disturbance{Change{From: o, To: to, Fields: []string{"Type"}}, d.cause})
		case Joins:
			k.join(o, to, d.cause)
		}
	}
}

// join lets o be made anew by the step of its cause. Of two causes one joins the
// other.
func (k *closure) join(o, to schema.Object, cause schema.Ref) {
	r := o.Ref()
	if to == nil {
		k.aside[r] = append(k.aside[r], cause)
		return
	}
	if k.found[r] == nil {
		k.put(&decision{Change: Change{From: o, To: to}})
	}
	if a, b := k.leader(r), k.leader(cause); a != b {
		k.joins[a] = b
	}
	k.queue = append(k.queue, disturbance{Change{From: o, To: to, Fields: []string{"Remade"}}, cause})
}

// leader is what writes the step that r is part of.
func (k *closure) leader(r schema.Ref) schema.Ref {
	for {
		next, ok := k.joins[r]
		if !ok {
			return r
		}
		r = next
	}
}

func (k *closure) ifChanged(r schema.Ref) Effect {
	if d := k.found[r]; d != nil && len(d.Fields) > 0 {
		return Aside
	}
	return Along
}

// holdersOfRows are the materialized views that stand on the table of a column
// whose type changes: some may store rows of it.
func (k *closure) holdersOfRows(c Change) []schema.Object {
	if c.From.Ref().Kind != schema.KindColumn || !c.Has("Type") {
		return nil
	}
	r := c.From.Ref()
	var out []schema.Object
	for _, o := range k.dependentsOf(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}) {
		if o.Ref().Kind == schema.KindMaterialized {
			out = append(out, o)
		}
	}
	return out
}

// dependentsOf lists the objects of from that depend on r.
func (k *closure) dependentsOf(r schema.Ref) []schema.Object {
	if k.dependents == nil {
		k.dependents = Dependents(k.from)
	}
	return k.dependents[r]
}

// Dependents turns the graph around: for each ref the objects that depend on
// it directly.
func Dependents(s *schema.Schema) map[schema.Ref][]schema.Object {
	out := make(map[schema.Ref][]schema.Object, s.Len())
	for o := range s.All() {
		self := o.Ref()
		for _, dep := range schema.AllDeps(o) {
			standing := out[dep]
			// An object that needs another twice was the last to be listed.
			if n := len(standing); dep != self && (n == 0 || standing[n-1] != o) {
				out[dep] = append(standing, o)
			}
		}
	}
	return out
}

// A RefusedError is a change that would need an object which holds rows to be
// dropped and made again.
type RefusedError struct {
	Change Change
	// Cause is what has to be replaced first, if the change is not the
	// object's own.
	Cause schema.Ref
}

func (e *RefusedError) Error() string {
	if !e.Cause.IsZero() {
		return fmt.Sprintf("changing %s: %s depends on it and holds rows, so it cannot be dropped and made again; "+
			"write this change by hand (schemactl new)", e.Cause, e.Change.Ref())
	}
	return fmt.Sprintf("changing %s: its %s cannot be altered, and it holds rows, so it cannot be dropped and made again; "+
		"write this change by hand (schemactl new)", e.Change.Ref(), fieldList(e.Change.Fields))
}

func fieldList(fields []string) string {
	text := ""
	for i, f := range fields {
		if i > 0 {
			text += ", "
		}
		text += f
	}
	return text
}
