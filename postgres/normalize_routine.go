package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// normalizeRoutines gives the arguments of routines the server's names of their
// types. Those are a part of a routine's ref, so it returns what refs became.
func normalizeRoutines(s *schema.Schema) map[schema.Ref]schema.Ref {
	renamed := map[schema.Ref]schema.Ref{}
	var objects []schema.Object
	for o := range s.All() {
		c := o
		switch o := o.(type) {
		case *schema.Routine:
			c = normalizedRoutine(o)
		case *schema.Aggregate:
			a := *o
			a.Args, a.OrderedSet = argTypes(o.Args), argTypes(o.OrderedSet)
			a.Parallel = unless(a.Parallel, "UNSAFE")
			c = &a
		}
		if c.Ref() != o.Ref() {
			renamed[o.Ref()] = c.Ref()
		}
		objects = append(objects, c)
	}
	if len(renamed) > 0 {
		*s = *schema.New(objects...)
		return renamed
	}
	for _, o := range objects {
		s.Put(o)
	}
	return nil
}

func normalizedRoutine(f *schema.Routine) *schema.Routine {
	c := *f
	c.Args = argTypes(f.Args)
	c.Returns = routineType(f.Returns)
	c.ReturnTable = slices.Clone(f.ReturnTable)
	for i := range c.ReturnTable {
		c.ReturnTable[i].Type = routineType(c.ReturnTable[i].Type)
	}
	c.Volatility = unless(c.Volatility, "VOLATILE")
	c.Parallel = unless(c.Parallel, "UNSAFE")
	return &c
}

func argTypes(args []schema.Arg) []schema.Arg {
	out := slices.Clone(args)
	for i := range out {
		out[i].Type = routineType(out[i].Type)
		out[i].Mode = unless(out[i].Mode, "IN")
	}
	return out
}

// routineType is the type without the length, which routines do not keep: character and bpchar, which differ in a length that
// is meant or not, are one there, and so are intervals of all fields.
func routineType(typ string) string {
	element, array := arrayOf(canonicalType(typ))
	base := withoutModifier(element)
	switch {
	case base == "bpchar":
		base = "character"
	case strings.HasPrefix(base, "interval "):
		base = "interval"
	case !isOwnModified(element):
		base = element
	}
	if array {
		base += "[]"
	}
	return base
}

// isOwnModified reports whether a type with a length is the server's own.
func isOwnModified(typ string) bool {
	name, _, _ := strings.Cut(typ, "(")
	switch name {
	case "numeric", "character", "character varying", "bit", "bit varying", "timestamp", "time", "interval":
		return true
	}
	return false
}

// renameRefs follows routines to the refs that they have now.
func renameRefs(s *schema.Schema, renamed map[schema.Ref]schema.Ref) {
	for _, o := range slices.Collect(s.All()) {
		c := o.Named(o.Ref())
		c.Base().Needs = follow(c.Base().Needs, renamed)
		switch c := c.(type) {
		case *schema.Column:
			c.DefaultNeeds = follow(c.DefaultNeeds, renamed)
		case *schema.Trigger:
			c.FunctionRef = followed(c.FunctionRef, renamed)
		case *schema.EventTrigger:
			c.FunctionRef = followed(c.FunctionRef, renamed)
		case *schema.ForeignDataWrapper:
			c.HandlerRef, c.ValidatorRef = followed(c.HandlerRef, renamed), followed(c.ValidatorRef, renamed)
		}
		s.Put(c)
	}
}

func follow(refs []schema.Ref, renamed map[schema.Ref]schema.Ref) []schema.Ref {
	out := slices.Clone(refs)
	for i := range out {
		out[i] = followed(out[i], renamed)
	}
	return out
}

func followed(r schema.Ref, renamed map[schema.Ref]schema.Ref) schema.Ref {
	if now, ok := renamed[r]; ok {
		return now
	}
	return r
}
