package planner

import "github.com/schemactl/schemactl/schema"

// settleDefaults changes the default of a column before new tables come below: it
// reaches all that are there, and these bring what they are to have.
func (g *graph) settleDefaults() {
	changing := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if r := n.change.Ref(); r.Kind == schema.KindDefault {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			if g.from.Has(table) && g.to.Has(table) {
				changing[table] = append(changing[table], i)
			}
		}
	}
	if len(changing) == 0 {
		return
	}
	_, families := g.families()
	var climb func(r schema.Ref, child int)
	climb = func(r schema.Ref, child int) {
		for _, up := range families.Parents(r) {
			for _, i := range changing[up] {
				g.before(i, child, true)
			}
			climb(up, child)
		}
	}
	for i, n := range g.nodes {
		if r := n.change.Ref(); n.action == Create && r.Kind == schema.KindTable && !g.from.Has(r) {
			climb(r, i)
		}
	}
}
