package schema

// KeepValidity leaves it to the database whether the check that a table has of
// its parents is valid there, where the table does not say: goal gets what start
// has. A valid check of one parent is valid below; a table that comes to a check
// that is not valid has it valid, as the server looks at its rows or has none to
// look at; and a check that is made anew is for all what it is for the parent.
func KeepValidity(goal, start *Schema) {
	if !hasHeirs(goal) {
		return
	}
	f := NewFamilies(goal)
	for _, t := range f.TopDown() {
		for _, c := range f.Columns(t) {
			f.keepNotNull(goal, start, c)
		}
		for _, name := range f.checkNames(t) {
			k, ok := Find[*Check](goal, t.InTable(KindCheck, name))
			if !ok || !k.Inherited || !k.Silent {
				continue
			}
			up := f.checkAbove(k)
			if notValid := up != nil && up.NotValid && !isProven(k, up, start); k.NotValid != notValid {
				c := *k
				c.NotValid = notValid
				goal.Put(&c)
			}
		}
	}
}

// hasHeirs reports whether any table has something of a parent.
func hasHeirs(s *Schema) bool {
	for o := range s.All() {
		switch o := o.(type) {
		case *Column:
			if o.Inherited {
				return true
			}
		case *Check:
			if o.Inherited {
				return true
			}
		}
	}
	return false
}

// keepNotNull does so with the NOT NULL of a column.
func (f *Families) keepNotNull(goal, start *Schema, c *Column) {
	if !c.Inherited || !c.NotNullSilent || !c.NotNull {
		return
	}
	var up *Column
	for _, r := range f.Above(c.Ref()) {
		if found, ok := Find[*Column](goal, r); ok && givesNotNull(found) && (up == nil || !found.NotNullNotValid) {
			up = found
		}
	}
	if up == nil {
		return
	}
	notValid := up.NotNullNotValid
	if above, ok := Find[*Column](start, up.Ref()); ok && notValid && givesNotNull(above) && above.NotNullNotValid {
		was, ok := Find[*Column](start, c.Ref())
		notValid = ok && was.Inherited && was.NotNull && was.NotNullNotValid
	}
	if c, _ = Find[*Column](goal, c.Ref()); c.NotNullNotValid != notValid {
		d := *c
		d.NotNullNotValid = notValid
		goal.Put(&d)
	}
}

// isProven reports whether a check that is not valid in a parent is valid in a
// table, going by what there is.
func isProven(k, up *Check, start *Schema) bool {
	above, ok := Find[*Check](start, up.Ref())
	if !ok || !above.NotValid || above.Expr != up.Expr {
		return false
	}
	was, ok := Find[*Check](start, k.Ref())
	return !ok || !was.Inherited || !was.NotValid
}

// checkAbove is the check of a parent that one of a table is of: a valid one, if
// there are several. It is nil if the table has it alone.
func (f *Families) checkAbove(k *Check) *Check {
	var found *Check
	for _, r := range f.Above(k.Ref()) {
		up, ok := Find[*Check](f.schema, r)
		if ok && !up.NoInherit && (found == nil || !up.NotValid) {
			found = up
		}
	}
	return found
}

// Unproven lists the checks of the tables at the top of families that must be
// made anew though they stay as they are, since one below is not to be valid any
// more: it becomes that with the first alone.
func Unproven(from, to *Schema) []Ref {
	var out []Ref
	var f *Families
	for k := range Of[*Check](to) {
		if !k.Inherited || !k.NotValid {
			continue
		}
		if was, ok := Find[*Check](from, k.Ref()); ok && was.NotValid {
			continue
		}
		if f == nil {
			f = NewFamilies(to)
		}
		out = union(out, f.tops(k.Ref()))
	}
	return out
}

// tops lists what an object is inherited from in the end.
func (f *Families) tops(r Ref) []Ref {
	var out []Ref
	for _, up := range f.Above(r) {
		if above := f.tops(up); len(above) > 0 {
			out = union(out, above)
		} else {
			out = union(out, []Ref{up})
		}
	}
	return out
}

// unprovenBelow lists the ties of the tables below that are to have a check not
// valid: they have to be there when it is added.
func (f *Families) unprovenBelow(k *Check) []Ref {
	if !k.NotValid {
		return nil
	}
	var out []Ref
	for _, child := range f.children[Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}] {
		if below, ok := Find[*Check](f.schema, child.InTable(KindCheck, k.Name)); ok && below.Inherited && below.NotValid {
			out = append(append(out, child.InTable(KindInheritance, "inheritance")), f.unprovenBelow(below)...)
		}
	}
	return out
}
