package schema

// A Cast is a conversion between two types. It has no name: the types are its
// identity.
type Cast struct {
	Source, Target string
	// Function is qualified; it has its argument types in parentheses.
	Function string
	// InOut casts by way of text; without that and without a function the types
	// are alike in the bytes.
	InOut bool
	// Context is ASSIGNMENT, IMPLICIT, or empty for explicit casts alone.
	Context string
	Common
}

func (k *Cast) Ref() Ref    { return Ref{Kind: KindCast, Name: k.Source + " AS " + k.Target} }
func (k *Cast) Deps() []Ref { return needs(nil, &k.Common) }

// Named keeps the types: they are not a name.
func (k *Cast) Named(Ref) Object {
	c := *k
	return &c
}

// A Conversion is a conversion between two encodings.
type Conversion struct {
	Schema, Name string
	// For and To are the names of the encodings.
	For, To  string
	Function string
	Default  bool
	Common
}

func (k *Conversion) Ref() Ref    { return Ref{Kind: KindConversion, Schema: k.Schema, Name: k.Name} }
func (k *Conversion) Deps() []Ref { return needs(inSchema(k.Schema), &k.Common) }

func (k *Conversion) Named(r Ref) Object {
	c := *k
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}
