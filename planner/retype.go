package planner

import "github.com/schemactl/schemactl/schema"

// retypesTogether makes one step of the columns that get another type and that one table
// below has of several: it has to leave some of its parents meanwhile, and nothing
// else may be done to them then.
func (g *graph) retypesTogether() {
	retyped := g.retyped()
	if len(retyped) < 2 {
		return
	}
	from, _ := g.families()
	leader := map[int]int{}
	find := func(i int) int {
		for {
			up, ok := leader[i]
			if !ok {
				return i
			}
			i = up
		}
	}
	var roots []int
	for i, n := range g.nodes {
		if j, ok := retyped[n.change.Ref()]; !ok || i != j {
			continue
		}
		isRoot := true
		for _, up := range from.Above(n.change.Ref()) {
			if j, ok := retyped[up]; ok {
				isRoot = false
				if a, b := find(i), find(j); a != b {
					leader[max(a, b)] = min(a, b)
				}
			}
		}
		if isRoot {
			roots = append(roots, i)
		}
	}
	first := map[int]int{}
	for _, i := range roots {
		family := find(i)
		if j, ok := first[family]; ok && g.nodes[i].parent < 0 {
			g.nodes[i].parent = j
		} else if !ok && g.nodes[i].parent < 0 {
			first[family] = i
		}
	}
}

// retyped are the nodes of the columns that get another type.
func (g *graph) retyped() map[schema.Ref]int {
	out := map[schema.Ref]int{}
	for i, n := range g.nodes {
		if n.action == Alter && n.change.Ref().Kind == schema.KindColumn && n.change.Has("Type", "Collation") {
			out[n.change.Ref()] = i
		}
	}
	return out
}

// retypesBelow: the column of a child gets its type with that of the parent, so that what
// stands on it goes before that, and comes after.
func (g *graph) retypesBelow() {
	retyped := g.retyped()
	if len(retyped) < 2 {
		return
	}
	from, _ := g.families()
	meanwhile := map[schema.Ref][]int{}
	var note func(of, r schema.Ref)
	note = func(of, r schema.Ref) {
		for _, up := range from.Above(r) {
			if j, ok := retyped[up]; ok {
				meanwhile[of] = append(meanwhile[of], j)
				note(of, up)
			}
		}
	}
	for r := range retyped {
		note(r, r)
	}
	g.makesRoom(meanwhile)
}

// recomputesBelow: what stands on a column of a partitioned table is made of what the
// partitions have there, so that it goes before one of them computes its column in another
// way, and comes after.
func (g *graph) recomputesBelow() {
	from, _ := g.families()
	meanwhile := map[schema.Ref][]int{}
	var note func(r schema.Ref, i int)
	note = func(r schema.Ref, i int) {
		for _, up := range from.Above(r) {
			meanwhile[up] = append(meanwhile[up], i)
			note(up, i)
		}
	}
	for i, n := range g.nodes {
		if n.action == Alter && n.change.Ref().Kind == schema.KindColumn && n.change.Has("Generated") {
			note(n.change.Ref(), i)
		}
	}
	g.makesRoom(meanwhile)
}

// makesRoom lets what stands on columns go before the steps given for them, and come after.
func (g *graph) makesRoom(steps map[schema.Ref][]int) {
	if len(steps) == 0 {
		return
	}
	for i, n := range g.nodes {
		if n.change.Ref().Kind == schema.KindColumn {
			continue
		}
		for _, dep := range (Step{Change: n.change, Action: n.action}).Object().Deps() {
			for _, j := range steps[dep] {
				if n.action == Drop {
					g.before(i, j, true)
				} else {
					g.before(j, i, true)
				}
			}
		}
	}
}
