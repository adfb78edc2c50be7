package planner

import "github.com/schemactl/schemactl/schema"

// rowTypes: the server writes no row of a table anew while a column somewhere is of
// the table's row type. Columns that are come after the changes of the table's own,
// and go before those.
func (g *graph) rowTypes() {
	changing := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if r := n.change.Ref(); r.Kind == schema.KindColumn && n.action != Drop {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			if g.from.Has(table) && g.to.Has(table) {
				changing[table] = append(changing[table], i)
			}
		}
	}
	if len(changing) == 0 {
		return
	}
	for i, n := range g.nodes {
		if n.change.Ref().Kind != schema.KindColumn {
			continue
		}
		switch n.action {
		case Create:
			for _, t := range g.rowsIn(g.to, n.change.To) {
				for _, j := range changing[t] {
					g.before(j, i, true)
				}
			}
		case Drop:
			for _, t := range g.rowsIn(g.from, n.change.From) {
				for _, j := range changing[t] {
					g.before(i, j, true)
				}
			}
		}
	}
}

// rowsIn lists the tables whose rows the values of a column are made of, with those
// above them, whose columns they share.
func (g *graph) rowsIn(s *schema.Schema, column schema.Object) []schema.Ref {
	own := column.Ref()
	seen := map[schema.Ref]bool{{Kind: schema.KindTable, Schema: own.Schema, Name: own.Table}: true}
	var tables []schema.Ref
	var visit func(o schema.Object)
	climbed := map[schema.Ref]bool{}
	// What is above before and after can go round: a parent becomes the child.
	climb := func(t schema.Ref) {
		from, to := g.families()
		for up := []schema.Ref{t}; len(up) > 0; up = up[1:] {
			if climbed[up[0]] {
				continue
			}
			climbed[up[0]] = true
			tables = append(tables, up[0])
			up = append(up, from.Parents(up[0])...)
			up = append(up, to.Parents(up[0])...)
		}
	}
	visit = func(o schema.Object) {
		if o == nil {
			return
		}
		for _, dep := range o.Deps() {
			if seen[dep] {
				continue
			}
			switch seen[dep] = true; dep.Kind {
			case schema.KindTable:
				climb(dep)
			case schema.KindComposite, schema.KindDomain:
				visit(s.Lookup(dep))
			}
		}
	}
	visit(column)
	return tables
}
