package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Condition is where a migration stands.
type Condition string

// The conditions of a migration.
const (
	Applied     Condition = "applied"
	Pending     Condition = "pending"
	Partial     Condition = "partial"      // it stopped on its way; apply goes on with it
	MissingFile Condition = "missing file" // applied, but the directory does not have it
	EditedFile  Condition = "edited file"  // applied, and its file was edited since
	OutOfOrder  Condition = "out of order" // pending, though a later one is applied
)

// An Entry is one version in the directory, in the history, or in both.
type Entry struct {
	Version, Name string
	Condition     Condition
	Migration     *Migration // nil when the file is missing
	Record        *Record    // nil when it is not applied
}

// Status compares directory and history, ordered by version. It writes nothing.
func (r *Runner) Status(ctx context.Context) ([]Entry, error) {
	applied, err := r.DB.Applied(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading history: %w", err)
	}
	return compare(r.Dir, applied), nil
}

// Entries lists the directory as Status does where nothing is applied.
func (d *Dir) Entries() []Entry { return compare(d, nil) }

// Pending gives the migrations that Apply would run, in their order. It writes nothing.
func (r *Runner) Pending(ctx context.Context) ([]Migration, error) {
	entries, err := r.Status(ctx)
	if err != nil {
		return nil, err
	}
	return waiting(entries, ""), nil
}

func compare(d *Dir, applied []Record) []Entry {
	d = d.at(applied)
	records := make(map[string]*Record, len(applied))
	head := ""
	for i := range applied {
		records[versionKey(applied[i].Version)] = &applied[i]
		if compareVersions(applied[i].Version, head) > 0 {
			head = applied[i].Version
		}
	}
	var entries []Entry
	for i := range d.Migrations {
		m := &d.Migrations[i]
		rec := records[versionKey(m.Version)]
		delete(records, versionKey(m.Version))
		entries = append(entries, Entry{m.Version, m.Name, condition(m, rec, head), m, rec})
	}
	for i := range applied {
		if rec := &applied[i]; records[versionKey(rec.Version)] != nil {
			entries = append(entries, Entry{rec.Version, rec.Name, MissingFile, nil, rec})
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return compareVersions(a.Version, b.Version) })
	return entries
}

func condition(m *Migration, rec *Record, head string) Condition {
	switch {
	case rec == nil && compareVersions(m.Version, head) < 0:
		return OutOfOrder
	case rec == nil:
		return Pending
	case rec.Partial():
		return Partial
	case rec.Checksum != m.Sum:
		return EditedFile
	}
	return Applied
}

// waiting gives the migrations of the entries that are to be run, up to and including a version if one is given.
func waiting(entries []Entry, to string) []Migration {
	var out []Migration
	for _, e := range entries {
		if to != "" && compareVersions(e.Version, to) > 0 {
			break
		}
		if e.Condition == Pending || e.Condition == Partial || e.Condition == OutOfOrder {
			out = append(out, *e.Migration)
		}
	}
	return out
}

// obstacles names what forbids running anything more, each with the way out.
func obstacles(entries []Entry, o Options) error {
	var errs []error
	for _, e := range entries {
		var text string
		switch {
		case e.another():
			continue // told apart
		case e.Condition == EditedFile:
			text = "%s_%s was edited after it was applied: restore its file, and make the change in a new migration; or, where the database has what the file says now, record that with schemactl stamp"
		case e.Condition == OutOfOrder && !o.OutOfOrder:
			text = "%s_%s is not applied but later ones are: give it a later version (schemactl rebase does), or allow it with --allow-out-of-order"
		case e.Condition == MissingFile:
			text = "%s_%s is applied but its file is missing: restore the file, undo it with schemactl rollback, or take it out of the history with schemactl stamp"
		default:
			continue
		}
		errs = append(errs, fmt.Errorf(text, e.Version, e.Name))
	}
	return errors.Join(errs...)
}

// another reports whether the database has had another migration of the version, as one of another branch.
func (e Entry) another() bool {
	return e.Condition == EditedFile && e.Record.Name != e.Migration.Name
}

// mistaken names the versions of which the database has had another migration than the directory has. Even with nothing
// to apply the database has not had what is there.
func mistaken(entries []Entry) error {
	var errs []error
	for _, e := range entries {
		if e.another() {
			errs = append(errs, fmt.Errorf("the database has had %s, but %s is what the files have of that version: undo the former with schemactl rollback, then apply",
				Migration{Version: e.Record.Version, Name: e.Record.Name}.base(), e.Migration.base()))
		}
	}
	return errors.Join(errs...)
}

// Drift says how the schema differs from the one that a record left, one line for each object. Known is false where the
// two cannot be compared.
func Drift(rec Record, now State) (lines []string, known bool, err error) {
	diff, known, err := drift(rec.Fingerprint, rec.Objects, now)
	out := []string{}
	if diff == nil {
		return out, known, err
	}
	for _, name := range diff.Added {
		out = append(out, "added: "+name)
	}
	for _, name := range diff.Removed {
		out = append(out, "missing: "+name)
	}
	for _, name := range diff.Changed {
		out = append(out, "changed: "+name)
	}
	return out, known, nil
}
