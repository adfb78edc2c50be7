package proof

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A ValueRename is one for people to read.
type ValueRename struct {
	Enum     schema.Ref
	Old, New string
}

// forPeople lists the renames of values.
func (w *work) forPeople() []ValueRename {
	var out []ValueRename
	for _, v := range w.values {
		out = append(out, ValueRename{Enum: v.enum, Old: v.old, New: v.to})
	}
	return out
}

// A valueRename gives a value of an enum another label. Like the rename of an
// object it comes before all changes, since the server then spells whatever
// uses the value anew.
type valueRename struct {
	enum    schema.Ref // after the renames of objects
	old, to string
}

// A valueRenamer is a dialect that has enums.
type valueRenamer interface {
	RenameValue(enum schema.Ref, old, to string) sqlgen.Stmt
}

// valueRenames lists the renames of enum values, each when its label is free:
// where labels go round in a ring, one gets a passing label.
func (w *work) valueRenames() []valueRename {
	if _, ok := w.in.Dialect.(valueRenamer); !ok {
		return nil
	}
	var out []valueRename
	for e := range schema.Of[*schema.Enum](w.desired) {
		was, ok := schema.Find[*schema.Enum](w.current, w.origin(e.Ref()))
		if ok && len(e.RenamedValues) > 0 {
			out = append(out, renamesOfValues(e, was)...)
		}
	}
	return out
}

func renamesOfValues(e, was *schema.Enum) []valueRename {
	labels := slices.Clone(was.Values)
	var wishes [][2]string
	for _, old := range was.Values {
		to, ok := e.RenamedValues[old]
		if ok && slices.Contains(e.Values, to) && !done(e, was, old, to) {
			wishes = append(wishes, [2]string{old, to})
		}
	}
	var out []valueRename
	rename := func(old, to string) {
		out = append(out, valueRename{e.Ref(), old, to})
		labels[slices.Index(labels, old)] = to
	}
	for len(wishes) > 0 {
		i := slices.IndexFunc(wishes, func(w [2]string) bool { return !slices.Contains(labels, w[1]) })
		if i >= 0 {
			rename(wishes[i][0], wishes[i][1])
			wishes = slices.Delete(wishes, i, i+1)
			continue
		}
		passing := wishes[0][0] + "__old"
		rename(wishes[0][0], passing)
		wishes[0][0] = passing
		if !slices.ContainsFunc(wishes, func(w [2]string) bool { return !slices.Contains(labels, w[1]) }) {
			return out[:len(out)-1] // a label is taken by a value that stays
		}
	}
	return out
}

// done reports whether a value was renamed in an earlier plan: the new label is
// there, and not one that is renamed itself.
func done(e, was *schema.Enum, old, to string) bool {
	if !slices.Contains(was.Values, to) {
		return false
	}
	_, leaves := e.RenamedValues[to]
	return !leaves || slices.Equal(e.Values, was.Values)
}

func (w *work) valueStatements(back bool) []sqlgen.Stmt {
	var out []sqlgen.Stmt
	for _, v := range w.values {
		d := w.in.Dialect.(valueRenamer)
		if back {
			out = append([]sqlgen.Stmt{d.RenameValue(v.enum, v.to, v.old)}, out...)
		} else {
			out = append(out, d.RenameValue(v.enum, v.old, v.to))
		}
	}
	return out
}

// afterFirst puts the renames before all statements but those that go first,
// unless a rename concerns one of these.
func (w *work) afterFirst(up, renames []sqlgen.Stmt) []sqlgen.Stmt {
	n := 0
	for n < len(up) && up[n].First {
		if w.concerned(up[n].Ref) {
			return append(renames, up...)
		}
		n++
	}
	return slices.Concat(up[:n], renames, up[n:])
}

// concerned reports whether a rename changes what r is called, or its values.
func (w *work) concerned(r schema.Ref) bool {
	return w.origin(r) != r || slices.ContainsFunc(w.values, func(v valueRename) bool { return v.enum == r })
}
