package planner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// ties: a table leaves its parents before anything is done to either, and joins
// them after, so that what is meant for one does not reach the other.
func (g *graph) ties() {
	if !slices.ContainsFunc(g.nodes, func(n node) bool { return n.change.Ref().Kind == schema.KindInheritance }) {
		return
	}
	g.makeRoom()
	lost, won := map[schema.Ref][]int{}, map[schema.Ref][]int{}
	away, back := map[schema.Ref][]int{}, map[schema.Ref][]int{} // those that come back to the same parents
	from, to := g.families()
	g.references(from, to)
	g.indexesCome(from)
	g.keepsOwn(to)
	g.partsCome(to)
	g.checksTogether(from)
	g.partsGo(from)
	g.partsMakeWay()
	g.indexesGo(to)
	g.othersGo(to)
	for i, n := range g.nodes {
		if was, ok := n.change.From.(*schema.Inheritance); ok && n.action != Create {
			is, _ := n.change.To.(*schema.Inheritance)
			g.tied(lost, from, was, is, i)
			if n.replaces {
				g.tied(away, from, was, nil, i)
			}
		}
		if is, ok := n.change.To.(*schema.Inheritance); ok && n.action != Drop {
			was, _ := n.change.From.(*schema.Inheritance)
			g.tied(won, to, is, was, i)
			if n.replaces {
				g.tied(back, to, is, nil, i)
			}
		}
	}
	for i, n := range g.nodes {
		r := n.change.Ref()
		table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
		column := r.Kind == schema.KindColumn || r.Kind == schema.KindDefault
		for _, tie := range lost[table] {
			if column || g.afterLeaving(from, n, g.nodes[tie].change) {
				g.before(tie, i, true)
			}
		}
		between := column || r.Kind == schema.KindCheck && n.action == Create
		for _, tie := range away[table] {
			if between {
				g.before(tie, i, true)
			}
		}
		for _, tie := range slices.Concat(won[table], back[table]) {
			if between || g.clashesAbove(n, g.nodes[tie].change.To) {
				g.before(i, tie, true)
			}
		}
	}
}

// afterLeaving reports whether something other than a column is done once a table has left.
func (g *graph) afterLeaving(from *schema.Families, n node, tie Change) bool {
	r := n.change.Ref()
	// The parent's indexes and constraints go with their copies. Parts of them can only go
	// once the table has left, as can checks that it has of the parent.
	part := n.action == Drop && schema.PartOf(n.change.From) != ""
	// What the table has of a parent's bears the name until then.
	named := n.action == Create && (hasNameAbove(from, r) || r.Kind == schema.KindCheck)
	check := n.action == Drop && r.Kind == schema.KindCheck && isInherited(n.change.From)
	other := tie.Ref().Table != r.Table
	return part || named || (other || check) && !g.keepsCheck(n, tie)
}

// partFirst lists the ties that are made anew, as they are of tables that get other parents for some of their own and have a
// column of one that they leave, and of none that they keep, which the server alters as their own alone.
func (k *closure) partFirst(changes []Change) []schema.Ref {
	var retyped map[schema.Ref][]string
	var out []schema.Ref
	for _, c := range changes {
		was, ok := c.From.(*schema.Inheritance)
		is, also := c.To.(*schema.Inheritance)
		if !ok || !also || was.Bound != "" || is.Bound != "" || onlyLeaves(c) {
			continue
		}
		if retyped == nil {
			retyped = columnsRetyped(changes)
		}
		for _, name := range retyped[schema.Ref{Kind: schema.KindTable, Schema: was.Schema, Name: was.Table}] {
			left, kept := false, false
			for _, p := range was.Parents {
				if k.from.Has(p.InTable(schema.KindColumn, name)) {
					stays := slices.Contains(is.Parents, p)
					left, kept = left || !stays, kept || stays
				}
			}
			if left && !kept {
				out = append(out, c.Ref())
				break
			}
		}
	}
	return out
}

