package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var strategies = words("RANGE", "LIST", "HASH")

// partitionBy declares how a table is partitioned: by columns, or by blocks of
// which each is a column or an expression.
func (c *codec) partitionBy(v **schema.PartitionKey) {
	k := &schema.PartitionKey{}
	if *v != nil {
		k = *v
	}
	found := c.one("partition", *v != nil, func(c *codec) {
		c.require("type")
		c.word("type", &k.Strategy, strategies)
		plain := keyColumns(k.Keys)
		if c.mode != writing || plain != nil {
			c.columns("columns", &plain)
		}
		if c.mode != writing || keyColumns(k.Keys) == nil {
			many(c, "by", &k.Keys, nil, keyPart)
		}
		if c.mode != reading {
			return
		}
		if (len(plain) > 0) == (len(k.Keys) > 0) {
			c.errorf(c.block.DefRange(), "Invalid partition key", "A table is partitioned either by columns or by blocks of type \"by\".")
		}
		for _, name := range plain {
			k.Keys = append(k.Keys, schema.IndexPart{Column: name})
		}
	})
	if found && c.mode == reading {
		*v = k
	}
}

// keyColumns lists the columns of a key if it is made of plain ones.
func keyColumns(keys []schema.IndexPart) []string {
	var names []string
	for _, p := range keys {
		if p.Column == "" || !isPlain(p) {
			return nil
		}
		names = append(names, p.Column)
	}
	return names
}

func keyPart(c *codec, p *schema.IndexPart) {
	c.attr("column", func(e hclsyntax.Expression) { p.Column, _ = c.column(e) },
		func() string { return orNothing(p.Column, func(s string) string { return "column" + c.step(s) }) })
	c.sql("expr", &p.Expr)
	c.operatorClass("ops", &p.OpClass)
	c.collation("collate", &p.Collation)
}

// parents declares a list of tables in their order.
func (c *codec) parents(name string, v *[]schema.Ref) {
	c.attr(name, func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			if r, ok := c.resolve(item, schema.KindTable); ok {
				*v = append(*v, r)
			}
		}
	}, func() string {
		list := make([]string, len(*v))
		for i, r := range *v {
			if !c.known(r) {
				c.fail(c.writing, "the "+r.String()+" that it inherits from is missing")
			}
			c.need(r)
			list[i] = c.ref(r)
		}
		return bracket(list)
	})
}

// A bound has one of four forms.
type bound struct {
	from, to, in       []string
	modulus, remainder string
	isDefault          bool
}

// bound declares which rows a partition holds.
func (c *codec) bound(v *string) {
	b := parseBound(*v)
	if c.mode == writing && b == nil {
		c.fail(c.writing, "its bound "+*v+" is not understood")
		return
	}
	c.boundValues("from", &b.from)
	c.boundValues("to", &b.to)
	c.boundValues("in", &b.in)
	c.number("modulus", &b.modulus)
	c.number("remainder", &b.remainder)
	c.flag("default", &b.isDefault)
	if c.mode == reading {
		*v = c.writeBound(b)
	}
}

// boundValues declares a value or a list of them.
func (c *codec) boundValues(name string, v *[]string) {
	c.attr(name, func(e hclsyntax.Expression) {
		if _, list := e.(*hclsyntax.TupleConsExpr); !list {
			*v = append(*v, c.boundValue(e))
			return
		}
		for _, item := range c.items(e) {
			*v = append(*v, c.boundValue(item))
		}
	}, func() string {
		switch {
		case len(*v) == 0:
			return ""
		case len(*v) == 1 && name != "in":
			return c.writeBoundValue((*v)[0])
		}
		return bracket(each(*v, c.writeBoundValue))
	})
}

// boundWords stand for no value of the key's type.
var boundWords = []string{"MINVALUE", "MAXVALUE"}

func (c *codec) boundValue(e hclsyntax.Expression) string {
	if s, ok := keyword(e); ok && slices.Contains(boundWords, s) {
		return s
	}
	if s := c.readValue(e); s != "" {
		return s
	}
	return "NULL"
}

func (c *codec) writeBoundValue(s string) string {
	switch {
	case s == "NULL":
		return "null"
	case slices.Contains(boundWords, s):
		return s
	}
	return c.writeValue(s, "")
}

func (c *codec) writeBound(b *bound) string {
	forms := 0
	var text string
	add := func(present bool, form string) {
		if present {
			forms++
			text = form
		}
	}
	add(b.from != nil || b.to != nil, "FOR VALUES FROM ("+strings.Join(b.from, ", ")+") TO ("+strings.Join(b.to, ", ")+")")
	add(b.in != nil, "FOR VALUES IN ("+strings.Join(b.in, ", ")+")")
	add(b.modulus != "" || b.remainder != "", "FOR VALUES WITH (modulus "+b.modulus+", remainder "+b.remainder+")")
	add(b.isDefault, "DEFAULT")
	if forms != 1 || (b.from == nil) != (b.to == nil) || (b.modulus == "") != (b.remainder == "") {
		c.errorf(c.block.DefRange(), "Invalid partition bound", "A partition has from and to, or in, or modulus and remainder, or default = true.")
	}
	return text
}

