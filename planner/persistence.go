package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// persist orders changes of tables to and from UNLOGGED: at no time may a logged table refer to one that is not. So what
// refers to another table becomes unlogged before that, and logged after it; foreign keys go before and come after.
func (g *graph) persist() {
	changing := map[schema.Ref]int{}
	for r, i := range g.alters {
		if r.Kind == schema.KindTable && slices.Contains(g.nodes[i].change.Fields, "Unlogged") {
			changing[r] = i
		}
	}
	if len(changing) == 0 {
		return
	}
	for k := range schema.Of[*schema.ForeignKey](g.to) {
		g.persistUnder(k, changing)
	}
	for k := range schema.Of[*schema.ForeignKey](g.from) {
		if i, ok := g.drops[k.Ref()]; ok {
			for _, j := range bothTables(k, changing) {
				g.before(i, j, true)
			}
		}
	}
}

func (g *graph) persistUnder(k *schema.ForeignKey, changing map[schema.Ref]int) {
	ends := bothTables(k, changing)
	if i, ok := g.creates[k.Ref()]; ok {
		for _, j := range ends {
			g.before(j, i, true)
		}
		return
	}
	if len(ends) < 2 {
		return
	}
	first, second := ends[0], ends[1]
	if t, ok := g.nodes[first].change.To.(*schema.Table); ok && !t.Unlogged {
		first, second = second, first
	}
	g.before(first, second, true)
}

// bothTables are the nodes of a foreign key's table and of the one it refers to, as far as they change.
func bothTables(k *schema.ForeignKey, changing map[schema.Ref]int) []int {
	var out []int
	for _, r := range []schema.Ref{{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}, k.RefTable} {
		if i, ok := changing[r]; ok {
			out = append(out, i)
		}
	}
	return out
}
