package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// A node is one half of an object's life in the plan: its creation, its
// alteration or its end.
type node struct {
	change   Change
	action   Action
	replaces bool
	// parent is the node that it is folded into, or -1.
	parent int
	// next lists the nodes that must come after; loose marks those edges that
	// may be broken.
	next []edge
	// position is where a reader expects it: see positions.
	position position
}

type edge struct {
	to    int
	loose bool
}

// A graph holds the nodes of a plan and what must come before what.
type graph struct {
	from, to *schema.Schema
	dialect  Dialect
	nodes    []node
	creates  map[schema.Ref]int
	alters   map[schema.Ref]int
	drops    map[schema.Ref]int

	kin *[2]*schema.Families // see families
}

// families tells which tables take their columns from which, before and after. It
// is asked for only where that matters, as it takes a look at every object.
func (g *graph) families() (from, to *schema.Families) {
	if g.kin == nil {
		g.kin = &[2]*schema.Families{schema.NewFamilies(g.from), schema.NewFamilies(g.to)}
	}
	return g.kin[0], g.kin[1]
}

func newGraph(k *closure) *graph {
	g := &graph{
		from: k.from, to: k.to, dialect: k.dialect,
		creates: map[schema.Ref]int{}, alters: map[schema.Ref]int{}, drops: map[schema.Ref]int{},
	}
	for _, r := range k.order {
		g.addNodes(r, k.found[r])
	}
	g.place()
	for i := range g.nodes {
		g.needs(i)
		g.letsGo(i)
		g.wants(i)
	}
	g.takesName()
	g.persist()
	g.publish()
	g.settleDefaults()
	g.rowTypes()
	g.readWhole()
	g.standIn()
	g.stepsAside(k.aside)
	g.waits(k.rippled)
	g.makesWay()
	g.suspends()
	g.foldParts()
	g.joinUp(k.joins)
	g.retypesTogether()
	g.retypesBelow()
	g.recomputesBelow()
	g.ties()
	g.freesNames()
	g.transformsGo()
	return g
}

// joinUp lets what is made anew along with something else be a part of that.
func (g *graph) joinUp(joins map[schema.Ref]schema.Ref) {
	for r, leader := range joins {
		i, ok := g.alters[r]
		j, also := g.alters[leader]
		if ok && also {
			g.nodes[i].parent = j
		}
	}
}

func (g *graph) addNodes(r schema.Ref, d *decision) {
	add := func(index map[schema.Ref]int, a Action) {
		index[r] = len(g.nodes)
		g.nodes = append(g.nodes, node{change: d.Change, action: a, replaces: d.replace, parent: -1})
	}
	switch {
	case d.replace:
		add(g.drops, Drop)
		add(g.creates, Create)
		g.before(g.drops[r], g.creates[r], false)
	case d.From == nil:
		add(g.creates, Create)
	case d.To == nil:
		add(g.drops, Drop)
	default:
		add(g.alters, Alter)
	}
}

func (g *graph) before(a, b int, loose bool) {
	if a != b {
		g.nodes[a].next = append(g.nodes[a].next, edge{b, loose})
	}
}

// needs: an object cannot be made, or changed to use something, before that
// exists in its new form.
func (g *graph) needs(i int) {
	n := &g.nodes[i]
	if n.action == Drop {
		return
	}
	leaves := onlyLeaves(n.change)
	for _, dep := range n.change.To.Deps() {
		if j, ok := g.creates[dep]; ok && n.action == Alter && isBelow(n.change.Ref(), dep) {
			// What a table has already is made like a parent's before it becomes that.
			g.before(i, j, true)
		} else if ok && comesAfter(dep, n.change.To) {
			continue
		} else if ok {
			g.before(j, i, leaves)
		} else if j, ok := g.alters[dep]; ok {
			g.before(j, i, leaves)
		}
	}
}

// comesAfter reports whether a key that another is part of waits for that instead,
// as one of the other kind does.
func comesAfter(above schema.Ref, o schema.Object) bool {
	k, ok := o.(*schema.Key)
	return ok && k.Ahead && above.Kind != k.Ref().Kind && schema.IsIndexed(above.Kind) && above.Kind != schema.KindIndex
}

// letsGo: DROP fails while anything still uses the object, and CASCADE is
// never written; what is dropped goes before what it stands on is altered.
func (g *graph) letsGo(i int) {
	n := &g.nodes[i]
	if n.action == Create {
		return
	}
	for _, dep := range n.change.From.Deps() {
		if j, ok := g.drops[dep]; ok && n.action == Alter && isBelow(n.change.Ref(), dep) {
			// What a table has of a parent's can be altered once it is its own.
			g.before(j, i, true)
		} else if ok && g.keepsCheck(g.nodes[j], n.change) {
			continue
		} else if ok {
			g.before(i, j, g.outlives(n, dep) && !onlyLeaves(n.change))
			g.letsGoForGood(n, j)
		} else if j, ok := g.alters[dep]; ok && n.action == Drop {
			g.before(i, j, false)
		}
	}
}

