package schema

// Timing is when a constraint is checked.
type Timing struct{ Deferrable, InitiallyDeferred bool }

// A Key is a primary key or a unique constraint.
type Key struct {
	Schema, Table, Name string
	// Primary tells the two apart; it is part of the identity.
	Primary bool `diff:"-"`
	Columns []string
	Include []string
	Timing
	// NullsNotDistinct is PostgreSQL 15's; a unique constraint only.
	NullsNotDistinct bool
	// WithoutOverlaps is PostgreSQL 18's: the last column is a range.
	WithoutOverlaps bool
	With            []Option
	Tablespace      string
	// Of names the key or index of the parent that it is attached to. Those that the
	// server makes for partitions by itself are no objects.
	Of string
	// Only marks a key of a partitioned table that some partition has no part of
	// (ALTER TABLE ONLY … ADD).
	Only bool
	// IndexComment is the comment on the index of the constraint.
	IndexComment string
	// Over lists the partitions that have no other primary key beside this.
	Over []Ref `diff:"-"`
	// Awaits lists the ties of other partitions, for whose keys the server might
	// choose the name, and those of the partitions that lack a part of it.
	Awaits []Ref `diff:"-" json:"-"`
	// Ahead says that it is part of a complete key of the other kind, which has to
	// come after it where both are made.
	Ahead bool `diff:"-" json:"-"`
	// Partitioned says that the table is, so that the index of the key holds
	// nothing itself.
	Partitioned bool `diff:"-" json:"-"`
	Common
}

func (k *Key) Ref() Ref {
	kind := KindUnique
	if k.Primary {
		kind = KindPrimaryKey
	}
	return Ref{Kind: kind, Schema: k.Schema, Table: k.Table, Name: k.Name}
}

func (k *Key) Deps() []Ref {
	return needs(columnRefs(k.Schema, k.Table, k.Columns, k.Include), &k.Common)
}

func (k *Key) Named(r Ref) Object {
	c := *k
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

// A Check is a check constraint of a table.
type Check struct {
	Schema, Table, Name string
	Expr                string
	NoInherit           bool
	NotValid            bool
	NotEnforced         bool
	// Inherited marks a check that a parent of the table has too, and Local one
	// that the table declares all the same.
	Inherited, Local bool `diff:"-"`
	// Silent marks one of which the table does not say whether it is valid there.
	Silent bool `diff:"-" json:"-"`
	// ProvenLater marks one that the table gets with that of a parent, which is not
	// valid, and validates then. ProveLater sets it.
	ProvenLater bool `diff:"-" json:"-"`
	// Awaits lists the ties of the tables below that are to have it not valid: they
	// get it from there if they are there before it.
	Awaits []Ref `diff:"-" json:"-"`
	Common
}

func (c *Check) Ref() Ref {
	return Ref{Kind: KindCheck, Schema: c.Schema, Table: c.Table, Name: c.Name}
}

func (c *Check) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: c.Schema, Name: c.Table}}, &c.Common)
}

func (c *Check) Named(r Ref) Object {
	d := *c
	d.Schema, d.Table, d.Name = r.Schema, r.Table, r.Name
	return &d
}

// An Exclude is an exclusion constraint.
type Exclude struct {
	Schema, Table, Name string
	// Method is the access method of its index, in lower case.
	Method  string
	Parts   []IndexPart
	Include []string
	Where   string
	Timing
	With       []Option
	Tablespace string
	// IndexComment is the comment on the index of the constraint.
	IndexComment string
	// Partitioned says that the table is, as PostgreSQL 17 lets it be.
	Partitioned bool `diff:"-" json:"-"`
	Common
}

func (e *Exclude) Ref() Ref {
	return Ref{Kind: KindExclude, Schema: e.Schema, Table: e.Table, Name: e.Name}
}

func (e *Exclude) Deps() []Ref {
	return needs(partRefs(e.Schema, e.Table, e.Parts, e.Include), &e.Common)
}

func (e *Exclude) Named(r Ref) Object {
	c := *e
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

// A ForeignKey is a foreign key constraint.
type ForeignKey struct {
	Schema, Table, Name string
	Columns             []string
	// RefTable is the referenced table.
	RefTable   Ref
	RefColumns []string
	// Match is FULL, or empty for SIMPLE.
	Match string
	// OnUpdate and OnDelete are RESTRICT, CASCADE, SET NULL, SET DEFAULT, or
	// empty for NO ACTION.
	OnUpdate, OnDelete string
	// DeleteColumns limits SET NULL and SET DEFAULT (PostgreSQL 15).
	DeleteColumns []string
	Timing
	NotValid bool
	// Period is PostgreSQL 18's PERIOD on the last column.
	Period      bool
	NotEnforced bool
	Common
}

func (f *ForeignKey) Ref() Ref {
	return Ref{Kind: KindForeignKey, Schema: f.Schema, Table: f.Table, Name: f.Name}
}

func (f *ForeignKey) Deps() []Ref {
	deps := columnRefs(f.Schema, f.Table, f.Columns, nil)
	deps = append(deps, columnRefs(f.RefTable.Schema, f.RefTable.Name, f.RefColumns, nil)...)
	return needs(deps, &f.Common)
}

func (f *ForeignKey) Named(r Ref) Object {
	c := *f
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

func columnRefs(schema, table string, lists ...[]string) []Ref {
	refs := []Ref{{Kind: KindTable, Schema: schema, Name: table}}
	for _, list := range lists {
		for _, name := range list {
			refs = append(refs, Ref{Kind: KindColumn, Schema: schema, Table: table, Name: name})
		}
	}
	return refs
}
