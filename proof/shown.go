package proof

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// shown leaves out the changes that merely follow those of a parent: a column
// that a partitioned table gets comes to each of its partitions too.
func shown(changes []planner.Change) []planner.Change {
	byRef := make(map[schema.Ref]planner.Change, len(changes))
	for _, c := range changes {
		byRef[c.Ref()] = c
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c planner.Change) bool {
		o := c.To
		if o == nil {
			o = c.From
		}
		switch o.(type) {
		case *schema.Column, *schema.Default, *schema.Check:
		default:
			return false
		}
		return slices.ContainsFunc(o.Base().Needs, func(r schema.Ref) bool {
			up, ok := byRef[r]
			return ok && r.Kind == o.Ref().Kind && r.Name == o.Ref().Name && follows(c, up)
		})
	})
}

// follows reports whether a change leads to what the parent's leads to.
func follows(c, up planner.Change) bool {
	if (c.From == nil) != (up.From == nil) || (c.To == nil) != (up.To == nil) {
		return false
	}
	return c.To == nil || len(schema.Changed(c.To, up.To.Named(c.To.Ref()))) == 0
}
