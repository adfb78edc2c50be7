package proof

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// An untier takes tables from their parents, and gives them back.
type untier interface {
	Untie(tie *schema.Inheritance) []sqlgen.Stmt
	Tie(tie *schema.Inheritance) []sqlgen.Stmt
	// StandInName is a name for what stands in for the parents of a table, and Dismiss
	// drops that.
	StandInName(table string, taken map[string]bool) string
	Dismiss(table, standIn schema.Ref) []sqlgen.Stmt
}

// A bond is a table and one of its parents.
type bond struct{ child, parent schema.Ref }

// A spread is how far the server takes the rename of a column or check.
type spread struct {
	// top is where it begins, and tables are those that it gets to, top included.
	top    schema.Ref
	tables map[schema.Ref]bool
	order  []schema.Ref
	// cuts are the bonds that it is not to pass, or that would keep the server from it.
	cuts []bond
}

// spread follows a rename from a table to those below. What a table has of a parent
// goes another way where it gets another name, or stays as it is in a table that
// leaves the parent.
func (w *work) spread(r planner.Rename) spread {
	from, to := schema.NewFamilies(w.current), schema.NewFamilies(w.desired)
	of := func(table schema.Ref) schema.Ref { return table.InTable(r.Old.Kind, r.Old.Name) }
	out := spread{top: schema.Ref{Kind: schema.KindTable, Schema: r.Old.Schema, Name: r.Old.Table}}
	out.tables, out.order = map[schema.Ref]bool{out.top: true}, []schema.Ref{out.top}
	named := map[schema.Ref]string{}
	for _, other := range w.renames {
		named[other.Old] = other.To.Name
	}
	stays := func(child, parent schema.Ref) bool { return tied(to, w.afterRenames(child), w.afterRenames(parent)) }
	for i := 0; i < len(out.order); i++ {
		parent := out.order[i]
		for _, child := range from.Children(parent) {
			if out.tables[child] || !w.current.Has(of(child)) {
				continue
			}
			own, renamed := named[of(child)]
			kept := w.desired.Has(of(w.afterRenames(child))) && !stays(child, parent)
			if renamed && own != r.To.Name || !renamed && kept {
				out.cuts = append(out.cuts, bond{child, parent})
				continue
			}
			out.tables[child] = true
			out.order = append(out.order, child)
		}
	}
	for _, table := range out.order {
		for _, up := range from.Above(of(table)) {
			parent := schema.Ref{Kind: schema.KindTable, Schema: up.Schema, Name: up.Table}
			if !out.tables[parent] && !isForItself(w.current, up) && (table == out.top || !stays(table, parent)) {
				out.cuts = append(out.cuts, bond{table, parent})
			}
		}
	}
	return out
}

// untied lists the ties that have to go before a column or check is renamed: the
// renames come first, and would go too far, or be refused. Parents come back in
// their order. seen has the bonds that were cut before.
func (w *work) untied(r planner.Rename, seen map[bond]bool) []*schema.Inheritance {
	if _, ok := w.in.Dialect.(untier); !ok || r.Old.Kind != schema.KindColumn && r.Old.Kind != schema.KindCheck || isForItself(w.current, r.Old) {
		return nil
	}
	var out []*schema.Inheritance
	for _, cut := range w.spread(r).cuts {
		tie, ok := schema.Find[*schema.Inheritance](w.current, cut.child.InTable(schema.KindInheritance, "inheritance"))
		if !ok || seen[cut] {
			continue
		}
		tie = tie.Named(w.afterRenames(cut.child).InTable(schema.KindInheritance, "inheritance")).(*schema.Inheritance)
		parents := tie.Parents[slices.Index(tie.Parents, cut.parent):]
		tie.Parents = nil
		for _, p := range parents {
			if b := (bond{cut.child, p}); !seen[b] {
				seen[b] = true
				tie.Parents = append(tie.Parents, w.afterRenames(p))
			}
		}
		out = append(out, tie)
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
	old := table
	for _, r := range w.renames {
		if r.Old == old {
			table = r.To // the last, where it has a passing name on the way
		}
	}
	for _, r := range w.renames {
		if r.Old.Kind == schema.KindSchema && r.Old.Name == table.Schema {
			table.Schema = r.To.Name
		}
	}
	return table
}
