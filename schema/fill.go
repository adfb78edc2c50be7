package schema

import "strings"

// Fill gives tables the columns of their parents that they do not declare. A
// column without a type is one of a parent's, with what the table has of its
// own: a default, where NULL is none, and NOT NULL.
func Fill(s *Schema) *Schema {
	f := NewFamilies(s)
	order := f.TopDown()
	if len(order) == 0 {
		return s
	}
	filled := map[Ref][]*Column{}
	columnsOf := func(t Ref) []*Column {
		if list, ok := filled[t]; ok {
			return list
		}
		return f.Columns(t)
	}
	for _, t := range order {
		filled[t] = fillTable(s, t, f.Parents(t), f.Columns(t), columnsOf)
	}
	out := New()
	for o := range s.All() {
		if c, ok := o.(*Column); ok {
			if _, child := filled[Ref{Kind: KindTable, Schema: c.Schema, Name: c.Table}]; child {
				continue
			}
		}
		out.Put(o)
		if list, ok := filled[o.Ref()]; ok {
			for _, c := range list {
				out.Put(c)
			}
		}
	}
	for _, t := range order {
		fillChecks(out, f, t)
	}
	return out
}

// fillChecks gives a table the checks of its parents, which have got theirs.
func fillChecks(out *Schema, f *Families, t Ref) {
	table, _ := Find[*Table](out, t)
	for _, p := range f.Parents(t) {
		for _, name := range f.checkNames(p) {
			up, ok := Find[*Check](out, p.InTable(KindCheck, name))
			if !ok || up.NoInherit {
				continue
			}
			own, _ := Find[*Check](out, t.InTable(KindCheck, name))
			out.Put(inheritCheck(t, up, own, !table.PartitionOf.IsZero()))
			f.inheritCheck(t, name)
		}
	}
}

// inheritCheck makes the check of a table out of a parent's and what the table
// says of it. One without an expression adds to the parent's.
func inheritCheck(t Ref, up, own *Check, partition bool) *Check {
	c := up.Named(t.InTable(KindCheck, up.Name)).(*Check)
	c.Common = Common{Needs: up.Needs}
	c.Inherited, c.Local, c.Silent = true, false, true
	switch {
	case own == nil:
	case own.Inherited && own.Expr != "":
		// Another parent has it too.
		c.Common, c.Expr, c.Local, c.Silent = own.Common, own.Expr, own.Local, own.Silent
		c.NotValid = own.NotValid && (up.NotValid || !own.Silent)
		c.NotEnforced = own.NotEnforced && (up.NotEnforced || !own.Silent)
	default:
		c.Common, c.Silent = own.Common, own.Silent
		c.Needs = union(up.Needs, own.Needs)
		if own.Expr != "" {
			c.Expr, c.Local = own.Expr, !partition
		}
		if !own.Silent {
			c.NotValid, c.NotEnforced = own.NotValid, own.NotEnforced
		}
	}
	return c
}

func fillTable(s *Schema, t Ref, parents []Ref, declared []*Column, columnsOf func(Ref) []*Column) []*Column {
	table, _ := Find[*Table](s, t)
	partition := table != nil && !table.PartitionOf.IsZero()
	own := make(map[string]*Column, len(declared))
	for _, c := range declared {
		own[c.Name] = c
	}
	var list []*Column
	known := map[string]bool{}
	spelled := true
	for _, p := range parents {
		for _, up := range columnsOf(p) {
			if known[up.Name] {
				continue
			}
			known[up.Name] = true
			c := inheritColumn(t, up, own[up.Name], partition)
			spelled = spelled && own[up.Name] != nil && own[up.Name].Type != ""
			own[up.Name] = c
			list = append(list, c)
		}
	}
	if spelled {
		list = list[:0]
	}
	for _, c := range declared {
		if spelled || !known[c.Name] {
			list = append(list, own[c.Name])
		}
	}
	return list
}

func inheritColumn(t Ref, up, declared *Column, partition bool) *Column {
	if declared != nil && declared.Type != "" {
		c := *declared
		c.Inherited, c.Local = true, !partition
		return &c
	}
	c := &Column{
		Schema: t.Schema, Table: t.Name, Name: up.Name, Inherited: true,
		Type: up.Type, NotNull: up.NotNull && !up.NotNullNoInherit, Default: up.Default, DefaultNeeds: up.DefaultNeeds,
		Generated: up.Generated, Collation: up.Collation, Storage: up.Storage, Compression: up.Compression,
	}
	c.Needs = up.Needs
	c.NotNullNotValid, c.NotNullSilent = givesNotNull(up) && up.NotNullNotValid, true
	if declared == nil {
		return c
	}
	c.Common = declared.Common
	c.Needs = union(up.Needs, declared.Needs)
	above := c.NotNullNotValid
	c.NotNullConstraint = declared.NotNullConstraint
	if !c.NotNullNotValid && !c.NotNullProven {
		c.NotNullNotValid, c.NotNullSilent = above, true
	}
	c.NotNullProven = false
	c.NotNullLocal = c.NotNull && declared.NotNull && !partition
	c.NotNull = c.NotNull || declared.NotNull || !c.IsPlain()
	c.Identity, c.Statistics, c.Options = declared.Identity, declared.Statistics, declared.Options
	c.ForeignOptions = declared.ForeignOptions
	switch {
	case strings.EqualFold(declared.Default, "null"):
		c.Default, c.DefaultNeeds = "", nil
	case declared.Default != "":
		c.Default, c.DefaultNeeds = declared.Default, declared.DefaultNeeds
	}
	if declared.Generated != nil {
		c.Generated = declared.Generated
	}
	if declared.Storage != "" {
		c.Storage = unlessUsual(declared.Storage)
	}
	if declared.Compression != "" {
		c.Compression = unlessUsual(declared.Compression)
	}
	return c
}

