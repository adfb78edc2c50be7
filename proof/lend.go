package proof

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// lend gives the goal of the way back tables that stand in for the parents which others
// have left for a rename, and get back after it: what such a child has of these
// alone, and the way back makes again, would count as the child's own.
func (w *work) lend(target, goal *schema.Schema) *schema.Schema {
	w.lent, w.lentParts = map[schema.Ref]schema.Ref{}, map[schema.Ref]bool{}
	seen := map[bond]bool{}
	var l *lending
	for _, r := range w.renames {
		for _, tie := range w.untied(r, seen) {
			if l == nil {
				l = newLending(w, target, goal)
			}
			l.lendTo(tie)
		}
	}
	if l == nil {
		return target
	}
	return l.target
}

// A lending is the goal of the way back as it gets stand-ins.
type lending struct {
	*work
	target, goal *schema.Schema
	families     *schema.Families
	// pieces are the columns and checks of tables.
	pieces map[schema.Ref][]schema.Object
	names  map[string]bool
}

func newLending(w *work, target, goal *schema.Schema) *lending {
	l := &lending{
		work: w, target: target.Clone(), goal: goal, families: schema.NewFamilies(target),
		pieces: map[schema.Ref][]schema.Object{}, names: map[string]bool{},
	}
	for _, s := range []*schema.Schema{target, goal} {
		for o := range s.All() {
			l.names[o.Ref().Name] = true
		}
	}
	for o := range target.All() {
		if r := o.Ref(); r.Kind == schema.KindColumn || r.Kind == schema.KindCheck {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			l.pieces[table] = append(l.pieces[table], o)
		}
	}
	return l
}

// lendTo lets a stand-in have what a table is to have of the parents of a tie.
func (l *lending) lendTo(tie *schema.Inheritance) {
	child := schema.Ref{Kind: schema.KindTable, Schema: tie.Schema, Name: tie.Table}
	if !l.target.Has(child) || tie.Bound != "" {
		return
	}
	var made []schema.Object
	for _, o := range l.pieces[child] {
		r := o.Ref()
		if !l.goal.Has(r) && len(l.families.Above(r)) == 0 && l.isOf(r, tie) {
			made = append(made, o)
		}
	}
	if len(made) == 0 {
		return
	}
	standIn, there := l.lent[child]
	if !there {
		standIn = child
		standIn.Name = l.in.Dialect.(untier).StandInName(child.Name, l.names)
		l.lent[child], l.names[standIn.Name] = standIn, true
		l.target.Put(&schema.Table{Schema: standIn.Schema, Name: standIn.Name})
		l.target.Put(withParent(l.target, child, standIn))
	}
	for _, o := range made {
		up := standIn.InTable(o.Ref().Kind, o.Ref().Name)
		if l.target.Has(up) && o.Ref().Kind == schema.KindCheck {
			continue // it is that of another parent too
		}
		l.lentParts[up] = true
		l.putBases(o, standIn)
		above, below := o.Named(up), o.Named(o.Ref())
		*above.Base() = schema.Common{}
		below.Base().Needs = slices.Concat(below.Base().Needs, []schema.Ref{above.Ref()})
		inherit(above, below, !l.goal.Has(child))
		l.target.Put(above)
		l.target.Put(below)
	}
}

// putBases gives a stand-in the columns that an expression needs.
func (l *lending) putBases(o schema.Object, standIn schema.Ref) {
	for _, dep := range o.Deps() {
		base, ok := schema.Find[*schema.Column](l.target, dep)
		if up := standIn.InTable(dep.Kind, dep.Name); ok && dep.Schema == o.Ref().Schema && dep.Table == o.Ref().Table && !l.target.Has(up) {
			l.lentParts[up] = true
			l.target.Put(&schema.Column{Schema: up.Schema, Table: up.Table, Name: up.Name, Type: base.Type, Collation: base.Collation})
		}
	}
}

// byStandIn is the rename of what a table has of its stand-in, which the server
// takes from there alone. Before it, both call it what the renames lead to.
func (w *work) byStandIn(r planner.Rename, from, to schema.Object) (schema.Object, schema.Object) {
	standIn, ok := w.lent[schema.Ref{Kind: schema.KindTable, Schema: r.To.Schema, Name: r.To.Table}]
	if !ok {
		return from, to
	}
	last := r.To
	for _, n := range w.renames {
		if n.Old == r.Old {
			last = n.To
		}
	}
	if !w.lentParts[standIn.InTable(last.Kind, last.Name)] {
		return from, to
	}
	return from.Named(standIn.InTable(r.To.Kind, from.Ref().Name)), to.Named(standIn.InTable(r.To.Kind, to.Ref().Name))
}

// isOf reports whether what r names comes of the parents of a tie alone.
func (w *work) isOf(r schema.Ref, tie *schema.Inheritance) bool {
	was := w.current.Lookup(w.origin(r))
	if was == nil || !schema.OnlyInherited(was) {
		return false
	}
	return slices.ContainsFunc(tie.Parents, func(p schema.Ref) bool {
		return w.current.Has(w.origin(p).InTable(r.Kind, was.Ref().Name))
	})
}

// inherit makes the first of two columns or checks what a parent has of the second. A table
// that is new takes the name of a NOT NULL from there, too.
func inherit(above, below schema.Object, isNew bool) {
	switch below := below.(type) {
	case *schema.Column:
		up := above.(*schema.Column)
		up.Backfill, up.Using, up.Identity, up.NotNullActual = "", "", nil, ""
		if up.NotNullName = ""; below.NotNull && below.NotNullName != "" {
			up.NotNullName = below.NotNullIs()
			if isNew {
				below.NotNullName, below.NotNullActual = "", up.NotNullName
			}
		}
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
