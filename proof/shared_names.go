package proof

import (
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// shared refuses to rename a column or check that a table has of two parents: the
// server renames it in a parent and all below, and not where another has it too.
// To leave a parent for the time of a rename would make a child's what it has of
// that parent alone.
func (w *work) shared(r planner.Rename) error {
	if _, ok := w.in.Dialect.(untier); !ok || r.Old.Kind != schema.KindColumn && r.Old.Kind != schema.KindCheck {
		return nil
	}
	if isForItself(w.current, r.Old) {
		return nil
	}
	f := schema.NewFamilies(w.current)
	spread := w.spread(r)
	for _, t := range spread.order[1:] {
		for _, up := range f.Above(t.InTable(r.Old.Kind, r.Old.Name)) {
			parent := schema.Ref{Kind: schema.KindTable, Schema: up.Schema, Name: up.Table}
			if spread.tables[parent] || isForItself(w.current, up) || slices.Contains(spread.cuts, bond{t, parent}) {
				continue
			}
			return fmt.Errorf("renaming %s: table %s has it of table %s too, and PostgreSQL renames it there for neither; "+
				"let %s inherit from one of them alone in a plan of its own, rename then, and let it inherit again",
				r.Old, t.Path(), parent.Path(), t.Path())
		}
	}
	return nil
}

// isForItself reports whether children do not get what r names.
func isForItself(s *schema.Schema, r schema.Ref) bool {
	k, ok := schema.Find[*schema.Check](s, r)
	return ok && k.NoInherit
}
