package schema

import "slices"

// Families tells which tables take their columns from which. It serves the
// joined and the split form.
type Families struct {
	schema   *Schema
	parents  map[Ref][]Ref
	children map[Ref][]Ref
	columns  map[Ref][]*Column
	// foreign holds the foreign tables.
	foreign map[Ref]bool
	// partitioned holds the partitioned tables.
	partitioned map[Ref]bool
	// parts holds what hangs on tables that have children, but for columns.
	parts map[Ref][]Object
	// checks holds the names of the checks of every table of a family.
	checks map[Ref][]string
	// referenced holds the tables that foreign keys point to.
	referenced map[Ref]bool
	// attached holds the keys and indexes of children that are objects.
	attached map[Ref]bool
	// attachments lists them by their tables.
	attachments map[Ref][]Ref
	// own holds the indexes of children that are attached to none.
	own map[Ref][]*Index
	// ownKeys are likewise the keys.
	ownKeys map[Ref][]*Key
	// typed holds the types of typed tables.
	typed map[Ref][]Ref
	// notNull holds the names that NOT NULL constraints are given, by schema.
	notNull map[Ref]bool
	// targets is there once a foreign key has been asked for.
	targets *targets
}

// NewFamilies looks through a schema once.
func NewFamilies(s *Schema) *Families {
	f := &Families{schema: s, parents: map[Ref][]Ref{}, children: map[Ref][]Ref{}, parts: map[Ref][]Object{}, attached: map[Ref]bool{}, attachments: map[Ref][]Ref{}, own: map[Ref][]*Index{}, ownKeys: map[Ref][]*Key{}, checks: map[Ref][]string{}, referenced: map[Ref]bool{}, foreign: map[Ref]bool{}, partitioned: map[Ref]bool{}, typed: map[Ref][]Ref{}, notNull: map[Ref]bool{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *Table:
			f.tie(o.Ref(), o.Parents())
			if o.Server != "" {
				f.foreign[o.Ref()] = true
			}
			if o.PartitionBy != nil {
				f.partitioned[o.Ref()] = true
			}
			if o.OfType != "" {
				f.typed[o.Ref()] = rowTypes(o)
			}
		case *Column:
			if o.NotNullName != "" {
				f.notNull[Ref{Schema: o.Schema, Name: o.NotNullName}] = true
			}
		case *Inheritance:
			f.tie(Ref{Kind: KindTable, Schema: o.Schema, Name: o.Table}, o.Parents)
		}
	}
	if len(f.parents) == 0 && len(f.typed) == 0 {
		return f
	}
	f.columns = map[Ref][]*Column{}
	for o := range s.All() {
		r := o.Ref()
		t := Ref{Kind: KindTable, Schema: r.Schema, Name: r.Table}
		switch o := o.(type) {
		case *Column:
			f.columns[t] = append(f.columns[t], o)
			continue
		case *ForeignKey:
			f.referenced[o.RefTable] = true
		case *Check:
			f.inheritCheck(t, o.Name)
		case *Index:
			f.attach(t, r, o.Of)
			if len(f.parents[t]) > 0 && o.Of == "" {
				f.own[t] = append(f.own[t], o)
			}
		case *Key:
			f.attach(t, r, o.Of)
			if len(f.parents[t]) > 0 && o.Of == "" {
				f.ownKeys[t] = append(f.ownKeys[t], o)
			}
		}
		if len(f.children[t]) > 0 {
			f.parts[t] = append(f.parts[t], o)
		}
	}
	return f
}

func (f *Families) attach(table, r Ref, of string) {
	f.attached[table.InTable(KindIndex, of)] = true
	if of != "" {
		f.attachments[table] = append(f.attachments[table], r)
	}
}

// IsNotNullName reports whether a column of a schema gives its NOT NULL a name.
func (f *Families) IsNotNullName(schemaName, name string) bool {
	return f.notNull[Ref{Schema: schemaName, Name: name}]
}

func (f *Families) tie(child Ref, parents []Ref) {
	if len(parents) == 0 {
		return
	}
	f.parents[child] = parents
	for _, p := range parents {
		f.children[p] = append(f.children[p], child)
	}
}

