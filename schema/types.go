package schema

// An Enum is an enumerated type.
type Enum struct {
	Schema, Name string
	// Values in their sort order.
	Values []string
	// RenamedValues maps a value's former label to the one it has now.
	RenamedValues map[string]string `diff:"-"`
	Common
}

func (e *Enum) Ref() Ref    { return Ref{Kind: KindEnum, Schema: e.Schema, Name: e.Name} }
func (e *Enum) Deps() []Ref { return needs(inSchema(e.Schema), &e.Common) }

func (e *Enum) Named(r Ref) Object {
	c := *e
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A Domain is a type with constraints over another type. Its checks are
// objects of their own.
type Domain struct {
	Schema, Name string
	Type         string
	NotNull      bool
	NotNullConstraint
	Default string
	// DefaultOfType says that it has this default of its base type, without having been given
	// any: the server copies it when the domain is made.
	DefaultOfType bool `diff:"-" json:"-"`
	// Collation is qualified and quoted SQL; empty is that of the type.
	Collation string
	Common
}

func (d *Domain) Ref() Ref    { return Ref{Kind: KindDomain, Schema: d.Schema, Name: d.Name} }
func (d *Domain) Deps() []Ref { return needs(inSchema(d.Schema), &d.Common) }

func (d *Domain) Named(r Ref) Object {
	c := *d
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A DomainCheck is a check constraint of a domain. Table holds the domain's
// name.
type DomainCheck struct {
	Schema, Table, Name string
	Expr                string
	NotValid            bool
	Common
}

func (d *DomainCheck) Ref() Ref {
	return Ref{Kind: KindDomainCheck, Schema: d.Schema, Table: d.Table, Name: d.Name}
}

func (d *DomainCheck) Deps() []Ref {
	return needs([]Ref{{Kind: KindDomain, Schema: d.Schema, Name: d.Table}}, &d.Common)
}

func (d *DomainCheck) Named(r Ref) Object {
	c := *d
	c.Schema, c.Table, c.Name = r.Schema, r.Table, r.Name
	return &c
}

// A Composite is a free-standing composite type.
type Composite struct {
	Schema, Name string
	Fields       []Field
	Common
}

// A Field is an attribute of a composite type.
type Field struct {
	Name, Type, Collation, Comment string
	RenamedFrom                    string `diff:"-"`
}

func (c *Composite) Ref() Ref    { return Ref{Kind: KindComposite, Schema: c.Schema, Name: c.Name} }
func (c *Composite) Deps() []Ref { return needs(inSchema(c.Schema), &c.Common) }

func (c *Composite) Named(r Ref) Object {
	d := *c
	d.Schema, d.Name = r.Schema, r.Name
	return &d
}

// A Range is a range type, with the multirange that comes with it
// (PostgreSQL 14).
type Range struct {
	Schema, Name string
	Subtype      string
	// OpClass, Collation, Canonical and SubtypeDiff are qualified and quoted
	// SQL, empty for the default.
	OpClass, Collation, Canonical, SubtypeDiff string
	// Multirange is the name of the multirange type, in the same schema; empty is
	// the one that the server chooses.
	Multirange string
	// Constructor and MultirangeConstructor name the functions that make values,
	// in quotes where that is needed, and with the schema if that is another; empty
	// if they are called as the types are. ALTER TYPE … RENAME leaves them.
	Constructor, MultirangeConstructor string
	// Single says that the server has no multiranges (before PostgreSQL 14).
	Single bool `diff:"-"`
	Common
}

func (r *Range) Ref() Ref { return Ref{Kind: KindRange, Schema: r.Schema, Name: r.Name} }
func (r *Range) Deps() []Ref {
	list := inSchema(r.Schema)
	for _, name := range []string{r.Constructor, r.MultirangeConstructor} {
		if parts := SplitQualified(name); len(parts) > 1 {
			list = append(list, inSchema(parts[0])...)
		}
	}
	return needs(list, &r.Common)
}

func (r *Range) Named(to Ref) Object {
	c := *r
	c.Schema, c.Name = to.Schema, to.Name
	return &c
}
