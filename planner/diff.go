package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// Diff lists what differs between two schemas, object by object: what is new
// or changed in the order of to, then what is gone in the order of from.
func Diff(from, to *schema.Schema) []Change {
	var changes []Change
	for o := range to.All() {
		old := from.Lookup(o.Ref())
		if old == nil {
			changes = append(changes, Change{To: o})
			continue
		}
		if fields := schema.Changed(old, o); len(fields) > 0 {
			changes = append(changes, Change{From: old, To: o, Fields: fields})
		}
	}
	for o := range from.All() {
		if !to.Has(o.Ref()) {
			changes = append(changes, Change{From: o})
		}
	}
	return changes
}

// withUnproven adds what has to be made anew for the sake of what is inherited
// from it: no dialect can alter the field Unproven.
func withUnproven(changes []Change, from, to *schema.Schema) []Change {
	for _, r := range append(schema.Unproven(from, to), schema.Adoptable(from, to)...) {
		was, is := from.Lookup(r), to.Lookup(r)
		if was == nil || is == nil {
			continue
		}
		at := slices.IndexFunc(changes, func(c Change) bool { return c.Ref() == r })
		if at < 0 {
			at = len(changes)
			changes = append(changes, Change{From: was, To: is})
		}
		changes[at].Fields = append(slices.Clone(changes[at].Fields), "Unproven")
	}
	return changes
}
