package schema

import (
	"slices"
	"strings"
)

// NoOperand is what stands for the operand that an operator lacks.
const NoOperand = "NONE"

// An Operator is an operator. The names of other operators are written as in
// OPERATOR(schema.name), without OPERATOR.
type Operator struct {
	Schema, Name string
	// Left and Right are the types of the operands, empty for none.
	Left, Right string
	// Function, Restrict and Join are qualified, those of pg_catalog without it.
	Function, Restrict, Join string
	Commutator, Negator      string
	Hashes, Merges           bool
	Common
}

// Ref carries the types of the operands: operators are overloaded by them.
func (o *Operator) Ref() Ref {
	return Ref{Kind: KindOperator, Schema: o.Schema, Name: o.Name + "(" + operand(o.Left) + ", " + operand(o.Right) + ")"}
}

// Arguments are the types that the operator's function takes, as in its
// signature.
func (o *Operator) Arguments() string {
	types := slices.DeleteFunc([]string{o.Left, o.Right}, func(t string) bool { return t == "" })
	return "(" + strings.Join(types, ", ") + ")"
}

func operand(typ string) string {
	if typ == "" {
		return NoOperand
	}
	return typ
}

func (o *Operator) Deps() []Ref { return needs(inSchema(o.Schema), &o.Common) }

// Named keeps the operands: they are not a name.
func (o *Operator) Named(r Ref) Object {
	c := *o
	c.Schema, c.Name = r.Schema, r.BaseName()
	return &c
}

// An OperatorFamily is an operator family with those members that belong to
// none of its classes.
type OperatorFamily struct {
	Schema, Name string
	// Method is the index access method.
	Method string
	Members
	Common
}

// Members are the operators and functions of an operator class or family, in
// the order of their numbers and operands.
type Members struct {
	Operators []Strategy
	Functions []Support
}

// A Strategy is an operator under its strategy number.
type Strategy struct {
	Number int64
	// Operator is qualified; Left and Right are its operands.
	Operator, Left, Right string
	// OrderBy is the operator family, qualified, that an ordering operator sorts
	// by; empty for a search operator.
	OrderBy string
}

// A Support is a function under its support number.
type Support struct {
	Number int64
	// Left and Right are the types that the function serves.
	Left, Right string
	// Function is qualified; it has its argument types in parentheses.
	Function string
}

// Ref carries the access method: each has families of its own.
func (f *OperatorFamily) Ref() Ref {
	return Ref{Kind: KindOperatorFamily, Schema: f.Schema, Name: f.Name + using + f.Method}
}

const using = " USING "

func (f *OperatorFamily) Deps() []Ref { return needs(inSchema(f.Schema), &f.Common) }

func (f *OperatorFamily) Named(r Ref) Object {
	c := *f
	c.Schema, c.Name = r.Schema, r.BaseName()
	return &c
}

// An OperatorClass is an operator class.
type OperatorClass struct {
	Schema, Name string
	Method       string
	// Type is what is indexed, Storage what the index holds if that is another.
	Type, Storage string
	Default       bool
	// Family is qualified; empty is the one of the class's own name.
	Family string
	Members
	Common
}

// Ref carries the access method: each has classes of its own.
func (o *OperatorClass) Ref() Ref {
	return Ref{Kind: KindOperatorClass, Schema: o.Schema, Name: o.Name + using + o.Method}
}

func (o *OperatorClass) Deps() []Ref { return needs(inSchema(o.Schema), &o.Common) }

func (o *OperatorClass) Named(r Ref) Object {
	c := *o
	c.Schema, c.Name = r.Schema, r.BaseName()
	return &c
}
