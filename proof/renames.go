package proof

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// renameStatements writes the renames, or the way back from them.
func (w *work) renameStatements(back bool) ([]sqlgen.Stmt, error) {
	var out []sqlgen.Stmt
	seen, dismissed := map[bond]bool{}, map[schema.Ref]bool{}
	now := map[schema.Ref]schema.Ref{}
	for _, r := range w.renames {
		if err := w.shared(r); err != nil {
			return nil, err
		}
		o := planner.Bearer(w.current, r.Old)
		from, to := o.Named(r.From), o.Named(r.To)
		needs := needsNow(o.Base().Needs, now)
		from.Base().Needs, to.Base().Needs = needs, needs
		now[r.Old] = r.To
		if back {
			from, to = w.byStandIn(r, to, from)
		}
		stmts, err := w.in.Dialect.Rename(from, to)
		if err != nil {
			return nil, err
		}
		for _, tie := range w.untied(r, seen) {
			if d := w.in.Dialect.(untier); back {
				stmts = append(slices.Clone(stmts), d.Tie(tie)...)
				child := schema.Ref{Kind: schema.KindTable, Schema: tie.Schema, Name: tie.Table}
				if standIn, ok := w.lent[child]; ok && !dismissed[child] {
					dismissed[child] = true
					stmts = append(stmts, d.Dismiss(child, standIn)...)
				}
			} else {
				stmts = append(d.Untie(tie), stmts...)
			}
		}
		if back {
			out = append(slices.Clone(stmts), out...)
		} else {
			out = append(out, stmts...)
		}
	}
	schemas, err := w.schemaStatements(back)
	if err != nil {
		return nil, err
	}
	values := w.valueStatements(back)
	if back {
		return slices.Concat(values, out, schemas), nil
	}
	return slices.Concat(schemas, out, values), nil
}

// needsNow tells by what names an object needs others once some renames are done.
func needsNow(needs []schema.Ref, now map[schema.Ref]schema.Ref) []schema.Ref {
	if len(now) == 0 {
		return needs
	}
	out := slices.Clone(needs)
	for i, r := range out {
		if to, ok := now[r]; ok {
			out[i] = to
		} else if to, ok := now[schema.Ref{Kind: schema.KindSchema, Name: r.Schema}]; ok {
			out[i].Schema = to.Name
		}
	}
	return out
}

// formerNames are the names that the way back ends with.
func (w *work) formerNames() []string {
	var out []string
	for _, r := range w.renames {
		out = append(out, r.From.BaseName())
		if r.From.Schema != r.To.Schema {
			out = append(out, r.From.Schema)
		}
	}
	for _, v := range w.values {
		out = append(out, v.old)
	}
	return out
}
