package hclschema

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var policy = define(schema.KindPolicy, onRelation, &schema.Policy{}, func(c *codec, o *schema.Policy) {
	as := onlyIf(o.Restrictive, "RESTRICTIVE")
	c.word("as", &as, []word{{"PERMISSIVE", ""}, {"RESTRICTIVE", "RESTRICTIVE"}})
	o.Restrictive = as == "RESTRICTIVE"
	c.word("for", &o.For, append([]word{{"ALL", ""}}, words("SELECT", "INSERT", "UPDATE", "DELETE")...))
	c.roles("to", &o.To)
	c.sql("using", &o.Using)
	c.sql("check", &o.Check)
})

// roles declares a set of roles; the empty one is PUBLIC.
func (c *codec) roles(name string, v *[]string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v = c.roleList(e)
		if slices.Contains(*v, public) {
			*v = nil
		}
	}, func() string { return bracket(each(*v, c.quoted)) })
}

// public is the pseudo-role of everybody.
const public = "PUBLIC"

// roleList reads a role or a list of them, and sorts it.
func (c *codec) roleList(e hclsyntax.Expression) []string {
	list := []hclsyntax.Expression{e}
	if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
		list = t.Exprs
	}
	var names []string
	for _, item := range list {
		if name, ok := c.role(item); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
