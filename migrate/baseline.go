package migrate

import (
	"context"
	"fmt"
)

// Baseline records the migrations up to a version as applied without running them, for a database that was made by other
// means. The history must be empty, and the schema must be the one that the last of them leads to, where its header says.
func (r *Runner) Baseline(ctx context.Context, version string) ([]string, error) {
	if err := r.Dir.Verify(); err != nil {
		return nil, err
	}
	last, ok := r.Dir.Find(version)
	if _, replaced := r.Dir.original(version); replaced && len(last.Replaces) == 0 {
		return nil, fmt.Errorf("making baseline: %s is in the middle of what was squashed: name the end of that, or another version", last.FileName())
	}
	if !ok {
		return nil, fmt.Errorf("making baseline: %s has no version %s: see schemactl status", r.Dir.Path, version)
	}
	return r.locked(ctx, Options{}, func(x *run, applied []Record) error {
		if len(applied) > 0 {
			return fmt.Errorf("making baseline: the history has %s already: a baseline is for a database without any", plural(len(applied), "migration"))
		}
		if err := x.open(ctx); err != nil {
			return err
		}
		if err := x.baseline(ctx, last); err != nil {
			_ = x.s.Rollback()
			x.done = nil
			return fmt.Errorf("making baseline: %w", err)
		}
		return nil
	})
}

func (x *run) baseline(ctx context.Context, last Migration) error {
	if err := x.s.Begin(ctx, nil); err != nil {
		return err
	}
	now, err := x.s.State(ctx)
	if err == nil {
		now, err = now.like(last.To)
	}
	if err != nil {
		return fmt.Errorf("reading schema: %w", err)
	}
	j := &job{version: last.Version, name: last.Name, file: last.FileName(), dir: Forward, to: last.To}
	if err := x.checkAfter(j, now); err != nil {
		return err
	}
	for _, m := range x.Dir.Migrations {
		if compareVersions(m.Version, last.Version) > 0 {
			break
		}
		stmts, err := Split(m.Up)
		if err != nil {
			return fmt.Errorf("reading %s: %w", m.FileName(), err)
		}
		rec := Record{
			Version: m.Version, Name: m.Name, Checksum: m.Sum, Down: m.Down, HasDown: m.HasDown, Done: len(stmts), Total: len(stmts),
			AppliedBy: x.By, ToolVersion: x.ToolVersion, Before: m.From, Fingerprint: m.To,
		}
		if m.Version == last.Version {
			rec.Fingerprint, rec.Objects = now.Fingerprint, now.Objects
		}
		if err := x.s.Save(ctx, rec); err != nil {
			return fmt.Errorf("writing history: %w", err)
		}
		x.done = append(x.done, m.Version)
	}
	return x.s.Commit(ctx)
}
