package schema

import "slices"

// Reclassed lists the indexes, and the constraints with one, that have to be made anew
// since they are to have another operator class by default.
func Reclassed(from, to *Schema) []Ref {
	var out []Ref
	if !HasAny[*OperatorClass](from) && !HasAny[*OperatorClass](to) {
		return nil
	}
	for o := range to.All() {
		switch o.(type) {
		case *Index, *Key, *Exclude:
			was := from.Lookup(o.Ref())
			if was != nil && !slices.Equal(classesOf(was), classesOf(o)) {
				out = append(out, o.Ref())
			}
		}
	}
	return out
}

// classesOf lists the operator classes that an object needs.
func classesOf(o Object) []Ref {
	var out []Ref
	for _, r := range o.Base().Needs {
		if r.Kind == KindOperatorClass {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, Ref.Compare)
	return slices.Compact(out)
}