// parseBound takes a bound apart; nil if it has none of the forms.
func parseBound(text string) *bound {
	if text == "" {
		return &bound{}
	}
	if text == "DEFAULT" {
		return &bound{isDefault: true}
	}
	if list, ok := strings.CutPrefix(text, "FOR VALUES IN ("); ok {
		return &bound{in: splitValues(strings.TrimSuffix(list, ")"))}
	}
	if rest, ok := strings.CutPrefix(text, "FOR VALUES WITH (modulus "); ok {
		modulus, remainder, ok := strings.Cut(strings.TrimSuffix(rest, ")"), ", remainder ")
		if !ok {
			return nil
		}
		return &bound{modulus: modulus, remainder: remainder}
	}
	rest, ok := strings.CutPrefix(text, "FOR VALUES FROM (")
	if !ok {
		return nil
	}
	for at := 0; ; at++ {
		next := strings.Index(rest[at:], ") TO (")
		if next < 0 {
			return nil
		}
		at += next
		// One within a literal has an odd number of quotes before it.
		if strings.Count(rest[:at], "'")%2 == 0 {
			return &bound{from: splitValues(rest[:at]), to: splitValues(strings.TrimSuffix(rest[at+len(") TO ("):], ")"))}
		}
	}
}

// splitValues splits at commas outside of literals and parentheses.
func splitValues(list string) []string {
	var out []string
	depth, start, quoted := 0, 0, false
	for i := range len(list) {
		switch ch := list[i]; {
		case ch == '\'':
			quoted = !quoted
		case quoted:
		case ch == '(':
			depth++
		case ch == ')':
			depth--
		case ch == ',' && depth == 0:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(list[start:]))
}

// parentList is what names the parents of a table, if anything does.
func parentList(b *hclsyntax.Block) hclsyntax.Expression {
	names := []string{"inherits", "of"}
	switch b.Type {
	case "table":
		names = names[:1]
	case "partition":
		names = names[1:]
	}
	for _, name := range names {
		if a := b.Body.Attributes[name]; a != nil {
			return a.Expr
		}
	}
	return nil
}

// deepestFamily bounds the search for a column among parents of parents, which
// a mistaken file can make a circle of.
const deepestFamily = 100

// inherits reports whether a table has a column of a parent's.
func (c *codec) inherits(owner schema.Ref, k schema.Kind, name string) bool {
	return k == schema.KindColumn && c.inheritsFrom(owner, name, deepestFamily)
}

func (c *codec) inheritsFrom(owner schema.Ref, name string, depth int) bool {
	in, ok := c.heirs[owner]
	if !ok || depth == 0 {
		return false
	}
	n := &codec{mode: reading, decoder: c.decoder, sc: in.sc, block: in.block, self: owner, needs: new([]schema.Ref)}
	list := []hclsyntax.Expression{parentList(in.block)}
	if t, ok := list[0].(*hclsyntax.TupleConsExpr); ok {
		list = t.Exprs
	}
	known := len(c.diags)
	defer func() { c.diags = c.diags[:known] }()
	for _, e := range list {
		parent, ok := n.resolve(e, schema.KindTable)
		if ok && (c.exists(parent.InTable(schema.KindColumn, name)) || c.inheritsFrom(parent, name, depth-1)) {
			return true
		}
	}
	return false
}

// heir reports whether a column stands in a table with parents, and whether it
// is one of theirs, which shows by its having no type.
func (c *codec) heir(o *schema.Column) (child, override bool) {
	switch c.mode {
	case reading:
		_, child = c.heirOf(o.Schema, o.Table)
		return child, child && !c.has("type")
	case writing:
		return o.Inherited, o.Inherited && o.Type == ""
	}
	return false, false
}

// heirOf finds the block of a table with parents, when reading.
func (c *codec) heirOf(schemaName, table string) (instance, bool) {
	if c.mode != reading {
		return instance{}, false
	}
	in, ok := c.heirs[schema.Ref{Kind: schema.KindTable, Schema: schemaName, Name: table}]
	return in, ok
}

// inheritedNull declares null where the parent decides but for NOT NULL.
func (c *codec) inheritedNull(notNull *bool) {
	c.attr("null", func(e hclsyntax.Expression) { *notNull = !c.boolean(e) },
		func() string { return onlyIf(*notNull, "false") })
}

// isPartition reports whether a table is written as a partition.
func (e *encoder) isPartition(r schema.Ref) bool {
	t, ok := schema.Find[*schema.Table](e.graph, r)
	return ok && !t.PartitionOf.IsZero()
}

// tableBlock is the type of the block that a table is written as.
func (e *encoder) tableBlock(r schema.Ref) string {
	t, ok := schema.Find[*schema.Table](e.graph, r)
	switch {
	case ok && t.Server != "":
		return "foreign_table"
	case ok && !t.PartitionOf.IsZero():
		return "partition"
	}
	return "table"
}
