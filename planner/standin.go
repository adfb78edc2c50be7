package planner

import "github.com/schemactl/schemactl/schema"

// standIn lets the indexes and keys of a table that go for good stay until those
// are there that come: in between no row would be kept out that the old and the
// new ones keep out, and no query would find what it needs. A table has one
// primary key at most, so that this goes before another comes. Tables of families
// have an order of their own.
func (g *graph) standIn() {
	coming := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if r := n.change.Ref(); n.action == Create && !n.replaces && standsOnIndex(r.Kind) {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			coming[table] = append(coming[table], i)
		}
	}
	if len(coming) == 0 {
		return
	}
	from, to := g.families()
	for i, n := range g.nodes {
		r := n.change.Ref()
		if n.action != Drop || n.replaces || !standsOnIndex(r.Kind) || r.Kind == schema.KindPrimaryKey {
			continue
		}
		table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
		if inFamily(from, table) || inFamily(to, table) || !g.to.Has(table) {
			continue
		}
		for _, j := range coming[table] {
			g.before(j, i, true)
		}
	}
}

func inFamily(f *schema.Families, table schema.Ref) bool {
	return len(f.Parents(table)) > 0 || len(f.Children(table)) > 0
}
