package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// permissionTarget declares what a permission is for: an object of the files or, in
// a text, what GRANT calls something that the server or an extension brings.
func (c *codec) permissionTarget(v *schema.Ref) {
	c.attr("for", func(e hclsyntax.Expression) {
		if text := c.element(e); isValue(text) {
			s, ok := c.str(text)
			p, provided := schema.ParseProvided(s)
			switch {
			case provided:
				*v = c.undeclared(p, e)
			case p != nil:
				c.errorf(e.Range(), "Invalid permission", "The schema of the %s is needed here, as in \"%s pg_catalog.…\".", strings.ToLower(p.Sort), p.Sort)
			}
			if !ok || p != nil {
				return
			}
		}
		*v, _ = c.resolve(e, anyKind...)
	}, func() string {
		if v.Kind == schema.KindProvided {
			return c.quoted((&schema.Provided{}).Named(*v).(*schema.Provided).Target())
		}
		if !c.known(*v) {
			c.fail(c.writing, "the "+v.String()+" that it refers to is missing")
		}
		c.need(*v)
		return c.ref(*v)
	})
}

// declaredSorts are the kinds of objects that GRANT calls by the words of provided ones.
var declaredSorts = map[string][]schema.Kind{
	"FOREIGN DATA WRAPPER": {schema.KindForeignDataWrapper}, "FOREIGN SERVER": {schema.KindServer},
	"FUNCTION": {schema.KindFunction, schema.KindAggregate}, "PROCEDURE": {schema.KindProcedure}, "SCHEMA": {schema.KindSchema},
	"SEQUENCE": {schema.KindSequence}, "TABLE": relations, "TYPE": types,
}

// undeclared gives the ref of something provided, unless the files declare what it names.
func (c *codec) undeclared(p *schema.Provided, e hclsyntax.Expression) schema.Ref {
	name, _, _ := strings.Cut(p.Name, "(")
	for _, k := range declaredSorts[p.Sort] {
		for _, r := range c.names[nameKey{k, strings.Trim(name, `"`)}] {
			if r.Schema == p.Schema {
				c.errorf(e.Range(), "Invalid permission", "A text is for what the server or an extension brings. The files declare the %s: refer to that.", r)
			}
		}
	}
	return p.Ref()
}

// provide adds what a permission is for to the objects, if it is something that
// no file declares. Which extension brings it the server alone knows.
func (d *decoder) provide(r schema.Ref, block *hclsyntax.Block) {
	if r.Kind != schema.KindProvided || d.out.Has(r) {
		return
	}
	p := (&schema.Provided{}).Named(r)
	for e := range schema.Of[*schema.Extension](d.out) {
		p.Base().Needs = append(p.Base().Needs, e.Ref())
	}
	d.out.Add(p)
	d.src.blocks[r] = block
}
