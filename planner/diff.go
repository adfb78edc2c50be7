package planner

import "github.com/schemactl/schemactl/schema"

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
