package hclschema

import "github.com/schemactl/schemactl/schema"

var castBlock = define(schema.KindCast, byTypes, &schema.Cast{}, func(c *codec, o *schema.Cast) {
	c.require("source", "target")
	c.operand("source", &o.Source)
	c.operand("target", &o.Target)
	c.function("function", &o.Function)
	c.flag("inout", &o.InOut)
	c.word("as", &o.Context, append([]word{{"EXPLICIT", ""}}, words("ASSIGNMENT", "IMPLICIT")...))
	if c.mode == reading && o.InOut && o.Function != "" {
		c.errorf(c.block.DefRange(), "Contradictory cast", "A cast has a function or is made by way of text, not both.")
	}
})

var conversion = define(schema.KindConversion, inSchema, &schema.Conversion{}, func(c *codec, o *schema.Conversion) {
	c.require("for", "to", "function")
	c.text("for", &o.For)
	c.text("to", &o.To)
	c.routine("function", &o.Function, nil, routines...)
	c.flag("default", &o.Default)
})