// columnsRetyped lists by table the names of columns that change in a way that their tables alone can bring about.
func columnsRetyped(changes []Change) map[schema.Ref][]string {
	out := map[schema.Ref][]string{}
	for _, c := range changes {
		if r := c.Ref(); r.Kind == schema.KindColumn && c.From != nil && c.To != nil && c.Has("Type", "Collation", "Generated") {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			out[table] = append(out[table], r.Name)
		}
	}
	return out
}

// clashesAbove reports whether what goes of a table could not go, or would be in the
// way, once the table has what its new parent has: a foreign key, a trigger, or a
// check that has the name of one of the parent's. Other checks go after, as the
// server may take them for the proof that the rows are within the bound.
func (g *graph) clashesAbove(n node, tie schema.Object) bool {
	r := n.change.Ref()
	switch {
	case n.action != Drop || r.Table != tie.Ref().Table || r.Schema != tie.Ref().Schema:
		return false
	case r.Kind == schema.KindForeignKey || r.Kind == schema.KindTrigger:
		return true
	}
	above := func(p schema.Ref) bool { return g.from.Has(p.InTable(r.Kind, r.Name)) }
	return r.Kind == schema.KindCheck && slices.ContainsFunc(tie.(*schema.Inheritance).Parents, above)
}

// onlyLeaves reports whether a table leaves some of its parents and joins none, for
// which it need not be like those that it keeps.
func onlyLeaves(c Change) bool {
	was, ok := c.From.(*schema.Inheritance)
	is, also := c.To.(*schema.Inheritance)
	return ok && also && !slices.ContainsFunc(is.Parents, func(p schema.Ref) bool { return !slices.Contains(was.Parents, p) })
}

// hasNameAbove reports whether a parent of the table has an object whose copy in
// the table bears the name of r.
func hasNameAbove(from *schema.Families, r schema.Ref) bool {
	return (r.Kind == schema.KindForeignKey || r.Kind == schema.KindTrigger) && len(from.Above(r)) > 0
}

// makeRoom lets what leaves a table go before others come: the bounds of an old
// and a new partition may overlap. Those that leave wait in a line, so that
// those that come wait for the last alone. None comes to a table that goes itself.
func (g *graph) makeRoom() {
	leaving := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if was, ok := n.change.From.(*schema.Inheritance); ok && n.action == Drop && was.Bound != "" && g.to.Has(was.Parents[0]) {
			leaving[was.Parents[0]] = append(leaving[was.Parents[0]], i)
		}
	}
	for _, line := range leaving {
		slices.SortFunc(line, func(a, b int) int {
			return cmp.Or(cmp.Compare(g.tableStays(a), g.tableStays(b)), g.nodes[g.root(a)].position.compare(g.nodes[g.root(b)].position))
		})
		for i := range line[1:] {
			g.before(line[i], line[i+1], true)
		}
	}
	for i, n := range g.nodes {
		if is, ok := n.change.To.(*schema.Inheritance); ok && n.action == Create && is.Bound != "" {
			if line := leaving[is.Parents[0]]; len(line) > 0 {
				g.before(line[len(line)-1], i, true)
			}
		}
	}
}

// tableStays is 0 where the table of a tie is dropped: what it has of the parent goes
// with it, and before tables that come back let go of theirs.
func (g *graph) tableStays(tie int) int {
	r := g.nodes[tie].change.Ref()
	if _, ok := g.drops[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}]; ok {
		return 0
	}
	return 1
}

// references: a foreign key to a partitioned table goes before a partition with
// the rows that it needs does, and comes after such a partition has come. A new one
// comes when the old partitions have gone: it would depend on them.
func (g *graph) references(from, to *schema.Families) {
	dropped, made := map[schema.Ref][]int{}, map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if k, ok := n.change.From.(*schema.ForeignKey); ok && n.action == Drop {
			dropped[k.RefTable] = append(dropped[k.RefTable], i)
		}
		if k, ok := n.change.To.(*schema.ForeignKey); ok && n.action == Create {
			made[k.RefTable] = append(made[k.RefTable], i)
		}
	}
	if len(dropped) == 0 && len(made) == 0 {
		return
	}
	g.partitionsLeave(from, func(tie int, above schema.Ref) {
		for _, key := range dropped[above] {
			g.before(key, tie, true)
		}
		for _, key := range made[above] {
			g.before(tie, key, true)
		}
	})
	for i, n := range g.nodes {
		if is, ok := n.change.To.(*schema.Inheritance); ok && n.action == Create && is.Bound != "" {
			for up := is.Parents; len(up) > 0; up = to.Parents(up[0]) {
				for _, key := range made[up[0]] {
					g.before(i, key, true)
				}
			}
		}
	}
}

