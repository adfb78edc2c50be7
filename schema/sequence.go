package schema

// SequenceOptions are what sequences and identity columns share. A nil number
// is the default for the type and direction.
type SequenceOptions struct {
	Start, Increment, Min, Max, Cache *int64
	Cycle                             bool
}

// A Sequence is a free sequence, or the one behind a serial column.
type Sequence struct {
	Schema, Name string
	// Type is smallint, integer or bigint.
	Type string
	SequenceOptions
	Unlogged bool
	// OwnedBy is the column whose drop takes the sequence along. Split makes
	// an object of its own of it.
	OwnedBy Ref
	Common
}

func (s *Sequence) Ref() Ref    { return Ref{Kind: KindSequence, Schema: s.Schema, Name: s.Name} }
func (s *Sequence) Deps() []Ref { return needs(inSchema(s.Schema), &s.Common) }

func (s *Sequence) Named(r Ref) Object {
	c := *s
	c.Schema, c.Name = r.Schema, r.Name
	return &c
}

// A SequenceOwner is the tie between a sequence and the column that owns it.
// It stands alone since a serial column's default needs the sequence while the
// sequence's owner is the column.
type SequenceOwner struct {
	Schema, Sequence string
	Column           Ref
	Common
}

func (s *SequenceOwner) Ref() Ref {
	return Ref{Kind: KindSequenceOwner, Schema: s.Schema, Table: s.Sequence, Name: "owner"}
}

func (s *SequenceOwner) Deps() []Ref {
	return needs([]Ref{{Kind: KindSequence, Schema: s.Schema, Name: s.Sequence}, s.Column}, &s.Common)
}

func (s *SequenceOwner) Named(r Ref) Object {
	c := *s
	c.Schema, c.Sequence = r.Schema, r.Table
	return &c
}