// outlives: what is altered while something that it stands on is made anew, as a
// tie to some parents is while a check that it shares with another changes,
// cannot go before that is dropped and after it is back.
func (g *graph) outlives(n *node, dep schema.Ref) bool {
	if _, dropped := g.drops[dep]; !dropped || n.action != Alter {
		return false
	}
	_, made := g.creates[dep]
	return made && slices.Contains(n.change.To.Deps(), dep)
}

// letsGoForGood: what is made again must not take hold of the old thing once
// more, as a foreign key would of a unique key that is still there.
func (g *graph) letsGoForGood(n *node, old int) {
	if n.replaces && n.action == Drop {
		g.before(old, g.creates[n.change.From.Ref()], true)
	}
}

// wants: the text of a function names tables that the server looks for only
// when it runs; such an edge gives way in a cycle.
func (g *graph) wants(i int) {
	n := &g.nodes[i]
	if n.action == Drop {
		return
	}
	for _, dep := range g.dialect.Loose(g.to, n.change.To) {
		if j, ok := g.creates[dep]; ok {
			g.before(j, i, true)
		} else if j, ok := g.alters[dep]; ok {
			g.before(j, i, true)
		}
	}
}

// takesName: a name can be taken only after it is given up. Of routines that
// differ in their arguments alone the old go first, since a call may fit both.
func (g *graph) takesName() {
	free := map[schema.Name]int{}
	for i, n := range g.nodes {
		for _, name := range g.givenUp(n) {
			free[name] = i
		}
	}
	for i, n := range g.nodes {
		for _, name := range g.taken(n) {
			if j, ok := free[name]; ok {
				// Two that exchange names by being altered see to that themselves.
				g.before(j, i, name.Space == overloads || n.action == Alter && g.nodes[j].action == Alter)
			}
		}
	}
}

// overloads is the space of routines' names without their arguments, in which
// a clash is only a matter of order.
const overloads = "overload"

func (g *graph) givenUp(n node) []schema.Name {
	switch n.action {
	case Create:
		return nil
	case Drop:
		return beside(n.change.From)
	}
	return without(schema.Names(n.change.From), schema.Names(n.change.To))
}

func (g *graph) taken(n node) []schema.Name {
	switch n.action {
	case Create:
		return append(beside(n.change.To), noType(n.change.To)...)
	case Drop:
		return nil
	}
	return without(schema.Names(n.change.To), schema.Names(n.change.From))
}

// noType: a sequence is no type, but none that there is may have its name when it is
// made.
func noType(o schema.Object) []schema.Name {
	if r := o.Ref(); r.Kind == schema.KindSequence {
		return []schema.Name{{Space: "type", Schema: r.Schema, Name: r.Name}}
	}
	return nil
}

// beside adds to the names of an object what else there is one of: the primary
// key of a table, which a partition gets with that of its parent, the default
// operator class of a type, the default conversion between two encodings.
func beside(o schema.Object) []schema.Name {
	names := schema.Names(o)
	if r := o.Ref(); schema.HasArguments(r.Kind) {
		names = append(names, schema.Name{Space: overloads, Schema: r.Schema, Name: r.BaseName()})
	}
	if k, ok := o.(*schema.Key); ok && k.Primary {
		for _, t := range append([]schema.Ref{{Schema: k.Schema, Name: k.Table}}, k.Over...) {
			names = append(names, schema.Name{Space: "primary key", Schema: t.Schema, Table: t.Name})
		}
	}
	switch o := o.(type) {
	case *schema.OperatorClass:
		if o.Default {
			names = append(names, schema.Name{Space: "default operator class", Name: o.Method + " " + o.Type})
		}
	case *schema.Conversion:
		if o.Default {
			names = append(names, schema.Name{Space: "default conversion", Schema: o.Schema, Name: o.For + " " + o.To})
		}
	}
	return names
}

func without(names, others []schema.Name) []schema.Name {
	return slices.DeleteFunc(names, func(n schema.Name) bool { return slices.Contains(others, n) })
}

// stepsAside: what a far-reaching alteration disturbs goes before it and comes
// back after it.
func (g *graph) stepsAside(aside map[schema.Ref][]schema.Ref) {
	refs := make([]schema.Ref, 0, len(aside))
	for r := range aside {
		refs = append(refs, r)
	}
	slices.SortFunc(refs, schema.Ref.Compare)
	for _, r := range refs {
		for _, cause := range aside[r] {
			alter, ok := g.alters[cause]
			if !ok {
				continue
			}
			if j, ok := g.drops[r]; ok {
				g.before(j, alter, false)
			}
			if j, ok := g.creates[r]; ok {
				g.before(alter, j, false)
			}
		}
	}
}

