package proof

import (
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// An untier takes tables from their parents, and gives them back.
type untier interface {
	Untie(tie *schema.Inheritance) []sqlgen.Stmt
	Tie(tie *schema.Inheritance) []sqlgen.Stmt
}

// untied lists the ties that have to go before a column is renamed: of tables
// that leave a parent and keep the column under its old name. The renames come
// first, and would reach them. seen has those that were listed before.
func (w *work) untied(r planner.Rename, seen map[schema.Ref]bool) []*schema.Inheritance {
	if _, ok := w.in.Dialect.(untier); !ok || r.Old.Kind != schema.KindColumn {
		return nil
	}
	from, to := schema.NewFamilies(w.current), schema.NewFamilies(w.desired)
	var out []*schema.Inheritance
	queue := []schema.Ref{{Kind: schema.KindTable, Schema: r.Old.Schema, Name: r.Old.Table}}
	for len(queue) > 0 {
		parent := queue[0]
		queue = queue[1:]
		for _, child := range from.Children(parent) {
			now := w.afterRenames(child)
			if !w.desired.Has(now.InTable(schema.KindColumn, r.Old.Name)) || tied(to, now, w.afterRenames(parent)) {
				queue = append(queue, child)
				continue
			}
			tie, ok := schema.Find[*schema.Inheritance](w.current, child.InTable(schema.KindInheritance, "inheritance"))
			if !ok || seen[child] {
				continue
			}
			seen[child] = true
			tie = tie.Named(now.InTable(schema.KindInheritance, "inheritance")).(*schema.Inheritance)
			tie.Parents = []schema.Ref{w.afterRenames(parent)}
			out = append(out, tie)
		}
	}
	return out
}

func tied(f *schema.Families, child, parent schema.Ref) bool {
	for _, p := range f.Parents(child) {
		if p == parent {
			return true
		}
	}
	return false
}

// afterRenames is what a table is called after the renames of tables and
// schemas.
func (w *work) afterRenames(table schema.Ref) schema.Ref {
	for _, r := range w.renames {
		if r.Old == table {
			table = r.To
		}
	}
	for _, r := range w.renames {
		if r.Old.Kind == schema.KindSchema && r.Old.Name == table.Schema {
			table.Schema = r.To.Name
		}
	}
	return table
}
