package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"
	"pgregory.net/rapid"

	"github.com/schemactl/schemactl/internal/pgrandom"
	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
)

// refusals are parts of the reasons for which a change may be refused.
var refusals = []string{
	"is part of a partition key",
	"inherited over more than one tier",
	"is inherited keeps its expression",
	"cannot cast type",
	"within another type, which PostgreSQL cannot look through",
	"holds rows, so it cannot be dropped and made again",
	"has not been populated",
	// A materialized view over a view whose owner may not read what that reads.
	"permission denied for table",
	// The rows that the test gives values on the way.
	"does not have a replica identity and publishes updates",
	// A default that no row can have, as of a domain that became another.
	"invalid input syntax for type",
}

// TestProperty takes random schemas through random edits: there, compared with a database made afresh, and back. Unless
// -rapid.checks or -rapid.seed say otherwise, they are a few and always the same.
func TestProperty(t *testing.T) {
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["rapid.checks"] && os.Getenv("RAPID_CHECKS") == "" {
		setFlag(t, "rapid.checks", "25")
		if !given["rapid.seed"] {
			setFlag(t, "rapid.seed", "1")
		}
	}
	p := &property{T: t, source: scratchServer(t), major: pgtest.Major(t)}
	rapid.Check(t, p.check)
	t.Logf("%d cases: %d went there and back, %d of them with rows; the server took %d not at all; refused: %v", p.cases, p.passed, p.withRows, p.invalid, p.refused)
	if p.invalid*5 > p.cases {
		t.Errorf("the server took %d of %d cases not at all, the last with: %v", p.invalid, p.cases, p.why)
	}
}

func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := flag.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) })
}

type property struct {
	*testing.T
	source                           proof.Source
	major                            int
	cases, passed, withRows, invalid int
	refused                          []string
	why                              error
}

func (p *property) check(t *rapid.T) {
	c := pgrandom.Draw(t)
	p.cases++
	failed := p.try(c, true)
	if failed != nil && aboutRows(failed.err) {
		failed = p.try(c, false)
	} else if failed == nil {
		p.withRows++
	}
	switch {
	case failed == nil:
		p.passed++
	case failed.invalid:
		p.invalid++
		p.why = failed.err
		if os.Getenv("SCHEMACTL_TEST_INVALID") != "" {
			p.Logf("%s", failed.text)
		}
	case hasNoCast(failed.err) || slices.ContainsFunc(refusals, func(why string) bool { return strings.Contains(failed.text, why) }):
		p.refused = append(p.refused, failed.text)
	default:
		t.Fatalf("%s\n\nThe start:\n%s\nThe goal:\n%s\nRenamed: %v, moved: %v", failed.text, c.Start(p.major, true), c.Goal(p.major, true), c.Former(p.major), c.Moved(p.major))
	}
}

// aboutRows tells whether a statement failed for what is in the tables: the
// rows may not be such that they fit the goal, or those that would have to be
// there on the way back are gone.
func aboutRows(err error) bool {
	var refused *pq.Error
	return errors.As(err, &refused) && (refused.Code.Class() == "23" || refused.Code.Class() == "22" ||
		strings.HasSuffix(refused.Message, "jsonpath input")) // a text of it that was cut, which is a syntax error
}

// hasNoCast tells whether a type was to become one to which the server has no cast, which only
// the author of the file can make up for.
func hasNoCast(err error) bool {
	var stopped *proof.RunError
	return errors.As(err, &stopped) && stopped.Retyping != nil && stopped.Retyping.Cast == "" &&
		strings.Contains(stopped.Error(), "cannot be cast automatically to type")
}

// A failure is why a case did not pass.
type failure struct {
	text string
	err  error
	// invalid says that the server did not take the SQL of the case.
	invalid bool
}

// try takes a case there and back.
func (p *property) try(c pgrandom.Case, rows bool) (failed *failure) {
	t := &trial{TB: p.T}
	defer t.end(&failed)
	t.making = true
	start, goal := pgtest.Database(t), pgtest.Database(t)
	pgtest.Exec(t, start, c.Start(p.major, rows))
	pgtest.Exec(t, goal, c.Goal(p.major, rows))
	t.making = false
	evolve(t, p.source, start, stateAt(t, start), goal, edit{
		keep:         func(want, current *schema.Schema) { keep(want, current, c, p.major) },
		anyPartNames: true,
	})
	return nil
}

// A trial is a test within a test: what fails in it ends it alone, and what it
// made goes when it ends.
type trial struct {
	testing.TB
	making   bool
	cleanups []func()
}

func (t *trial) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *trial) Fatal(args ...any) { t.fail(fmt.Sprint(args...), args) }

func (t *trial) Fatalf(format string, args ...any) { t.fail(fmt.Sprintf(format, args...), args) }

func (t *trial) fail(text string, args []any) {
	f := &failure{text: text, invalid: t.making}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.err = err
		}
	}
	panic(f)
}

func (t *trial) end(failed **failure) {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
	switch r := recover().(type) {
	case nil:
	case *failure:
		*failed = r
	default:
		panic(r)
	}
}
