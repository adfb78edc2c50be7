package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var extension = define(schema.KindExtension, inDatabase, &schema.Extension{}, func(c *codec, x *schema.Extension) {
	c.attr("schema", func(e hclsyntax.Expression) { x.Schema, _ = c.schemaName(e) },
		func() string { return orNothing(x.Schema, c.schemaRef) })
	c.text("version", &x.Version)
	switch {
	case c.has("comment"):
		text, ok := literal(c.block.Body.Attributes["comment"].Expr)
		x.NoComment = ok && text == ""
	case c.mode == writing && x.NoComment:
		c.writeAttr("comment", `""`)
	}
})
