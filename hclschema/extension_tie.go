package hclschema

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// extensions declares the extensions with which an object is dropped. One that the file leaves alone is named by a string.
func (c *codec) extensions(o schema.Object) {
	base := o.Base()
	c.attr("depends_on_extension", func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			item = c.element(item)
			if isValue(item) {
				if s, ok := c.str(item); ok {
					base.Extensions = append(base.Extensions, s)
				}
				continue
			}
			if r, ok := c.resolve(item, schema.KindExtension); ok {
				base.Extensions = append(base.Extensions, r.Name)
				c.need(r)
			}
		}
		slices.Sort(base.Extensions)
		base.Extensions = slices.Compact(base.Extensions)
	}, func() string {
		return bracket(each(base.Extensions, func(name string) string {
			r := schema.Ref{Kind: schema.KindExtension, Name: name}
			if !c.known(r) {
				return c.quoted(name)
			}
			c.need(r)
			return c.ref(r)
		}))
	})
}
