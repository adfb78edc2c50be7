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

// Overtaken lists the keys that have to be made anew although they stay as they
// are: those that get a key of the other kind for a part, which comes before them.
func Overtaken(from, to *Schema) []Ref {
	var out []Ref
	var f *Families
	for k := range Of[*Key](to) {
		if k.Of == "" {
			continue
		}
		tie := Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}.InTable(KindInheritance, "inheritance")
		if was, ok := Find[*Key](from, k.Ref()); ok && was.Of == k.Of && from.Has(tie) {
			continue
		}
		if f == nil {
			f = NewFamilies(to)
		}
		above := f.PartOf(k)
		if !f.isAhead(k, above) {
			continue
		}
		for len(above) > 0 {
			out = append(out, above...)
			above = f.PartOf(to.Lookup(above[0]))
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
