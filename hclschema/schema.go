package hclschema

import "github.com/schemactl/schemactl/schema"

var namespace = define(schema.KindSchema, inDatabase, &schema.Namespace{}, func(c *codec, n *schema.Namespace) {
	if n.Name == "public" {
		c.noComment(&n.NoComment)
	}
})

// noComment reads an empty comment of what comes with one.
func (c *codec) noComment(v *bool) {
	switch {
	case c.has("comment"):
		text, ok := literal(c.block.Body.Attributes["comment"].Expr)
		*v = ok && text == ""
	case c.mode == writing && *v:
		c.writeAttr("comment", `""`)
	}
}
