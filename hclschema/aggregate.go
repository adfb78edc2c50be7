package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var aggregate = define(schema.KindAggregate, routine, &schema.Aggregate{}, func(c *codec, o *schema.Aggregate) {
	c.arguments("arg", &o.Args)
	c.arguments("order_by", &o.OrderedSet)
	c.flag("hypothetical", &o.Hypothetical)
	c.require("state_type", "state_func")
	for _, s := range aggregateSettings {
		c.setting(s, &o.Settings)
	}
	c.word("parallel", &o.Parallel, parallels)
})

// A settingKind is how the value of a setting is written.
type settingKind int

const (
	settingFunction settingKind = iota
	settingType
	settingText // an SQL string literal
	settingSQL
	settingFlag
)

// aggregateSettings are the options of CREATE AGGREGATE, in their order there.
// https://www.postgresql.org/docs/current/sql-createaggregate.html
var aggregateSettings = []struct {
	hcl, sql string
	kind     settingKind
}{
	{"state_func", "SFUNC", settingFunction},
	{"state_type", "STYPE", settingType},
	{"state_size", "SSPACE", settingSQL},
	{"final_func", "FINALFUNC", settingFunction},
	{"final_func_extra", "FINALFUNC_EXTRA", settingFlag},
	{"final_func_modify", "FINALFUNC_MODIFY", settingSQL},
	{"combine_func", "COMBINEFUNC", settingFunction},
	{"serial_func", "SERIALFUNC", settingFunction},
	{"deserial_func", "DESERIALFUNC", settingFunction},
	{"init_value", "INITCOND", settingText},
	{"moving_state_func", "MSFUNC", settingFunction},
	{"moving_inverse_func", "MINVFUNC", settingFunction},
	{"moving_state_type", "MSTYPE", settingType},
	{"moving_state_size", "MSSPACE", settingSQL},
	{"moving_final_func", "MFINALFUNC", settingFunction},
	{"moving_final_func_extra", "MFINALFUNC_EXTRA", settingFlag},
	{"moving_final_func_modify", "MFINALFUNC_MODIFY", settingSQL},
	{"moving_init_value", "MINITCOND", settingText},
	{"sort_operator", "SORTOP", settingSQL},
}

// setting declares one option of an aggregate.
func (c *codec) setting(s struct {
	hcl, sql string
	kind     settingKind
}, list *[]schema.Option) {
	c.attr(s.hcl, func(e hclsyntax.Expression) {
		if value := c.readSetting(e, s.kind); value != "" {
			*list = append(*list, schema.Option{Name: s.sql, Value: value})
		}
	}, func() string {
		for _, o := range *list {
			if o.Name == s.sql {
				return c.writeSetting(o.Value, s.kind)
			}
		}
		return ""
	})
}

func (c *codec) readSetting(e hclsyntax.Expression, k settingKind) string {
	switch k {
	case settingFunction:
		return c.readRoutine(e, nil, "", routines)
	case settingType:
		return c.readType(e)
	case settingFlag:
		return onlyIf(c.boolean(e), "true")
	case settingText:
		if raw, ok := c.rawSQL(e); ok {
			return raw
		}
		s, ok := c.scalarText(e)
		return onlyIf(ok, quoteLiteral(s))
	}
	s, _ := c.scalarText(e)
	return strings.TrimSpace(s)
}

func (c *codec) writeSetting(s string, k settingKind) string {
	switch k {
	case settingFunction:
		return c.writeRoutine(nil)(s)
	case settingType:
		return c.writeType(s)
	case settingFlag:
		return "true"
	case settingText:
		if text, rest, ok := cutLiteral(s); ok && rest == "" {
			return c.quoted(text)
		}
		return "sql(" + c.quoted(s) + ")"
	}
	return c.scalar(s)
}
