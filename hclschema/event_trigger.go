package hclschema

import "github.com/schemactl/schemactl/schema"

var eventTrigger = define(schema.KindEventTrigger, inDatabase, &schema.EventTrigger{}, func(c *codec, o *schema.EventTrigger) {
	c.require("on", "execute")
	c.word("on", &o.On, words("ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login"))
	c.texts("tags", &o.Tags)
	c.routine("execute", &o.Function, &o.FunctionRef, schema.KindFunction)
	c.word("enabled", &o.Enabled, firing)
})
