package hclschema

import (
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var (
	primaryKey = define(schema.KindPrimaryKey, part, &schema.Key{Primary: true}, keyFields)
	unique     = define(schema.KindUnique, part, &schema.Key{}, keyFields)
)

func keyFields(c *codec, o *schema.Key) {
	c.require("columns")
	c.columns("columns", &o.Columns)
	c.columnList("include", &o.Include, true)
	if !o.Primary {
		c.unless("nulls_distinct", &o.NullsNotDistinct)
	}
	c.flag("without_overlaps", &o.WithoutOverlaps)
	c.deferrable(&o.Timing)
	c.options("with", &o.With)
	c.text("tablespace", &o.Tablespace)
	c.text("attached_to", &o.Of)
	c.flag("only", &o.Only)
	c.text("index_comment", &o.IndexComment)
}

var timings = words("INITIALLY_IMMEDIATE", "INITIALLY_DEFERRED")

func (c *codec) deferrable(t *schema.Timing) {
	c.attr("deferrable", func(e hclsyntax.Expression) {
		if w, ok := c.oneOf(e, timings); ok {
			*t = schema.Timing{Deferrable: true, InitiallyDeferred: w.value == "INITIALLY_DEFERRED"}
		}
	}, func() string {
		switch {
		case t.InitiallyDeferred:
			return "INITIALLY_DEFERRED"
		case t.Deferrable:
			return "INITIALLY_IMMEDIATE"
		}
		return ""
	})
}

var check = define(schema.KindCheck, part, &schema.Check{}, func(c *codec, o *schema.Check) {
	if _, heir := c.heirOf(o.Schema, o.Table); !heir {
		c.require("expr") // or else it is one of a parent's
	}
	c.sql("expr", &o.Expr)
	c.flag("no_inherit", &o.NoInherit)
	c.attr("not_valid", func(e hclsyntax.Expression) { o.NotValid = c.boolean(e) }, func() string {
		if o.Inherited && o.Expr == "" && !o.Silent {
			return strconv.FormatBool(o.NotValid)
		}
		return onlyIf(o.NotValid && o.Expr != "", "true")
	})
	c.unless("enforced", &o.NotEnforced)
	if c.mode == reading {
		o.Silent = o.Expr == "" && !c.has("not_valid")
	}
})

var exclude = define(schema.KindExclude, part, &schema.Exclude{}, func(c *codec, o *schema.Exclude) {
	c.require("type")
	c.method("type", &o.Method, "")
	many(c, "on", &o.Parts, nil, partFields)
	c.columnList("include", &o.Include, true)
	c.sql("where", &o.Where)
	c.deferrable(&o.Timing)
	c.options("with", &o.With)
	c.text("tablespace", &o.Tablespace)
	c.text("index_comment", &o.IndexComment)
})

var foreignKey = define(schema.KindForeignKey, part, &schema.ForeignKey{}, func(c *codec, o *schema.ForeignKey) {
	c.require("columns", "ref_columns")
	c.columnList("columns", &o.Columns, true)
	c.attr("ref_columns", func(e hclsyntax.Expression) { c.readRefColumns(e, o) },
		func() string { return c.writeRefColumns(o) })
	c.word("match", &o.Match, []word{{"SIMPLE", ""}, {"FULL", "FULL"}})
	c.word("on_update", &o.OnUpdate, actions)
	c.word("on_delete", &o.OnDelete, actions)
	c.columns("on_delete_columns", &o.DeleteColumns)
	c.deferrable(&o.Timing)
	c.flag("not_valid", &o.NotValid)
	c.flag("period", &o.Period)
	c.unless("enforced", &o.NotEnforced)
})

var actions = append([]word{{"NO_ACTION", ""}}, words("RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT")...)

func (c *codec) readRefColumns(e hclsyntax.Expression, o *schema.ForeignKey) {
	for _, item := range c.items(e) {
		r, ok := c.resolve(item, schema.KindColumn)
		if !ok {
			continue
		}
		t := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
		if !o.RefTable.IsZero() && o.RefTable != t {
			c.errorf(item.Range(), "Invalid reference", "All referenced columns must be of one table; the first is of the %s.", o.RefTable)
			continue
		}
		o.RefTable = t
		o.RefColumns = append(o.RefColumns, r.Name)
	}
	if len(o.Columns) > 0 && len(o.RefColumns) > 0 && len(o.Columns) != len(o.RefColumns) {
		c.errorf(e.Range(), "Wrong number of columns", "As many columns must be referenced as there are in columns: %d, not %d.", len(o.Columns), len(o.RefColumns))
	}
}

func (c *codec) writeRefColumns(o *schema.ForeignKey) string {
	return bracket(each(o.RefColumns, func(name string) string {
		if o.RefTable.Schema == o.Schema && o.RefTable.Name == o.Table {
			return "column" + c.step(name)
		}
		r := o.RefTable.InTable(schema.KindColumn, name)
		if !c.known(r) {
			c.fail(c.writing, "the "+r.String()+" that it refers to is missing")
			return c.quoted(name)
		}
		return c.ref(r)
	}))
}