// usual stands for the storage or compression that a type has by itself, where
// that of the parent's column is another.
const usual = "DEFAULT"

func unlessUsual(setting string) string {
	if setting == usual {
		return ""
	}
	return setting
}

func orUsual(setting string) string {
	if setting == "" {
		return usual
	}
	return setting
}

// Lean turns Fill around: it takes from tables the columns that they merely
// have of a parent, and of others what is the parent's.
func Lean(s *Schema) *Schema {
	f := NewFamilies(s)
	order := f.TopDown()
	if len(order) == 0 {
		return s
	}
	lean := map[Ref]*Column{}
	for _, t := range order {
		table, _ := Find[*Table](s, t)
		if !f.inParentsOrder(t, !table.PartitionOf.IsZero()) {
			continue
		}
		for _, c := range f.Columns(t) {
			if above := f.Above(c.Ref()); c.Inherited && !c.Local && len(above) > 0 {
				up, _ := Find[*Column](s, above[0])
				lean[c.Ref()] = leanColumn(c, up)
			}
		}
	}
	out := New()
	for o := range s.All() {
		if k, ok := o.(*Check); ok && k.Inherited && !k.Local {
			if k = f.leanCheck(k); k == nil {
				continue
			}
			o = k
		}
		if c, ok := lean[o.Ref()]; ok {
			if c == nil {
				continue
			}
			o = c
		}
		out.Put(o)
	}
	return out
}

// leanCheck leaves what a table says of its parent's check; nil if that is
// nothing.
func (f *Families) leanCheck(k *Check) *Check {
	l := *k
	l.Expr, l.Needs, l.NotEnforced = "", nil, false
	up := f.checkAbove(k)
	l.Silent = up == nil || k.NotValid == up.NotValid && k.NotEnforced == up.NotEnforced
	if l.Silent && l.Comment == "" && l.RenamedFrom == "" {
		return nil
	}
	return &l
}

// inParentsOrder reports whether a partition has its columns in the order of
// the partitioned table; otherwise it has to spell them out.
func (f *Families) inParentsOrder(t Ref, partition bool) bool {
	if !partition {
		return true
	}
	up, own := f.columns[f.parents[t][0]], f.columns[t]
	if len(up) != len(own) {
		return false
	}
	for i := range up {
		if up[i].Name != own[i].Name {
			return false
		}
	}
	return true
}

// leanColumn leaves what differs from the parent's column; nil if nothing does.
func leanColumn(c, up *Column) *Column {
	l := &Column{
		Schema: c.Schema, Table: c.Table, Name: c.Name, Inherited: true,
		NotNull: c.NotNull && (!up.NotNull || up.NotNullNoInherit || c.NotNullLocal), NotNullConstraint: c.NotNullConstraint, Identity: c.Identity, Statistics: c.Statistics, Options: c.Options,
		ForeignOptions: c.ForeignOptions, Common: c.Common,
	}
	l.Needs, l.NotNullActual, l.NotNullLocal, l.NotNullSilent = nil, "", false, false
	if above := givesNotNull(up) && up.NotNullNotValid; l.NotNullNotValid == above {
		l.NotNullNotValid = false
	} else {
		l.NotNullProven = above && c.NotNull
	}
	switch {
	case c.Default == up.Default:
	case c.Default == "":
		l.Default = "NULL"
	default:
		l.Default, l.DefaultNeeds = c.Default, c.DefaultNeeds
	}
	if c.Generated != nil && (up.Generated == nil || *c.Generated != *up.Generated) {
		l.Generated = c.Generated
	}
	if c.Storage != up.Storage {
		l.Storage = orUsual(c.Storage)
	}
	if c.Compression != up.Compression {
		l.Compression = orUsual(c.Compression)
	}
	empty := &Column{Schema: c.Schema, Table: c.Table, Name: c.Name}
	if len(Changed(empty, l)) == 0 && l.RenamedFrom == "" && !l.NotNullProven {
		return nil
	}
	return l
}
