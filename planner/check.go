package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// checksTogether: a table has one check of a name, whichever parents it has it of. All of
// those that are made anew go before one comes back.
func (g *graph) checksTogether(from *schema.Families) {
	shared := map[schema.Ref][]schema.Ref{}
	var order []schema.Ref
	for _, n := range g.nodes {
		r := n.change.Ref()
		if n.action != Drop || !n.replaces || r.Kind != schema.KindCheck {
			continue
		}
		tops := g.uppermostReplaced(from, r)
		for _, child := range from.Children(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}) {
			if len(from.Parents(child)) < 2 {
				continue
			}
			below := child.InTable(r.Kind, r.Name)
			if shared[below] == nil {
				order = append(order, below)
			}
			for _, top := range tops {
				if !slices.Contains(shared[below], top) {
					shared[below] = append(shared[below], top)
				}
			}
		}
	}
	for _, below := range order {
		for _, gone := range shared[below] {
			for _, comes := range shared[below] {
				if comes != gone {
					g.before(g.drops[gone], g.creates[comes], false)
				}
			}
		}
	}
}

// uppermostReplaced lists the checks with which one goes and comes back.
func (g *graph) uppermostReplaced(from *schema.Families, r schema.Ref) []schema.Ref {
	var out []schema.Ref
	for _, up := range from.Above(r) {
		if j, ok := g.drops[up]; ok && g.nodes[j].replaces {
			out = append(out, g.uppermostReplaced(from, up)...)
		}
	}
	if len(out) == 0 {
		out = append(out, r)
	}
	return out
}

// keepsCheck reports whether a table that leaves the one of a check, which is made anew,
// keeps another parent whose check of that name is too: they go together, before it
// leaves.
func (g *graph) keepsCheck(n node, tie Change) bool {
	was, ok := tie.From.(*schema.Inheritance)
	is, also := tie.To.(*schema.Inheritance)
	r := n.change.Ref()
	// A partition has one parent, and leaves that even to come back.
	if !ok || !also || was.Bound != "" || n.action != Drop || !n.replaces || r.Kind != schema.KindCheck {
		return false
	}
	return slices.ContainsFunc(is.Parents, func(p schema.Ref) bool {
		i, ok := g.drops[p.InTable(r.Kind, r.Name)]
		return ok && g.nodes[i].replaces && slices.Contains(was.Parents, p) && (p.Name != r.Table || p.Schema != r.Schema)
	})
}
