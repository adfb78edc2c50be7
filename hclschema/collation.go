package hclschema

import "github.com/schemactl/schemactl/schema"

var collation = define(schema.KindCollation, inSchema, &schema.Collation{}, func(c *codec, o *schema.Collation) {
	c.word("provider", &o.Provider, words("libc", "icu", "builtin"))
	c.text("locale", &o.Locale)
	c.text("lc_collate", &o.LcCollate)
	c.text("lc_ctype", &o.LcCtype)
	c.body("rules", &o.Rules)
	c.unless("deterministic", &o.NonDeterministic)
})
