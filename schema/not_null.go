package schema

import "regexp"

// A NotNullConstraint is what PostgreSQL keeps of the NOT NULL of a column from
// version 18 on, and of that of a domain from 17 on: a constraint with a name.
type NotNullConstraint struct {
	// NotNullName is its name where that is none that the server chooses by
	// itself: after the table and the column, after the parent's, with a number
	// where that was taken.
	NotNullName string
	// NotNullNotValid says that existing rows were not checked, NotNullNoInherit
	// that it is not for children.
	NotNullNotValid, NotNullNoInherit bool
	NotNullComment                    string
	// NotNullActual is the name that the server chose, where that is not the one
	// after the table and the column alone or the column is a parent's too.
	NotNullActual string `diff:"-"`
	// NotNullLocal marks a column of a child that is NOT NULL by its own
	// declaration too, so that it stays so if the parent's no longer is.
	NotNullLocal bool `diff:"-"`
	// NotNullProven says of the column of a child that it is valid though the
	// parent's is not, and NotNullSilent that the child says nothing of that.
	NotNullProven, NotNullSilent bool `diff:"-" json:"-"`
}

// IsPlain reports whether there is nothing but NOT NULL itself.
func (n *NotNullConstraint) IsPlain() bool {
	return n.NotNullName == "" && !n.NotNullNotValid && !n.NotNullProven && !n.NotNullNoInherit && n.NotNullComment == ""
}

// givesNotNull reports whether the columns of children are NOT NULL with this.
func givesNotNull(c *Column) bool { return c.NotNull && !c.NotNullNoInherit }

// keepNotNull leaves the name of a NOT NULL to the database where its author
// gives none. What becomes a parent's too is named after that or after its own
// table.
func keepNotNull(o, was Object) {
	n, old := notNullOf(o), notNullOf(was)
	if n == nil || old == nil || n.NotNullName != "" || old.NotNullName == "" {
		return
	}
	if c, ok := o.(*Column); ok && c.Inherited != was.(*Column).Inherited {
		return
	}
	n.NotNullName = old.NotNullName
}

// notNullOf finds the NOT NULL of a column or domain; nil if it takes nulls, or
// the object is something else.
func notNullOf(o Object) *NotNullConstraint {
	switch o := o.(type) {
	case *Column:
		if o.NotNull {
			return &o.NotNullConstraint
		}
	case *Domain:
		if o.NotNull {
			return &o.NotNullConstraint
		}
	}
	return nil
}

// KeepNotNullNames puts into goal the names that the NOT NULL constraints of
// start have, as far as the authors of authored left them to the database. One
// that is named after what the table or column was called before a rename, as
// former tells, follows it.
func KeepNotNullNames(goal, start, authored *Schema, former func(Ref) Ref) {
	var kept []Object
	for c := range Of[*Column](goal) {
		if c.NotNullActual != "" && notNullOf(start.Lookup(c.Ref())) == nil {
			// How it is made decides what the server calls it.
			d := *c
			d.NotNullActual = ""
			kept = append(kept, &d)
		}
	}
	var f, before *Families
	for o := range start.All() {
		r := o.Ref()
		was, is := notNullOf(o), notNullOf(goal.Lookup(r))
		if was == nil || is == nil {
			continue
		}
		c := goal.Lookup(r).Named(r)
		n := notNullOf(c)
		if said := notNullOf(authored.Lookup(r)); (said == nil || said.NotNullName == "") && !followsRename(was.NotNullName, r, former) {
			keepNotNull(c, o)
		}
		if col, ok := c.(*Column); ok && n.NotNullName == "" {
			if f == nil && col.Inherited {
				f, before = NewFamilies(goal), NewFamilies(start)
			}
			n.NotNullActual = f.staysNotNull(before, o.(*Column), col)
		} else if !ok && n.NotNullName == "" && was.NotNullName == "" {
			n.NotNullActual = was.NotNullActual
		}
		if *n != *is {
			kept = append(kept, c)
		}
	}
	for _, o := range kept {
		goal.Put(o)
	}
}

// followsRename reports whether the name of a NOT NULL is what the server chose for
// the former name of its column or domain.
func followsRename(name string, r Ref, former func(Ref) Ref) bool {
	if name == "" {
		return false
	}
	old := former(r)
	if r.Kind == KindDomain {
		return old.Name != r.Name && IsNotNullName(name, old.Name, "")
	}
	return (old.Table != r.Table || old.Name != r.Name) && IsNotNullName(name, old.Table, old.Name)
}

// staysNotNull is the name that a NOT NULL keeps or gets without its being
// given; empty for the one after the table and the column. One that bears the name of a parent's
// is renamed along with that, even where it looks like one after its own table.
func (f *Families) staysNotNull(before *Families, was, is *Column) string {
	name := was.NotNullIs()
	if is.Inherited {
		along := was.Inherited && before.NotNullAbove(was, name) == name
		if is.ownsNotNullName(name) && !along {
			return name
		}
		return f.NotNullAbove(is, name)
	}
	if is.ownsNotNullName(name) && name != ChosenName(is.Table, is.Name, notNullLabel) {
		return name
	}
	return ""
}

// NotNullAbove is the name of the NOT NULL of those parents of a column that
// have one: the name given if one of them has that; empty if none has any.
func (f *Families) NotNullAbove(c *Column, name string) string {
	first := ""
	for _, r := range f.Above(c.Ref()) {
		up, ok := Find[*Column](f.schema, r)
		if !ok || !up.NotNull || up.NotNullNoInherit {
			continue
		}
		if up.NotNullIs() == name {
			return name
		}
		if first == "" {
			first = up.NotNullIs()
		}
	}
	return first
}

const notNullLabel = "not_null"

// NotNullIs is the name of the constraint.
func (c *Column) NotNullIs() string {
	return orElse(c.NotNullName, orElse(c.NotNullActual, ChosenName(c.Table, c.Name, notNullLabel)))
}

func orElse(text, other string) string {
	if text != "" {
		return text
	}
	return other
}

// ownsNotNullName reports whether the server makes a name of the table and the
// column.
func (c *Column) ownsNotNullName(name string) bool {
	return IsNotNullName(name, c.Table, c.Name)
}

// IsNotNullName reports whether the server chooses such a name for the NOT NULL
// of a column, or of a domain, which has no column.
func IsNotNullName(name, table, column string) bool {
	m := notNullEnd.FindStringSubmatch(name)
	return m != nil && name == ChosenName(table, column, m[1])
}

var notNullEnd = regexp.MustCompile(`_(not_null[0-9]*)$`)
