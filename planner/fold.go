package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// groups is the graph with the parts contracted into the nodes they are
// written by.
type groups struct {
	// next lists the groups after each root, without duplicates.
	next map[int][]int
	// roots in the order of the nodes.
	roots []int
}

func (g *graph) contract() groups {
	gr := groups{next: map[int][]int{}}
	for i := range g.nodes {
		if g.nodes[i].parent < 0 {
			gr.roots = append(gr.roots, i)
		}
	}
	for i := range g.nodes {
		a := g.root(i)
		for _, e := range g.nodes[i].next {
			if b := g.root(e.to); a != b {
				gr.next[a] = append(gr.next[a], b)
			}
		}
	}
	for a, list := range gr.next {
		slices.Sort(list)
		gr.next[a] = slices.Compact(list)
	}
	return gr
}

// untangle takes parts out of their groups until no group waits for itself:
// of two tables whose foreign keys point at each other, one key is added
// later. Then edges that may be broken are broken. It fails on what is left.
func (g *graph) untangle() (groups, error) {
	for {
		gr := g.contract()
		tangle := gr.tangled()
		if len(tangle) == 0 {
			return gr, nil
		}
		if !g.unfold(tangle) && !g.breakLoose(tangle) {
			return gr, g.cycleError(tangle)
		}
	}
}

// breakLoose removes loose edges within the tangles: those alone that run against
// edges that hold, as long as there are any.
func (g *graph) breakLoose(tangle map[int]int) bool {
	against := g.against(tangle)
	return g.breakIf(tangle, against) || g.breakIf(tangle, func(int, int) bool { return true })
}

// largestTangle bounds the groups among which it is looked for what edges run
// against, which may take the square of their number.
const largestTangle = 2000

// against tells of an edge whether its end leads to its beginning by edges that
// cannot be broken.
func (g *graph) against(tangle map[int]int) func(from, to int) bool {
	if len(tangle) > largestTangle {
		return func(int, int) bool { return false }
	}
	hard := map[int][]int{}
	for i := range g.nodes {
		for _, e := range g.nodes[i].next {
			if !e.loose && g.sameTangle(tangle, i, e.to) {
				a := g.root(i)
				hard[a] = append(hard[a], g.root(e.to))
			}
		}
	}
	known := map[int]map[int]bool{}
	return func(from, to int) bool {
		from, to = g.root(from), g.root(to)
		if known[to] == nil {
			known[to] = reached(hard, to)
		}
		return known[to][from]
	}
}

// reached is what edges lead to from a start.
func reached(next map[int][]int, start int) map[int]bool {
	seen, work := map[int]bool{}, []int{start}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, m := range next[n] {
			if !seen[m] {
				seen[m] = true
				work = append(work, m)
			}
		}
	}
	return seen
}

// breakIf removes the loose edges within the tangles for which that is so.
func (g *graph) breakIf(tangle map[int]int, is func(from, to int) bool) bool {
	broken := false
	for i := range g.nodes {
		n := &g.nodes[i]
		kept := n.next[:0]
		for _, e := range n.next {
			if e.loose && g.sameTangle(tangle, i, e.to) && is(i, e.to) {
				broken = true
				continue
			}
			kept = append(kept, e)
		}
		n.next = kept
	}
	return broken
}

func (g *graph) sameTangle(tangle map[int]int, i, j int) bool {
	a, b := g.root(i), g.root(j)
	ta, ok := tangle[a]
	tb, also := tangle[b]
	return ok && also && ta == tb && a != b
}

// unfold takes out those parts that look against the order of positions: a new
// part that waits for a later group, an old one that a group going earlier
// waits for. Where no part looks backward, any part on a cycle will do. Foreign
// keys go first: to them alone it never matters whether their table is there
// already, while a partitioned table needs its columns. Then go whole partitions.
func (g *graph) unfold(tangle map[int]int) bool {
	key := func(i int) bool { return g.nodes[i].change.Ref().Kind == schema.KindForeignKey }
	partition := func(i int) bool { return g.leaver(i) != i }
	any := func(i int) bool { return !g.isPartitionedBy(g.nodes[i]) }
	return g.unfoldIf(tangle, true, key) || g.unfoldIf(tangle, false, key) || g.unfoldIf(tangle, false, partition) ||
		g.unfoldIf(tangle, true, any) || g.unfoldIf(tangle, false, any)
}

