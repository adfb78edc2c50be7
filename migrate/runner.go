package migrate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A Runner applies and rolls back the migrations of a directory on a database.
type Runner struct {
	DB  Database
	Dir *Dir
	Log func(Event) // may be nil

	By          string // recorded as applied_by; empty: the user of the session
	ToolVersion string // recorded

	// Tries is how often a transaction is tried that fails for a passing reason, such as a lock timeout. 0 means 10.
	Tries int

	pause func(context.Context, time.Duration) error // nil: wait
}

// Options narrow what Apply and Rollback do.
type Options struct {
	// To is the target: the last migration to apply, or the one to go back to, which stays applied. See Targets.Resolve;
	// here +2 applies two that are pending, and -2 undoes the two that were applied last.
	To string
	// Steps is the number of migrations to roll back when To is empty; 0 means 1.
	Steps int
	// DryRun checks what can be checked without writing, and gives the versions that would run.
	DryRun bool
	// OutOfOrder allows to apply a migration older than one that is applied.
	OutOfOrder bool
	// Stop, once closed, ends the run after the step under way, with ErrStopped.
	Stop <-chan struct{}
}

// A run is one call of Apply, Rollback or Baseline, with the lock held.
type run struct {
	*Runner
	lock Lock
	s    Session
	stop <-chan struct{}
	done []string // versions finished
}

// locked calls f with the lock held and a session open. The history is read within, because it may have changed while
// waiting.
func (r *Runner) locked(ctx context.Context, o Options, f func(x *run, applied []Record) error) (done []string, err error) {
	lock, err := r.DB.Lock(ctx, func(holder string, since time.Duration) {
		r.log(Event{Kind: Wait, Detail: holder, Duration: since})
	})
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	defer func() {
		if uerr := lock.Unlock(); uerr != nil && err == nil {
			err = fmt.Errorf("unlocking: %w", uerr)
		}
	}()
	applied, err := r.DB.Applied(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading history: %w", err)
	}
	x := &run{Runner: r, lock: lock, stop: o.Stop}
	defer x.close()
	err = f(x, applied)
	return x.done, err
}

// open opens the session, which makes the history table: not before all that can be refused is refused.
func (x *run) open(ctx context.Context) error {
	s, err := x.DB.Session(ctx)
	if err != nil {
		return fmt.Errorf("opening session: %w", err)
	}
	x.s = s
	return nil
}

func (x *run) close() {
	if x.s != nil {
		// What a session says on closing changes nothing that is done.
		_ = x.s.Close()
	}
}

// ready reports whether the next step may start.
func (x *run) ready(ctx context.Context) error {
	select {
	case <-x.stop:
		return ErrStopped
	default:
	}
	if err := x.lock.Held(ctx); err != nil {
		return fmt.Errorf("checking lock: %w", err)
	}
	return ctx.Err()
}

func (r *Runner) log(e Event) {
	if r.Log != nil {
		r.Log(e)
	}
}

func (r *Runner) tries() int {
	if r.Tries > 0 {
		return r.Tries
	}
	return 10
}

// retry calls f until it succeeds, fails for good, or has failed as often as allowed. What f began must be rolled back by f.
func (x *run) retry(ctx context.Context, j *job, f func() error) error {
	for n := 1; ; n++ {
		err := f()
		var p *PartialError
		if err == nil || errors.As(err, &p) || n >= x.tries() || !x.s.Retryable(err) {
			return err
		}
		// Runners that failed together must not come back together.
		wait := time.Duration(rand.Int64N(int64(backoff(n))))
		x.log(Event{Kind: Retry, Version: j.version, Name: j.name, Direction: j.dir, Err: err, Duration: wait, Index: n, Total: x.tries()})
		if perr := x.sleep(ctx, wait); perr != nil {
			return errors.Join(err, perr)
		}
	}
}

// backoff is the longest pause before attempt n (1 is the first retry): it doubles from half a second up to half a minute.
func backoff(n int) time.Duration {
	return min(500*time.Millisecond<<min(n-1, 10), 30*time.Second)
}

func (r *Runner) sleep(ctx context.Context, d time.Duration) error {
	if r.pause != nil {
		return r.pause(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// afterwards is a context for what must be written though the run was cancelled.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}
