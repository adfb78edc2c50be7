package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// publish lets publications begin to publish updates and deletes after what is done to the tables, and cease to before it: as
// long as they do, the server updates no row of a table without a replica identity, which the primary key is for the most part.
func (g *graph) publish() {
	for i, n := range g.nodes {
		if n.change.Ref().Kind != schema.KindPublication {
			continue
		}
		first := n.action == Drop || n.action == Alter && publishesUpdates(n.change.From) && !publishesUpdates(n.change.To)
		for j, m := range g.nodes {
			switch r := m.change.Ref(); {
			case !movesRows[r.Kind] || !publishes(n.change.From, r) && !publishes(n.change.To, r):
			case first:
				g.before(i, j, true)
			default:
				g.before(j, i, true)
			}
		}
	}
}

// movesRows are the kinds on tables whose changes update rows, or decide on whether the server does.
var movesRows = map[schema.Kind]bool{
	schema.KindColumn: true, schema.KindPrimaryKey: true, schema.KindUnique: true, schema.KindIndex: true,
	schema.KindReplicaIdentity: true,
}

func publishesUpdates(o schema.Object) bool {
	p, ok := o.(*schema.Publication)
	return ok && (len(p.Operations) == 0 || slices.Contains(p.Operations, "update") || slices.Contains(p.Operations, "delete"))
}

// publishes reports whether a publication has the table of an object.
func publishes(o schema.Object, r schema.Ref) bool {
	p, ok := o.(*schema.Publication)
	return ok && (p.AllTables || slices.Contains(p.Schemas, r.Schema) ||
		slices.ContainsFunc(p.Tables, func(t schema.PublishedTable) bool { return t.Table.Schema == r.Schema && t.Table.Name == r.Table }))
}
