package schema

import "slices"

// Adoptable lists the indexes that have to be made anew although they stay as
// they are: those of tables that become partitions which the partitioned table
// would take for parts of its own.
func Adoptable(from, to *Schema) []Ref {
	var out []Ref
	var f *Families
	for tie := range Of[*Inheritance](to) {
		was, ok := Find[*Inheritance](from, tie.Ref())
		if tie.Bound == "" || ok && was.Parents[0] == tie.Parents[0] {
			continue
		}
		t := Ref{Kind: KindTable, Schema: tie.Schema, Name: tie.Table}
		if !from.Has(t) {
			continue
		}
		if f == nil {
			f = NewFamilies(to)
		}
		for _, x := range f.OwnIndexes(t) {
			was, ok := Find[*Index](from, x.Ref())
			if ok && was.Of == "" && len(f.adopting(t, x)) > 0 {
				out = append(out, x.Ref())
			}
		}
	}
	return out
}

// RunsAlike reports whether an index of a partition has the directions of the
// one that it is attached to.
func (f *Families) RunsAlike(x *Index) bool {
	for _, r := range f.attachedTo(x.Ref(), x.Of) {
		up, ok := Find[*Index](f.schema, r)
		if ok && !slices.EqualFunc(x.Parts, up.Parts, func(a, b IndexPart) bool { return a.Desc == b.Desc && a.Nulls == b.Nulls }) {
			return false
		}
	}
	return true
}
