package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A forest is what has to be retyped from several tables on: those below one of them
// have the column of another too, and the server changes it there for neither.
type forest struct {
	// waits counts the roots that are still to be retyped.
	waits int
	// cut are the ties that are let go meanwhile.
	cut []*schema.Inheritance
}

// retypeAlone retypes a column, and those below that follow it. Tables that have it
// of a second root leave that for the time.
func retypeAlone(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	stmts := alterType(c, from, to)
	f, begins := forestOf(c, to)
	if f == nil {
		return stmts
	}
	if begins {
		var leaving []sqlgen.Stmt
		for _, tie := range f.cut {
			leaving = append(leaving, partFrom(c, tie)...)
		}
		stmts = append(leaving, stmts...)
	}
	if f.waits--; f.waits > 0 {
		return stmts
	}
	for _, tie := range f.cut {
		stmts = append(stmts, reunite(c, tie)...)
	}
	return stmts
}

// partings counts for how many columns a table is apart from its parents.
func partings(c *sqlgen.Context, table schema.Ref) map[schema.Ref]int {
	memo := "partings of " + table.Path()
	counts, ok := c.Kept[memo].(map[schema.Ref]int)
	if !ok {
		counts = map[schema.Ref]int{}
		c.Kept[memo] = counts
	}
	return counts
}

// partFrom takes a table from those of some parents that it has not left yet.
func partFrom(c *sqlgen.Context, tie *schema.Inheritance) []sqlgen.Stmt {
	table := onTable(tie.Schema, tie.Table)
	counts := partings(c, table)
	var leave []schema.Ref
	for _, p := range tie.Parents {
		if counts[p]++; counts[p] == 1 {
			leave = append(leave, p)
		}
	}
	return append(hold(c, table, leave, leave, false), detachFrom(c, tie, leave)...)
}

// reunite gives it back to those that no other column keeps it from.
func reunite(c *sqlgen.Context, tie *schema.Inheritance) []sqlgen.Stmt {
	table := onTable(tie.Schema, tie.Table)
	counts := partings(c, table)
	var join []schema.Ref
	for _, p := range tie.Parents {
		if counts[p]--; counts[p] == 0 {
			join = append(join, p)
			delete(counts, p)
		}
	}
	stmts := attachTo(c, tie, join)
	if len(counts) == 0 {
		stmts = append(stmts, dismiss(c, table)...)
	}
	return stmts
}

// forestOf finds the forest that a column is a root of; nil if it stands alone.
func forestOf(c *sqlgen.Context, col *schema.Column) (f *forest, begins bool) {
	memo := func(r schema.Ref) string { return "retyping from " + r.Path() }
	if f, ok := c.Kept[memo(col.Ref())].(*forest); ok {
		return f, false
	}
	above := func(r schema.Ref) []schema.Ref {
		var out []schema.Ref
		for _, p := range following(c, onTable(r.Schema, r.Table)) {
			if up := p.InTable(r.Kind, r.Name); c.Plan.From.Has(up) && c.Plan.To.Has(up) {
				out = append(out, up)
			}
		}
		return out
	}
	roots, tree := []schema.Ref{col.Ref()}, map[schema.Ref]int{}
	var order []schema.Ref
	for i := 0; i < len(roots); i++ {
		queue := []schema.Ref{roots[i]}
		for len(queue) > 0 {
			r := queue[0]
			queue = queue[1:]
			if _, seen := tree[r]; seen {
				continue
			}
			tree[r] = i
			order = append(order, r)
			for _, up := range above(r) {
				if top := uppermost(up, above); !slices.Contains(roots, top) {
					roots = append(roots, top)
				}
			}
			for _, child := range followers(c, onTable(r.Schema, r.Table)) {
				if below := child.InTable(r.Kind, r.Name); c.Plan.From.Has(below) {
					queue = append(queue, below)
				}
			}
		}
	}
	if len(roots) == 1 {
		return nil, false
	}
	f = &forest{}
	for _, r := range roots {
		if c.Alters(r) {
			f.waits++
			c.Kept[memo(r)] = f
		}
	}
	for _, r := range order {
		f.note(c, r, above(r), tree)
	}
	return f, true
}

// note tells from which parents a table has to go: those of another root, and, so that
// all come back in their order, those that stand after the first of them and do
// not lead to its own.
func (f *forest) note(c *sqlgen.Context, r schema.Ref, above []schema.Ref, tree map[schema.Ref]int) {
	from, _ := c.Plan.Families()
	tie := &schema.Inheritance{Schema: r.Schema, Table: r.Table}
	for _, p := range from.Parents(onTable(r.Schema, r.Table)) {
		up := p.InTable(r.Kind, r.Name)
		has := slices.Contains(above, up)
		if has && tree[up] != tree[r] || !has && len(tie.Parents) > 0 {
			tie.Parents = append(tie.Parents, p)
		}
	}
	if len(tie.Parents) > 0 {
		f.cut = append(f.cut, tie)
	}
}

// uppermost climbs to where a column is nobody's.
func uppermost(r schema.Ref, above func(schema.Ref) []schema.Ref) schema.Ref {
	for {
		up := above(r)
		if len(up) == 0 {
			return r
		}
		r = up[0]
	}
}
