package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// scopes tell what a name of the kind is unique in, in the order in which
// identities can be known.
type scopeKind int

const (
	inDatabase scopeKind = iota
	inSchema
	onRelation // unique on the table or view that the attribute on names
	sorted     // unique among objects of the sort that the first label names
	byTypes    // unique by types that attributes name
	routine    // unique in a schema together with argument types
	onServer   // unique on the foreign server that the attribute server names
	part       // nested in the block of a table, view or domain
)

// A kind ties one kind of object to its block.
type kind struct {
	kind   schema.Kind
	block  string // the type of its blocks
	scope  scopeKind
	zero   schema.Object
	fields func(*codec, schema.Object)
	parts  []*kind
	// holds chooses the objects that the block is for, where blocks of two
	// types share a kind; nil stands for all.
	holds func(schema.Object) bool
}

// define makes a kind of a list of fields over its type.
func define[T schema.Object](k schema.Kind, scope scopeKind, zero T, fields func(*codec, T), parts ...*kind) *kind {
	return &kind{
		kind: k, block: string(k), scope: scope, zero: zero, parts: parts,
		fields: func(c *codec, o schema.Object) { fields(c, o.(T)) },
	}
}

func (k *kind) part(name string) *kind {
	for _, p := range k.parts {
		if p.block == name {
			return p
		}
	}
	return nil
}

// run goes over all attributes of a block: identity, those of the kind, and
// what every kind has.
func (k *kind) run(c *codec, o schema.Object) {
	k.identity(c, o)
	k.fields(c, o)
	base := o.Base()
	c.text("comment", &base.Comment)
	if k.kind != schema.KindSequence {
		c.owner(&base.Owner)
	}
	if schema.BearsLabels(k.kind) {
		c.labels(&base.Labels, schema.Label{})
	}
	if schema.GoesWithExtensions(k.kind) {
		c.extensions(o)
	}
	c.text("renamed_from", &base.RenamedFrom)
	if c.has("renamed_from") {
		c.renamable(o)
	}
	c.dependsOn(o)
}

// nameless are the kinds whose objects are told apart by what else they are, or
// have a name that is not the user's.
var nameless = map[schema.Kind]bool{schema.KindCast: true, schema.KindUserMapping: true, schema.KindExtension: true}

// renamable refuses renamed_from where there is no renaming: of another name an
// operator is another one, which can only be moved between schemas.
func (c *codec) renamable(o schema.Object) {
	r, text := o.Ref(), o.Base().RenamedFrom
	at := c.block.Body.Attributes["renamed_from"].Range()
	switch {
	case nameless[r.Kind]:
		c.errorf(at, "No renaming", "Objects of the kind %s cannot be renamed. Leave \"renamed_from\" out.", r.Kind)
	case r.Kind == schema.KindOperator && text != r.BaseName() && !strings.HasSuffix(text, "."+r.BaseName()):
		c.errorf(at, "No renaming", "An operator cannot be renamed: of another name it is dropped and made again, with what uses it, "+
			"which happens without \"renamed_from\". It can be moved from another schema: renamed_from = %q.", "other."+r.BaseName())
	}
}

// identity declares the attributes that decode has read by now.
func (k *kind) identity(c *codec, o schema.Object) {
	names := []string{"name", "for_each"}
	switch k.scope {
	case inSchema, routine, sorted:
		names = append(names, "schema")
	case onRelation:
		names = append(names, "on")
	case onServer:
		names = append(names, "server")
	}
	switch c.mode {
	case listing:
		c.attrs = append(c.attrs, names...)
	case reading:
		for _, name := range names {
			c.take(name)
		}
	case writing:
		r := o.Ref()
		switch {
		case k.scope == onRelation:
			c.writeAttr("on", c.relation(r.Schema, r.Table))
		case k.scope == onServer:
			c.writeAttr("server", c.ref(schema.Ref{Kind: schema.KindServer, Name: r.Table}))
		case k.scope != inDatabase && k.scope != part && r.Schema != "":
			c.writeAttr("schema", c.schemaRef(r.Schema))
		}
	}
}

// owner reads a role; role.x is another way to write "x".
func (c *codec) owner(v *string) {
	c.attr("owner", func(e hclsyntax.Expression) { *v, _ = c.role(e) },
		func() string { return orNothing(*v, c.quoted) })
}

// role reads the name of a role. Roles are not part of a schema, so there is
// nothing to look up.
func (c *codec) role(e hclsyntax.Expression) (string, bool) {
	if p, ok := c.pathOf(c.element(e)); ok && p.kind == "role" && len(p.names) == 1 {
		return p.names[0], true
	}
	if s, ok := keyword(e); ok {
		if s != "PUBLIC" {
			c.errorf(e.Range(), "Invalid role", "Write a role as a string, %q; the only word without quotes is PUBLIC.", s)
		}
		return s, s == "PUBLIC"
	}
	return c.str(c.element(e))
}

// dependsOn lists dependencies that nothing else shows. On a column they are
// those of its default, which is what can need something there.
func (c *codec) dependsOn(o schema.Object) {
	c.attr("depends_on", func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			r, ok := c.resolve(item, anyKind...)
			if !ok {
				continue
			}
			if col, ok := o.(*schema.Column); ok && col.Default != "" {
				col.DefaultNeeds = append(col.DefaultNeeds, r)
				continue
			}
			c.need(r)
		}
	}, func() string { return bracket(c.dependencies(o)) })
}

// anyKind is whatever can be referred to.
var anyKind = slices.DeleteFunc(slices.Clone(schema.Kinds), func(k schema.Kind) bool {
	return splitKinds[k]
})

// splitKinds are those of schema.Split: attributes of other objects in a file.
var splitKinds = map[schema.Kind]bool{
	schema.KindDefault: true, schema.KindDomainDefault: true, schema.KindSequenceOwner: true,
	schema.KindReplicaIdentity: true, schema.KindClusterMark: true, schema.KindInheritance: true,
	schema.KindTableType: true,
	schema.KindShell:     true,
}

// inBlock gives a kind a block type other than its name.
func inBlock(name string, k *kind) *kind {
	k.block = name
	return k
}
