package schema

// A Table holds rows. Its columns, constraints, indexes and so on are objects
// of their own that name it.
type Table struct {
	Schema, Name string
	Unlogged     bool
	// With holds storage parameters, those of the TOAST table as toast.x.
	With []Option
	// ReplicaIdentity is "" (the default), FULL, NOTHING, or INDEX, in which
	// case ReplicaIndex names the index. Split makes an object of the two.
	ReplicaIdentity, ReplicaIndex string
	// ClusterOn is the index of the last CLUSTER. Split makes an object of it.
	ClusterOn    string
	Tablespace   string
	AccessMethod string
	RowSecurity  bool
	// ForceRowSecurity applies policies to the owner too.
	ForceRowSecurity bool
	// PartitionBy makes it a partitioned table.
	PartitionBy *PartitionKey
	// PartitionOf is the partitioned table whose partition it is, and Bound its
	// bound as the catalogs print it: FOR VALUES FROM (1) TO (10), DEFAULT.
	// Inherits lists the tables that it inherits from otherwise, in order. Split
	// makes an object of the three.
	PartitionOf Ref
	Bound       string
	Inherits    []Ref
	// OfType is the composite type of a typed table, qualified and quoted SQL.
	// Split makes an object of it.
	OfType string
	// TypeComment is the comment on the type of the table's rows.
	TypeComment string
	// Server makes it a foreign table; Options are for its wrapper.
	Server  string
	Options []Option
	// Strict and WithoutRowid are SQLite's.
	Strict, WithoutRowid bool
	// PartNames are there if one of them does not follow from what it is the part of: the
	// server numbers those that are alike, and renames none along with a column.
	PartNames []PartName `diff:"-" json:"-"`
	Common
}

// A PartName is what the part is called that the server has made for a partition: of an
// index or key of its partitioned table, or of one above that.
type PartName struct {
	Of   Ref
	Name string
}

func (t *Table) Ref() Ref { return Ref{Kind: KindTable, Schema: t.Schema, Name: t.Name} }

func (t *Table) Deps() []Ref {
	deps := inSchema(t.Schema)
	if t.Server != "" {
		deps = append(deps, Ref{Kind: KindServer, Name: t.Server})
	}
	return needs(deps, &t.Common)
}

func (t *Table) Named(r Ref) Object {
	c := *t
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// Parents lists the tables whose columns a table has too.
func (t *Table) Parents() []Ref {
	if !t.PartitionOf.IsZero() {
		return []Ref{t.PartitionOf}
	}
	return t.Inherits
}

// A PartitionKey says how the rows of a partitioned table are told apart.
type PartitionKey struct {
	// Strategy is RANGE, LIST or HASH.
	Strategy string
	Keys     []IndexPart
}

// An Inheritance is the tie between a table and those that it takes its
// columns from. It stands alone since a table can be attached and detached,
// with its columns in step by then.
type Inheritance struct {
	Schema, Table string
	// Parents has one element if Bound is set, which makes it a partition.
	Parents []Ref
	Bound   string
	Common
}

func (i *Inheritance) Ref() Ref {
	return Ref{Kind: KindInheritance, Schema: i.Schema, Table: i.Table, Name: "inheritance"}
}

func (i *Inheritance) Deps() []Ref {
	deps := append([]Ref{{Kind: KindTable, Schema: i.Schema, Name: i.Table}}, i.Parents...)
	return needs(deps, &i.Common)
}

func (i *Inheritance) Named(r Ref) Object {
	c := *i
	c.Schema, c.Table = r.Schema, r.Table
	return &c
}

// A TableType is the tie between a typed table and its type. It stands alone
// since a table lets go of its type while either changes.
type TableType struct {
	Schema, Table string
	// Type is qualified and quoted SQL.
	Type string
	Common
}

func (t *TableType) Ref() Ref {
	return Ref{Kind: KindTableType, Schema: t.Schema, Table: t.Table, Name: "of_type"}
}

func (t *TableType) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: t.Schema, Name: t.Table}}, &t.Common)
}

func (t *TableType) Named(r Ref) Object {
	c := *t
	c.Schema, c.Table = r.Schema, r.Table
	return &c
}

// A ReplicaIdentity says what of an old row logical replication sees.
type ReplicaIdentity struct {
	Schema, Table string
	// Mode is FULL, NOTHING or INDEX.
	Mode, Index string
	Common
}

func (i *ReplicaIdentity) Ref() Ref {
	return Ref{Kind: KindReplicaIdentity, Schema: i.Schema, Table: i.Table, Name: "replica_identity"}
}

func (i *ReplicaIdentity) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: i.Schema, Name: i.Table}}, &i.Common)
}

func (i *ReplicaIdentity) Named(r Ref) Object {
	c := *i
	c.Schema, c.Table = r.Schema, r.Table
	return &c
}

// A ClusterMark names the index that CLUSTER uses.
type ClusterMark struct {
	Schema, Table string
	Index         string
	Common
}

func (m *ClusterMark) Ref() Ref {
	return Ref{Kind: KindClusterMark, Schema: m.Schema, Table: m.Table, Name: "cluster_on"}
}

func (m *ClusterMark) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: m.Schema, Name: m.Table}}, &m.Common)
}

func (m *ClusterMark) Named(r Ref) Object {
	c := *m
	c.Schema, c.Table = r.Schema, r.Table
	return &c
}
