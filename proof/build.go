package proof

import (
	"context"
	"errors"
	"fmt"

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
	type job struct {
		step  planner.Step
		stmts []sqlgen.Stmt
		err   error
	}
	written, err := sqlgen.Each(p, d, sqlgen.Options{})
	if err != nil {
		return err
	}
	var jobs []job
	for i, s := range p.Steps {
		jobs = append(jobs, job{step: s, stmts: written[i]})
	}
	// Mostly everything goes at once.
	var all []sqlgen.Stmt
	for _, j := range jobs {
		all = append(all, j.stmts...)
	}
	if len(all) == 0 || db.Try(ctx, all) == nil {
		return nil
	}
	trusted := false
	defer db.Trust(ctx, false)
	for len(jobs) > 0 {
		var left []job
		for _, j := range jobs {
			if j.err = db.Try(ctx, j.stmts); j.err != nil {
				left = append(left, j)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if len(left) == len(jobs) && !trusted {
			// Functions may call each other in a circle.
			if err := db.Trust(ctx, true); err != nil {
				return err
			}
			trusted = true
			continue
		}
		if len(left) == len(jobs) {
			errs := make(BuildErrors, len(left))
			for i, j := range left {
				errs[i] = &BuildError{Ref: j.step.Ref(), SQL: statementOf(j.err), Err: j.err}
			}
			return errs
		}
		jobs = left
	}
	return nil
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
