// Package proof makes migrations and proves them. On scratch databases it lets
// the server spell the desired schema, runs the planned statements both ways
// over sample rows, and compares what the server then has with what was
// wanted. It knows no dialect.
package proof

import (
	"context"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A Dialect is what proof needs of a dialect beyond writing plans.
type Dialect interface {
	sqlgen.Dialect
	// Rename writes the change of an object's name or schema alone.
	Rename(from, to schema.Object) ([]sqlgen.Stmt, error)
	// Normalize brings texts nearer to the server's spelling where that is
	// certain, so that a schema that has not changed is seen as such without
	// asking a server. It returns sentences about what the database cannot keep.
	Normalize(*schema.Schema) (notes []string)
	// Zero gives an expression for the existing rows of a NOT NULL column whose
	// values are gone, distinct where each must have another; ok is false if the
	// type has no value that serves.
	Zero(s *schema.Schema, c *schema.Column, distinct bool) (expr string, ok bool)
}

// A Source makes scratch databases.
type Source interface {
	// EnsureRoles makes the roles that do not exist where the databases are.
	EnsureRoles(ctx context.Context, roles []string) error
	// New makes an empty database.
	New(ctx context.Context) (Database, error)
}

// A Database is a scratch database.
type Database interface {
	// Trust makes the database take the bodies of functions unchecked, or check
	// them again: those of a database that exists need not fit any more.
	Trust(ctx context.Context, on bool) error
	// Try runs statements all or not at all.
	Try(ctx context.Context, stmts []sqlgen.Stmt) error
	// Run runs statements as a migration would.
	Run(ctx context.Context, stmts []sqlgen.Stmt) error
	// Inspect reads the schema, in joined form.
	Inspect(ctx context.Context) (*schema.Schema, error)
	// Fill puts sample rows into the tables of s where it can.
	Fill(ctx context.Context, s *schema.Schema) error
	// Snapshot digests the values of each column of the tables of s, by the
	// ref of the column; that of a table counts its rows.
	Snapshot(ctx context.Context, s *schema.Schema) (map[schema.Ref]string, error)
	Close() error
}

// An Input is what Plan works on.
type Input struct {
	// Current is the whole of the database; Desired is what the files say.
	Current, Desired *schema.Schema
	// Excluded is the part of the current schema that is left alone: the
	// desired schema gets it as it is, and a plan that would change it is
	// refused. It may be nil.
	Excluded *schema.Schema
	alone    map[schema.Ref]bool
	// narrow says that these are parts of the schemas, and the whole is planned
	// with if they do not suffice.
	narrow bool
	// early is the first scratch database, if there is one already.
	early *early
	// Grants says that the desired schema manages privileges.
	Grants bool
	// LeaveLabels says that security labels stay as they are.
	LeaveLabels bool
	// Exact says that it tells all privileges there are, as one that was read from
	// a database does. A file says nothing of what objects have by default.
	Exact   bool
	Dialect Dialect
	Options sqlgen.Options
	// Scratch is nil where no scratch database can be had: then the plan is
	// made from the texts as they are, and not proven.
	Scratch Source
}

// A Result is a plan both ways.
type Result struct {
	// Up and Down are the statements of both directions, empty where nothing
	// is to do.
	Up, Down []sqlgen.Stmt
	// Irreversible says why there is no way back; Down is empty then.
	Irreversible string
	// Renames, Values and Changes are what Up does, for people to read.
	Renames []planner.Rename
	Values  []ValueRename
	Changes []planner.Change
	// Before and After are the schema on both sides, as the server spells it, or
	// the part of it that the plan was made of: then Whole is all there was
	// before, and what is not in the part stays.
	Before, After *schema.Schema
	Whole         *schema.Schema
	// Proven says that both directions ran on a scratch database and led to
	// what was wanted.
	Proven bool
	// Notes are sentences about what could not be proven.
	Notes []string
}

// Empty reports whether there is nothing to do.
func (r *Result) Empty() bool { return len(r.Up) == 0 }

// All is the whole schema after the plan.
func (r *Result) All() *schema.Schema {
	if r.Whole == nil {
		return r.After
	}
	all := r.Whole.Filter(func(o schema.Object) bool { return !r.Before.Has(o.Ref()) })
	for o := range r.After.All() {
		all.Put(o)
	}
	return all
}

// Plan plans the way from the current to the desired schema and back, and
// proves it.
func Plan(ctx context.Context, in Input) (*Result, error) {
	if in.Desired == in.Current {
		return unchanged(in), nil
	}
	if r, err, ok := narrowed(ctx, in); ok {
		return r, err
	}
	return planAll(ctx, in)
}

func planAll(ctx context.Context, in Input) (*Result, error) {
	desired := in.Desired.Clone()
	notes := in.Dialect.Normalize(desired)
	desired = schema.Carry(desired, in.Current, in.Grants)
	if in.Grants && !in.Exact {
		schema.KeepDefaultGrants(desired, in.Current)
	}
	if !in.Exact {
		schema.OpenGrants(desired, in.Current)
	}
	if in.LeaveLabels {
		schema.KeepLabels(desired, in.Current)
	}
	if a, ok := in.Dialect.(aligner); ok {
		a.Align(in.Current, desired)
	}
	desired, err := in.withExcluded(desired)
	if err != nil {
		return nil, err
	}
	r, err := plan(ctx, in, settleCarried(desired, in.Current))
	if r != nil {
		r.Notes = append(r.Notes, notes...)
	}
	return r, err
}

func unchanged(in Input) *Result {
	return &Result{Before: in.Current, After: in.Current, Proven: true}
}

// An aligner takes over the current spelling of texts that differ in layout
// alone, where the database keeps texts as they were written.
type aligner interface {
	Align(current, desired *schema.Schema)
}

func plan(ctx context.Context, in Input, desired *schema.Schema) (*Result, error) {
	renames := renamesOf(in, desired)
	if len(renames) == 0 && len(planner.Diff(in.Current, desired)) == 0 {
		return unchanged(in), nil
	}
	if in.Scratch == nil {
		return untried(in, desired, renames)
	}
	if list := exchanges(renames, in.Current, desired); len(list) > 0 {
		return planExchange(ctx, in, desired, renames, list)
	}
	return planRenamed(ctx, in, desired, renames)
}

// renamesOf lists what is to be renamed, but for what the server can but make anew.
func renamesOf(in Input, desired *schema.Schema) []planner.Rename {
	return slices.DeleteFunc(planner.Renames(in.Current, desired), func(r planner.Rename) bool { return isOfTyped(in.Current, r.Old) })
}

// planRenamed plans with those renames, and with all of the schema where a part of it
// does not do.
func planRenamed(ctx context.Context, in Input, desired *schema.Schema, renames []planner.Rename) (*Result, error) {
	result, err := attempt(ctx, work{in: in, current: in.Current, desired: desired, renames: renames})
	if in.narrow || err == nil || ctx.Err() != nil || isAuthors(err) {
		return result, err
	}
	// The part of the schema that was looked at may have been too small.
	return attempt(ctx, work{in: in, current: in.Current, desired: desired, renames: renames, wide: true})
}

// attempt plans, and once more with all texts as they are if what was written in
// the place of some does not serve.
func attempt(ctx context.Context, with work) (*Result, error) {
	w := with
	result, err := w.plan(ctx)
	w.close()
	if err == nil || !w.spelled || ctx.Err() != nil {
		return result, err
	}
	with.plain = true
	defer with.close()
	return with.plan(ctx)
}

// settleCarried takes over, after normalizing, what the catalogs told of those
// objects that have not changed.
func settleCarried(desired, current *schema.Schema) *schema.Schema {
	for o := range desired.All() {
		if was := current.Lookup(o.Ref()); was != nil && was != o && len(schema.Changed(was, o)) == 0 {
			schema.CarryNeeds(o, was)
		}
	}
	return desired
}
