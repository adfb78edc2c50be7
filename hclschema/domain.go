package hclschema

import "github.com/schemactl/schemactl/schema"

var domain = define(schema.KindDomain, inSchema, &schema.Domain{}, func(c *codec, o *schema.Domain) {
	c.require("type")
	c.typ("type", &o.Type)
	c.nullable(&o.NotNull)
	c.notNull(&o.NotNullConstraint, o.NotNull, false, false)
	if !o.DefaultOfType {
		c.literalOr("default", &o.Default, o.Type)
	}
	c.collation("collate", &o.Collation)
}, domainCheck)

var domainCheck = inBlock("check", define(schema.KindDomainCheck, part, &schema.DomainCheck{}, func(c *codec, o *schema.DomainCheck) {
	c.require("expr")
	c.sql("expr", &o.Expr)
	c.flag("not_valid", &o.NotValid)
}))
