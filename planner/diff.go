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
	list := slices.Concat(schema.Unproven(from, to), schema.Adoptable(from, to), schema.Overtaken(from, to),
		schema.Suspended(from, to), schema.Released(from, to), schema.Reclassed(from, to), schema.Recomputed(from, to))
	if len(list) == 0 {
		return changes
	}
	places := make(map[schema.Ref]int, len(changes))
	for i, c := range changes {
		places[c.Ref()] = i
	}
	for _, r := range list {
		was, is := from.Lookup(r), to.Lookup(r)
		if was == nil || is == nil {
			continue
		}
		at, ok := places[r]
		if !ok {
			at = len(changes)
			changes = append(changes, Change{From: was, To: is})
		}
		changes[at].Fields = append(slices.Clone(changes[at].Fields), "Unproven")
	}
	return changes
}
