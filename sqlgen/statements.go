package sqlgen

import (
	"errors"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// Statements writes a plan. Neighbouring clauses of one table are joined. Its
// errors join one for each step that cannot be written.
func Statements(p *planner.Plan, d Dialect, o Options) ([]Stmt, error) {
	written, err := write(p, d, o)
	if err != nil {
		return nil, err
	}
	return join(gather(p, written)), nil
}

// Each writes every step of a plan by itself.
func Each(p *planner.Plan, d Dialect, o Options) ([][]Stmt, error) {
	written, err := write(p, d, o)
	for i, stmts := range written {
		one := planner.Plan{Steps: make([]planner.Step, 1)}
		written[i] = join(gather(&one, [][]Stmt{stmts}))
	}
	return written, err
}

func write(p *planner.Plan, d Dialect, o Options) ([][]Stmt, error) {
	c := newContext(p, o)
	written := make([][]Stmt, len(p.Steps))
	var errs []error
	for i, s := range p.Steps {
		stmts, err := d.Write(c, s)
		c.reach(s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for j := range stmts {
			stmts[j].Ref = s.Ref()
		}
		written[i] = stmts
	}
	return written, errors.Join(errs...)
}

func newContext(p *planner.Plan, o Options) *Context {
	c := &Context{
		Options: o, Plan: p,
		created: map[schema.Ref]bool{}, dropped: map[schema.Ref]bool{}, altered: map[schema.Ref]bool{}, Kept: map[string]any{},
		reached: map[schema.Ref]schema.Object{},
	}
	for _, s := range p.Steps {
		set := c.created
		switch s.Action {
		case planner.Drop:
			set = c.dropped
		case planner.Alter:
			set = c.altered
		}
		set[s.Ref()] = true
		for _, part := range s.Parts {
			set[part.Ref()] = true
		}
	}
	return c
}

// join writes clauses out as statements, those of one target that follow each
// other as one.
func join(stmts []Stmt) []Stmt {
	var out []Stmt
	for i := 0; i < len(stmts); {
		s := stmts[i]
		if s.Target == "" {
			out = append(out, s)
			i++
			continue
		}
		n := i + 1
		for n < len(stmts) && joins(s, stmts[n]) {
			n++
		}
		out = append(out, joined(stmts[i:n]))
		i = n
	}
	return out
}

func joins(a, b Stmt) bool {
	return a.Target == b.Target && !a.Alone && !b.Alone && a.NoTx == b.NoTx && b.Comment == "" && max(a.Rung, 1) == max(b.Rung, 1)
}

func joined(list []Stmt) Stmt {
	s := Stmt{NoTx: list[0].NoTx, Last: list[0].Last, Ref: list[0].Ref, Comment: list[0].Comment}
	clauses := make([]string, len(list))
	for i, c := range list {
		clauses[i] = c.Clause
		for _, r := range c.Risks {
			if !slices.Contains(s.Risks, r) {
				s.Risks = append(s.Risks, r)
			}
		}
	}
	if len(clauses) == 1 {
		s.SQL = list[0].Target + " " + clauses[0]
		return s
	}
	s.SQL = list[0].Target + "\n    " + strings.Join(clauses, ",\n    ")
	return s
}
