package migrate

import (
	"context"
	"fmt"
)

// A Mark is what Stamp does to one version of the history.
type Mark struct {
	Named
	Action string // "add", "update" or "forget"
	file   *Migration
}

// StampOptions say how far Stamp goes.
type StampOptions struct {
	Target string // see Targets.Resolve; Base forgets all
	// Purge forgets the records of versions that the directory does not have.
	Purge bool
	// Force accepts a schema that is not the one that the target's header promises.
	Force  bool
	DryRun bool
}

// Stamp makes the history say that the migrations up to a target are applied as their files are now, and those after it are
// not, without running any. It gives what it changed.
func (r *Runner) Stamp(ctx context.Context, o StampOptions) ([]Mark, error) {
	if err := r.Dir.Verify(); err != nil {
		return nil, err
	}
	if o.DryRun {
		applied, err := r.DB.Applied(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading history: %w", err)
		}
		marks, _, err := r.marks(applied, o)
		return marks, err
	}
	var marks []Mark
	_, err := r.locked(ctx, Options{}, func(x *run, applied []Record) error {
		var err error
		var last *Migration
		if marks, last, err = r.marks(applied, o); err != nil || len(marks) == 0 {
			return err
		}
		if err := x.open(ctx); err != nil {
			return err
		}
		if err := x.stamp(ctx, marks, last, o.Force); err != nil {
			_ = x.s.Rollback()
			return fmt.Errorf("stamping: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return marks, nil
}

// marks finds what is to change, in the order of versions, and the migration that the database is at then.
func (r *Runner) marks(applied []Record, o StampOptions) ([]Mark, *Migration, error) {
	entries := compare(r.Dir, applied)
	to, err := r.TargetsOf(entries).Resolve(o.Target)
	if err != nil {
		return nil, nil, fmt.Errorf("stamping: %w", err)
	}
	var marks []Mark
	var last *Migration
	for _, e := range entries {
		named := Named{Version: e.Version, Name: e.Name}
		within := to != Base && compareVersions(e.Version, to) <= 0
		switch {
		case e.Migration == nil && within && !o.Purge:
			return nil, nil, fmt.Errorf("stamping: %s is in the history, but its file is missing: restore the file, or forget the record with --purge", named)
		case !within && e.Record != nil, e.Migration == nil:
			marks = append(marks, Mark{named, "forget", nil})
		case within && e.Record == nil:
			marks = append(marks, Mark{named, "add", e.Migration})
		case within && e.Condition != Applied:
			marks = append(marks, Mark{named, "update", e.Migration})
		}
		if within && e.Migration != nil {
			last = e.Migration
		}
	}
	return marks, last, nil
}

func (x *run) stamp(ctx context.Context, marks []Mark, last *Migration, force bool) error {
	if err := x.s.Begin(ctx, nil); err != nil {
		return err
	}
	now, err := x.s.State(ctx)
	if err != nil {
		return fmt.Errorf("reading schema: %w", err)
	}
	if last != nil && !force {
		j := &job{version: last.Version, name: last.Name, file: last.FileName(), dir: Forward, to: last.To}
		if err := x.checkAfter(j, now); err != nil {
			return fmt.Errorf("%w\nMake the schema so first, or insist with --force", err)
		}
	}
	for _, m := range marks {
		if err := x.mark(ctx, m); err != nil {
			return fmt.Errorf("writing history: %w", err)
		}
	}
	if last != nil {
		// The newest record holds the schema as it is.
		rec, err := x.recordOf(*last)
		if err != nil {
			return err
		}
		rec.Fingerprint, rec.Objects = now.Fingerprint, now.Objects
		if err := x.s.Save(ctx, rec); err != nil {
			return fmt.Errorf("writing history: %w", err)
		}
	}
	return x.s.Commit(ctx)
}

func (x *run) mark(ctx context.Context, m Mark) error {
	if m.Action == "forget" {
		return x.s.Forget(ctx, m.Version)
	}
	rec, err := x.recordOf(*m.file)
	if err != nil {
		return err
	}
	return x.s.Save(ctx, rec)
}
