package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var extension = define(schema.KindExtension, inDatabase, &schema.Extension{}, func(c *codec, x *schema.Extension) {
	c.attr("schema", func(e hclsyntax.Expression) { x.Schema, _ = c.schemaName(e) },
		func() string { return orNothing(x.Schema, c.schemaRef) })
	c.text("version", &x.Version)
	c.noComment(&x.NoComment)
})
