package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var enum = define(schema.KindEnum, inSchema, &schema.Enum{}, func(c *codec, o *schema.Enum) {
	c.require("values")
	c.attr("values", func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			s, ok := c.str(item)
			if ok && slices.Contains(o.Values, s) {
				c.errorf(item.Range(), "Duplicate value", "The value %q is already in this list.", s)
				continue
			}
			if ok {
				o.Values = append(o.Values, s)
			}
		}
	}, func() string { return "[" + strippedList(each(o.Values, c.quoted)) + "]" })
	renamed := optionsOf(o.RenamedValues)
	c.options("renamed_values", &renamed)
	if c.mode == reading && len(renamed) > 0 {
		o.RenamedValues = map[string]string{}
		for _, r := range renamed {
			o.RenamedValues[r.Name] = r.Value
		}
	}
})

func strippedList(list []string) string {
	s := bracket(list)
	if s == "" {
		return ""
	}
	return s[1 : len(s)-1]
}

// optionsOf sorts a map.
func optionsOf(m map[string]string) []schema.Option {
	var list []schema.Option
	for k, v := range m {
		list = append(list, schema.Option{Name: k, Value: v})
	}
	slices.SortFunc(list, func(a, b schema.Option) int { return strings.Compare(a.Name, b.Name) })
	return list
}
