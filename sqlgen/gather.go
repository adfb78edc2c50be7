package sqlgen

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/schemactl/schemactl/planner"
)

// gather puts the statements of the steps together. Where the plan's order
// leaves a choice, what can share a transaction comes before what cannot, so
// that as much as possible of a migration happens at once or not at all.
func gather(p *planner.Plan, written [][]Stmt) []Stmt {
	var first, stmts, last []Stmt
	for _, i := range gathered(p, written) {
		for _, s := range written[i] {
			switch {
			case s.First:
				first = append(first, s)
			case s.Last:
				s.NoTx = true
				last = append(last, s)
			default:
				stmts = append(stmts, s)
			}
		}
	}
	climb(stmts)
	return slices.Concat(first, stmts, last)
}

// climb puts changes of several steps that follow each other on one target side by
// side.
func climb(stmts []Stmt) {
	for i := 0; i < len(stmts); {
		n := i + 1
		for n < len(stmts) && stmts[i].Rung > 0 && stmts[n].Rung > 0 && stmts[n].Target == stmts[i].Target {
			n++
		}
		slices.SortStableFunc(stmts[i:n], func(a, b Stmt) int { return cmp.Compare(a.Rung, b.Rung) })
		i = n
	}
}

// gathered is the order of the steps: topological, transactional steps first,
// otherwise that of the plan.
func gathered(p *planner.Plan, written [][]Stmt) []int {
	waits := make([]int, len(p.Steps))
	next := make([][]int, len(p.Steps))
	for b, s := range p.Steps {
		waits[b] = len(s.After)
		for _, a := range s.After {
			next[a] = append(next[a], b)
		}
	}
	ready := &steps{apart: make([]bool, len(p.Steps))}
	for i := range p.Steps {
		for _, s := range written[i] {
			ready.apart[i] = ready.apart[i] || s.NoTx && !s.Last && !s.First
		}
		if waits[i] == 0 {
			heap.Push(ready, i)
		}
	}
	order := make([]int, 0, len(p.Steps))
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		order = append(order, i)
		for _, b := range next[i] {
			if waits[b]--; waits[b] == 0 {
				heap.Push(ready, b)
			}
		}
	}
	return order
}

// steps is a heap of indexes of steps.
type steps struct {
	items []int
	apart []bool
}

func (h *steps) Len() int { return len(h.items) }
func (h *steps) Less(i, j int) bool {
	a, b := h.items[i], h.items[j]
	if h.apart[a] != h.apart[b] {
		return h.apart[b]
	}
	return a < b
}
func (h *steps) Swap(i, j int) { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *steps) Push(x any)    { h.items = append(h.items, x.(int)) }
func (h *steps) Pop() any {
	x := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return x
}
