package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// takeBack is the entry that undoes another. An owner that may pass on what it holds anyway is only to lose that.
func takeBack(g schema.Grant, owner string) schema.Grant {
	if g.Revoked {
		g.Revoked, g.Grantable = false, false
		return g
	}
	g.Revoked = true
	g.Grantable = passesOn(g, owner)
	return g
}

// passesOn reports whether an entry says of an owner that it may pass on what it holds.
func passesOn(g schema.Grant, owner string) bool {
	return g.Grantable && owner != "" && g.Role == owner && g.By == "" && g.Column == ""
}

// holderBefore is who has every privilege on an object, or on the sequence behind a column, without having been granted any,
// before the plan; empty where nobody has.
func holderBefore(c *sqlgen.Context, o schema.Object, g schema.Grant) string {
	switch o := o.(type) {
	case *schema.DefaultPrivileges:
		return holderByDefault(o)
	case *schema.Column:
		t, ok := schema.Find[*schema.Table](c.Plan.From, onTable(o.Schema, o.Table))
		if !ok || !g.Sequence {
			return ""
		}
		return t.Owner
	}
	return o.Base().Owner
}

// holderByDefault: what objects get in one schema comes on top of what their owner has.
func holderByDefault(p *schema.DefaultPrivileges) string {
	if p.Schema != "" {
		return ""
	}
	return p.Role
}
