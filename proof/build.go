package proof

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A BuildError says that the server refused an object as it stands in the
// file.
type BuildError struct {
	Ref schema.Ref
	// SQL is the statement that was refused.
	SQL string
	Err error
}

func (e *BuildError) Error() string { return fmt.Sprintf("creating %s: %s", e.Ref, e.Err) }
func (e *BuildError) Unwrap() error { return e.Err }

// BuildErrors are all objects that the server refused.
type BuildErrors []*BuildError

func (e BuildErrors) Error() string {
	list := make([]error, len(e))
	for i, one := range e {
		list[i] = one
	}
	return errors.Join(list...).Error()
}

// isAuthors reports whether an error is about the file, so that a wider look
// at the schema would not mend it.
func isAuthors(err error) bool {
	var refused *planner.RefusedError
	var excluded *ExcludedError
	return errors.As(err, &refused) || errors.As(err, &excluded)
}

// guessing is a dialect that adds guesses to the loose order of objects.
type guessing struct {
	Dialect
	guesses map[schema.Ref][]schema.Ref
}

func (g guessing) Loose(s *schema.Schema, o schema.Object) []schema.Ref {
	return append(g.Dialect.Loose(s, o), g.guesses[o.Ref()]...)
}

// build creates objects in a database that has base, in an order that guesses
// suggest; what the server refuses is tried again after the rest, as long as
// that helps.
func build(ctx context.Context, db Database, base, want *schema.Schema, d Dialect, guesses map[schema.Ref][]schema.Ref) error {
	p, err := planner.New(base, want, guessing{d, guesses})
	if err != nil {
		return err
	}
	written, err := sqlgen.Each(p, d, sqlgen.Options{})
	if err != nil {
		return err
	}
	// Mostly everything goes at once.
	if all := slices.Concat(written...); len(all) == 0 || db.Try(ctx, all) == nil {
		return nil
	}
	b := builder{db: db, plan: p, dialect: d}
	for i, s := range p.Steps {
		b.jobs = append(b.jobs, job{step: s, at: i, stmts: written[i]})
	}
	defer db.Trust(ctx, false)
	return b.oneByOne(ctx)
}

// A job is a step of a plan that is still to be done, and why it is.
type job struct {
	step  planner.Step
	at    int
	stmts []sqlgen.Stmt
	err   error
}

// A builder carries out steps one by one.
type builder struct {
	db      Database
	plan    *planner.Plan
	dialect Dialect
	jobs    []job
}

// oneByOne goes over what is left as long as that helps, and with each of the ways
// out once it does not.
func (b *builder) oneByOne(ctx context.Context) error {
	waysOut := []func(context.Context) error{b.trust, b.unfill}
	for len(b.jobs) > 0 {
		var left []job
		for _, j := range b.jobs {
			if j.err = b.db.Try(ctx, j.stmts); j.err != nil {
				left = append(left, j)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if len(left) == len(b.jobs) && len(waysOut) > 0 {
			if err := waysOut[0](ctx); err != nil {
				return err
			}
			waysOut = waysOut[1:]
			continue
		}
		if len(left) == len(b.jobs) {
			errs := make(BuildErrors, len(left))
			for i, j := range left {
				errs[i] = &BuildError{Ref: j.step.Ref(), SQL: statementOf(j.err), Err: j.err}
			}
			return errs
		}
		b.jobs = left
	}
	return nil
}

// trust lets functions call each other in a circle.
func (b *builder) trust(ctx context.Context) error { return b.db.Trust(ctx, true) }

// unfill does not run the queries of what holds their rows: the owner of a view
// below may no longer have the rights that the query needs.
func (b *builder) unfill(context.Context) error {
	written, err := sqlgen.Each(b.plan, b.dialect, sqlgen.Options{Unfilled: true})
	for i, j := range b.jobs {
		b.jobs[i].stmts = written[j.at]
	}
	return err
}

// A StmtError is the failure of one statement. Database implementations
// return it from Try and Run.
type StmtError struct {
	SQL string
	Err error
}

func (e *StmtError) Error() string { return e.Err.Error() }
func (e *StmtError) Unwrap() error { return e.Err }

func statementOf(err error) string {
	var s *StmtError
	if errors.As(err, &s) {
		return s.SQL
	}
	return ""
}
