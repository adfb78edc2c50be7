package hclschema

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// A default_permission block is one entry of the privileges that objects get
// when a role makes them. In the graph the entries of one role, schema and type
// are one object.
type defaultPermission struct {
	schema.DefaultPrivileges
	roles []string
	grant schema.Grant
}

var defaultTypes = words("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES", "SCHEMAS", "LARGE OBJECTS")

func defaultPermissionFields(c *codec, p *defaultPermission) {
	c.require("for", "owner", "to", "privileges")
	c.word("for", &p.Type, defaultTypes)
	c.owner(&p.Role)
	c.attr("schema", func(e hclsyntax.Expression) { p.Schema, _ = c.schemaName(e) },
		func() string { return orNothing(p.Schema, c.schemaRef) })
	c.attr("to", func(e hclsyntax.Expression) { p.roles = c.roleList(e) },
		func() string {
			if p.grant.Role == public {
				return public
			}
			return c.quoted(p.grant.Role)
		})
	c.wordList("privileges", &p.grant.Privileges, privileges)
	c.flag("grantable", &p.grant.Grantable)
	c.flag("revoke", &p.grant.Revoked)
}

// defaultPermission reads a block and adds its entries to their object.
func (d *decoder) defaultPermission(in instance) {
	c := &codec{mode: reading, decoder: d, sc: in.sc, block: in.block, needs: new([]schema.Ref)}
	c.take("for_each")
	var p defaultPermission
	defaultPermissionFields(c, &p)
	c.finish(func(l *codec) { defaultPermissionFields(l, &defaultPermission{}) })
	if len(in.block.Labels) > 0 {
		d.errorf(in.block.DefRange(), "Wrong number of labels", "A block of type \"default_permission\" has no labels.")
	}
	if p.Schema != "" && p.grant.Revoked {
		d.errorf(in.block.DefRange(), "Nothing to revoke", "What objects get in one schema comes on top of what they get everywhere, so that there is nothing to revoke: leave schema out.")
	}
	if p.Type == "" || p.Role == "" || len(p.grant.Privileges) == 0 {
		return
	}
	slices.Sort(p.grant.Privileges)
	ref := p.Ref()
	if d.src.blocks[ref] == nil {
		d.src.blocks[ref] = in.block
	}
	d.out.Add(&schema.DefaultPrivileges{Role: p.Role, Schema: p.Schema, Type: p.Type})
	o := d.out.Lookup(ref)
	for _, role := range p.roles {
		g := p.grant
		g.Role, g.Privileges = role, slices.Clone(g.Privileges)
		o.Base().Grants = append(o.Base().Grants, g)
	}
}

// defaultPermissions writes the entries of an object.
func (e *encoder) defaultPermissions(o *schema.DefaultPrivileges) {
	e.writing = o.Ref()
	for _, g := range o.Grants {
		c := &codec{mode: writing, encoder: e, needs: new([]schema.Ref)}
		end := e.mark(o.Ref())
		e.open("default_permission")
		defaultPermissionFields(c, &defaultPermission{DefaultPrivileges: *o, grant: g})
		e.close()
		end()
	}
}
