package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var index = define(schema.KindIndex, part, &schema.Index{}, func(c *codec, o *schema.Index) {
	c.flag("unique", &o.Unique)
	c.method("type", &o.Method, "btree")
	c.indexParts(&o.Parts)
	c.columnList("include", &o.Include, true)
	c.sql("where", &o.Where)
	c.unless("nulls_distinct", &o.NullsNotDistinct)
	c.options("with", &o.With)
	c.text("tablespace", &o.Tablespace)
	c.text("attached_to", &o.Of)
	c.flag("only", &o.Only)
})

// indexParts are columns, if they are all plain, or else blocks.
func (c *codec) indexParts(v *[]schema.IndexPart) {
	var plain []string
	for _, p := range *v {
		if p.Column != "" && isPlain(p) {
			plain = append(plain, p.Column)
		}
	}
	asColumns := len(plain) > 0 && len(plain) == len(*v)
	if c.mode != writing || asColumns {
		c.columnList("columns", &plain, true)
	}
	if c.mode != writing || !asColumns {
		many(c, "on", v, nil, partFields)
	}
	if c.mode != reading {
		return
	}
	switch {
	case len(plain) > 0 && len(*v) > 0:
		c.errorf(c.block.DefRange(), "Contradictory keys", "An index has either columns or blocks of type \"on\".")
	case len(plain) == 0 && len(*v) == 0 && !c.has("columns"):
		c.errorf(c.block.DefRange(), "Missing required attribute", "An index must have columns or blocks of type \"on\".")
	}
	for _, name := range plain {
		*v = append(*v, schema.IndexPart{Column: name})
	}
}

func isPlain(p schema.IndexPart) bool {
	return p.Expr == "" && p.Operator == "" && p.OpClass == "" && p.Collation == "" &&
		len(p.OpParams) == 0 && !p.Desc && p.Nulls == "" && p.Statistics == nil
}

func partFields(c *codec, p *schema.IndexPart) {
	c.attr("column", func(e hclsyntax.Expression) { p.Column, _ = c.column(e) },
		func() string { return orNothing(p.Column, func(s string) string { return "column" + c.step(s) }) })
	c.sql("expr", &p.Expr)
	c.sql("op", &p.Operator)
	c.operatorClass("ops", &p.OpClass)
	c.options("ops_params", &p.OpParams)
	c.collation("collate", &p.Collation)
	c.flag("desc", &p.Desc)
	first, last := p.Nulls == "FIRST", p.Nulls == "LAST"
	c.flag("nulls_first", &first)
	c.flag("nulls_last", &last)
	c.int("statistics", &p.Statistics)
	if c.mode != reading {
		return
	}
	// NULLS LAST is the default of ascending order, NULLS FIRST of descending.
	switch {
	case first && last:
		c.errorf(c.block.DefRange(), "Contradictory order", "Nulls are either first or last.")
	case first && !p.Desc:
		p.Nulls = "FIRST"
	case last && p.Desc:
		p.Nulls = "LAST"
	}
	if (p.Column == "") == (p.Expr == "") && !(c.has("column") && !c.has("expr")) {
		c.errorf(c.block.DefRange(), "Invalid key", "A key is either a column or an expr.")
	}
}

// operatorClass declares an operator class. Its bare name is one of
// pg_catalog, or else stays unqualified.
func (c *codec) operatorClass(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		if s, ok := c.rawSQL(e); ok {
			*v = s
			return
		}
		s, _ := c.identifier(e)
		if operatorClasses[s] && c.opts.DefaultSchema != "" {
			s = c.system(s)
		}
		*v = s
	}, func() string {
		return orNothing(*v, func(s string) string {
			namespace, class, rest, ok := cutName(s)
			if ok && rest == "" && namespace == "pg_catalog" && operatorClasses[class] {
				return c.bare(class)
			}
			return "sql(" + c.quoted(s) + ")"
		})
	})
}
