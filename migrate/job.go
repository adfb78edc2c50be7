package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A job is one direction of one migration, ready to run.
type job struct {
	version, name, file string
	dir                 Direction
	noTx                bool
	limits              Limits
	stmts               []Statement
	units               []unit
	index, total        int // of the jobs of this run

	from        string            // fingerprint expected before; empty: not checked
	fromObjects map[string]string // nil: not known
	to          string            // fingerprint expected after; empty: not checked
	toObjects   map[string]string

	done     int // statements done by an earlier run
	resuming bool

	// original is the record before a rollback: it is put back when that stops before its first step is done.
	original *Record
	// progress is the record while done statements are applied; why says what stops it now or would have.
	progress func(done int, why string) Record
	// finish writes the last record, in the transaction if there is one.
	finish func(ctx context.Context, s Session, after State, took time.Duration) error
	// saved is the record that finish wrote.
	saved *Record
	// finished reports whether the history says that finish took place.
	finished func(applied []Record) bool
}

// parse fills in the statements and units of the job.
func (j *job) parse(sql string) error {
	stmts, err := Split(sql)
	if err != nil {
		return fmt.Errorf("reading %s: %w", j.file, err)
	}
	j.stmts = stmts
	if j.units, err = units(stmts, j.noTx); err != nil {
		return fmt.Errorf("reading %s: %w", j.file, err)
	}
	return nil
}

func (j *job) event(k EventKind) Event {
	return Event{Kind: k, Version: j.version, Name: j.name, Direction: j.dir, Index: j.index, Total: j.total}
}

// perform runs one job.
func (x *run) perform(ctx context.Context, j *job) error {
	if err := x.ready(ctx); err != nil {
		return x.interrupted(j, err)
	}
	if err := x.s.Reset(ctx, j.limits); err != nil {
		return fmt.Errorf("resetting session: %w", err)
	}
	x.log(j.event(Start))
	start := time.Now()
	way := x.atomically
	if j.noTx {
		way = x.stepwise
	}
	if err := way(ctx, j, start); err != nil {
		return err
	}
	x.done = append(x.done, j.version)
	e := j.event(End)
	e.Duration = time.Since(start)
	x.log(e)
	return nil
}

// atomically runs the job and records it in one transaction.
func (x *run) atomically(ctx context.Context, j *job, start time.Time) error {
	var at Statement
	err := x.retry(ctx, j, func() error {
		at = Statement{}
		err := x.transaction(ctx, j, start, &at)
		if err != nil {
			// The server rolls back by itself where the connection is gone.
			_ = x.s.Rollback()
		}
		return err
	})
	if err == nil {
		return nil
	}
	var p *PartialError
	if errors.As(err, &p) {
		return err
	}
	return x.failure(j, at, err, "Nothing of it was "+j.dir.verb()+": it ran in one transaction, which was rolled back. "+j.next(err))
}

func (x *run) transaction(ctx context.Context, j *job, start time.Time, at *Statement) error {
	if err := x.s.Begin(ctx, j.stmts); err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	if err := x.checkBefore(ctx, j); err != nil {
		return err
	}
	for i, s := range j.stmts {
		*at = s
		if err := x.exec(ctx, j, s, i); err != nil {
			return err
		}
	}
	*at = Statement{}
	after, err := x.s.State(ctx)
	if err == nil {
		after, err = after.like(j.to)
	}
	if err != nil {
		return fmt.Errorf("reading schema: %w", err)
	}
	if err := x.checkAfter(j, after); err != nil {
		return err
	}
	if err := j.finish(ctx, x.s, after, time.Since(start)); err != nil {
		return fmt.Errorf("writing history: %w", err)
	}
	if err := x.lock.Held(ctx); err != nil {
		return fmt.Errorf("checking lock: %w", err)
	}
	return x.commit(ctx, j)
}

// commit commits. When the answer was lost, the history tells whether the server did.
func (x *run) commit(ctx context.Context, j *job) error {
	err := x.s.Commit(ctx)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("committing: %w", err)
	_ = x.s.Rollback()
	after, cancel := afterwards(ctx)
	defer cancel()
	applied, rerr := x.DB.Applied(after)
	if rerr != nil {
		return x.failure(j, Statement{}, errors.Join(err, rerr),
			"Whether it was committed is not known. Run schemactl status once the database answers: if it is pending there, nothing of it was "+j.dir.verb()+".")
	}
	if j.finished(applied) {
		return nil
	}
	return err
}

func (x *run) exec(ctx context.Context, j *job, s Statement, i int) error {
	e := j.event(StatementStart)
	e.Statement, e.Index, e.Total = s, i+1, len(j.stmts)
	x.log(e)
	start := time.Now()
	if err := x.s.Exec(ctx, s); err != nil {
		return err
	}
	e.Kind, e.Duration = StatementDone, time.Since(start)
	x.log(e)
	return nil
}

func (x *run) checkBefore(ctx context.Context, j *job) error {
	if j.from == "" {
		return nil
	}
	got, err := x.s.State(ctx)
	if err != nil {
		return fmt.Errorf("reading schema: %w", err)
	}
	return x.check(j, "before", j.from, j.fromObjects, got)
}

func (x *run) checkAfter(j *job, got State) error {
	return x.check(j, "after", j.to, j.toObjects, got)
}

func (x *run) check(j *job, when, want string, objects map[string]string, got State) error {
	d, checked, err := drift(want, objects, got)
	if err != nil {
		return err
	}
	if d != nil {
		d.When, d.Version = when, j.version
		return d
	}
	if want != "" && !checked {
		e := j.event(Note)
		e.Detail = fmt.Sprintf("the schema %s it was not checked: fingerprint %s was made on another kind of server than %s", when, want, got.Fingerprint)
		x.log(e)
	}
	return nil
}

// verb is what happens to a migration in this direction.
func (d Direction) verb() string {
	if d == Back {
		return "rolled back"
	}
	return "applied"
}

// next is the advice after an error.
func (j *job) next(err error) string {
	command := map[Direction]string{Forward: "apply", Back: "rollback"}[j.dir]
	var d *DriftError
	switch {
	case errors.As(err, &d) && d.When == "before":
		return "Undo what was changed outside of the migrations, or plan again on the schema as it is."
	case errors.As(err, &d):
		return "Correct " + j.file + " or plan it again: it does not do what its header says."
	}
	return "Correct what the error names, then run schemactl " + command + " again."
}

func (x *run) failure(j *job, at Statement, err error, state string) error {
	if n := len(x.done); n > 0 {
		state += fmt.Sprintf(" %s before it: done and kept.", plural(n, "migration"))
	}
	return &PartialError{Version: j.version, File: j.file, Statement: at, Err: err, Applied: x.done, State: state}
}

// interrupted is the failure of a job that did not start.
func (x *run) interrupted(j *job, err error) error {
	if errors.Is(err, ErrStopped) {
		return err
	}
	return x.failure(j, Statement{}, err, "It was not started.")
}