// partitionsLeave calls do for each tie of a partition that goes, with each table above.
func (g *graph) partitionsLeave(from *schema.Families, do func(tie int, above schema.Ref)) {
	for i, n := range g.nodes {
		if was, ok := n.change.From.(*schema.Inheritance); ok && n.action == Drop && was.Bound != "" {
			for up := was.Parents; len(up) > 0; up = from.Parents(up[0]) {
				do(i, up[0])
			}
		}
	}
}

// indexesCome: an index or key comes to a partitioned table when the old partitions have
// gone. Of those it would be in vain, or refused: they may be partitioned by other
// columns, or be foreign tables.
func (g *graph) indexesCome(from *schema.Families) {
	made := g.byTable(Create, standsOnIndex)
	if len(made) == 0 {
		return
	}
	g.partitionsLeave(from, func(tie int, above schema.Ref) {
		for _, key := range made[above] {
			g.before(tie, key, true)
		}
	})
}

// byTable lists the nodes of an action, and of a sort of kinds, by their tables.
func (g *graph) byTable(a Action, sort func(schema.Kind) bool) map[schema.Ref][]int {
	out := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		if r := n.change.Ref(); n.action == a && sort(r.Kind) {
			table := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			out[table] = append(out[table], i)
		}
	}
	return out
}

// keepsOwn: an index that is made anew since the partitioned table would take it
// for a part of its own is not there when the table becomes a partition.
func (g *graph) keepsOwn(to *schema.Families) {
	for i, n := range g.nodes {
		is, ok := n.change.To.(*schema.Inheritance)
		if !ok || n.action != Create || is.Bound == "" {
			continue
		}
		for _, x := range to.OwnIndexes(schema.Ref{Kind: schema.KindTable, Schema: is.Schema, Name: is.Table}) {
			was, replaced := g.drops[x.Ref()]
			if now, ok := g.creates[x.Ref()]; ok && replaced {
				g.before(was, i, true)
				g.before(i, now, true)
			}
		}
	}
}

// partsCome: the server makes the parts of indexes and keys as a table becomes a partition,
// but for those that have to be there by then.
func (g *graph) partsCome(to *schema.Families) {
	for i, n := range g.nodes {
		if n.action != Create || schema.PartOf(n.change.To) == "" {
			continue
		}
		switch o := n.change.To.(type) {
		case *schema.Index:
			if !to.RunsAlike(o) {
				continue
			}
		case *schema.Key:
			if o.Ahead {
				continue
			}
		}
		r := n.change.Ref()
		if tie, ok := g.creates[r.InTable(schema.KindInheritance, "inheritance")]; ok && g.from.Has(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}) {
			g.before(tie, i, true)
		}
	}
}

// partsGo: what a partition that leaves to come back has parts of goes before,
// and they with it.
func (g *graph) partsGo(from *schema.Families) {
	for i, n := range g.nodes {
		if was, ok := n.change.From.(*schema.Inheritance); !ok || n.action != Drop || was.Bound == "" || !g.returns(n.change.Ref()) {
			continue
		}
		for _, part := range from.Attachments(schema.Ref{Kind: schema.KindTable, Schema: n.change.Ref().Schema, Name: n.change.Ref().Table}) {
			for _, dep := range g.from.Lookup(part).Deps() {
				if up, ok := g.drops[dep]; ok && dep.Table != part.Table {
					g.before(up, i, true)
				}
			}
		}
	}
}

