package schema

import "slices"

// Split returns the schema with those attributes taken out into objects of
// their own that may have to come later, or go earlier, than what bears them:
// the default of a column, the owner of a sequence, the replica identity and
// the cluster mark of a table or materialized view. What it returns is for planning; what is read
// and written is the joined form.
func Split(s *Schema) *Schema {
	out := New()
	for o := range s.All() {
		rest, parts := split(s, o)
		out.Put(rest)
		for _, p := range parts {
			out.Put(p)
		}
	}
	return out
}

func split(s *Schema, o Object) (Object, []Object) {
	switch o := o.(type) {
	case *Column:
		return splitColumn(o)
	case *Sequence:
		return splitSequence(o)
	case *Table:
		return splitTable(s, o)
	case *Materialized:
		return splitMaterialized(s, o)
	}
	return o, nil
}

func splitColumn(c *Column) (Object, []Object) {
	if c.Default == "" {
		return c, nil
	}
	rest := *c
	rest.Default, rest.DefaultNeeds = "", nil
	d := &Default{Schema: c.Schema, Table: c.Table, Column: c.Name, Expr: c.Default}
	d.Needs = slices.Clone(c.DefaultNeeds)
	return &rest, []Object{d}
}

func splitSequence(q *Sequence) (Object, []Object) {
	if q.OwnedBy.IsZero() {
		return q, nil
	}
	rest := *q
	rest.OwnedBy = Ref{}
	return &rest, []Object{&SequenceOwner{Schema: q.Schema, Sequence: q.Name, Column: q.OwnedBy}}
}

func splitTable(s *Schema, t *Table) (Object, []Object) {
	if t.ReplicaIdentity == "" && t.ClusterOn == "" {
		return t, nil
	}
	rest := *t
	rest.ReplicaIdentity, rest.ReplicaIndex, rest.ClusterOn = "", "", ""
	var parts []Object
	if t.ReplicaIdentity != "" {
		i := &ReplicaIdentity{Schema: t.Schema, Table: t.Name, Mode: t.ReplicaIdentity, Index: t.ReplicaIndex}
		i.Needs = replicaNeeds(s, t)
		parts = append(parts, i)
	}
	if t.ClusterOn != "" {
		m := &ClusterMark{Schema: t.Schema, Table: t.Name, Index: t.ClusterOn}
		m.Needs = indexRef(s, t.Ref(), t.ClusterOn)
		parts = append(parts, m)
	}
	return &rest, parts
}

func splitMaterialized(s *Schema, m *Materialized) (Object, []Object) {
	if m.ClusterOn == "" {
		return m, nil
	}
	rest := *m
	rest.ClusterOn = ""
	mark := &ClusterMark{Schema: m.Schema, Table: m.Name, Index: m.ClusterOn}
	mark.Needs = append([]Ref{m.Ref()}, indexRef(s, m.Ref(), m.ClusterOn)...)
	return &rest, []Object{mark}
}

// replicaNeeds are the index of a replica identity and its columns, which must
// stay NOT NULL as long as it serves for that.
func replicaNeeds(s *Schema, t *Table) []Ref {
	refs := indexRef(s, t.Ref(), t.ReplicaIndex)
	if len(refs) == 0 {
		return nil
	}
	for _, dep := range s.Lookup(refs[0]).Deps() {
		if dep.Kind == KindColumn {
			refs = append(refs, dep)
		}
	}
	return refs
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
