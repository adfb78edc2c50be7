package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// labels declares the security labels that one thing bears, by provider. The list
// may hold those of others too: bearer is like a label of the thing's own.
func (c *codec) labels(v *[]schema.Label, bearer schema.Label) {
	c.attr("security_labels", func(e hclsyntax.Expression) {
		for _, s := range c.settings(e) {
			if s.Value == "" {
				c.errorf(e.Range(), "Empty security label", "The label of %q is empty. Leave it out to have none.", s.Name)
				continue
			}
			l := bearer
			l.Provider, l.Text = s.Name, s.Value
			*v = append(*v, l)
		}
		schema.SortLabels(*v)
	}, func() string { return c.labelMap(*v, bearer) })
}

func (c *codec) labelMap(list []schema.Label, bearer schema.Label) string {
	var b strings.Builder
	for _, l := range list {
		bearer.Provider = l.Provider
		if bearer.SameBearer(l) {
			b.WriteString(c.indent(1) + c.bare(l.Provider) + " = " + c.quoted(l.Text) + "\n")
		}
	}
	return orNothing(b.String(), func(lines string) string { return "{\n" + lines + c.indent(0) + "}" })
}
