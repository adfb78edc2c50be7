package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// buildParts builds an index of a partitioned table online: partition by partition, under
// the names that the server would choose. The index of the table takes these for its
// parts when it is made, and reads no row. ok is false where it might take others.
func buildParts(c *sqlgen.Context, x *schema.Index) (stmts []sqlgen.Stmt, ok bool) {
	leaves, ok := leavesOf(c, x, onTable(x.Schema, x.Table))
	if !ok {
		return nil, false
	}
	for _, leaf := range leaves {
		part := x.Named(leaf.InTable(schema.KindIndex, "")).(*schema.Index)
		part.Name = copyName(part, leaf.Name)
		if isAlike(c, part, []schema.Ref{x.Ref()}) || hasSame(c, part) {
			return nil, false
		}
		stmts = append(stmts, sqlgen.Stmt{SQL: indexSQL(part, true), NoTx: true})
	}
	return stmts, len(stmts) > 0
}

// leavesOf lists the partitions that hold the rows of a table; ok is false if they are
// not the same all the time, or have indexes that are to be parts of x.
func leavesOf(c *sqlgen.Context, x *schema.Index, table schema.Ref) (leaves []schema.Ref, ok bool) {
	from, to := c.Plan.Families()
	if !slices.Equal(from.Children(table), to.Children(table)) {
		return nil, false
	}
	for _, child := range to.Children(table) {
		tie := child.InTable(schema.KindInheritance, "inheritance")
		switch {
		case parts(c, child), c.Alters(tie), c.New(tie), to.Attached(child, x.Name), from.Attached(child, x.Name):
			return nil, false
		case isForeign(c, child.Schema, child.Name):
			continue
		case !partitioned(c, child.Schema, child.Name):
			leaves = append(leaves, child)
			continue
		}
		below, ok := leavesOf(c, x, child)
		if !ok {
			return nil, false
		}
		leaves = append(leaves, below...)
	}
	return leaves, true
}

// hasSame reports whether the table of an index has, or gets, another that the server
// could take in its place.
func hasSame(c *sqlgen.Context, x *schema.Index) bool {
	table := onTable(x.Schema, x.Table)
	from, to := c.Plan.Families()
	if x.Unique && keyed(c)[table] {
		return true
	}
	return slices.ContainsFunc(slices.Concat(from.OwnIndexes(table), to.OwnIndexes(table)), func(o *schema.Index) bool {
		return o.Unique == x.Unique && o.Method == x.Method && o.Where == x.Where && sameParts(o.Parts, x.Parts)
	})
}

// keyed holds the tables that have keys of their own.
func keyed(c *sqlgen.Context) map[schema.Ref]bool {
	const memo = "tables with keys"
	tables, ok := c.Kept[memo].(map[schema.Ref]bool)
	if !ok {
		tables = map[schema.Ref]bool{}
		c.Kept[memo] = tables
		for _, s := range []*schema.Schema{c.Plan.From, c.Plan.To} {
			for k := range schema.Of[*schema.Key](s) {
				tables[onTable(k.Schema, k.Table)] = true
			}
		}
	}
	return tables
}