// isPartitionedBy reports whether a column is one that its table cannot be without: the
// partition key names it, or may do so in an expression.
func (g *graph) isPartitionedBy(n node) bool {
	s := g.to
	if n.action == Drop {
		s = g.from
	}
	r := n.change.Ref()
	t, ok := schema.Find[*schema.Table](s, schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table})
	if r.Kind != schema.KindColumn || !ok || t.PartitionBy == nil {
		return false
	}
	return slices.ContainsFunc(t.PartitionBy.Keys, func(p schema.IndexPart) bool { return p.Column == r.Name || p.Expr != "" })
}

func (g *graph) unfoldIf(tangle map[int]int, backward bool, fits func(int) bool) bool {
	out := map[int]bool{}
	for i := range g.nodes {
		for _, e := range g.nodes[i].next {
			if !g.sameTangle(tangle, i, e.to) {
				continue
			}
			a, b := g.nodes[g.root(i)].position, g.nodes[g.root(e.to)].position
			if backward && a.compare(b) < 0 {
				continue
			}
			if n := g.nodes[e.to]; n.parent >= 0 && n.action == Create && fits(e.to) {
				out[e.to] = true
			}
			if n := g.nodes[i]; n.parent >= 0 && n.action == Drop && fits(i) {
				out[g.leaver(i)] = true
			}
		}
	}
	for i := range out {
		g.nodes[i].parent = -1
		// What hangs on a table that is taken out itself goes on with that.
		if r := g.nodes[i].change.Ref(); g.nodes[i].action == Drop && r.Table != "" {
			if table, ok := g.drops[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}]; ok && out[table] {
				g.nodes[i].parent = table
			}
		}
	}
	return len(out) > 0
}

// leaver is what is taken out for a part: for the tie of a partition that goes
// with its partitioned table the partition, which would not go with that any more
// once it has left.
func (g *graph) leaver(part int) int {
	r := g.nodes[part].change.Ref()
	if r.Kind != schema.KindInheritance {
		return part
	}
	table, ok := g.drops[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}]
	if !ok || g.nodes[table].parent < 0 {
		return part
	}
	return table
}

func (g *graph) cycleError(tangle map[int]int) error {
	var names []string
	for i := range g.nodes {
		if _, ok := tangle[i]; ok && g.nodes[i].parent < 0 {
			names = append(names, g.nodes[i].change.Ref().String())
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	const most = 8
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return fmt.Errorf("ordering the changes: these depend on each other in a circle: %s", strings.Join(names, ", "))
}

// tangled finds the strongly connected components of more than one group
// (Tarjan's algorithm, without recursion): each member's component.
func (gr groups) tangled() map[int]int {
	t := tarjan{next: gr.next, index: map[int]int{}, low: map[int]int{}, onStack: map[int]bool{}, out: map[int]int{}}
	for _, r := range gr.roots {
		if _, ok := t.index[r]; !ok {
			t.visit(r)
		}
	}
	return t.out
}

type tarjan struct {
	next       map[int][]int
	index, low map[int]int
	onStack    map[int]bool
	stack      []int
	out        map[int]int
	components int
}

type frame struct{ node, child int }

func (t *tarjan) visit(start int) {
	work := []frame{{start, 0}}
	t.open(start)
	for len(work) > 0 {
		f := &work[len(work)-1]
		if f.child < len(t.next[f.node]) {
			m := t.next[f.node][f.child]
			f.child++
			if _, ok := t.index[m]; !ok {
				t.open(m)
				work = append(work, frame{m, 0})
			} else if t.onStack[m] {
				t.low[f.node] = min(t.low[f.node], t.index[m])
			}
			continue
		}
		n := f.node
		work = work[:len(work)-1]
		if len(work) > 0 {
			p := work[len(work)-1].node
			t.low[p] = min(t.low[p], t.low[n])
		}
		if t.low[n] == t.index[n] {
			t.close(n)
		}
	}
}

func (t *tarjan) open(n int) {
	t.index[n] = len(t.index)
	t.low[n] = t.index[n]
	t.stack = append(t.stack, n)
	t.onStack[n] = true
}

func (t *tarjan) close(n int) {
	var members []int
	for {
		m := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.onStack[m] = false
		members = append(members, m)
		if m == n {
			break
		}
	}
	if len(members) > 1 {
		t.components++
		for _, m := range members {
			t.out[m] = t.components
		}
	}
}
