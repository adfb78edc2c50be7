package hclschema

import "github.com/schemactl/schemactl/schema"

var composite = define(schema.KindComposite, inSchema, &schema.Composite{}, func(c *codec, o *schema.Composite) {
	many(c, "field", &o.Fields, fieldName, func(c *codec, f *schema.Field) {
		c.require("type")
		c.typ("type", &f.Type)
		c.collation("collate", &f.Collation)
		c.text("comment", &f.Comment)
		c.labels(&o.Labels, schema.Label{Column: f.Name})
		c.text("renamed_from", &f.RenamedFrom)
	})
})

func fieldName(f *schema.Field) *string { return &f.Name }
