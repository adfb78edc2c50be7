package planner

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// A position is where a reader expects a node, as far as nothing forces it
// elsewhere: first what steps aside, then what is made and altered, in the
// order of the desired schema and table by table, then what is dropped for
// good, in the reverse order of the current one.
type position struct{ class, table, own int }

func (p position) compare(o position) int {
	return cmp.Or(cmp.Compare(p.class, o.class), cmp.Compare(p.table, o.table), cmp.Compare(p.own, o.own))
}

// Classes of positions.
const (
	classAside = iota
	classMade
	classGone
)

// place gives every node its position.
func (g *graph) place() {
	from, to := positionsOf(g.from), positionsOf(g.to)
	for i := range g.nodes {
		n := &g.nodes[i]
		r := n.change.Ref()
		if n.action != Drop {
			n.position = position{classMade, home(to, r), to[r]}
			continue
		}
		class := classGone
		if n.replaces {
			class = classAside
		}
		n.position = position{class, -home(from, r), -from[r]}
	}
}

func positionsOf(s *schema.Schema) map[schema.Ref]int {
	at := make(map[schema.Ref]int, s.Len())
	i := 0
	for o := range s.All() {
		at[o.Ref()] = i
		i++
	}
	return at
}

// home is the position of the table, view or domain that r hangs on, or r's
// own.
func home(at map[schema.Ref]int, r schema.Ref) int {
	if r.Table == "" {
		return at[r]
	}
	for _, k := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain, schema.KindSequence} {
		if i, ok := at[schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}]; ok {
			return i
		}
	}
	return at[r]
}

// order sorts the groups topologically; of those that are free to go the one
// with the lowest position goes first, so equal inputs give equal output.
func (g *graph) order(gr groups) []int {
	waits := make(map[int]int, len(gr.roots))
	for _, list := range gr.next {
		for _, b := range list {
			waits[b]++
		}
	}
	ready := &byPosition{g: g}
	for _, r := range gr.roots {
		if waits[r] == 0 {
			heap.Push(ready, r)
		}
	}
	var out []int
	for ready.Len() > 0 {
		r := heap.Pop(ready).(int)
		out = append(out, r)
		for _, b := range gr.next[r] {
			if waits[b]--; waits[b] == 0 {
				heap.Push(ready, b)
			}
		}
	}
	return out
}

type byPosition struct {
	g     *graph
	items []int
}

func (h *byPosition) Len() int { return len(h.items) }
func (h *byPosition) Less(i, j int) bool {
	a, b := h.g.nodes[h.items[i]].position, h.g.nodes[h.items[j]].position
	if c := a.compare(b); c != 0 {
		return c < 0
	}
	return h.items[i] < h.items[j]
}
func (h *byPosition) Swap(i, j int) { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *byPosition) Push(x any)    { h.items = append(h.items, x.(int)) }
func (h *byPosition) Pop() any {
	x := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return x
}

// New plans the way from one schema to another. The way back is New with the
// schemas swapped. Its errors join one *RefusedError for each change that the
// dialect cannot make.
func New(from, to *schema.Schema, d Dialect) (*Plan, error) {
	p := &Plan{From: schema.Split(from), To: schema.Split(to)}
	schema.ProveLater(p.From, p.To)
	g, gr, err := ordered(p.From, p.To, d)
	if err != nil {
		return nil, err
	}
	children := g.children()
	at := map[int]int{}
	for place, i := range g.order(gr) {
		n := g.nodes[i]
		at[i] = place
		p.Steps = append(p.Steps, Step{
			Change: n.change, Action: n.action, Replaces: n.replaces,
			Parts: g.parts(children, i),
		})
	}
	for _, a := range gr.roots {
		for _, b := range gr.next[a] {
			s := &p.Steps[at[b]]
			s.After = append(s.After, at[a])
		}
	}
	p.Families()
	return p, nil
}

// ordered finds the nodes of a plan and an order of them. What is altered in place
// and would have to be so both before and after others, as a mark on one index that
// moves to another while a column of both gets another type, is made anew instead.
func ordered(from, to *schema.Schema, d Dialect) (*graph, groups, error) {
	anew := map[schema.Ref]bool{}
	for {
		k := newClosure(from, to, d)
		for r := range anew {
			k.again = append(k.again, r)
		}
		if err := k.run(withUnproven(Diff(from, to), from, to)); err != nil {
			return nil, groups{}, err
		}
		g := newGraph(k)
		gr, err := g.untangle()
		if err == nil {
			return g, gr, nil
		}
		known := len(anew)
		for i := range gr.tangled() {
			if n := g.nodes[i]; n.action == Alter && k.recreated(n.change.From) == Replace {
				anew[n.change.Ref()] = true
			}
		}
		if len(anew) == known {
			return nil, gr, err
		}
	}
}

// children lists the nodes folded directly into each, in their order.
func (g *graph) children() map[int][]int {
	out := map[int][]int{}
	for i, n := range g.nodes {
		if n.parent >= 0 {
			out[n.parent] = append(out[n.parent], i)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b int) int {
			return g.nodes[a].position.compare(g.nodes[b].position)
		})
	}
	return out
}

// parts lists what is written within node i, each followed by its own parts.
func (g *graph) parts(children map[int][]int, i int) []schema.Object {
	var out []schema.Object
	for _, j := range children[i] {
		n := g.nodes[j]
		if n.action == Drop {
			out = append(out, n.change.From)
		} else {
			out = append(out, n.change.To)
		}
		out = append(out, g.parts(children, j)...)
	}
	return out
}
