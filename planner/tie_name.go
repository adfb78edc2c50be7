package planner

import "github.com/schemactl/schemactl/schema"

// partsMakeWay: what a partition that was renamed has of an index or key keeps its name until
// that is left to the server. It is what the server would choose for the partition that gets
// the name, so that it goes before that comes; and comes once such a partition has gone.
func (g *graph) partsMakeWay() {
	for i, n := range g.nodes {
		o := (Step{Change: n.change, Action: n.action}).Object()
		if n.action == Alter || schema.PartOf(o) == "" {
			continue
		}
		r := o.Ref()
		for at := range len(r.Name) {
			if r.Name[at] != '_' || r.Name[:at] == r.Table {
				continue
			}
			tie := schema.Ref{Kind: schema.KindInheritance, Schema: r.Schema, Table: r.Name[:at], Name: "inheritance"}
			if j, ok := g.creates[tie]; ok && n.action == Drop {
				g.before(i, j, true)
			}
			if j, ok := g.drops[tie]; ok && n.action == Create {
				g.before(j, i, true)
			}
		}
	}
}
