package hclschema

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

var definition = define(schema.KindObject, sorted, &schema.Definition{}, func(c *codec, o *schema.Definition) {
	if c.mode == reading && o.Schema == "" {
		if a := c.block.Body.Attributes["schema"]; a != nil {
			name, _ := c.schemaName(a.Expr)
			c.need(schema.Ref{Kind: schema.KindSchema, Name: name})
		}
	}
	c.require("create")
	c.sql("create", &o.Create)
	c.sql("drop", &o.Drop)
})

// stageCount is the number of scopes of blocks, see declare.
const stageCount = part

// sortedRef is the identity of an object block. Objects of most sorts are in no
// schema; the attribute is then one more thing that they need.
func (d *decoder) sortedRef(c *codec, labels []string) schema.Ref {
	sort := strings.ReplaceAll(labels[0], " ", "_")
	r := schema.Ref{Kind: schema.KindObject, Name: sort + " " + labels[1]}
	if schema.SortInSchema(sort) {
		r.Schema = d.schemaOf(c, labels[1:])
	}
	return r
}

// symbol is what a reference calls an object: its name without argument types,
// and the sort of an object block with it.
func symbol(r schema.Ref) string {
	if r.Kind == schema.KindObject {
		return r.Name
	}
	return r.BaseName()
}

func sortOf(r schema.Ref) string {
	sort, _, _ := strings.Cut(r.Name, " ")
	return sort
}

// isType reports whether an object is a type that columns can have.
func isType(r schema.Ref) bool {
	if r.Kind == schema.KindObject {
		return sortOf(r) == schema.SortType
	}
	for _, k := range types {
		if r.Kind == k {
			return true
		}
	}
	return false
}