// waits: what is new and stands on something that is altered by the way, and would
// be in the way of that if it were there, comes after it.
func (g *graph) waits(rippled map[schema.Ref][]schema.Ref) {
	if len(rippled) == 0 {
		return
	}
	for i, n := range g.nodes {
		if n.action != Create || n.replaces {
			continue
		}
		for _, dep := range n.change.To.Deps() {
			was, is := g.from.Lookup(dep), g.to.Lookup(dep)
			if len(rippled[dep]) == 0 || was == nil || is == nil {
				continue
			}
			if g.dialect.Disturbs(Change{From: was, To: is, Fields: []string{"Type"}}, n.change.To) == Along {
				continue
			}
			for _, cause := range rippled[dep] {
				if j, ok := g.alters[cause]; ok {
					g.before(j, i, true)
				}
			}
		}
	}
}

// suspends: extensions come, and are updated, when no default privileges are in
// force that are not so before and after.
func (g *graph) suspends() {
	var extensions, given []int
	for i, n := range g.nodes {
		switch n.change.Ref().Kind {
		case schema.KindExtension:
			if n.action == Create || n.action == Alter && n.change.Has("Version") {
				extensions = append(extensions, i)
			}
		case schema.KindDefaultPermission:
			given = append(given, i)
		}
	}
	for _, i := range extensions {
		if g.nodes[i].change.To.Base().GrantsOpen {
			continue
		}
		for _, j := range given {
			switch g.nodes[j].action {
			case Create:
				g.before(i, j, true)
			case Drop:
				g.before(j, i, true)
			}
		}
	}
}

// makesWay: an index or key of a partition that is made anew so as not to become
// a part of what the partitioned table gets is gone before that comes.
func (g *graph) makesWay() {
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.action != Drop || !n.replaces || !schema.IsIndexed(n.change.Ref().Kind) || schema.PartOf(n.change.To) != "" {
			continue
		}
		for _, dep := range n.change.To.Deps() {
			if j, ok := g.creates[dep]; ok && schema.IsIndexed(dep.Kind) && dep.Table != n.change.Ref().Table {
				g.before(i, j, false)
			}
		}
	}
}

// foldParts joins what can be written within the creation of another object,
// or ends with it, to that.
func (g *graph) foldParts() {
	for i := range g.nodes {
		n := &g.nodes[i]
		switch n.action {
		case Create:
			if r, ok := g.dialect.Within(n.change.To); ok {
				if j, ok := g.creates[r]; ok && j != i {
					n.parent = j
				}
			}
		case Drop:
			for _, r := range g.dialect.GoesWith(g.from, n.change.From) {
				if j, ok := g.drops[r]; ok && j != i && !g.parted(n.change.Ref(), r) {
					n.parent = j
					break
				}
			}
		}
	}
}

// parted: a column, index or key goes with that of a parent only where the two
// stay a family. Indexes and keys go before a partition leaves to come back.
func (g *graph) parted(r, with schema.Ref) bool {
	if with.Schema == r.Schema && with.Table == r.Table {
		return false
	}
	if g.isLeft(with) {
		return true
	}
	tie := r.InTable(schema.KindInheritance, "inheritance")
	_, drops := g.drops[tie]
	_, alters := g.alters[tie]
	leaves := drops || alters
	return leaves && with.Kind == schema.KindColumn || leaves && schema.IsIndexed(with.Kind) && !g.returns(tie)
}

// isLeft reports whether what is dropped is only left to the server, as the part of an index
// or key that stays.
func (g *graph) isLeft(r schema.Ref) bool {
	i, ok := g.drops[r]
	if !ok || g.nodes[i].replaces {
		return false
	}
	o := g.nodes[i].change.From
	for _, up := range o.Deps() {
		if schema.IsIndexed(up.Kind) && up.Name == schema.PartOf(o) && up.Table != r.Table {
			_, dropped := g.drops[up]
			return !dropped && g.to.Has(up) || g.isLeft(up)
		}
	}
	return false
}

// returns reports whether a table has one parent before and after.
func (g *graph) returns(tie schema.Ref) bool {
	was, ok := schema.Find[*schema.Inheritance](g.from, tie)
	is, also := schema.Find[*schema.Inheritance](g.to, tie)
	return ok && also && slices.Equal(was.Parents, is.Parents)
}

// root is the node that i is written by.
func (g *graph) root(i int) int {
	for g.nodes[i].parent >= 0 {
		i = g.nodes[i].parent
	}
	return i
}
