package proof

import (
	"context"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// narrowed plans over the objects that the changes can touch alone, where the
// desired schema shares with the current one what has not changed. ok is false
// if it does not, if too much may be touched, or if what there is to plan with
// did not suffice.
func narrowed(ctx context.Context, in Input) (r *Result, err error, ok bool) {
	if in.Excluded != nil && in.Excluded.Len() > 0 || in.Scratch == nil {
		return nil, nil, false
	}
	changes := unshared(in.Current, in.Desired)
	if len(changes) > in.Current.Len()/4 || slices.ContainsFunc(changes, changesDefaultClass) {
		return nil, nil, false
	}
	some := in
	some.narrow = true
	if slices.ContainsFunc(changes, isChange) {
		some.early = beginEarly(ctx, in.Scratch)
		defer some.early.close()
	}
	touched := touchedBy(in, changes)
	if inFamily(touched, in.Current) || inFamily(touched, in.Desired) {
		return nil, nil, false
	}
	keep := func(o schema.Object) bool { return touched[o.Ref()] || everywhere[o.Ref().Kind] }
	some.Current, some.Desired = in.Current.Filter(keep), in.Desired.Filter(keep)
	r, err = planAll(ctx, some)
	if err != nil {
		return nil, err, ctx.Err() != nil || isAuthors(err)
	}
	r.Before, r.Whole = some.Current, in.Current
	return r, nil, true
}

// everywhere are the kinds of objects that matter to those that do not name
// them.
var everywhere = map[schema.Kind]bool{
	schema.KindSchema: true, schema.KindExtension: true, schema.KindDefaultPermission: true, schema.KindCast: true,
	schema.KindOperator: true, schema.KindOperatorClass: true, schema.KindOperatorFamily: true, schema.KindEventTrigger: true,
	schema.KindPublication: true,
}

// unshared lists the changes between two schemas that have in common what has
// not changed.
func unshared(current, desired *schema.Schema) []planner.Change {
	var changes []planner.Change
	for _, o := range desired.Unshared(current) {
		c := planner.Change{From: current.Lookup(o.Ref()), To: o}
		if c.From != nil {
			c.Fields = schema.Changed(c.From, o)
		}
		changes = append(changes, c)
	}
	for _, o := range current.Unshared(desired) {
		if !desired.Has(o.Ref()) {
			changes = append(changes, planner.Change{From: o})
		}
	}
	return changes
}

// isChange tells a change from an object that was merely read anew.
func isChange(c planner.Change) bool { return c.From == nil || c.To == nil || len(c.Fields) > 0 }

// changesDefaultClass reports whether a default operator class comes, goes or changes:
// what is indexed by it does not name it.
func changesDefaultClass(c planner.Change) bool {
	isDefault := func(o schema.Object) bool {
		k, ok := o.(*schema.OperatorClass)
		return ok && k.Default
	}
	return isChange(c) && (isDefault(c.From) || isDefault(c.To))
}

// touchedBy finds what affected does, in the joined form.
func touchedBy(in Input, changes []planner.Change) map[schema.Ref]bool {
	fresh := schema.New()
	for _, c := range changes {
		if c.To != nil {
			fresh.Put(c.To)
		}
	}
	// What has not changed is the same in both.
	p := &part{
		current: in.Current, desired: in.Desired, guesses: guesses(in.Desired, changes),
		in: map[schema.Ref]bool{}, pieces: piecesOf(in.Current, fresh),
	}
	var seeds []schema.Ref
	for _, c := range changes {
		p.whole(c.Ref())
		// In the joined form a default is an attribute of the column.
		if !onlyAttributes(c, "Default") {
			seeds = append(seeds, c.Ref())
		}
		if c.To == nil {
			continue
		}
		if was := c.To.Base().RenamedFrom; was != "" {
			old := c.Ref().WithBase(was)
			p.whole(old)
			seeds = append(seeds, old)
		}
	}
	p.holdersOfRows(changes)
	p.dependents(seeds, p.current, fresh)
	p.needs()
	return p.in
}

// inFamily reports whether a table among those has parents, children or a type:
// these see to it that all of a family fits together.
func inFamily(touched map[schema.Ref]bool, s *schema.Schema) bool {
	for t := range schema.Of[*schema.Table](s) {
		parents := t.Parents()
		if touched[t.Ref()] && (len(parents) > 0 || t.OfType != "" || t.PartitionBy != nil) {
			return true
		}
		for _, p := range parents {
			if touched[p] {
				return true
			}
		}
	}
	return false
}
