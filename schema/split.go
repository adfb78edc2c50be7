package schema

import (
	"iter"
	"slices"
)

// Split returns the schema with those attributes taken out into objects of
// their own that may have to come later, or go earlier, than what bears them:
// the default of a column or of a domain, the owner of a sequence, the parents, the replica
// identity and the cluster mark of a table or materialized view, the shell of
// a type. What it returns is for planning; what is read and written is the joined form.
func Split(s *Schema) *Schema {
	out := New()
	for o := range splitObjects(s) {
		out.Put(o)
	}
	splitShells(out)
	return out
}

// splitObjects runs over the objects of the split form, but for shells.
func splitObjects(s *Schema) iter.Seq[Object] {
	return func(yield func(Object) bool) {
		f := NewFamilies(s)
		for o := range s.All() {
			rest, parts := f.split(s, o)
			if !yield(rest) {
				return
			}
			for _, p := range parts {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// splitList lists the objects of the split form. To look one up takes Split,
// and much longer.
func splitList(s *Schema) []Object {
	out := make([]Object, 0, s.Len()+s.Len()/4)
	for o := range splitObjects(s) {
		if _, _, ok := shellable(o); ok {
			return Split(s).objects
		}
		out = append(out, o)
	}
	return out
}

// AllDeps is what an object needs, along with what those parts of it need that
// Split takes out and that are not on the same table anyway.
func AllDeps(o Object) []Ref {
	deps := o.Deps()
	switch o := o.(type) {
	case *Column:
		return append(deps, o.DefaultNeeds...)
	case *Sequence:
		if !o.OwnedBy.IsZero() {
			return append(deps, o.OwnedBy)
		}
	}
	return deps
}

func (f *Families) split(s *Schema, o Object) (Object, []Object) {
	switch o := o.(type) {
	case *Column:
		return f.splitColumn(s, o)
	case *Sequence:
		return splitSequence(o)
	case *Domain:
		return splitDomain(o)
	case *Table:
		return f.splitTable(o)
	case *Check:
		return f.splitCheck(o)
	case *Index:
		return f.splitIndex(o), nil
	case *Trigger:
		if o.Copy {
			rest := *o
			rest.Needs = union(o.Needs, f.nearest(o.Ref()))
			return &rest, nil
		}
	case *Key:
		return f.splitKey(o), nil
	case *Exclude:
		if f.partitioned[Ref{Kind: KindTable, Schema: o.Schema, Name: o.Table}] {
			rest := *o
			rest.Partitioned = true
			return &rest, nil
		}
	case *ForeignKey:
		return f.splitForeignKey(o), nil
	case *Materialized:
		return splitMaterialized(s, o)
	}
	return o, nil
}

func (f *Families) splitColumn(s *Schema, c *Column) (Object, []Object) {
	table := Ref{Kind: KindTable, Schema: c.Schema, Name: c.Table}
	foreign, typed := f.foreign[table], f.typed[table]
	if c.Default == "" && !c.Inherited && c.Foreign == foreign && typed == nil {
		return c, nil
	}
	rest := *c
	rest.Foreign = foreign
	// A column of a typed table comes after that of the type, and goes before it.
	rest.Needs = union(c.Needs, typed)
	rest.Default, rest.DefaultNeeds = "", nil
	d := &Default{Schema: c.Schema, Table: c.Table, Column: c.Name, Expr: c.Default}
	d.Needs = slices.Clone(c.DefaultNeeds)
	if c.Inherited {
		above := f.Above(c.Ref())
		rest.Needs = union(rest.Needs, above)
		d.Needs = union(d.Needs, above)
		for _, r := range above {
			// What is split already has its default apart.
			r.Kind = KindDefault
			if p, ok := Find[*Column](s, r.InTable(KindColumn, r.Name)); ok && p.Default != "" || s.Has(r) {
				d.Needs = union(d.Needs, []Ref{r})
			}
		}
	}
	if c.Default == "" {
		return &rest, nil
	}
	return &rest, []Object{d}
}

// union adds to a list what it lacks.
func union(list, more []Ref) []Ref {
	out := slices.Clone(list)
	for _, r := range more {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func splitSequence(q *Sequence) (Object, []Object) {
	if q.OwnedBy.IsZero() {
		return q, nil
	}
	rest := *q
	rest.OwnedBy = Ref{}
	return &rest, []Object{&SequenceOwner{Schema: q.Schema, Sequence: q.Name, Column: q.OwnedBy}}
}

func (f *Families) splitTable(t *Table) (Object, []Object) {
	parents := t.Parents()
	if t.ReplicaIdentity == "" && t.ClusterOn == "" && t.OfType == "" && len(parents) == 0 {
		return t, nil
	}
	rest := *t
	rest.PartitionOf, rest.Bound, rest.Inherits = Ref{}, "", nil
	rest.ReplicaIdentity, rest.ReplicaIndex, rest.ClusterOn = "", "", ""
	var parts []Object
	if len(parents) > 0 {
		i := &Inheritance{Schema: t.Schema, Table: t.Name, Parents: parents, Bound: t.Bound}
		for _, c := range f.columns[t.Ref()] {
			if c.Inherited {
				i.Needs = append(append(i.Needs, c.Ref()), f.Above(c.Ref())...)
			}
		}
		for _, name := range f.checks[t.Ref()] {
			r := t.Ref().InTable(KindCheck, name)
			if k, ok := Find[*Check](f.schema, r); ok && k.Inherited && k.NotValid {
				continue // it comes along with the parent's, later
			}
			if above := f.Above(r); len(above) > 0 {
				i.Needs = append(append(i.Needs, r), above...)
			}
		}
		for _, r := range f.attachments[t.Ref()] {
			// The server makes none that runs in another direction.
			if x, ok := Find[*Index](f.schema, r); ok && t.Bound != "" && !f.RunsAlike(x) {
				i.Needs = append(i.Needs, r)
			}
		}
		parts = append(parts, i)
	}
	if t.ReplicaIdentity != "" {
		i := &ReplicaIdentity{Schema: t.Schema, Table: t.Name, Mode: t.ReplicaIdentity, Index: t.ReplicaIndex}
		i.Needs = f.replicaNeeds(t)
		parts = append(parts, i)
	}
	if t.ClusterOn != "" {
		m := &ClusterMark{Schema: t.Schema, Table: t.Name, Index: t.ClusterOn}
		m.Needs = f.indexRef(t.Ref(), t.ClusterOn)
		parts = append(parts, m)
	}
	if t.OfType != "" {
		tie := &TableType{Schema: t.Schema, Table: t.Name, Type: t.OfType, Common: Common{Needs: rowTypes(t)}}
		for _, c := range f.columns[t.Ref()] {
			tie.Needs = append(tie.Needs, c.Ref())
		}
		rest.OfType = ""
		rest.Needs = slices.DeleteFunc(slices.Clone(t.Needs), func(r Ref) bool { return r.Kind == KindComposite })
		parts = append(parts, tie)
	}
	return &rest, parts
}

// rowTypes is the type of a typed table.
func rowTypes(t *Table) []Ref {
	return slices.DeleteFunc(slices.Clone(t.Needs), func(r Ref) bool { return r.Kind != KindComposite })
}

func splitMaterialized(s *Schema, m *Materialized) (Object, []Object) {
	if m.ClusterOn == "" && m.ReplicaIdentity == "" {
		return m, nil
	}
	rest := *m
	rest.ClusterOn, rest.ReplicaIdentity = "", ""
	var parts []Object
	if m.ClusterOn != "" {
		mark := &ClusterMark{Schema: m.Schema, Table: m.Name, Index: m.ClusterOn}
		mark.Needs = append([]Ref{m.Ref()}, indexRef(s, m.Ref(), m.ClusterOn)...)
		parts = append(parts, mark)
	}
	if m.ReplicaIdentity != "" {
		i := &ReplicaIdentity{Schema: m.Schema, Table: m.Name, Mode: m.ReplicaIdentity}
		i.Needs = []Ref{m.Ref()}
		parts = append(parts, i)
	}
	return &rest, parts
}

// replicaNeeds are the index of a replica identity and its columns, which must
// stay NOT NULL as long as it serves for that.
func (f *Families) replicaNeeds(t *Table) []Ref {
	refs := f.indexRef(t.Ref(), t.ReplicaIndex)
	if len(refs) != 1 {
		return refs
	}
	for _, dep := range f.schema.Lookup(refs[0]).Deps() {
		if dep.Kind == KindColumn {
			refs = append(refs, dep)
		}
	}
	return refs
}

// splitCheck lets a check that a table shares with its parent wait for the
// parent's, and that for the tables that are to get it from there.
func (f *Families) splitCheck(k *Check) (Object, []Object) {
	above, below := f.Above(k.Ref()), f.unprovenBelow(k)
	if len(above) == 0 && len(below) == 0 {
		return k, nil
	}
	c := *k
	c.Needs, c.Awaits = union(k.Needs, above), below
	return &c, nil
}

func (f *Families) splitKey(k *Key) *Key {
	above := f.PartOf(k)
	over, awaits := f.keyedBelow(k), f.namedLike(k.Ref(), k.Of)
	if k.Only {
		awaits = append(awaits, f.tiesBelow(k.Ref())...)
	}
	partitioned := f.partitioned[Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}]
	if !k.Only {
		awaits = append(awaits, f.aheadOf(k.Ref())...)
	}
	if k.Of == "" {
		above = f.adoptingKey(k)
	}
	if len(above) == 0 && len(over) == 0 && len(awaits) == 0 && k.Partitioned == partitioned {
		return k
	}
	rest := *k
	rest.Partitioned = partitioned
	rest.Ahead = k.Of != "" && f.isAhead(k, above)
	rest.Needs, rest.Over, rest.Awaits = union(k.Needs, above), over, awaits
	return &rest
}

// tiesBelow are those of the partitions of a table: an index or key that lacks
// some can only come after them, or else it would have them all.
func (f *Families) tiesBelow(r Ref) []Ref {
	var out []Ref
	for _, child := range f.children[Ref{Kind: KindTable, Schema: r.Schema, Name: r.Table}] {
		out = append(out, child.InTable(KindInheritance, "inheritance"))
	}
	return out
}

func (f *Families) splitIndex(x *Index) *Index {
	table := Ref{Kind: KindTable, Schema: x.Schema, Name: x.Table}
	above := f.attachedTo(x.Ref(), x.Of)
	if x.Of == "" {
		above = f.adopting(table, x)
	}
	awaits := f.namedLike(x.Ref(), x.Of)
	if x.Only {
		awaits = append(awaits, f.tiesBelow(x.Ref())...)
	}
	if len(above) == 0 && len(awaits) == 0 && x.Partitioned == f.partitioned[table] {
		return x
	}
	rest := *x
	rest.Partitioned = f.partitioned[table]
	rest.Needs, rest.Awaits = union(x.Needs, above), awaits
	return &rest
}

// namedLike lists the ties of the partitions after which the server would name
// an index as one of another table is to be named, and, where that has it all of
// its own, what gives those of the partitions other names.
func (f *Families) namedLike(r Ref, of string) []Ref {
	if len(f.parents) == 0 {
		return nil
	}
	var out []Ref
	for i := range len(r.Name) {
		t := Ref{Kind: KindTable, Schema: r.Schema, Name: r.Name[:i]}
		if r.Name[i] != '_' || t.Name == r.Table || len(f.parents[t]) == 0 {
			continue
		}
		out = append(out, t.InTable(KindInheritance, "inheritance"))
		if of == "" {
			out = append(out, f.attachments[t]...)
		}
	}
	return out
}

// PartOf lists the index or key of a parent that an index or key is attached to.
// A key of a partition may be its part of a plain index.
func (f *Families) PartOf(o Object) []Ref {
	return f.partCalled(o.Ref(), PartOf(o))
}

// partCalled: a key can be the part of an index, and a primary key of a unique
// constraint.
func (f *Families) partCalled(r Ref, of string) []Ref {
	kinds := []Kind{r.Kind}
	switch r.Kind {
	case KindPrimaryKey:
		kinds = append(kinds, KindUnique, KindIndex)
	case KindUnique:
		kinds = append(kinds, KindPrimaryKey, KindIndex)
	}
	for _, k := range kinds {
		if above := f.attachedTo(r.InTable(k, r.Name), of); len(above) > 0 {
			return above
		}
	}
	return nil
}

// attachedTo gives the ref of the index or key of a parent.
func (f *Families) attachedTo(r Ref, of string) []Ref {
	if of == "" {
		return nil
	}
	r.Name = of
	return f.Above(r)
}

// keyedBelow lists the tables that get a primary key of their own along with
// that of a partitioned table.
func (f *Families) keyedBelow(k *Key) []Ref {
	t := Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}
	if up, ok := Find[*Table](f.schema, t); !k.Primary || k.Only || !ok || up.PartitionBy == nil {
		return nil
	}
	out := slices.Clone(f.children[t])
	for i := 0; i < len(out); i++ {
		out = append(out, f.children[out[i]]...)
	}
	return out
}

// indexRef finds the index of a table; one that is no object comes with one of
// the parent's.
func (f *Families) indexRef(table Ref, name string) []Ref {
	if refs := indexRef(f.schema, table, name); len(refs) > 0 || name == "" {
		return refs
	}
	var out []Ref
	for _, p := range f.parents[table] {
		for _, o := range f.parts[p] {
			switch o.(type) {
			case *Index, *Key:
				out = append(out, o.Ref())
			}
		}
	}
	return out
}

// indexRef finds what bears the name of an index of a table: an index or a
// constraint with one.
func indexRef(s *Schema, table Ref, name string) []Ref {
	if name == "" {
		return nil
	}
	for _, kind := range []Kind{KindIndex, KindPrimaryKey, KindUnique, KindExclude} {
		if r := table.InTable(kind, name); s.Has(r) {
			return []Ref{r}
		}
	}
	return nil
}
