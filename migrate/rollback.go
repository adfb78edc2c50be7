package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Rollback undoes the newest migrations, newest first, with the down SQL kept in the history, and gives the versions
// undone. It needs no files. All are checked before the first is undone.
func (r *Runner) Rollback(ctx context.Context, o Options) ([]string, error) {
	if o.DryRun {
		applied, err := r.DB.Applied(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading history: %w", err)
		}
		jobs, err := r.downJobs(applied, o)
		versions := make([]string, len(jobs))
		for i, j := range jobs {
			versions[i] = j.version
		}
		return versions, err
	}
	return r.locked(ctx, o, func(x *run, applied []Record) error {
		jobs, err := r.downJobs(applied, o)
		if err != nil || len(jobs) == 0 {
			return err
		}
		if err := x.open(ctx); err != nil {
			return err
		}
		for i, j := range jobs {
			if i > 0 && jobs[i-1].saved != nil && jobs[i-1].saved.Fingerprint == j.from {
				j.fromObjects = jobs[i-1].saved.Objects
			}
			if err := x.perform(ctx, j); err != nil {
				return err
			}
		}
		return nil
	})
}

// chosen gives the records to undo, the one applied last first.
func (r *Runner) chosen(applied []Record, o Options) ([]Record, error) {
	to, steps := "", o.Steps
	if o.To != "" {
		var err error
		if to, steps, err = r.downTarget(applied, o.To); err != nil {
			return nil, fmt.Errorf("rolling back: %w", err)
		}
	}
	out := slices.Clone(applied)
	slices.SortFunc(out, func(a, b Record) int { return byApplication(b, a) })
	switch to {
	case "":
		return out[:min(max(steps, 1), len(out))], nil
	case Base:
		return out, nil
	}
	return slices.DeleteFunc(out, func(rec Record) bool { return compareVersions(rec.Version, to) <= 0 }), nil
}

func (r *Runner) downJobs(applied []Record, o Options) ([]*job, error) {
	records, err := r.chosen(applied, o)
	if err != nil {
		return nil, err
	}
	var jobs []*job
	var errs []error
	prev := previous(applied)
	for i, rec := range records {
		j, err := r.downJob(rec, prev[rec.Version])
		if err != nil {
			errs = append(errs, err)
			continue
		}
		j.index, j.total = i+1, len(records)
		jobs = append(jobs, j)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("rolling back: %w", err)
	}
	return jobs, nil
}

// previous maps each version to the record that was applied before it.
func previous(applied []Record) map[string]*Record {
	sorted := slices.Clone(applied)
	slices.SortFunc(sorted, byApplication)
	prev := map[string]*Record{}
	for i := 1; i < len(sorted); i++ {
		prev[sorted[i].Version] = &sorted[i-1]
	}
	return prev
}

func (r *Runner) downJob(rec Record, prev *Record) (*job, error) {
	file := Migration{Version: rec.Version, Name: rec.Name}.DownFileName()
	if err := undoable(rec, file); err != nil {
		return nil, err
	}
	h, err := parseHeader(file, rec.Down)
	if err != nil {
		return nil, err
	}
	j := &job{version: rec.Version, name: rec.Name, file: file, dir: Back, noTx: h.NoTransaction, to: rec.Before, limits: h.Limits}
	if rec.Before != "" {
		// Without a fingerprint before it, it is a migration written by hand, which is checked on neither side.
		j.from, j.fromObjects = rec.Fingerprint, rec.Objects
	}
	sql := rec.Down
	if rec.Partial() && !rec.Undoing {
		// Nothing of it is in the database, so only its record is to go.
		j.noTx, j.from, j.to, sql = false, "", "", ""
	}
	if err := j.parse(sql); err != nil {
		return nil, err
	}
	if !rec.Undoing {
		j.original = &rec
	} else {
		j.done, j.resuming = min(rec.Done, len(j.stmts)), true
	}
	j.progress = func(done int, why string) Record {
		r := rec
		r.Undoing, r.Done, r.Total, r.Error = true, done, len(j.stmts), why
		return r
	}
	j.finish = forget(j, rec, prev)
	j.finished = func(applied []Record) bool {
		return !slices.ContainsFunc(applied, func(a Record) bool { return a.Version == rec.Version })
	}
	return j, nil
}

// forget removes the record of a job's migration; the one before it is the newest then, and keeps the objects.
func forget(j *job, rec Record, prev *Record) func(context.Context, Session, State, time.Duration) error {
	return func(ctx context.Context, s Session, after State, _ time.Duration) error {
		if err := s.Forget(ctx, rec.Version); err != nil {
			return err
		}
		if prev == nil || prev.Partial() || prev.Fingerprint != after.Fingerprint {
			return nil
		}
		kept := *prev
		kept.Objects = after.Objects
		j.saved = &kept
		return s.Save(ctx, kept)
	}
}

func undoable(rec Record, file string) error {
	switch {
	case rec.Undoing:
		return nil
	case rec.Partial() && rec.Done > 0:
		return fmt.Errorf("%s_%s is applied in part (%d of %s): finish it with schemactl apply, then roll it back",
			rec.Version, rec.Name, rec.Done, plural(rec.Total, "statement"))
	case rec.Partial():
		return nil
	case !rec.HasDown:
		return fmt.Errorf("%s_%s was applied without %s: undo it with a new migration", rec.Version, rec.Name, file)
	}
	return nil
}
