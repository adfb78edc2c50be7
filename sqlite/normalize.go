package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// Normalize brings what an author wrote to the form that Inspect gives: SQLite
// has one schema, no comments, and types by names of its own. Objects are
// replaced, not changed. The notes say what is not kept.
func Normalize(s *schema.Schema) (notes []string) {
	n := normalizer{one: oneSchema(s), tables: map[string]*schema.Table{}, keys: map[string]*schema.Key{}}
	out := schema.New()
	for o := range s.All() {
		if o.Ref().Kind == schema.KindSchema && n.one {
			continue
		}
		c := n.copied(o)
		n.index(c)
		out.Put(c)
	}
	for o := range out.All() {
		n.object(o)
	}
	n.finish(out)
	link(out)
	*s = *out
	if n.comments > 0 {
		notes = append(notes, fmt.Sprintf("SQLite keeps no comments: %d in the files are left out", n.comments))
	}
	if n.labels > 0 {
		notes = append(notes, fmt.Sprintf("SQLite has no security labels: %d in the files are left out", n.labels))
	}
	if n.matches > 0 {
		notes = append(notes, fmt.Sprintf("SQLite keeps MATCH in a foreign key but does not enforce it: %d in the files", n.matches))
	}
	return notes
}

// oneSchema reports whether all objects are in one schema, whatever its name.
func oneSchema(s *schema.Schema) bool {
	names := map[string]bool{}
	for o := range s.All() {
		r := o.Ref()
		if r.Kind == schema.KindSchema {
			names[r.Name] = true
		} else {
			names[r.Schema] = true
		}
	}
	return len(names) <= 1
}

type normalizer struct {
	one      bool
	comments int
	labels   int
	matches  int // foreign keys with MATCH
	tables   map[string]*schema.Table
	keys     map[string]*schema.Key // primary keys by table
}

// copied is a copy of an object, without its comment, its security labels and the name of
// the one schema.
func (n *normalizer) copied(o schema.Object) schema.Object {
	r := o.Ref()
	if n.one {
		r.Schema = ""
	}
	c := o.Named(r)
	b := c.Base()
	if b.Comment != "" {
		n.comments++
		b.Comment = ""
	}
	n.labels += len(b.Labels)
	b.Labels = nil
	b.Needs = n.refs(b.Needs)
	return c
}

func (n *normalizer) refs(list []schema.Ref) []schema.Ref {
	var out []schema.Ref
	for _, r := range list {
		if n.one {
			r.Schema = ""
		}
		if !n.one || r.Kind != schema.KindSchema {
			out = append(out, r)
		}
	}
	return out
}

func (n *normalizer) index(o schema.Object) {
	switch o := o.(type) {
	case *schema.Table:
		n.tables[o.Name] = o
	case *schema.Key:
		if o.Primary {
			n.keys[o.Table] = o
		}
	}
}

func (n *normalizer) object(o schema.Object) {
	switch o := o.(type) {
	case *schema.Column:
		n.column(o)
	case *schema.Check:
		o.Expr = ownExpr(o.Expr, o.Table)
	case *schema.ForeignKey:
		o.RefTable = n.refs([]schema.Ref{o.RefTable})[0]
		if o.Match != "" {
			n.matches++
		}
		if o.OnDelete == "NO ACTION" {
			o.OnDelete = ""
		}
		if o.OnUpdate == "NO ACTION" {
			o.OnUpdate = ""
		}
	case *schema.View:
		o.As = trimmed(o.As)
		if len(o.ColumnComments) > 0 {
			n.comments += len(o.ColumnComments)
			o.ColumnComments = nil
		}
	case *schema.Trigger:
		o.ForEachRow = true
		o.Body = trimmed(o.Body)
		o.Condition = canonical(o.Condition)
	}
}

func (n *normalizer) column(c *schema.Column) {
	key := n.keys[c.Table]
	if c.Identity != nil && key != nil && slices.Equal(key.Columns, []string{c.Name}) && plainIdentity(c.Identity) {
		c.Identity, c.AutoIncrement = nil, true
	}
	c.Type = typeName(c.Type)
	if c.AutoIncrement && integerTypes[c.Type] {
		c.Type = "integer"
	}
	if t := n.tables[c.Table]; t != nil && t.Strict {
		if to, ok := strictType(c.Type); ok {
			c.Type = to
		}
	}
	c.Collation = collationName(c.Collation)
	if c.Default != "" {
		c.Default = defaultExpr(c.Default)
	}
	c.DefaultNeeds = n.refs(c.DefaultNeeds)
	if c.Generated != nil {
		g := *c.Generated
		g.Expr = ownExpr(g.Expr, c.Table)
		c.Generated = &g
	}
	if t := n.tables[c.Table]; t != nil {
		markNotNull(t, []*schema.Column{c}, key)
	}
}

var integerTypes = map[string]bool{"smallint": true, "int": true, "integer": true, "bigint": true}

// plainIdentity reports whether an identity asks for nothing but numbers from
// 1 on, which is what AUTOINCREMENT gives.
func plainIdentity(i *schema.Identity) bool {
	isOne := func(n *int64) bool { return n == nil || *n == 1 }
	return isOne(i.Start) && isOne(i.Increment) && isOne(i.Min) && i.Max == nil && !i.Cycle
}

// finish treats the keys of indexes, which need to know the columns.
func (n *normalizer) finish(s *schema.Schema) {
	names := map[string]map[string]string{}
	for c := range schema.Of[*schema.Column](s) {
		if names[c.Table] == nil {
			names[c.Table] = map[string]string{}
		}
		names[c.Table][strings.ToLower(c.Name)] = c.Name
	}
	for x := range schema.Of[*schema.Index](s) {
		if x.Method == "btree" {
			x.Method = ""
		}
		x.Where = canonical(x.Where)
		parts := slices.Clone(x.Parts)
		for i := range parts {
			normalizePart(&parts[i], names[x.Table])
		}
		x.Parts = parts
	}
}

func normalizePart(p *schema.IndexPart, columns map[string]string) {
	p.Collation = collationName(p.Collation)
	// NULL is the least value in SQLite: first when ascending.
	if p.Desc && p.Nulls == "LAST" || !p.Desc && p.Nulls == "FIRST" {
		p.Nulls = ""
	}
	if p.Expr == "" {
		return
	}
	read := parsePart(p.Expr, columns)
	p.Column, p.Expr = read.Column, read.Expr
	p.Desc = p.Desc || read.Desc
	if p.Collation == "" {
		p.Collation = read.Collation
	}
}

// Align gives the views and triggers of to that differ from those of from in
// white space alone the text of from, so that a file may be laid out anew
// without a migration.
func (Dialect) Align(from, to *schema.Schema) {
	for o := range to.Clone().All() {
		switch o := o.(type) {
		case *schema.View:
			if old, ok := schema.Find[*schema.View](from, o.Ref()); ok && canonical(old.As) == canonical(o.As) {
				c := *o
				c.As = old.As
				to.Put(&c)
			}
		case *schema.Trigger:
			if old, ok := schema.Find[*schema.Trigger](from, o.Ref()); ok && canonical(old.Body) == canonical(o.Body) {
				c := *o
				c.Body = old.Body
				to.Put(&c)
			}
		}
	}
}
