package schema

import "slices"

// Adoptable lists the indexes and keys of partitions that have to be made anew
// although they stay as they are: those that the partitioned table would take for
// parts of its own, as the table becomes a partition of it or it gets such an index.
func Adoptable(from, to *Schema) []Ref {
	var out []Ref
	var f *Families
	for tie := range Of[*Inheritance](to) {
		t := Ref{Kind: KindTable, Schema: tie.Schema, Name: tie.Table}
		if tie.Bound == "" || !from.Has(t) {
			continue
		}
		if f == nil {
			f = NewFamilies(to)
		}
		was, ok := Find[*Inheritance](from, tie.Ref())
		joins := !ok || was.Parents[0] != tie.Parents[0]
		for _, x := range f.OwnIndexes(t) {
			if was, ok := Find[*Index](from, x.Ref()); ok && was.Of == "" && adopts(from, to, f.adopting(t, x), joins) {
				out = append(out, x.Ref())
			}
		}
		for _, k := range f.ownKeys[t] {
			if was, ok := Find[*Key](from, k.Ref()); ok && was.Of == "" && adopts(from, to, f.adoptingKeyOf(t, k), joins) {
				out = append(out, k.Ref())
			}
		}
	}
	return out
}

// adopts reports whether one of those above is new to a table: because that joins
// them, or because they come or change.
func adopts(from, to *Schema, above []Ref, joins bool) bool {
	return slices.ContainsFunc(above, func(r Ref) bool {
		was := from.Lookup(r)
		return joins || was == nil || len(Changed(was, to.Lookup(r))) > 0
	})
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
