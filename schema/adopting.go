package schema

import "slices"

// adopting lists the indexes of the partitioned tables above a table that would
// take one of its own for their part, if they were made after it: the server
// looks at neither directions nor options.
func (f *Families) adopting(table Ref, x *Index) []Ref {
	return f.takers(table, func(o Object) bool {
		up, ok := o.(*Index)
		return ok && up.TakesFor(x)
	})
}

// takers lists the complete indexes and keys of the partitioned tables above a
// table, but for parts of others, for which that is so.
func (f *Families) takers(table Ref, take func(Object) bool) []Ref {
	var out []Ref
	for _, p := range f.parents[table] {
		if !f.partitioned[p] {
			continue
		}
		for _, o := range f.parts[p] {
			if PartOf(o) == "" && !LacksParts(o) && take(o) {
				out = append(out, o.Ref())
			}
		}
		out = append(out, f.takers(p, take)...)
	}
	return out
}

// TakesFor reports whether the server would take an index for a part of this.
func (i *Index) TakesFor(x *Index) bool {
	same := i.Method == x.Method && i.Unique == x.Unique && i.Where == x.Where && i.NullsNotDistinct == x.NullsNotDistinct
	return same && slices.Equal(i.Include, x.Include) && slices.EqualFunc(i.Parts, x.Parts, func(a, b IndexPart) bool {
		return a.Column == b.Column && a.Expr == b.Expr && a.OpClass == b.OpClass && a.Collation == b.Collation
	})
}

// adoptingKey lists likewise what would take a key of a partition for its part,
// and the tie of the partition, which comes before the key too.
func (f *Families) adoptingKey(k *Key) []Ref {
	table := Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}
	if k.WithoutOverlaps || len(f.parents[table]) == 0 {
		return nil
	}
	out := f.adoptingKeyOf(table, k)
	if len(out) > 0 {
		out = append(out, table.InTable(KindInheritance, "inheritance"))
	}
	return out
}

func (f *Families) adoptingKeyOf(table Ref, k *Key) []Ref {
	return f.takers(table, func(o Object) bool {
		switch up := o.(type) {
		case *Index:
			return up.TakesFor(k.index(up.Method))
		case *Key:
			return up.index("").TakesFor(k.index(""))
		}
		return false
	})
}

// index is what a key has for an index, as far as TakesFor looks at it.
func (k *Key) index(method string) *Index {
	x := &Index{Unique: true, Method: method, Include: k.Include, NullsNotDistinct: k.NullsNotDistinct}
	for _, c := range k.Columns {
		x.Parts = append(x.Parts, IndexPart{Column: c})
	}
	return x
}
