package hclschema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// A permission block grants, or with revoke takes, privileges on an object. In
// the graph the entries are those of their object.
type permission struct {
	target  schema.Ref
	roles   []string
	columns []string
	grant   schema.Grant
}

// privileges of all kinds of objects.
// https://www.postgresql.org/docs/current/ddl-priv.html
var privileges = words("ALL", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER",
	"MAINTAIN", "USAGE", "CREATE", "EXECUTE", "CONNECT", "TEMPORARY", "SET", "ALTER SYSTEM")

func permissionFields(c *codec, p *permission) {
	c.require("for", "to", "privileges")
	c.permissionTarget(&p.target)
	if c.mode == reading {
		c.sc.table = p.target
	}
	if k := p.target.Kind; c.mode != listing && (k == schema.KindView || k == schema.KindMaterialized || k == schema.KindProvided) {
		c.texts("columns", &p.columns)
	} else {
		permissionColumns(c, &p.columns)
	}
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
	c.flag("sequence", &p.grant.Sequence)
	c.roleName("granted_by", &p.grant.By)
}

// permissionColumns declares the columns of a table; those that every table has are named by texts.
func permissionColumns(c *codec, v *[]string) {
	c.columnsBy("columns", v, false, func(e hclsyntax.Expression) (string, bool) {
		if s, ok := c.systemColumn(e); ok {
			return s, true
		}
		return c.column(e)
	}, func(s string) string {
		if schema.IsSystemColumn(s) {
			return c.quoted(s)
		}
		return "column" + c.step(s)
	})
}

// systemColumn reads the name of a column that every table has.
func (c *codec) systemColumn(e hclsyntax.Expression) (string, bool) {
	if c.sc.table.Kind != schema.KindTable || !isValue(c.element(e)) {
		return "", false
	}
	s, ok := c.str(c.element(e))
	return s, ok && schema.IsSystemColumn(s)
}

// permission reads a block and adds its entries to the objects.
func (d *decoder) permission(in instance) {
	c := &codec{mode: reading, decoder: d, sc: in.sc, block: in.block, needs: new([]schema.Ref)}
	c.take("for_each")
	var p permission
	permissionFields(c, &p)
	c.finish(func(l *codec) { permissionFields(l, &permission{}) })
	slices.Sort(p.grant.Privileges)
	if len(in.block.Labels) > 0 {
		d.errorf(in.block.DefRange(), "Wrong number of labels", "A block of type \"permission\" has no labels.")
	}
	if p.target.IsZero() || len(p.grant.Privileges) == 0 {
		return
	}
	if p.target.Kind != schema.KindColumn && p.grant.Sequence {
		d.errorf(in.block.DefRange(), "Invalid permission", "The attribute \"sequence\" is for identity columns, whose sequence it means.")
		return
	}
	d.provide(p.target, in.block)
	d.grant(&p)
}

// grant adds the entries of a block. Columns of tables are objects of their
// own, and those of views are not.
func (d *decoder) grant(p *permission) {
	columns := p.columns
	if len(columns) == 0 {
		columns = []string{""}
	}
	for _, name := range columns {
		t, g := p.target, p.grant
		switch {
		case t.Kind == schema.KindView || t.Kind == schema.KindMaterialized || t.Kind == schema.KindProvided:
			g.Column = name
		case t.Kind == schema.KindTable && schema.IsSystemColumn(name):
			g.Column = name
		case name != "":
			t = t.InTable(schema.KindColumn, name)
		}
		o := d.out.Lookup(t)
		if o == nil {
			continue
		}
		if g.By == o.Base().Owner {
			g.By = ""
		}
		for _, g.Role = range p.roles {
			g.Privileges = slices.Clone(g.Privileges)
			o.Base().Grants = append(o.Base().Grants, g)
		}
	}
}

// sortGrants brings the entries of each object into one order, whatever the
// order of the blocks.
func (d *decoder) sortGrants() {
	for o := range d.out.All() {
		base := o.Base()
		if len(base.Grants) > 1 {
			slices.SortStableFunc(base.Grants, compareGrants)
		}
	}
}

func compareGrants(a, b schema.Grant) int {
	return cmp.Or(
		strings.Compare(a.Column, b.Column),
		compareBool(a.Sequence, b.Sequence),
		strings.Compare(a.Role, b.Role),
		compareBool(a.Revoked, b.Revoked),
		compareBool(a.Grantable, b.Grantable),
		slices.Compare(a.Privileges, b.Privileges),
		strings.Compare(a.By, b.By),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// permissions writes the entries of an object.
func (e *encoder) permissions(o schema.Object) {
	e.writing = o.Ref()
	for _, g := range o.Base().Grants {
		c := &codec{mode: writing, encoder: e, needs: new([]schema.Ref)}
		var whose schema.Ref
		if schema.IsPrivileges(o.Ref().Kind) {
			whose = o.Ref()
		}
		end := e.mark(whose)
		e.open("permission")
		p := &permission{target: o.Ref(), grant: g}
		if g.Column != "" {
			p.columns = []string{g.Column}
		}
		permissionFields(c, p)
		e.close()
		end()
	}
}
