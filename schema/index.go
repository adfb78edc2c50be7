package schema

// An Index is an index that no constraint owns.
type Index struct {
	Schema, Table, Name string
	Unique              bool
	// Method is the access method in lower case; empty is btree.
	Method  string
	Parts   []IndexPart
	Include []string
	Where   string
	// NullsNotDistinct is PostgreSQL 15's.
	NullsNotDistinct bool
	With             []Option
	Tablespace       string
	// Of names the index of the parent that it is attached to. Those that the
	// server makes for partitions by itself are no objects.
	Of string
	// Only marks an index of a partitioned table that some partition has no
	// part of (CREATE INDEX … ON ONLY).
	Only bool
	// Awaits lists the ties of other partitions, for whose indexes the server
	// might choose the name, and those of the partitions that lack a part of it.
	Awaits []Ref `diff:"-" json:"-"`
	// Partitioned says that the table is, so that the index holds nothing itself.
	Partitioned bool `diff:"-" json:"-"`
	Common
}

// An IndexPart is one key of an index or exclusion constraint: a column or an
// expression.
type IndexPart struct {
	Column, Expr string
	// Operator is that of an exclusion constraint, as SQL.
	Operator string
	// OpClass and Collation are qualified and quoted SQL, empty for the default.
	OpClass, Collation string
	OpParams           []Option
	Desc               bool
	// Nulls is FIRST or LAST where it is not the default of the direction.
	Nulls string
	// Statistics is the target of an expression, set by ALTER INDEX.
	Statistics *int64
}

func (i *Index) Ref() Ref {
	return Ref{Kind: KindIndex, Schema: i.Schema, Table: i.Table, Name: i.Name}
}

func (i *Index) Deps() []Ref {
	return needs(partRefs(i.Schema, i.Table, i.Parts, i.Include), &i.Common)
}

func (i *Index) Named(r Ref) Object {
	c := *i
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

func partRefs(schema, table string, parts []IndexPart, include []string) []Ref {
	names := make([]string, 0, len(parts))
	for _, p := range parts {
		if p.Column != "" {
			names = append(names, p.Column)
		}
	}
	return columnRefs(schema, table, names, include)
}
