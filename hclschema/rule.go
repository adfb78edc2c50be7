package hclschema

import "github.com/schemactl/schemactl/schema"

var firing = append([]word{{"ORIGIN", ""}}, words("DISABLED", "REPLICA", "ALWAYS")...)

var rule = define(schema.KindRule, onRelation, &schema.Rule{}, func(c *codec, o *schema.Rule) {
	c.require("event")
	c.word("event", &o.Event, words("SELECT", "INSERT", "UPDATE", "DELETE"))
	c.flag("instead", &o.Instead)
	c.sql("where", &o.Where)
	c.queries("do", &o.Do)
	c.word("enabled", &o.Enabled, firing)
	if c.mode == reading {
		c.need(c.on)
	}
})
