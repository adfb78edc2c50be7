package schema

// A Policy is a row-level security policy.
type Policy struct {
	Schema, Table, Name string
	Restrictive         bool
	// For is SELECT, INSERT, UPDATE, DELETE, or empty for ALL.
	For string
	// To lists roles, sorted; empty is PUBLIC.
	To           []string
	Using, Check string
	Common
}

func (p *Policy) Ref() Ref {
	return Ref{Kind: KindPolicy, Schema: p.Schema, Table: p.Table, Name: p.Name}
}

func (p *Policy) Deps() []Ref {
	return needs([]Ref{{Kind: KindTable, Schema: p.Schema, Name: p.Table}}, &p.Common)
}

func (p *Policy) Named(r Ref) Object {
	c := *p
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

// A Statistics is an extended statistics object.
type Statistics struct {
	Schema, Name string
	On           Ref
	// Kinds are ndistinct, dependencies, mcv in that order; empty is all.
	Kinds   []string
	Columns []string
	Exprs   []string
	Target  *int64
	Common
}

func (s *Statistics) Ref() Ref {
	return Ref{Kind: KindStatistics, Schema: s.Schema, Name: s.Name}
}

func (s *Statistics) Deps() []Ref {
	deps := append(inSchema(s.Schema), columnRefs(s.On.Schema, s.On.Name, s.Columns)...)
	return needs(deps, &s.Common)
}

func (s *Statistics) Named(r Ref) Object {
	c := *s
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A Publication is a publication of logical replication.
type Publication struct {
	Name       string
	AllTables  bool
	Tables     []PublishedTable
	Schemas    []string
	Operations []string
	ViaRoot    bool
	// GeneratedColumns publishes stored generated columns (PostgreSQL 18).
	GeneratedColumns bool
	Common
}

// A PublishedTable is a table of a publication, with what limits it
// (PostgreSQL 15).
type PublishedTable struct {
	Table   Ref
	Columns []string
	Where   string
}

func (p *Publication) Ref() Ref { return Ref{Kind: KindPublication, Name: p.Name} }

func (p *Publication) Deps() []Ref {
	var deps []Ref
	for _, s := range p.Schemas {
		deps = append(deps, inSchema(s)...)
	}
	for _, t := range p.Tables {
		deps = append(deps, columnRefs(t.Table.Schema, t.Table.Name, t.Columns)...)
	}
	return needs(deps, &p.Common)
}

func (p *Publication) Named(r Ref) Object {
	c := *p
	c.Name = r.Name
	return &c
}
