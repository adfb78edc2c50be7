package hclschema

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var textSearchParser = define(schema.KindTextSearchParser, inSchema, &schema.TextSearchParser{}, func(c *codec, o *schema.TextSearchParser) {
	c.require("start", "get_token", "end", "lex_types")
	c.routine("start", &o.Start, nil, routines...)
	c.routine("get_token", &o.GetToken, nil, routines...)
	c.routine("end", &o.End, nil, routines...)
	c.routine("headline", &o.Headline, nil, routines...)
	c.routine("lex_types", &o.LexTypes, nil, routines...)
})

var textSearchTemplate = define(schema.KindTextSearchTemplate, inSchema, &schema.TextSearchTemplate{}, func(c *codec, o *schema.TextSearchTemplate) {
	c.require("lexize")
	c.routine("init", &o.Init, nil, routines...)
	c.routine("lexize", &o.Lexize, nil, routines...)
})

var textSearchDictionary = define(schema.KindTextSearchDictionary, inSchema, &schema.TextSearchDictionary{}, func(c *codec, o *schema.TextSearchDictionary) {
	c.require("template")
	c.objectName("template", &o.Template, schema.KindTextSearchTemplate, "")
	c.options("options", &o.Options)
})

var textSearchConfiguration = define(schema.KindTextSearchConfiguration, inSchema, &schema.TextSearchConfiguration{}, func(c *codec, o *schema.TextSearchConfiguration) {
	c.require("parser")
	c.objectName("parser", &o.Parser, schema.KindTextSearchParser, "")
	many(c, "mapping", &o.Mappings, func(m *schema.TokenMapping) *string { return &m.Token }, func(c *codec, m *schema.TokenMapping) {
		c.require("dictionaries")
		c.attr("dictionaries", func(e hclsyntax.Expression) {
			for _, item := range c.items(e) {
				if s := c.readObjectName(item, schema.KindTextSearchDictionary, ""); s != "" {
					m.Dictionaries = append(m.Dictionaries, s)
				}
			}
		}, func() string {
			return bracket(each(m.Dictionaries, func(s string) string {
				return c.writeObjectName(s, schema.KindTextSearchDictionary, "")
			}))
		})
	})
	if c.mode == reading {
		slices.SortStableFunc(o.Mappings, func(a, b schema.TokenMapping) int { return cmp.Compare(a.Token, b.Token) })
	}
})
