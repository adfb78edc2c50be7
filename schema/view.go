package schema

// A View is a stored query.
type View struct {
	Schema, Name string
	// Columns names the output columns where the text alone does not say it.
	Columns []string
	As      string
	// CheckOption is LOCAL or CASCADED.
	CheckOption string
	// SecurityBarrier and SecurityInvoker are nil where they are not set.
	SecurityBarrier, SecurityInvoker *bool
	// Words are the values of these two, by option, where they are spelled in
	// another way than true and false: the server keeps what was written.
	Words []Option `diff:"-"`
	// Defaults of columns of updatable views, by column.
	Defaults []Option
	// ColumnComments are comments on output columns, sorted by name.
	ColumnComments []Option
	// TypeComment is the comment on the type of the view's rows.
	TypeComment string
	// Output lists the output columns and their types, as far as a server has
	// told: it decides whether the view can be replaced in place.
	Output []Option `diff:"-"`
	Common
}

func (v *View) Ref() Ref    { return Ref{Kind: KindView, Schema: v.Schema, Name: v.Name} }
func (v *View) Deps() []Ref { return needs(inSchema(v.Schema), &v.Common) }

func (v *View) Named(r Ref) Object {
	c := *v
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A Materialized is a materialized view. Its indexes are objects of their own.
type Materialized struct {
	Schema, Name   string
	As             string
	With           []Option
	Tablespace     string
	AccessMethod   string
	ColumnComments []Option
	// ColumnSettings are the storage, compression and statistics target of
	// output columns that differ from the default.
	ColumnSettings []ColumnSetting
	// WithNoData creates it unpopulated. Whether it is populated now is data,
	// not schema, so it is not compared.
	WithNoData bool     `diff:"-"`
	Output     []Option `diff:"-"`
	ClusterOn  string
	// ReplicaIdentity is "" (the default), FULL or NOTHING: no column of a
	// materialized view is NOT NULL, as those of an index for it must be. Split
	// makes an object of it.
	ReplicaIdentity string
	// TypeComment is the comment on the type of its rows.
	TypeComment string
	Common
}

// A ColumnSetting holds what can be set on one output column.
type ColumnSetting struct {
	Name, Storage, Compression string
	Statistics                 *int64
	// Options are the attribute options n_distinct and n_distinct_inherited.
	Options []Option
}

// IsZero reports whether nothing is set.
func (s *ColumnSetting) IsZero() bool {
	return s.Storage == "" && s.Compression == "" && s.Statistics == nil && len(s.Options) == 0
}

func (m *Materialized) Ref() Ref {
	return Ref{Kind: KindMaterialized, Schema: m.Schema, Name: m.Name}
}

func (m *Materialized) Deps() []Ref { return needs(inSchema(m.Schema), &m.Common) }

func (m *Materialized) Named(r Ref) Object {
	c := *m
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A Rule is a rewrite rule other than the one that makes a view.
type Rule struct {
	Schema, Table, Name string
	// Event is SELECT, INSERT, UPDATE or DELETE.
	Event   string
	Instead bool
	Where   string
	// Do lists the commands; empty is NOTHING.
	Do []string
	// Enabled is "" for ORIGIN, or DISABLED, REPLICA, ALWAYS.
	Enabled string
	Common
}

func (r *Rule) Ref() Ref {
	return Ref{Kind: KindRule, Schema: r.Schema, Table: r.Table, Name: r.Name}
}

func (r *Rule) Deps() []Ref { return needs(nil, &r.Common) }

func (r *Rule) Named(to Ref) Object {
	c := *r
	c.Schema, c.Table, c.Name = to.Schema, to.Table, to.Name
	return &c
}
