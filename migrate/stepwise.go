package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// stepwise runs the job unit by unit and records each, so that a later run goes on where this one stops.
func (x *run) stepwise(ctx context.Context, j *job, start time.Time) error {
	if !j.resuming {
		if err := x.checkBefore(ctx, j); err != nil {
			return x.failure(j, Statement{}, err, "Nothing of it was "+j.dir.verb()+". "+j.next(err))
		}
	}
	for _, u := range j.units {
		if u.to <= j.done {
			continue
		}
		if err := x.unit(ctx, j, u); err != nil {
			return err
		}
		j.done, j.resuming = u.to, false
	}
	return x.complete(ctx, j, start)
}

// unit runs one unit. Before it, the history says which statement is about to run: should the process die, the next run
// knows that this one may have taken effect.
func (x *run) unit(ctx context.Context, j *job, u unit) error {
	at := j.stmts[u.from]
	if err := x.ready(ctx); err != nil {
		return x.stopped(ctx, j, Statement{}, err)
	}
	if j.resuming {
		e := j.event(Resume)
		e.Statement, e.Index, e.Total = at, u.from+1, len(j.stmts)
		x.log(e)
		if took, err := x.took(ctx, u); err != nil || took {
			return err
		}
	}
	cutOff := fmt.Sprintf("cut off while running statement %d of %d, line %d", u.from+1, len(j.stmts), at.Line)
	if err := x.s.Save(ctx, j.progress(j.done, cutOff)); err != nil {
		return x.stopped(ctx, j, Statement{}, fmt.Errorf("writing history: %w", err))
	}
	err := x.retry(ctx, j, func() error {
		if u.tx {
			return x.group(ctx, j, u, &at)
		}
		return x.exec(ctx, j, at, u.from)
	})
	if err != nil {
		return x.stopped(ctx, j, at, err)
	}
	return nil
}

// took reports whether the unit at which an earlier run was cut off is done. A transaction is recorded when it commits.
func (x *run) took(ctx context.Context, u unit) (bool, error) {
	if u.tx {
		return false, nil
	}
	took, err := x.s.Took(ctx, u.body[0])
	if err != nil {
		return false, fmt.Errorf("checking what the earlier run left: %w", err)
	}
	return took, nil
}

// group runs a unit between BEGIN and COMMIT, with its record.
func (x *run) group(ctx context.Context, j *job, u unit, at *Statement) error {
	err := x.grouped(ctx, j, u, at)
	if err != nil {
		_ = x.s.Rollback()
	}
	return err
}

func (x *run) grouped(ctx context.Context, j *job, u unit, at *Statement) error {
	if err := x.s.Begin(ctx, u.body); err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	for i, s := range u.body {
		*at = s
		if err := x.exec(ctx, j, s, u.from+1+i); err != nil {
			return err
		}
	}
	if err := x.s.Save(ctx, j.progress(u.to, fmt.Sprintf("cut off after statement %d of %d", u.to, len(j.stmts)))); err != nil {
		return fmt.Errorf("writing history: %w", err)
	}
	if err := x.s.Commit(ctx); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// stopped records why the job stopped and says where it stands.
func (x *run) stopped(ctx context.Context, j *job, at Statement, err error) error {
	after, cancel := afterwards(ctx)
	defer cancel()
	rec := j.progress(j.done, err.Error())
	if j.done == 0 && j.original != nil {
		rec = *j.original
	}
	// With the connection gone, the note written before the unit stays, and the next run looks at what the statement did.
	_ = x.s.Save(after, rec)
	if errors.Is(err, ErrStopped) {
		return err
	}
	state := fmt.Sprintf("%d of %s were %s and are kept: they do not run in one transaction. ", j.done, plural(len(j.stmts), "statement"), j.dir.verb())
	if j.done < len(j.stmts) {
		state += fmt.Sprintf("The next run goes on with line %d. ", j.stmts[j.done].Line)
	}
	return x.failure(j, at, err, state+j.next(err))
}

// complete checks and records the end of a job that ran unit by unit. A schema that is not the expected one is recorded
// too, and reported.
func (x *run) complete(ctx context.Context, j *job, start time.Time) error {
	after, err := x.s.State(ctx)
	if err == nil {
		after, err = after.like(j.to)
	}
	if err != nil {
		return x.stopped(ctx, j, Statement{}, fmt.Errorf("reading schema: %w", err))
	}
	if err := j.finish(ctx, x.s, after, time.Since(start)); err != nil {
		return x.stopped(ctx, j, Statement{}, fmt.Errorf("writing history: %w", err))
	}
	if err := x.checkAfter(j, after); err != nil {
		return x.failure(j, Statement{}, err, "All of it was "+j.dir.verb()+" and recorded, without a transaction that could be rolled back. "+
			"Run schemactl plan to see what is left to do.")
	}
	return nil
}
