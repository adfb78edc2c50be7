package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A forest is what has to be retyped from several tables on: those below one of them
// have the column of another too, and the server changes it there for neither.
type forest struct {
	// roots are the columns of those tables that change.
	roots []schema.Ref
	// cut are the ties that are let go meanwhile.
	cut []*schema.Inheritance
}

// retypeAlone retypes a column, and those below that follow it. Tables that have it
// of a second root leave that for the time: all roots are parts of one step.
func retypeAlone(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	f, begins := forestOf(c, to)
	if f == nil {
		return alterType(c, from, to)
	}
	if !begins {
		return nil
	}
	var stmts []sqlgen.Stmt
	for _, tie := range f.cut {
		table := onTable(tie.Schema, tie.Table)
		stmts = append(stmts, hold(c, table, tie.Parents, to.Name)...)
		stmts = append(stmts, detachFrom(c, tie, tie.Parents)...)
	}
	for _, r := range f.roots {
		was, _ := schema.Find[*schema.Column](c.Plan.From, r)
		is, _ := schema.Find[*schema.Column](c.Plan.To, r)
		stmts = append(stmts, alterType(c, was, is)...)
	}
	for _, tie := range f.cut {
		stmts = append(append(stmts, attachTo(c, tie, tie.Parents)...), dismiss(c, onTable(tie.Schema, tie.Table))...)
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
	roots, order := related(c, col.Ref(), above)
	if len(roots) == 1 {
		return nil, false
	}
	f = &forest{}
	for _, r := range roots {
		if c.Alters(r) {
			f.roots = append(f.roots, r)
			c.Kept[memo(r)] = f
		}
	}
	tree := map[schema.Ref]schema.Ref{}
	for _, r := range order {
		f.note(c, r, above(r), func(r schema.Ref) schema.Ref { return firstRoot(r, above, tree) })
	}
	return f, true
}

// related finds the columns that others have which have the column of one root too,
// and the roots of all.
func related(c *sqlgen.Context, root schema.Ref, above func(schema.Ref) []schema.Ref) (roots, order []schema.Ref) {
	roots = []schema.Ref{root}
	seen, isRoot := map[schema.Ref]bool{}, map[schema.Ref]bool{root: true}
	for i := 0; i < len(roots); i++ {
		queue := []schema.Ref{roots[i]}
		for len(queue) > 0 {
			r := queue[0]
			queue = queue[1:]
			if seen[r] {
				continue
			}
			seen[r] = true
			order = append(order, r)
			up := above(r)
			if len(up) == 0 && !isRoot[r] {
				isRoot[r] = true
				roots = append(roots, r)
			}
			queue = append(queue, up...)
			for _, child := range followers(c, onTable(r.Schema, r.Table)) {
				if below := child.InTable(r.Kind, r.Name); c.Plan.From.Has(below) {
					queue = append(queue, below)
				}
			}
		}
	}
	return roots, order
}

// firstRoot is the root that a column is retyped from: that of the first parent.
func firstRoot(r schema.Ref, above func(schema.Ref) []schema.Ref, tree map[schema.Ref]schema.Ref) schema.Ref {
	if known, ok := tree[r]; ok {
		return known
	}
	top := r
	if up := above(r); len(up) > 0 {
		top = firstRoot(up[0], above, tree)
	}
	tree[r] = top
	return top
}

// note tells from which parents a table has to go: from the first on that has another
// root, so that all come back in their order.
func (f *forest) note(c *sqlgen.Context, r schema.Ref, above []schema.Ref, root func(schema.Ref) schema.Ref) {
	from, _ := c.Plan.Families()
	tie := &schema.Inheritance{Schema: r.Schema, Table: r.Table}
	for _, p := range from.Parents(onTable(r.Schema, r.Table)) {
		up := p.InTable(r.Kind, r.Name)
		if len(tie.Parents) > 0 || slices.Contains(above, up) && root(up) != root(r) {
			tie.Parents = append(tie.Parents, p)
		}
	}
	if len(tie.Parents) > 0 {
		f.cut = append(f.cut, tie)
	}
}