// othersGo: what a table loses goes before others join it, which would lack it, or
// get it, and keep it where they have it of another parent too. Only partitions get
// foreign keys and triggers.
func (g *graph) othersGo(to *schema.Families) {
	g.beforeJoining(to, comesWithTable, func(lost node, tie *schema.Inheritance) bool {
		r := lost.change.Ref()
		isNew := !g.from.Has(schema.Ref{Kind: schema.KindTable, Schema: tie.Schema, Name: tie.Table})
		inherited := r.Kind == schema.KindColumn || r.Kind == schema.KindCheck
		return tie.Bound != "" || inherited && isNew
	})
}

// indexesGo: an index or key of a partitioned table goes before partitions come, which would get parts of it, or have their
// own taken for such and dropped with it.
func (g *graph) indexesGo(to *schema.Families) {
	g.beforeJoining(to, standsOnIndex, func(_ node, tie *schema.Inheritance) bool { return tie.Bound != "" })
}

// comesWithTable: of these a partition has what its table has.
func comesWithTable(k schema.Kind) bool {
	return k == schema.KindColumn || k == schema.KindCheck || k == schema.KindForeignKey || k == schema.KindTrigger
}

// beforeJoining lets what goes of a table go before others come to it, or to what is
// below it, where that matters.
func (g *graph) beforeJoining(to *schema.Families, sort func(schema.Kind) bool, matters func(lost node, tie *schema.Inheritance) bool) {
	going := g.byTable(Drop, sort)
	if len(going) == 0 {
		return
	}
	for i, n := range g.nodes {
		is, ok := n.change.To.(*schema.Inheritance)
		if !ok || n.action != Create {
			continue
		}
		seen := map[schema.Ref]bool{}
		for queue := slices.Clone(is.Parents); len(queue) > 0; queue = queue[1:] {
			up := queue[0]
			if seen[up] {
				continue
			}
			seen[up] = true
			queue = append(queue, to.Parents(up)...)
			for _, j := range going[up] {
				if matters(g.nodes[j], is) {
					g.before(j, i, true)
				}
			}
		}
	}
}

// freesNames: an index or key of a partition that has a name as the server chooses
// them goes before the server chooses for a part of one of the table.
func (g *graph) freesNames() {
	named := map[schema.Ref][]int{}
	for i, n := range g.nodes {
		r := n.change.Ref()
		if n.action == Drop && schema.IsIndexed(r.Kind) && strings.HasPrefix(r.Name, r.Table+"_") {
			_, to := g.families()
			t := schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
			for up := to.Parents(t); len(up) > 0; up = to.Parents(up[0]) {
				named[up[0]] = append(named[up[0]], i)
			}
		}
	}
	for i, n := range g.nodes {
		if r := n.change.Ref(); n.action != Drop && schema.IsIndexed(r.Kind) {
			for _, j := range named[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}] {
				g.before(j, i, true)
			}
		}
	}
}

// standsOnIndex is schema.IsIndexed, with exclusion constraints.
func standsOnIndex(k schema.Kind) bool { return schema.IsIndexed(k) || k == schema.KindExclude }

// tied notes at the table of a tie, and at the parents that the other side of
// it does not have and those above them, which node it is.
func (g *graph) tied(at map[schema.Ref][]int, f *schema.Families, tie, other *schema.Inheritance, node int) {
	table := schema.Ref{Kind: schema.KindTable, Schema: tie.Schema, Name: tie.Table}
	if !g.from.Has(table) || !g.to.Has(table) {
		return
	}
	seen := map[schema.Ref]bool{table: true}
	var climb func(r schema.Ref)
	climb = func(r schema.Ref) {
		if seen[r] {
			return
		}
		seen[r] = true
		at[r] = append(at[r], node)
		for _, up := range f.Parents(r) {
			climb(up)
		}
	}
	for _, p := range tie.Parents {
		if other == nil || !slices.Contains(other.Parents, p) {
			climb(p)
		}
	}
	if len(seen) > 1 {
		at[table] = append(at[table], node)
	}
}
