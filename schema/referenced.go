package schema

import "slices"

// targets are what foreign keys can point to: the keys of each table and those
// of its indexes that are unique.
type targets struct {
	keys    map[Ref][][]string
	indexes map[Ref][]*Index
}

func newTargets(s *Schema) *targets {
	t := &targets{keys: map[Ref][][]string{}, indexes: map[Ref][]*Index{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *Key:
			table := Ref{Kind: KindTable, Schema: o.Schema, Name: o.Table}
			t.keys[table] = append(t.keys[table], o.Columns)
		case *Index:
			if o.Unique && o.Where == "" {
				table := Ref{Kind: KindTable, Schema: o.Schema, Name: o.Table}
				t.indexes[table] = append(t.indexes[table], o)
			}
		}
	}
	return t
}

// splitForeignKey notes the unique index that a foreign key stands on where no
// key has the columns: one that is written in CREATE TABLE would come too early.
// Of those that were read from a database pg_depend has told it, unless that is gone.
func (f *Families) splitForeignKey(k *ForeignKey) *ForeignKey {
	told := func(r Ref) bool {
		return (r.Kind == KindPrimaryKey || r.Kind == KindUnique || r.Kind == KindIndex) &&
			r.Schema == k.RefTable.Schema && r.Table == k.RefTable.Name && f.schema.Has(r)
	}
	if slices.ContainsFunc(k.Needs, told) {
		return k
	}
	if f.targets == nil {
		f.targets = newTargets(f.schema)
	}
	if slices.ContainsFunc(f.targets.keys[k.RefTable], func(columns []string) bool { return sameSet(columns, k.RefColumns) }) {
		return k
	}
	for _, x := range f.targets.indexes[k.RefTable] {
		if sameSet(x.columns(), k.RefColumns) {
			rest := *k
			rest.Needs = union(k.Needs, []Ref{x.Ref()})
			return &rest
		}
	}
	return k
}

// columns are those of an index on nothing but columns; nil for any other.
func (i *Index) columns() []string {
	var out []string
	for _, p := range i.Parts {
		if p.Column == "" {
			return nil
		}
		out = append(out, p.Column)
	}
	return out
}

// sameSet compares lists of columns, none of which is there twice, without
// regard to their order.
func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(name string) bool { return !slices.Contains(b, name) })
}
