package schema

import "slices"

// partition gives what an index or key says of parts: what it is one of, and that
// it lacks some.
func partition(o Object) (of string, only bool) {
	switch o := o.(type) {
	case *Index:
		return o.Of, o.Only
	case *Key:
		return o.Of, o.Only
	}
	return "", false
}

// PartOf names the index or key of the parent that an index or key is attached
// to.
func PartOf(o Object) string {
	of, _ := partition(o)
	return of
}

// LacksParts reports whether an object is an index or key of a partitioned table
// that some partition has no part of.
func LacksParts(o Object) bool {
	_, only := partition(o)
	return only
}

// Released lists the indexes and keys that have to be made anew since partitions
// attach others, or none, to those of their tables: the server attaches none in
// the place of another, detaches none, and makes one for each partition that
// comes.
func Released(from, to *Schema) []Ref {
	r := release{from: from, to: to, seen: map[Ref]bool{}}
	for tie := range Of[*Inheritance](to) {
		r.join(tie)
	}
	for o := range from.All() {
		switch o.(type) {
		case *Index, *Key:
			r.look(o, to.Lookup(o.Ref()))
		}
	}
	return r.out
}

type release struct {
	from, to *Schema
	out      []Ref
	seen     map[Ref]bool // what is in out
	// was and is are the families of the two.
	was, is *Families
}

// join looks for what the table of a new partition has and waits for its parts
// without this.
func (r *release) join(tie *Inheritance) {
	was, ok := Find[*Inheritance](r.from, tie.Ref())
	if tie.Bound == "" || ok && was.Parents[0] == tie.Parents[0] && was.Bound == tie.Bound {
		return
	}
	r.families()
	for _, up := range r.is.Parts(tie.Parents[0]) {
		t := Ref{Kind: KindTable, Schema: tie.Schema, Name: tie.Table}
		if LacksParts(up) && r.from.Has(up.Ref()) && !r.is.Attached(t, up.Ref().Name) {
			r.add(up.Ref())
		}
	}
}

func (r *release) families() {
	if r.was == nil {
		r.was, r.is = NewFamilies(r.from), NewFamilies(r.to)
	}
}

// look compares what an index or key is attached to before and after, if it is
// there then.
func (r *release) look(o, now Object) {
	before, after := PartOf(o), ""
	if now != nil {
		after = PartOf(now)
	}
	if before == after {
		return
	}
	r.families()
	for _, up := range r.stillAbove(r.was, o, before) {
		switch {
		case LacksParts(r.to.Lookup(up)):
			r.add(up)
		case now != nil:
			r.add(o.Ref())
		}
	}
	for _, up := range r.stillAbove(r.is, o, after) {
		if was := r.from.Lookup(up); was != nil && !LacksParts(was) {
			r.add(o.Ref()) // the partition has another part of it
		}
	}
}

func (r *release) add(ref Ref) {
	if !r.seen[ref] {
		r.seen[ref] = true
		r.out = append(r.out, ref)
	}
}

// stillAbove finds what of is the name of, in those tables of which that of o is
// a partition all the time.
func (r *release) stillAbove(f *Families, o Object, of string) []Ref {
	at := o.Ref()
	table := Ref{Kind: KindTable, Schema: at.Schema, Name: at.Table}
	return slices.DeleteFunc(f.partCalled(at, of), func(up Ref) bool {
		parent := Ref{Kind: KindTable, Schema: up.Schema, Name: up.Table}
		return !slices.Contains(r.was.Parents(table), parent) || !slices.Contains(r.is.Parents(table), parent)
	})
}
