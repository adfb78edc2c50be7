package schema

import "slices"

// A Column is a column of a table.
type Column struct {
	Schema, Table, Name string
	// Type is SQL: names of user-defined types are qualified and quoted where
	// that is needed, as format_type writes them with an empty search_path.
	Type    string
	NotNull bool
	NotNullConstraint
	// Default is an SQL expression; empty means none. Split makes an object
	// of its own of it.
	Default  string
	Identity *Identity
	// SequenceComment is the comment on the sequence of an identity column.
	SequenceComment string
	// Generated is the expression of a generated column.
	Generated *Generated
	// Collation is qualified and quoted SQL; empty is that of the type.
	Collation string
	// Storage is PLAIN, EXTERNAL, EXTENDED or MAIN where it is not the type's
	// own; Compression is pglz or lz4; Statistics is the statistics target.
	Storage, Compression string
	Statistics           *int64
	// Options are the attribute options n_distinct and n_distinct_inherited.
	Options []Option
	// ForeignOptions are for the wrapper of a foreign table.
	ForeignOptions []Option
	// Foreign marks a column of a foreign table, whose values are elsewhere. Split
	// sets it.
	Foreign bool `diff:"-"`
	// Inherited marks a column that a parent of the table has too. Its type and
	// nature follow those of the parent's. Local marks one that the table
	// declares all the same, so that it stays if the parent's goes; partitions
	// have none.
	Inherited, Local bool `diff:"-"`
	// AutoIncrement is SQLite's.
	AutoIncrement bool
	// Using is the expression of a type change.
	Using string `diff:"-"`
	// Backfill is an expression for the existing rows of a new NOT NULL column.
	Backfill string `diff:"-"`
	// DefaultNeeds are the dependencies of Default alone.
	DefaultNeeds []Ref `diff:"-"`
	Common
}

// Identity is GENERATED … AS IDENTITY.
type Identity struct {
	// Always is GENERATED ALWAYS, otherwise BY DEFAULT.
	Always bool
	// Sequence is the name of the sequence behind it where it is not the one
	// that the server would choose.
	Sequence string
	// Persistence is LOGGED or UNLOGGED where the sequence is not as its table is.
	Persistence string
	SequenceOptions
}

// Generated is GENERATED ALWAYS AS (Expr).
type Generated struct {
	Expr string
	// Virtual columns are computed when read.
	Virtual bool
}

func (c *Column) Ref() Ref {
	return Ref{Kind: KindColumn, Schema: c.Schema, Table: c.Table, Name: c.Name}
}

func (c *Column) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: c.Schema, Name: c.Table}}, &c.Common)
}

func (c *Column) Named(r Ref) Object {
	d := *c
	d.Schema, d.Table, d.Name = r.Schema, r.Table, r.Name
	return &d
}

// A Default is the default expression of a column. It stands alone since it
// may need what needs the column: a function over the table's row type, a
// sequence.
type Default struct {
	Schema, Table, Column string
	Expr                  string
	Common
}

func (d *Default) Ref() Ref {
	return Ref{Kind: KindDefault, Schema: d.Schema, Table: d.Table, Name: d.Column}
}

func (d *Default) Deps() []Ref {
	return needs([]Ref{{Kind: KindColumn, Schema: d.Schema, Table: d.Table, Name: d.Column}}, &d.Common)
}

func (d *Default) Named(r Ref) Object {
	c := *d
	c.Schema, c.Table, c.Column = r.Schema, r.Table, r.Name
	return &c
}

// IsSystemColumn reports whether a name is that of a column that every table has, and that no
// other can have.
// https://www.postgresql.org/docs/current/ddl-system-columns.html
func IsSystemColumn(name string) bool {
	return slices.Contains([]string{"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}, name)
}

// GrantedColumns lists the columns that bear privileges, by their tables.
func GrantedColumns(s *Schema) map[Ref][]*Column {
	out := map[Ref][]*Column{}
	for c := range Of[*Column](s) {
		if len(c.Grants) > 0 {
			t := Ref{Kind: KindTable, Schema: c.Schema, Name: c.Table}
			out[t] = append(out[t], c)
		}
	}
	return out
}
