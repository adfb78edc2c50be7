package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var sequence = define(schema.KindSequence, inSchema, &schema.Sequence{}, func(c *codec, o *schema.Sequence) {
	if c.mode == reading {
		o.Type = "bigint"
	}
	c.typ("type", &o.Type)
	c.sequenceOptions(&o.SequenceOptions)
	c.flag("unlogged", &o.Unlogged)
	c.refTo("owner_column", &o.OwnedBy, schema.KindColumn)
	c.sequenceOwner(o)
})

// sequenceOwner reads owner, which is a role, or a column in the language that
// this one follows.
func (c *codec) sequenceOwner(o *schema.Sequence) {
	if c.has("owner") {
		if p, ok := c.pathOf(c.block.Body.Attributes["owner"].Expr); ok && p.kind == schema.KindTable {
			c.refTo("owner", &o.OwnedBy, schema.KindColumn)
			return
		}
	}
	c.owner(&o.Owner)
}

func (c *codec) sequenceOptions(o *schema.SequenceOptions) {
	c.int("start", &o.Start)
	c.int("increment", &o.Increment)
	c.int("min_value", &o.Min)
	c.int("max_value", &o.Max)
	c.int("cache", &o.Cache)
	c.flag("cycle", &o.Cycle)
}

var persistences = []word{{"LOGGED", "LOGGED"}, {"UNLOGGED", "UNLOGGED"}}

var identityModes = []word{{"BY_DEFAULT", ""}, {"ALWAYS", "ALWAYS"}}

func (c *codec) identity(v **schema.Identity, comment *string, labels *[]schema.Label) {
	present := *v != nil
	id := &schema.Identity{}
	if present {
		id = *v
	}
	found := c.one("identity", present, func(c *codec) {
		c.attr("generated", func(e hclsyntax.Expression) {
			w, _ := c.oneOf(e, identityModes)
			id.Always = w.value == "ALWAYS"
		}, func() string {
			if id.Always {
				return "ALWAYS"
			}
			return "BY_DEFAULT"
		})
		c.text("sequence", &id.Sequence)
		c.word("persistence", &id.Persistence, persistences)
		c.sequenceOptions(&id.SequenceOptions)
		c.text("comment", comment)
		c.labels(labels, schema.Label{Sequence: true})
	})
	if found && c.mode == reading {
		*v = id
	}
}
