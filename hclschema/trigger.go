package hclschema

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

var moments = []struct {
	block  string
	moment schema.Moment
}{{"before", "BEFORE"}, {"after", "AFTER"}, {"instead_of", "INSTEAD OF"}}

var trigger = define(schema.KindTrigger, onRelation, &schema.Trigger{}, func(c *codec, o *schema.Trigger) {
	if c.mode == reading {
		o.OnView = c.on.Kind != schema.KindTable
	}
	c.flag("constraint", &o.Constraint)
	c.refTo("from", &o.From, schema.KindTable)
	c.deferrable(&o.Timing)
	c.moments(o)
	scope := onlyIf(o.ForEachRow, "ROW")
	c.word("foreach", &scope, []word{{"STATEMENT", ""}, {"ROW", "ROW"}})
	o.ForEachRow = scope == "ROW"
	c.sql("when", &o.Condition)
	c.one("referencing", o.OldTable != "" || o.NewTable != "", func(c *codec) {
		c.text("old_table", &o.OldTable)
		c.text("new_table", &o.NewTable)
	})
	c.one("execute", o.Function != "", func(c *codec) {
		c.require("function")
		c.routine("function", &o.Function, &o.FunctionRef, schema.KindFunction)
		c.texts("args", &o.Args)
	})
	c.sql("as", &o.Body)
	c.word("enabled", &o.Enabled, firing)
	c.flag("inherited", &o.Copy)
	if c.mode == reading && (o.Function == "") == (o.Body == "") && !c.hasBlock("execute") {
		c.errorf(c.block.DefRange(), "Missing action", "A trigger has a block \"execute\", or an attribute \"as\" with its statements.")
	}
})

func (c *codec) moments(o *schema.Trigger) {
	count := 0
	for _, m := range moments {
		if c.one(m.block, o.When == m.moment, func(c *codec) { c.events(o) }) {
			count++
			o.When = m.moment
		}
	}
	if c.mode == reading && (count != 1 || len(o.Events) == 0) {
		c.errorf(c.block.DefRange(), "Missing event", "A trigger has one block of before, after and instead_of, and in it one of insert, update, delete and truncate at least.")
	}
}

// events are flags in the block of their moment, in PostgreSQL's order.
func (c *codec) events(o *schema.Trigger) {
	before := o.Events
	var events []string
	for _, e := range []struct{ attr, event string }{{"insert", "INSERT"}, {"update", "UPDATE"}, {"delete", "DELETE"}, {"truncate", "TRUNCATE"}} {
		on := slices.Contains(before, e.event)
		if e.event == "UPDATE" {
			c.columns("update_of", &o.UpdateOf)
			if c.mode == writing && len(o.UpdateOf) > 0 {
				continue
			}
			c.flag(e.attr, &on)
			on = on || len(o.UpdateOf) > 0
		} else {
			c.flag(e.attr, &on)
		}
		if on {
			events = append(events, e.event)
		}
	}
	if c.mode == reading {
		o.Events = events
	}
}

// hasBlock reports whether a nested block is there. Reading only.
func (c *codec) hasBlock(name string) bool {
	for _, b := range c.block.Body.Blocks {
		if b.Type == name {
			return true
		}
	}
	return false
}
