package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/schemactl/schemactl/migrate"
)

// A rowTrial runs the migrations once more, over rows that it puts in, so that backfills, new constraints and ways back
// meet some. What fails over rows is told, and is no error: it may be what a risk in the file says.
type rowTrial struct {
	v  *verification
	db *replay

	samples  *samples
	ups      int
	downs    int
	problems []string
	tables   int // that had rows at the end
	empty    []string
}

// A trial that fails this often over rows has told enough: each failure costs a database anew.
const mostRowProblems = 5

// overRows is the trial of a verification.
func (v *verification) overRows(ctx context.Context, made *replays, from string) (err error) {
	t := &rowTrial{v: v}
	if err := t.restart(ctx, made, from, v.start); err != nil {
		return err
	}
	last := v.start
	for _, m := range v.dir.Migrations {
		if migrate.Compare(m.Version, v.start) <= 0 || len(t.problems) == mostRowProblems {
			continue
		}
		o := migrate.Options{To: m.Version}
		if err := t.db.each(ctx, v.dir, migrate.Forward, o, nil); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			t.problems = append(t.problems, fmt.Sprintf("%s fails where tables have rows: %s", m.FileName(), firstLine(err)))
			if err := t.restart(ctx, made, from, m.Version); err != nil {
				return err
			}
		} else {
			t.ups++
		}
		last = m.Version
		if err := t.samples.fill(ctx, t.db); err != nil {
			return err
		}
	}
	t.tables, t.empty = t.samples.count(t.db)
	if err := t.down(ctx, last); err != nil {
		return err
	}
	v.rows = t
	return t.db.Close()
}

// restart makes a database that has had the migrations up to a version, without sample rows of an earlier one.
func (t *rowTrial) restart(ctx context.Context, made *replays, from, version string) (err error) {
	if t.db != nil {
		if err := t.db.Close(); err != nil {
			return err
		}
	}
	if t.db, err = made.new(ctx); err != nil {
		return err
	}
	t.samples = &samples{filled: map[string]bool{}, values: map[string]string{}}
	if err := t.v.checkpointed(ctx, t.db, from); err != nil {
		return err
	}
	if version == t.v.start {
		return nil
	}
	return t.db.upAll(ctx, upTo(t.v.dir, version))
}

// down goes back as far as there is a way, over the rows.
func (t *rowTrial) down(ctx context.Context, last string) error {
	list := t.v.dir.Migrations
	for i := len(list) - 1; i >= 0; i-- {
		m := list[i]
		if migrate.Compare(m.Version, last) > 0 {
			continue
		}
		if migrate.Compare(m.Version, t.v.start) <= 0 || !m.HasDown {
			return nil
		}
		if err := t.db.each(ctx, t.v.dir, migrate.Back, migrate.Options{Steps: 1}, nil); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			t.problems = append(t.problems, fmt.Sprintf("%s fails where tables have rows: %s", m.DownFileName(), firstLine(err)))
			return nil
		}
		t.downs++
	}
	return nil
}

func (t *rowTrial) json() map[string]any {
	return map[string]any{"up": t.ups, "down": t.downs, "tables": t.tables, "without_rows": append([]string{}, t.empty...), "problems": append([]string{}, t.problems...)}
}

func (t *rowTrial) text(w io.Writer) {
	fmt.Fprintf(w, "Over sample rows in %s: %s up, %d of them down.\n", plural(t.tables, "table"), plural(t.ups, "migration"), t.downs)
	for _, p := range t.problems {
		fmt.Fprintf(w, "Note: %s.\n", strings.TrimSuffix(p, "."))
	}
	if len(t.problems) == mostRowProblems {
		fmt.Fprintln(w, "Note: what follows was not run over rows.")
	}
	if len(t.empty) > 0 {
		fmt.Fprintf(w, "Note: no sample row fits %s.\n", strings.Join(t.empty, ", "))
	}
}
