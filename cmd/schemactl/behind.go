package main

import (
	"context"

	"github.com/schemactl/schemactl/migrate"
)

// A reading goes on while the schema files are read: the one is mostly the
// server's work.
type reading struct {
	cancel context.CancelFunc
	done   chan struct{}
	dir    *migrate.Dir
	found  *inspection
	err    error
}

// readBehind reads the migrations of a directory, and then what a database
// holds that has had them all.
func readBehind(ctx context.Context, t *target, path string) *reading {
	ctx, cancel := context.WithCancel(ctx)
	r := &reading{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.err = r.run(ctx, t, path)
	}()
	return r
}

func (r *reading) run(ctx context.Context, t *target, path string) (err error) {
	if r.dir, err = openDir(path); err != nil {
		return err
	}
	if err := refusePending(ctx, t, r.dir); err != nil {
		return err
	}
	r.found, err = t.look(ctx)
	return err
}

func (r *reading) wait() (*migrate.Dir, *inspection, error) {
	<-r.done
	return r.dir, r.found, r.err
}

// stop ends a reading that nobody waits for.
func (r *reading) stop() {
	r.cancel()
	<-r.done
}
