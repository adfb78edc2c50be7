package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// claimant finds the index of a partitioned table that the plan makes and whose
// part an index of a partition would become: it could not be dropped then.
func claimant(c *sqlgen.Context, x *schema.Index) *schema.Index {
	if x.Of != "" || c.Plan.To.Has(x.Ref()) {
		return nil
	}
	_, to := c.Plan.Families()
	for _, p := range following(c, onTable(x.Schema, x.Table)) {
		for _, o := range to.Parts(p) {
			up, ok := o.(*schema.Index)
			if ok && !up.Only && up.TakesFor(x) && (!c.Plan.From.Has(up.Ref()) || c.Drops(up.Ref())) {
				return up
			}
		}
	}
	return nil
}

// fits reports whether an index of a partition is just what the server would
// make for one of the partitioned table. Of several the server takes one.
func fits(c *sqlgen.Context, x, up *schema.Index) bool {
	part := up.Named(x.Ref()).(*schema.Index)
	part.Common = x.Common
	if len(schema.Changed(part, x)) > 0 || x.Comment != "" {
		return false
	}
	from, _ := c.Plan.Families()
	for _, other := range from.OwnIndexes(onTable(x.Schema, x.Table)) {
		if other.Name != x.Name && up.TakesFor(other) {
			return false
		}
	}
	return true
}

// becomesPart leaves an index of a partition to the one that claims it, under
// the name that the server gives to parts. What does not fit has gone by then.
func becomesPart(c *sqlgen.Context, x, up *schema.Index) []sqlgen.Stmt {
	if !fits(c, x, up) {
		return nil
	}
	part := *x
	part.Name = ""
	base := copyName(up, x.Table)
	switch {
	case regularName(x.Name, base):
		return nil
	case isAlike(c, &part, []schema.Ref{up.Ref()}):
		return []sqlgen.Stmt{freeName(x.Schema, x.Name, base)}
	}
	part.Name = base
	return renameCopy(x, &part)
}

// clearWay drops the indexes of partitions that an index would claim though
// they do not fit.
func clearWay(c *sqlgen.Context, up *schema.Index) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if !partitioned(c, up.Schema, up.Table) {
		return nil
	}
	from, _ := c.Plan.Families()
	for _, child := range followers(c, onTable(up.Schema, up.Table)) {
		for _, x := range from.OwnIndexes(child) {
			if by := claimant(c, x); by != nil && by.Name == up.Name && !fits(c, x, up) {
				stmts = append(stmts, sqlgen.Stmt{SQL: "DROP INDEX " + Qualified(x.Schema, x.Name)})
			}
		}
	}
	return stmts
}
