package schema

// A TextSearchParser is a text search parser. Its functions are qualified,
// those of pg_catalog without it.
type TextSearchParser struct {
	Schema, Name                             string
	Start, GetToken, End, Headline, LexTypes string
	Common
}

func (p *TextSearchParser) Ref() Ref {
	return Ref{Kind: KindTextSearchParser, Schema: p.Schema, Name: p.Name}
}
func (p *TextSearchParser) Deps() []Ref { return needs(inSchema(p.Schema), &p.Common) }

func (p *TextSearchParser) Named(r Ref) Object {
	c := *p
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A TextSearchTemplate is a text search template.
type TextSearchTemplate struct {
	Schema, Name string
	Init, Lexize string
	Common
}

func (t *TextSearchTemplate) Ref() Ref {
	return Ref{Kind: KindTextSearchTemplate, Schema: t.Schema, Name: t.Name}
}
func (t *TextSearchTemplate) Deps() []Ref { return needs(inSchema(t.Schema), &t.Common) }

func (t *TextSearchTemplate) Named(r Ref) Object {
	c := *t
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A TextSearchDictionary is a text search dictionary.
type TextSearchDictionary struct {
	Schema, Name string
	// Template is qualified.
	Template string
	Options  []Option
	Common
}

func (d *TextSearchDictionary) Ref() Ref {
	return Ref{Kind: KindTextSearchDictionary, Schema: d.Schema, Name: d.Name}
}
func (d *TextSearchDictionary) Deps() []Ref { return needs(inSchema(d.Schema), &d.Common) }

func (d *TextSearchDictionary) Named(r Ref) Object {
	c := *d
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A TextSearchConfiguration is a text search configuration.
type TextSearchConfiguration struct {
	Schema, Name string
	// Parser is qualified.
	Parser string
	// Mappings are sorted by token type.
	Mappings []TokenMapping
	Common
}

// A TokenMapping lists the dictionaries, qualified, that the tokens of one type
// go through.
type TokenMapping struct {
	Token        string
	Dictionaries []string
}

func (t *TextSearchConfiguration) Ref() Ref {
	return Ref{Kind: KindTextSearchConfiguration, Schema: t.Schema, Name: t.Name}
}
func (t *TextSearchConfiguration) Deps() []Ref { return needs(inSchema(t.Schema), &t.Common) }

func (t *TextSearchConfiguration) Named(r Ref) Object {
	c := *t
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}
