package schema

import "slices"

// Recomputed lists the indexes of partitioned tables, and the constraints with one, that
// have to be made anew since a partition computes a column of theirs in another way: with
// a stored column's expression the server makes the indexes over it anew, which it
// refuses for one that is a part of another.
func Recomputed(from, to *Schema) []Ref {
	var above []Ref
	for c := range Of[*Column](to) {
		if recomputes(from, c) {
			above = append(above, c.Ref())
		}
	}
	if len(above) == 0 {
		return nil
	}
	families := NewFamilies(to)
	over := map[Ref]bool{}
	for i := 0; i < len(above); i++ {
		for _, up := range families.Above(above[i]) {
			if table, ok := Find[*Table](to, Ref{Kind: KindTable, Schema: up.Schema, Name: up.Table}); ok && table.PartitionBy != nil && !over[up] {
				over[up] = true
				above = append(above, up)
			}
		}
	}
	var out []Ref
	for o := range to.All() {
		switch o.(type) {
		case *Index, *Key, *Exclude:
			if slices.ContainsFunc(o.Deps(), func(r Ref) bool { return over[r] }) && from.Has(o.Ref()) {
				out = append(out, o.Ref())
			}
		}
	}
	return out
}

// recomputes reports whether an inherited stored column gets another expression.
func recomputes(from *Schema, c *Column) bool {
	if !c.Inherited || c.Generated == nil || c.Generated.Virtual {
		return false
	}
	was, ok := Find[*Column](from, c.Ref())
	return ok && was.Generated != nil && was.Generated.Expr != c.Generated.Expr
}
