package schema

// A Namespace is what SQL calls a schema: a namespace of objects. It has
// another name here because Schema is the whole graph.
type Namespace struct {
	Name string
	// NoComment says that there is none, although the schema public comes with one.
	NoComment bool
	Common
}

func (n *Namespace) Ref() Ref    { return Ref{Kind: KindSchema, Name: n.Name} }
func (n *Namespace) Deps() []Ref { return needs(nil, &n.Common) }

func (n *Namespace) Named(r Ref) Object {
	c := *n
	c.Name = r.Name
	return &c
}

// An Extension is an installed package of objects (pg_extension).
type Extension struct {
	Name   string
	Schema string
	// Version is managed only if the file names one.
	Version string
	// NoComment says that there is none, although extensions come with one.
	NoComment bool
	Common
}

func (e *Extension) Ref() Ref    { return Ref{Kind: KindExtension, Name: e.Name} }
func (e *Extension) Deps() []Ref { return needs(inSchema(e.Schema), &e.Common) }

func (e *Extension) Named(r Ref) Object {
	c := *e
	c.Name = r.Name
	return &c
}

// A Collation is a row of pg_collation.
type Collation struct {
	Schema, Name string
	// Provider is libc, icu or builtin.
	Provider string
	// Locale serves both LcCollate and LcCtype where they agree.
	Locale             string
	LcCollate, LcCtype string
	Rules              string
	NonDeterministic   bool
	Common
}

func (c *Collation) Ref() Ref    { return Ref{Kind: KindCollation, Schema: c.Schema, Name: c.Name} }
func (c *Collation) Deps() []Ref { return needs(inSchema(c.Schema), &c.Common) }

func (c *Collation) Named(r Ref) Object {
	d := *c
	d.Schema, d.Name = r.Schema, r.Name
	return &d
}
