package sqlite

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A shape is a table with all that stands in its CREATE TABLE statement, and
// what hangs on it besides.
type shape struct {
	definition
	indexes  []*schema.Index
	triggers []*schema.Trigger
}

// shapes gathers the tables of a schema in split form; defaults are joined to
// their columns.
func shapes(s *schema.Schema) map[string]*shape {
	out := map[string]*shape{}
	for t := range schema.Of[*schema.Table](s) {
		sh := &shape{}
		sh.table = t
		out[t.Name] = sh
	}
	for o := range s.All() {
		if sh := out[o.Ref().Table]; sh != nil {
			sh.put(s, o)
		}
	}
	return out
}

func (sh *shape) put(s *schema.Schema, o schema.Object) {
	switch o := o.(type) {
	case *schema.Column:
		sh.columns = append(sh.columns, joined(s, o))
	case *schema.Key:
		sh.keys = append(sh.keys, o)
	case *schema.Check:
		sh.checks = append(sh.checks, o)
	case *schema.ForeignKey:
		sh.fks = append(sh.fks, o)
	case *schema.Index:
		sh.indexes = append(sh.indexes, o)
	case *schema.Trigger:
		sh.triggers = append(sh.triggers, o)
	}
}

func joined(s *schema.Schema, c *schema.Column) *schema.Column {
	d, ok := schema.Find[*schema.Default](s, c.Ref().InTable(schema.KindDefault, c.Name))
	if !ok {
		return c
	}
	whole := *c
	whole.Default = d.Expr
	return &whole
}

func (sh *shape) column(name string) *schema.Column {
	for _, c := range sh.columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// parts lists the columns and constraints.
func (sh *shape) parts() []schema.Object {
	var out []schema.Object
	for _, c := range sh.columns {
		out = append(out, c)
	}
	for _, k := range sh.keys {
		out = append(out, k)
	}
	for _, c := range sh.checks {
		out = append(out, c)
	}
	for _, f := range sh.fks {
		out = append(out, f)
	}
	return out
}

// A difference is how a table that stays is changed.
type difference struct {
	from, to *shape
	// added and dropped are columns that ALTER TABLE can add and drop; inline
	// are the constraints that come with the added ones.
	added, dropped []*schema.Column
	inline         map[string][]schema.Object
	// rebuild tells that ALTER TABLE cannot make the change.
	rebuild bool
}

// compareShapes finds the difference between two states of a table; nil if
// there is none.
func compareShapes(from, to *shape) *difference {
	d := &difference{from: from, to: to, inline: map[string][]schema.Object{}}
	d.rebuild = from.table.Strict != to.table.Strict || from.table.WithoutRowid != to.table.WithoutRowid
	before, after := byRef(from.parts()), byRef(to.parts())
	var fresh []schema.Object
	for _, o := range to.parts() {
		old := before[o.Ref()]
		switch c, isColumn := o.(*schema.Column); {
		case old == nil && isColumn:
			d.added = append(d.added, c)
		case old == nil:
			fresh = append(fresh, o)
		case len(schema.Changed(old, o)) > 0:
			d.rebuild = true
		}
	}
	for _, o := range from.parts() {
		if after[o.Ref()] != nil {
			continue
		}
		if c, ok := o.(*schema.Column); ok {
			d.dropped = append(d.dropped, c)
		} else if !d.sameKey(o, fresh) {
			d.rebuild = true
		}
	}
	d.place(fresh)
	d.rebuild = d.rebuild || slices.ContainsFunc(d.added, d.cannotAdd) || slices.ContainsFunc(d.dropped, d.cannotDrop)
	if !d.rebuild && len(d.added) == 0 && len(d.dropped) == 0 {
		return nil
	}
	return d
}

func byRef(list []schema.Object) map[schema.Ref]schema.Object {
	out := make(map[schema.Ref]schema.Object, len(list))
	for _, o := range list {
		out[o.Ref()] = o
	}
	return out
}

// sameKey reports whether a primary key that is gone is there under another
// name while both follow from the name of the table, which was renamed: such a
// name is not written anywhere.
func (d *difference) sameKey(o schema.Object, fresh []schema.Object) bool {
	old, ok := o.(*schema.Key)
	if !ok || !old.Primary || old.Name != d.to.table.RenamedFrom+"_pkey" {
		return false
	}
	return slices.ContainsFunc(fresh, func(f schema.Object) bool {
		k, ok := f.(*schema.Key)
		return ok && k.Primary && unnamed(k) && slices.Equal(k.Columns, old.Columns)
	})
}

// place finds for each new constraint the new column in whose definition it
// can be written.
func (d *difference) place(fresh []schema.Object) {
	for _, o := range fresh {
		if k, ok := o.(*schema.Key); ok && k.Primary && d.to.table.RenamedFrom != "" && unnamed(k) {
			if old := d.from.primaryKey(); old != nil && d.sameKey(old, fresh) {
				continue
			}
		}
		name, ok := d.hostOf(o)
		if !ok {
			d.rebuild = true
			continue
		}
		d.inline[name] = append(d.inline[name], o)
	}
}

func (d *difference) hostOf(o schema.Object) (string, bool) {
	switch o := o.(type) {
	case *schema.ForeignKey:
		if len(o.Columns) == 1 && d.from.column(o.Columns[0]) == nil {
			return o.Columns[0], true
		}
	case *schema.Check:
		// The last of the new columns that it mentions: all others are there.
		if names := mentioned(wordsOf(o.Expr), d.added); len(names) > 0 {
			return names[len(names)-1], true
		}
	}
	return "", false
}

// cannotAdd reports whether ADD COLUMN refuses the column.
// https://sqlite.org/lang_altertable.html#altertabaddcol
func (d *difference) cannotAdd(c *schema.Column) bool {
	if c.Generated != nil {
		return !c.Generated.Virtual
	}
	hasKey := slices.ContainsFunc(d.inline[c.Name], func(o schema.Object) bool { return o.Ref().Kind == schema.KindForeignKey })
	return c.AutoIncrement || c.Backfill != "" || c.NotNull && c.Default == "" ||
		c.Default != "" && (!constant(c.Default) || hasKey)
}

// cannotDrop reports whether DROP COLUMN refuses the column. Indexes, views
// and triggers that mention it are dropped before.
// https://sqlite.org/lang_altertable.html#altertabdropcol
func (d *difference) cannotDrop(c *schema.Column) bool {
	for _, k := range d.from.keys {
		if slices.Contains(k.Columns, c.Name) {
			return true
		}
	}
	for _, f := range d.from.fks {
		if slices.Contains(f.Columns, c.Name) {
			return true
		}
	}
	lower := strings.ToLower(c.Name)
	for _, k := range d.from.checks {
		if wordsOf(k.Expr)[lower] {
			return true
		}
	}
	for _, o := range d.from.columns {
		if o.Generated != nil && wordsOf(o.Generated.Expr)[lower] {
			return true
		}
	}
	return false
}
