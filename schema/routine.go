package schema

import "strings"

// A Routine is a function or a procedure.
type Routine struct {
	Schema, Name string
	// Procedure tells the two apart; it is part of the identity.
	Procedure bool `diff:"-"`
	Args      []Arg
	// Returns is the result type as SQL, "TABLE" when ReturnTable says it, or
	// empty (a procedure, or OUT arguments alone).
	Returns     string
	ReturnsSet  bool
	ReturnTable []Field
	// Language is an identifier, in lower case unless it was quoted.
	Language string
	// Body is the text of the function: the string that AS takes, or, if Atomic
	// is set, the SQL-standard body (BEGIN ATOMIC … END or RETURN …).
	Body   string
	Atomic bool
	// Object is the object file of a C function, whose Body is the symbol.
	Object string
	// Volatility is IMMUTABLE, STABLE, or empty for VOLATILE.
	Volatility      string
	Strict          bool
	LeakProof       bool
	SecurityDefiner bool
	Window          bool
	// Parallel is SAFE, RESTRICTED, or empty for UNSAFE.
	Parallel string
	// Cost and Rows are empty for the default of the language.
	Cost, Rows string
	// Support is the planner support function, qualified.
	Support string
	// Set holds configuration parameters in the order of the catalog.
	Set []Option
	// Transform lists the types of TRANSFORM FOR TYPE.
	Transform []string
	Common
}

// An Arg is an argument of a routine or aggregate.
type Arg struct {
	// Mode is "" for IN, or OUT, INOUT, VARIADIC.
	Mode, Name, Type, Default string
}

// Ref carries the types of the input arguments: functions are overloaded by
// them. https://www.postgresql.org/docs/current/xfunc-overload.html
func (f *Routine) Ref() Ref {
	kind := KindFunction
	if f.Procedure {
		kind = KindProcedure
	}
	return Ref{Kind: kind, Schema: f.Schema, Name: f.Name + "(" + f.Signature() + ")"}
}

// Signature lists the types of the input arguments, separated by commas.
func (f *Routine) Signature() string { return signature(f.Args) }

func signature(args []Arg) string {
	var types []string
	for _, a := range args {
		if a.Mode != "OUT" {
			types = append(types, a.Type)
		}
	}
	return strings.Join(types, ", ")
}

func (f *Routine) Deps() []Ref { return needs(inSchema(f.Schema), &f.Common) }

// Named keeps the arguments: a routine's signature is not a name.
func (f *Routine) Named(r Ref) Object {
	c := *f
	c.Schema, c.Name = r.Schema, r.BaseName()
	return &c
}

// An Aggregate is a user-defined aggregate function.
type Aggregate struct {
	Schema, Name string
	Args         []Arg
	// OrderedSet holds the aggregated arguments of an ordered-set aggregate.
	OrderedSet []Arg
	// Hypothetical marks a hypothetical-set aggregate.
	Hypothetical bool
	// Settings are the options of CREATE AGGREGATE in the order of its
	// documentation (SFUNC, STYPE, …), upper case names and SQL values.
	Settings []Option
	// Parallel is SAFE, RESTRICTED, or empty for UNSAFE.
	Parallel string
	Common
}

func (a *Aggregate) Ref() Ref {
	args := append(append([]Arg{}, a.Args...), a.OrderedSet...)
	return Ref{Kind: KindAggregate, Schema: a.Schema, Name: a.Name + "(" + signature(args) + ")"}
}

func (a *Aggregate) Deps() []Ref { return needs(inSchema(a.Schema), &a.Common) }

func (a *Aggregate) Named(r Ref) Object {
	c := *a
	c.Schema, c.Name = r.Schema, r.BaseName()
	return &c
}
