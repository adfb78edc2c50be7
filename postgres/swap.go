package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// swapped is the passing name under which an index or key that is made anew
// stays in use until the new one is built. That is online, and where nothing
// that it stands on changes.
func swapped(c *sqlgen.Context, r schema.Ref) (old string, ok bool) {
	from, to := c.Plan.From.Lookup(r), c.Plan.To.Lookup(r)
	if !c.Online || from == nil || to == nil || !c.Drops(r) || !busy(c, r.Schema, r.Table) || partitioned(c, r.Schema, r.Table) {
		return "", false
	}
	before, after := c.Plan.Families()
	if detached(after, before, onTable(r.Schema, r.Table)) || adopted(to) {
		return "", false // the partitioned table would take it for its part
	}
	if schema.PartOf(from) != "" || schema.PartOf(to) != "" || len(r.Name)+len("__old") > maxName ||
		slices.ContainsFunc(from.Deps(), func(d schema.Ref) bool { return c.Drops(d) || c.Alters(d) }) || pointedAt(c, from) {
		return "", false
	}
	return passingName(c, r.Name, nil), true
}

// adopted reports whether an index or key would become the part of one that comes
// before it, if it were there then.
func adopted(o schema.Object) bool {
	return slices.ContainsFunc(o.Deps(), func(d schema.Ref) bool { return schema.IsIndexed(d.Kind) && d.Table != o.Ref().Table })
}

// pointedAt reports whether a foreign key refers to the table of what tells rows
// apart: made again, it would take hold of the old one.
func pointedAt(c *sqlgen.Context, o schema.Object) bool {
	if x, ok := o.(*schema.Index); ok && !x.Unique {
		return false
	}
	table := onTable(o.Ref().Schema, o.Ref().Table)
	from, to := c.Plan.Families()
	return from.PointedAt(table) || to.PointedAt(table)
}

// swappedKey: a key on an index that cannot be built beside is not.
func swappedKey(c *sqlgen.Context, k *schema.Key) (old string, ok bool) {
	if to, found := schema.Find[*schema.Key](c.Plan.To, k.Ref()); !found || to.WithoutOverlaps {
		return "", false
	}
	return swapped(c, k.Ref())
}
