package proof

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// lend gives the goal of the way back tables that stand in for the parents which others
// have left for a rename, and get back after it: what such a child has of these
// alone, and the way back makes again, would count as the child's own.
func (w *work) lend(target, goal *schema.Schema) *schema.Schema {
	w.lent = map[schema.Ref]schema.Ref{}
	seen := map[bond]bool{}
	var families *schema.Families
	for _, r := range w.renames {
		for _, tie := range w.untied(r, seen) {
			if families == nil {
				target, families = target.Clone(), schema.NewFamilies(target)
			}
			w.lendTo(target, goal, families, tie)
		}
	}
	return target
}

// lendTo lets a stand-in have what a table is to have of the parents of a tie.
func (w *work) lendTo(target, goal *schema.Schema, f *schema.Families, tie *schema.Inheritance) {
	child := schema.Ref{Kind: schema.KindTable, Schema: tie.Schema, Name: tie.Table}
	if !target.Has(child) || tie.Bound != "" {
		return
	}
	standIn, there := w.lent[child]
	if !there {
		standIn = child
		standIn.Name = w.in.Dialect.(untier).StandInName(child.Name, namesIn(target, goal))
	}
	var made []schema.Object
	for o := range target.All() {
		r := o.Ref()
		if r.Schema != child.Schema || r.Table != child.Name || goal.Has(r) || len(f.Above(r)) > 0 || target.Has(standIn.InTable(r.Kind, r.Name)) {
			continue
		}
		if w.isOf(r, tie) && !w.standsOnRenamed(o) {
			made = append(made, o)
		}
	}
	if len(made) == 0 {
		return
	}
	if !there {
		w.lent[child] = standIn
		target.Put(&schema.Table{Schema: standIn.Schema, Name: standIn.Name})
		target.Put(withParent(target, child, standIn))
	}
	for _, o := range made {
		putBases(target, o, standIn)
		above, below := o.Named(standIn.InTable(o.Ref().Kind, o.Ref().Name)), o.Named(o.Ref())
		*above.Base() = schema.Common{}
		below.Base().Needs = slices.Concat(below.Base().Needs, []schema.Ref{above.Ref()})
		inherit(above, below)
		target.Put(above)
		target.Put(below)
	}
}

// putBases gives a stand-in the columns that an expression needs.
func putBases(target *schema.Schema, o schema.Object, standIn schema.Ref) {
	for _, dep := range o.Deps() {
		base, ok := schema.Find[*schema.Column](target, dep)
		if up := standIn.InTable(dep.Kind, dep.Name); ok && dep.Schema == o.Ref().Schema && dep.Table == o.Ref().Table && !target.Has(up) {
			target.Put(&schema.Column{Schema: up.Schema, Table: up.Table, Name: up.Name, Type: base.Type, Collation: base.Collation})
		}
	}
}

// standsOnRenamed reports whether an expression needs a column that gets another name,
// which no stand-in may have then.
func (w *work) standsOnRenamed(o schema.Object) bool {
	return slices.ContainsFunc(o.Deps(), func(dep schema.Ref) bool {
		return dep.Kind == schema.KindColumn && w.origin(dep).Name != dep.Name
	})
}

// isOf reports whether what r names comes of the parents of a tie alone.
func (w *work) isOf(r schema.Ref, tie *schema.Inheritance) bool {
	was := w.current.Lookup(w.origin(r))
	if was == nil || !schema.OnlyInherited(was) {
		return false
	}
	return slices.ContainsFunc(tie.Parents, func(p schema.Ref) bool {
		return w.current.Has(w.origin(p.InTable(r.Kind, r.Name)))
	})
}

func inherit(above, below schema.Object) {
	switch below := below.(type) {
	case *schema.Column:
		up := above.(*schema.Column)
		up.Backfill, up.Using, up.Identity, up.NotNullName, up.NotNullActual = "", "", nil, "", ""
		below.Inherited, below.Local, below.NotNullLocal = true, false, false
	case *schema.Check:
		below.Inherited, below.Local = true, false
	}
}

// withParent is the tie of a table with one more parent.
func withParent(s *schema.Schema, child, parent schema.Ref) *schema.Inheritance {
	own := child.InTable(schema.KindInheritance, "inheritance")
	tie := &schema.Inheritance{Schema: own.Schema, Table: own.Table}
	if was, ok := schema.Find[*schema.Inheritance](s, own); ok {
		*tie = *was
	}
	tie.Parents = append(slices.Clone(tie.Parents), parent)
	return tie
}

// namesIn lists the names of all objects.
func namesIn(schemas ...*schema.Schema) map[string]bool {
	taken := map[string]bool{}
	for _, s := range schemas {
		for o := range s.All() {
			taken[o.Ref().Name] = true
		}
	}
	return taken
}
