package hclschema

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

var statistics = define(schema.KindStatistics, inSchema, &schema.Statistics{}, func(c *codec, o *schema.Statistics) {
	c.require("on")
	c.refTo("on", &o.On, schema.KindTable, schema.KindMaterialized)
	if c.mode == reading {
		c.sc.table = o.On
	}
	c.wordList("kinds", &o.Kinds, words("ndistinct", "dependencies", "mcv"))
	c.columns("columns", &o.Columns)
	// They are a set: the server puts them into the order of the table.
	slices.Sort(o.Columns)
	c.queries("exprs", &o.Exprs)
	c.int("target", &o.Target)
})
