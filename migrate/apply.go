package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Apply runs what is pending, oldest first, and gives the versions that it finished. A *PartialError tells what a failure
// left behind. Directory and history are checked before anything runs.
func (r *Runner) Apply(ctx context.Context, o Options) ([]string, error) {
	if err := r.Dir.Verify(); err != nil {
		return nil, err
	}
	if o.DryRun {
		return r.rehearse(ctx, o)
	}
	return r.locked(ctx, o, func(x *run, applied []Record) error {
		jobs, err := r.upJobs(applied, o)
		if err != nil || len(jobs) == 0 {
			return err
		}
		if err := x.open(ctx); err != nil {
			return err
		}
		last := newest(applied)
		for _, j := range jobs {
			if last.Fingerprint == j.from {
				j.fromObjects = last.Objects
			}
			if err := x.perform(ctx, j); err != nil {
				return err
			}
			last = *j.saved
		}
		return nil
	})
}

// rehearse does the checks of Apply that need no writing.
func (r *Runner) rehearse(ctx context.Context, o Options) ([]string, error) {
	applied, err := r.DB.Applied(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading history: %w", err)
	}
	jobs, err := r.upJobs(applied, o)
	if err != nil || len(jobs) == 0 {
		return nil, err
	}
	first := jobs[0]
	if first.from != "" && !first.resuming {
		got, err := r.DB.State(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading schema: %w", err)
		}
		if last := newest(applied); last.Fingerprint == first.from {
			first.fromObjects = last.Objects
		}
		x := &run{Runner: r}
		if err := x.check(first, "before", first.from, first.fromObjects, got); err != nil {
			return nil, err
		}
	}
	versions := make([]string, len(jobs))
	for i, j := range jobs {
		versions[i] = j.version
	}
	return versions, nil
}

// byApplication orders records by when they were applied, which is not the order of their versions once one was applied
// out of order. Clocks are coarse, so versions decide between equal times.
func byApplication(a, b Record) int {
	if c := a.AppliedAt.Compare(b.AppliedAt); c != 0 {
		return c
	}
	return compareVersions(a.Version, b.Version)
}

// newest is the record that was applied last.
func newest(applied []Record) Record {
	if len(applied) == 0 {
		return Record{}
	}
	return slices.MaxFunc(applied, byApplication)
}

// upJobs prepares what is to be applied, and refuses all of it when one file cannot be run.
func (r *Runner) upJobs(applied []Record, o Options) ([]*job, error) {
	entries := compare(r.Dir, applied)
	if o.To != "" {
		to, err := r.upTarget(entries, o.To)
		if err != nil {
			return nil, fmt.Errorf("applying: %w", err)
		}
		o.To = to
	}
	pending := waiting(entries, o.To)
	errs := []error{mistaken(entries)}
	if len(pending) > 0 {
		errs = append(errs, obstacles(entries, o))
	}
	records := map[string]*Record{}
	for i := range applied {
		records[versionKey(applied[i].Version)] = &applied[i]
	}
	there := map[string]bool{}
	for _, rec := range applied {
		there[versionKey(rec.Version)] = !rec.Partial()
	}
	for _, m := range r.Dir.Migrations {
		// Who has had what was squashed has had what that was squashed of.
		if there[versionKey(m.Version)] || slices.ContainsFunc(pending, func(p Migration) bool { return p.base() == m.base() }) {
			for _, v := range m.Replaces {
				there[versionKey(v)] = true
			}
		}
	}
	var jobs []*job
	for i, m := range pending {
		j, err := r.upJob(m, records[versionKey(m.Version)])
		errs = append(errs, err, unmet(m, there))
		there[versionKey(m.Version)] = true
		j.index, j.total = i+1, len(pending)
		jobs = append(jobs, j)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("applying: %w", err)
	}
	return jobs, nil
}

func (r *Runner) upJob(m Migration, earlier *Record) (*job, error) {
	j := &job{
		version: m.Version, name: m.Name, file: m.FileName(), dir: Forward, noTx: m.NoTransaction, from: m.From, to: m.To,
		limits: m.Limits, saved: &Record{},
	}
	if err := j.parse(m.Up); err != nil {
		return j, err
	}
	if m.HasDown {
		// A down file that cannot be run is found now, not on the day it is needed.
		down := job{file: m.DownFileName(), noTx: m.DownNoTransaction}
		if err := down.parse(m.Down); err != nil {
			return j, err
		}
	}
	base := Record{
		Version: m.Version, Name: m.Name, Down: m.Down, HasDown: m.HasDown, Total: len(j.stmts),
		AppliedBy: r.By, ToolVersion: r.ToolVersion, Before: m.From,
	}
	j.progress = func(done int, why string) Record {
		rec := base
		rec.Done, rec.Error, rec.Checksum = done, why, prefixSum(j.stmts[:done])
		return rec
	}
	j.finish = func(ctx context.Context, s Session, after State, took time.Duration) error {
		rec := base
		rec.Done, rec.Checksum, rec.Duration = rec.Total, m.Sum, took
		rec.Fingerprint, rec.Objects = after.Fingerprint, after.Objects
		*j.saved = rec
		return s.Save(ctx, rec)
	}
	j.finished = func(applied []Record) bool {
		for _, rec := range applied {
			if rec.Version == m.Version {
				return !rec.Partial()
			}
		}
		return false
	}
	if earlier != nil {
		return j, j.resume(*earlier)
	}
	return j, nil
}

// resume sets the job up to go on where an earlier run stopped. What that run did must still be what the file says; the
// rest may have been corrected.
func (j *job) resume(rec Record) error {
	if rec.Undoing {
		return fmt.Errorf("%s: a rollback of it stopped after %d of %s: finish it with schemactl rollback first", j.file, rec.Done, plural(rec.Total, "statement"))
	}
	if !j.noTx && rec.Done > 0 {
		return fmt.Errorf("%s: %d of its statements were applied one by one: put \"%stransaction none\" back at its top", j.file, rec.Done, directive)
	}
	if rec.Done > len(j.stmts) || prefixSum(j.stmts[:rec.Done]) != rec.Checksum {
		return fmt.Errorf("%s: the first %s were applied and are edited since: restore them, and correct only what follows", j.file, plural(rec.Done, "statement"))
	}
	for _, u := range j.units {
		if u.from < rec.Done && rec.Done < u.to {
			return fmt.Errorf("%s: line %d is within BEGIN and COMMIT now, but what precedes it is applied: restore the groups", j.file, j.stmts[rec.Done].Line)
		}
	}
	j.done, j.resuming = rec.Done, j.noTx
	return nil
}

// prefixSum is the checksum of the statements done, blind to comments and blank lines between them.
func prefixSum(stmts []Statement) string {
	var b strings.Builder
	for _, s := range stmts {
		b.WriteString(s.SQL)
		b.WriteString(";\n")
	}
	return checksum(b.String())
}
