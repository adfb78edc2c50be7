package hclschema

import "github.com/schemactl/schemactl/schema"

var rangeType = define(schema.KindRange, inSchema, &schema.Range{}, func(c *codec, o *schema.Range) {
	c.require("subtype")
	c.typ("subtype", &o.Subtype)
	c.operatorClass("subtype_ops", &o.OpClass)
	c.collation("collate", &o.Collation)
	c.routine("canonical", &o.Canonical, nil, schema.KindFunction)
	c.routine("subtype_diff", &o.SubtypeDiff, nil, schema.KindFunction)
	c.text("multirange", &o.Multirange)
	c.text("constructor", &o.Constructor)
	c.text("multirange_constructor", &o.MultirangeConstructor)
})
