package hclschema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// A mode is the pass that runs over the fields of a kind.
type mode int

const (
	listing mode = iota // collecting the names that a block may hold
	reading             // HCL to objects
	writing             // objects to HCL
)

// A codec runs over the fields of one block. The fields of a kind are listed
// once and serve the three modes.
type codec struct {
	mode mode

	attrs, blocks []string          // listing: what is allowed
	inner         map[string]*codec // listing: what nested blocks allow, if that is asked for

	*decoder     // reading
	sc           scope
	block        *hclsyntax.Block
	taken, found int        // attributes and nested blocks read
	on           schema.Ref // what a trigger, policy or rule stands on

	*encoder // writing

	self  schema.Ref
	needs *[]schema.Ref // dependencies met, or already shown when writing
}

// A scope is where an expression stands.
type scope struct {
	ctx   *hcl.EvalContext     // holds each, within for_each
	each  hclsyntax.Expression // the element of for_each, when that is a reference
	table schema.Ref           // whose columns column.x names
}

// An instance is a block, or one of the blocks that its for_each makes.
type instance struct {
	block *hclsyntax.Block
	sc    scope
	key   string // of for_each
}

// attr declares an attribute: how it is read, and how it is written, which is
// not at all when write returns "".
func (c *codec) attr(name string, read func(hclsyntax.Expression), write func() string) {
	switch c.mode {
	case listing:
		c.attrs = append(c.attrs, name)
	case reading:
		if a := c.take(name); a != nil {
			read(a.Expr)
		}
	case writing:
		if s := write(); s != "" {
			c.writeAttr(name, s)
		}
	}
}

func (c *codec) take(name string) *hclsyntax.Attribute {
	a := c.block.Body.Attributes[name]
	if a != nil {
		c.taken++
	}
	return a
}

// has reports whether the block holds an attribute. Reading only.
func (c *codec) has(name string) bool {
	return c.mode == reading && c.block.Body.Attributes[name] != nil
}

// require reports attributes that are missing.
func (c *codec) require(names ...string) {
	if c.mode != reading {
		return
	}
	for _, name := range names {
		if c.block.Body.Attributes[name] == nil {
			c.errorf(c.block.DefRange(), "Missing required attribute", "A block of type %q must have the attribute %q.", c.block.Type, name)
		}
	}
}

// one declares a nested block that may occur once. When reading it reports
// whether it was there; when writing it is written if present says so.
func (c *codec) one(name string, present bool, fields func(*codec)) bool {
	switch c.mode {
	case listing:
		c.list(name, fields)
	case reading:
		blocks := c.nested(name)
		for i, in := range blocks {
			if i > 0 {
				c.errorf(in.block.DefRange(), "Duplicate block", "Only one %q block is allowed here; another is at %s.", name, blocks[0].block.DefRange())
				break
			}
			c.within(in, fields)
		}
		return len(blocks) > 0
	case writing:
		if present {
			c.open(name)
			fields(c)
			c.close()
		}
	}
	return present
}

// many declares nested blocks that fill a list. With label set, a block has
// one label, which may be left out if optional is.
func many[T any](c *codec, name string, list *[]T, label func(*T) *string, fields func(*codec, *T)) {
	switch c.mode {
	case listing:
		c.list(name, func(n *codec) { fields(n, new(T)) })
	case reading:
		for _, in := range c.nested(name) {
			var item T
			if label != nil {
				*label(&item) = c.partName(in, name != "arg" && name != "order_by")
			}
			c.within(in, func(n *codec) {
				if label != nil {
					n.named()
				}
				fields(n, &item)
			})
			*list = append(*list, item)
		}
	case writing:
		for i := range *list {
			if label != nil && *label(&(*list)[i]) != "" {
				c.open(name, *label(&(*list)[i]))
			} else {
				c.open(name)
			}
			fields(c, &(*list)[i])
			c.close()
		}
	}
}

// list notes a nested block, and what it may hold.
func (c *codec) list(name string, fields func(*codec)) {
	c.blocks = append(c.blocks, name)
	if c.inner == nil {
		return
	}
	n := &codec{mode: listing, self: c.self, needs: c.needs, inner: map[string]*codec{}}
	fields(n)
	c.inner[name] = n
}

// nested gives the nested blocks of a type, for_each expanded.
func (c *codec) nested(name string) []instance {
	var list []instance
	for _, b := range c.block.Body.Blocks {
		if b.Type == name {
			c.found++
			list = append(list, c.expand(b, c.sc)...)
		}
	}
	return list
}

// within reads a nested block that is part of the same object.
func (c *codec) within(in instance, fields func(*codec)) {
	n := &codec{mode: reading, decoder: c.decoder, sc: in.sc, block: in.block, self: c.self, needs: c.needs}
	n.take("for_each")
	fields(n)
	n.finish(fields)
}

// named tells that a name attribute is allowed, in place of a label.
func (c *codec) named() {
	switch c.mode {
	case listing:
		c.attrs = append(c.attrs, "name")
	case reading:
		c.take("name")
	}
}

// finish reports what the fields did not ask for.
func (c *codec) finish(fields func(*codec)) {
	body := c.block.Body
	if c.taken == len(body.Attributes) && c.found == len(body.Blocks) {
		return
	}
	known := &codec{mode: listing, attrs: []string{"for_each"}, needs: new([]schema.Ref)}
	fields(known)
	for name, a := range body.Attributes {
		if slices.Contains(known.attrs, name) {
			continue
		}
		if slices.Contains(known.blocks, name) {
			c.errorf(a.NameRange, "Unsupported attribute", "%q is written as a block here: %s { … }.", name, name)
			continue
		}
		c.errorf(a.NameRange, "Unsupported attribute", "A block of type %q has no attribute %q.%s", c.block.Type, name, suggest(name, known.attrs))
	}
	for _, b := range body.Blocks {
		if slices.Contains(known.blocks, b.Type) {
			continue
		}
		if slices.Contains(known.attrs, b.Type) {
			c.errorf(b.TypeRange, "Unsupported block", "%q is written as an attribute here: %s = …", b.Type, b.Type)
			continue
		}
		c.errorf(b.TypeRange, "Unsupported block", "A block of type %q holds no blocks of type %q.%s", c.block.Type, b.Type, suggest(b.Type, known.blocks))
	}
}

func (c *codec) need(r schema.Ref) {
	if !r.IsZero() && r != c.self && !slices.Contains(*c.needs, r) {
		*c.needs = append(*c.needs, r)
	}
}
