package hclschema

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var publication = define(schema.KindPublication, inDatabase, &schema.Publication{}, func(c *codec, o *schema.Publication) {
	c.flag("all_tables", &o.AllTables)
	c.publishedTables(&o.Tables)
	c.attr("schemas", func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			if name, ok := c.schemaName(item); ok {
				o.Schemas = append(o.Schemas, name)
			}
		}
	}, func() string { return bracket(each(o.Schemas, c.schemaRef)) })
	c.operations(&o.Operations)
	c.flag("via_root", &o.ViaRoot)
	c.flag("generated_columns", &o.GeneratedColumns)
})

// operations: an empty list publishes nothing, where none publishes all. The
// graph has one empty word for it.
func (c *codec) operations(v *[]string) {
	if c.mode == writing && len(*v) == 1 && (*v)[0] == "" {
		c.attr("operations", nil, func() string { return "[]" })
		return
	}
	c.wordList("operations", v, words("insert", "update", "delete", "truncate"))
	if c.mode == reading && c.block.Body.Attributes["operations"] != nil && len(*v) == 0 {
		*v = []string{""}
	}
}

// publishedTables are a list, or blocks if one is limited in any way.
func (c *codec) publishedTables(v *[]schema.PublishedTable) {
	limited := false
	for _, t := range *v {
		limited = limited || len(t.Columns) > 0 || t.Where != ""
	}
	if c.mode != writing || !limited {
		c.attr("tables", func(e hclsyntax.Expression) {
			for _, item := range c.items(e) {
				if r, ok := c.resolve(item, schema.KindTable); ok {
					*v = append(*v, schema.PublishedTable{Table: r})
				}
			}
		}, func() string {
			var list []string
			for _, t := range *v {
				c.need(t.Table)
				list = append(list, c.relation(t.Table.Schema, t.Table.Name))
			}
			return bracket(list)
		})
	}
	if c.mode != writing || limited {
		many(c, "table", v, nil, func(c *codec, t *schema.PublishedTable) {
			c.require("table")
			c.refTo("table", &t.Table, schema.KindTable)
			if c.mode == reading {
				c.sc.table = t.Table
			}
			c.columns("columns", &t.Columns)
			// The server keeps them in the order of the table.
			slices.Sort(t.Columns)
			c.sql("where", &t.Where)
		})
	}
}
