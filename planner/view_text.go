package planner

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// readWhole: the text of a view that joins by USING can name every column of a table
// that it reads, in order, as t(a, b, c), where the server would not know otherwise
// which one is meant. So it is written when the columns have come, and those gone
// that it did not use.
func (g *graph) readWhole() {
	changed := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if r := n.change.Ref(); r.Kind == schema.KindColumn && n.action != Alter && !n.replaces {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			changed[table] = append(changed[table], i)
		}
	}
	if len(changed) == 0 {
		return
	}
	for i, n := range g.nodes {
		if n.action == Drop || !strings.Contains(viewText(n.change.To), " USING (") {
			continue
		}
		var used []schema.Ref
		if n.action == Alter {
			used = n.change.From.Deps()
		}
		for _, table := range tablesRead(n.change.To) {
			for _, j := range changed[table] {
				if g.nodes[j].action == Create || !slices.Contains(used, g.nodes[j].change.Ref()) {
					g.before(j, i, true)
				}
			}
		}
	}
}

// listsColumns is where a query names the columns of a table that it reads.
var listsColumns = regexp.MustCompile(`(FROM|JOIN) \(*\S+ ("[^"]+"|[\w$]+)\(`)

// countsColumns reports whether the text of a view names every column of a table, one
// of which it used and the table loses: it cannot be read before that has gone, and
// the view keeps it from going.
func (k *closure) countsColumns(c Change) bool {
	if !c.Has("As") {
		return false
	}
	text := viewText(c.To)
	if !strings.Contains(text, " USING (") || !listsColumns.MatchString(text) {
		return false
	}
	return slices.ContainsFunc(c.From.Deps(), func(r schema.Ref) bool {
		return r.Kind == schema.KindColumn && !k.to.Has(r) && k.to.Has(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table})
	})
}

// viewText is the query of a view.
func viewText(o schema.Object) string {
	switch o := o.(type) {
	case *schema.View:
		return o.As
	case *schema.Materialized:
		return o.As
	}
	return ""
}

// tablesRead lists the tables that an object uses a column of.
func tablesRead(o schema.Object) []schema.Ref {
	var tables []schema.Ref
	for _, r := range o.Deps() {
		if r.Kind == schema.KindColumn {
			tables = append(tables, schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table})
		}
	}
	slices.SortFunc(tables, schema.Ref.Compare)
	return slices.Compact(tables)
}
