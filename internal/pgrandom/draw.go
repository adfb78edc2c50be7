// Package pgrandom makes random PostgreSQL schemas and random edits of them, as SQL. It shares nothing with what schemactl
// writes, so that the two can be compared.
//
// A case is two lists of steps: one builds a schema, the other edits it. A step means something on any schema, so that a
// case stays one when steps are taken out of it: what others no longer have to stand on goes with them.
package pgrandom

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"
)

// A Step is one thing that is added to a schema, or one edit. Its choices say which, in the order of the questions; where
// they end, the answer is the first.
type Step struct {
	Op      string
	Choices []int
}

// A Case is a schema and what becomes of it.
type Case struct{ Build, Edits []Step }

const (
	choices   = 14
	maxChoice = 5039
)

// Draw draws a case.
func Draw(t *rapid.T) Case {
	var c Case
	// Several short lists are longer than one, and can still be cut down to nothing.
	for range 4 {
		c.Build = append(c.Build, rapid.SliceOfN(step(builders), 0, 10).Draw(t, "build")...)
	}
	for range 4 {
		c.Edits = append(c.Edits, rapid.SliceOfN(step(editors), 0, 6).Draw(t, "edits")...)
	}
	return c
}

func step(ops map[string]op) *rapid.Generator[Step] {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(ops)) {
		for range ops[name].weight {
			names = append(names, name)
		}
	}
	return rapid.Custom(func(t *rapid.T) Step {
		return Step{
			rapid.SampledFrom(names).Draw(t, "op"),
			rapid.SliceOfN(rapid.IntRange(0, maxChoice), choices, choices).Draw(t, "choices"),
		}
	})
}

// An op carries out steps of one name. The weight says how often it is drawn.
type op struct {
	weight int
	do     func(m *model, c *chooser)
}

// Start and Goal are SQL for both states of the case, on a server of a major version.
func (c Case) Start(major int, rows bool) string { return build(major, c.Build, nil).sql(rows) }

// Goal is the schema after the edits.
func (c Case) Goal(major int, rows bool) string { return build(major, c.Build, c.Edits).sql(rows) }

func build(major int, steps, edits []Step) *model {
	m := &model{major: major}
	m.run(builders, steps)
	m.run(editors, edits)
	return m
}

func (m *model) run(ops map[string]op, steps []Step) {
	for _, s := range steps {
		ops[s.Op].do(m, &chooser{s.Choices})
		m.prune()
	}
}

// A chooser answers questions with the choices of a step.
type chooser struct{ left []int }

// upTo is a number from 0 to below n.
func (c *chooser) upTo(n int) int {
	if len(c.left) == 0 || n < 1 {
		return 0
	}
	answer := c.left[0] % n
	c.left = c.left[1:]
	return answer
}

// once is true one time in n.
func (c *chooser) once(n int) bool { return c.upTo(n) == n-1 }

func (c *chooser) word(of ...string) string { return of[c.upTo(len(of))] }

// one picks an element; ok is false where there is none.
func one[T any](c *chooser, of []T) (chosen T, ok bool) {
	if len(of) == 0 {
		return chosen, false
	}
	return of[c.upTo(len(of))], true
}

// some picks up to n elements, no two the same, in any order.
func some[T any](c *chooser, n int, of []T) []T {
	of = slices.Clone(of)
	var out []T
	for n = min(n, 1+c.upTo(n)); n > 0 && len(of) > 0; n-- {
		i := c.upTo(len(of))
		out = append(out, of[i])
		of = slices.Delete(of, i, i+1)
	}
	return out
}

// name makes a name that is not in use, and at times one that must be quoted.
func (m *model) name(prefix string) string {
	m.names++
	if m.names%7 == 0 {
		return quote(fmt.Sprintf("%s %d", prefix, m.names))
	}
	return fmt.Sprintf("%s%d", prefix, m.names)
}

func quote(name string) string { return `"` + name + `"` }
