package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var (
	function  = define(schema.KindFunction, routine, &schema.Routine{}, routineFields)
	procedure = define(schema.KindProcedure, routine, &schema.Routine{Procedure: true}, routineFields)
)

func routineFields(c *codec, o *schema.Routine) {
	c.require("lang")
	c.language(&o.Language)
	c.arguments("arg", &o.Args)
	if !o.Procedure {
		c.returns(o)
	}
	c.body("as", &o.Body)
	c.flag("atomic", &o.Atomic)
	c.text("object_file", &o.Object)
	c.word("volatility", &o.Volatility, []word{{"VOLATILE", ""}, {"STABLE", "STABLE"}, {"IMMUTABLE", "IMMUTABLE"}})
	c.flag("strict", &o.Strict)
	c.flag("leakproof", &o.LeakProof)
	c.security(&o.SecurityDefiner)
	c.flag("window", &o.Window)
	c.word("parallel", &o.Parallel, parallels)
	c.number("cost", &o.Cost)
	c.number("rows", &o.Rows)
	c.routine("support", &o.Support, nil, schema.KindFunction)
	c.options("set", &o.Set)
	c.typeList("transform", &o.Transform)
}

var parallels = []word{{"UNSAFE", ""}, {"RESTRICTED", "RESTRICTED"}, {"SAFE", "SAFE"}}

// languages are written as their documentation does.
var languages = map[string]string{"plpgsql": "PLpgSQL", "sql": "SQL", "c": "C", "internal": "INTERNAL"}

func (c *codec) language(v *string) {
	c.attr("lang", func(e hclsyntax.Expression) {
		s, _ := c.identifier(e)
		_, bare := keyword(e)
		if _, known := languages[strings.ToLower(s)]; known || bare {
			s = strings.ToLower(s)
		}
		*v = s
	}, func() string {
		if name, ok := languages[*v]; ok {
			return name
		}
		if strings.ToLower(*v) == *v {
			return orNothing(*v, c.bare)
		}
		return c.quoted(*v)
	})
}

func (c *codec) security(definer *bool) {
	value := onlyIf(*definer, "DEFINER")
	c.word("security", &value, []word{{"INVOKER", ""}, {"DEFINER", "DEFINER"}})
	*definer = value == "DEFINER"
}

func (c *codec) arguments(block string, v *[]schema.Arg) {
	many(c, block, v, func(a *schema.Arg) *string { return &a.Name }, func(c *codec, a *schema.Arg) {
		c.require("type")
		c.typ("type", &a.Type)
		c.word("mode", &a.Mode, []word{{"IN", ""}, {"OUT", "OUT"}, {"INOUT", "INOUT"}, {"VARIADIC", "VARIADIC"}})
		c.literalOr("default", &a.Default, a.Type)
	})
}

func (c *codec) returns(o *schema.Routine) {
	if c.mode != writing || o.Returns != "TABLE" {
		c.typ("return", &o.Returns)
	}
	if c.mode != writing || o.Returns != "TABLE" {
		c.flag("return_set", &o.ReturnsSet)
	}
	table := c.one("return_table", o.Returns == "TABLE", func(c *codec) {
		many(c, "column", &o.ReturnTable, fieldName, func(c *codec, f *schema.Field) {
			c.require("type")
			c.typ("type", &f.Type)
		})
	})
	if table && c.mode == reading {
		o.Returns = "TABLE"
	}
}

// typeList declares a list of types.
func (c *codec) typeList(name string, v *[]string) {
	c.attr(name, func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			if t := c.readType(item); t != "" {
				*v = append(*v, t)
			}
		}
	}, func() string { return bracket(each(*v, c.writeType)) })
}
