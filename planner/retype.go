package planner

import "github.com/schemactl/schemactl/schema"

// retypesTogether makes one step of the columns that get another type and that one table
// below has of several: it has to leave some of its parents meanwhile, and nothing
// else may be done to them then.
func (g *graph) retypesTogether() {
	retyped := map[schema.Ref]int{}
	for i, n := range g.nodes {
		if n.action == Alter && n.change.Ref().Kind == schema.KindColumn && n.change.Has("Type", "Collation") {
			retyped[n.change.Ref()] = i
		}
	}
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