// Parents and Children list the direct relatives of a table.
func (f *Families) Parents(table Ref) []Ref  { return f.parents[table] }
func (f *Families) Children(table Ref) []Ref { return f.children[table] }

// Columns lists the columns of a table in their order.
func (f *Families) Columns(table Ref) []*Column {
	if f.columns == nil {
		f.columns = map[Ref][]*Column{}
		for c := range Of[*Column](f.schema) {
			t := Ref{Kind: KindTable, Schema: c.Schema, Name: c.Table}
			f.columns[t] = append(f.columns[t], c)
		}
	}
	return f.columns[table]
}

// Parts lists what hangs on a table that has children, columns apart.
func (f *Families) Parts(table Ref) []Object { return f.parts[table] }

// Attached reports whether the part that a partition has of an index of its
// parent's is an object.
func (f *Families) Attached(table Ref, of string) bool {
	return f.attached[table.InTable(KindIndex, of)]
}

// Attachments lists the indexes and keys of a child that are attached to those of
// its parent.
func (f *Families) Attachments(table Ref) []Ref { return f.attachments[table] }

// OwnIndexes lists the indexes of a child that are attached to none.
func (f *Families) OwnIndexes(table Ref) []*Index { return f.own[table] }

// Above lists the objects of the parents that bear the name of one of a table:
// the columns that a column is inherited from.
func (f *Families) Above(r Ref) []Ref {
	var out []Ref
	for _, p := range f.parents[Ref{Kind: KindTable, Schema: r.Schema, Name: r.Table}] {
		if up := p.InTable(r.Kind, r.Name); f.schema.Has(up) {
			out = append(out, up)
		}
	}
	return out
}

// nearest is Above, where a parent's parent stands in for one without such an
// object.
func (f *Families) nearest(r Ref) []Ref {
	var out []Ref
	for _, p := range f.parents[Ref{Kind: KindTable, Schema: r.Schema, Name: r.Table}] {
		if up := p.InTable(r.Kind, r.Name); f.schema.Has(up) {
			out = append(out, up)
		} else {
			out = append(out, f.nearest(up)...)
		}
	}
	return out
}

// Referenced reports whether a foreign key points to a parent of a table, or to
// a parent of that.
func (f *Families) Referenced(table Ref) bool {
	for _, p := range f.parents[table] {
		if f.referenced[p] || f.Referenced(p) {
			return true
		}
	}
	return false
}

// PointedAt reports whether a foreign key points to the table itself.
func (f *Families) PointedAt(table Ref) bool { return f.referenced[table] }

func (f *Families) checkNames(table Ref) []string { return f.checks[table] }

func (f *Families) inheritCheck(table Ref, name string) {
	if !slices.Contains(f.checks[table], name) {
		f.checks[table] = append(f.checks[table], name)
	}
}

// Descendants lists the tables below a table, parents first.
func (f *Families) Descendants(table Ref) []Ref {
	var out []Ref
	seen := map[Ref]bool{table: true}
	queue := []Ref{table}
	for len(queue) > 0 {
		for _, c := range f.children[queue[0]] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
				queue = append(queue, c)
			}
		}
		queue = queue[1:]
	}
	return out
}

// TopDown lists every table that has parents, parents before children. Tables
// in a circle come in the order of the schema.
func (f *Families) TopDown() []Ref {
	var out []Ref
	done := map[Ref]bool{}
	var visit func(Ref)
	visit = func(t Ref) {
		if done[t] {
			return
		}
		done[t] = true
		for _, p := range f.parents[t] {
			visit(p)
		}
		if len(f.parents[t]) > 0 {
			out = append(out, t)
		}
	}
	for o := range f.schema.All() {
		switch o := o.(type) {
		case *Table:
			visit(o.Ref())
		}
	}
	return out
}

// OnlyInherited reports whether a table has a column or check of its parents alone.
func OnlyInherited(o Object) bool {
	switch o := o.(type) {
	case *Column:
		return o.Inherited && !o.Local
	case *Check:
		return o.Inherited && !o.Local
	}
	return false
}
