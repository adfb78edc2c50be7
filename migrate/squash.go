package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// replacedFolder is where the migrations are that a squash replaced, within the directory: a database that has had some of
// them goes on with the rest.
const replacedFolder = "replaced"

func readReplaces(h *Header, value string) error { return addVersions("replaces", value, &h.Replaces) }

// readReplaced reads the folder of what was replaced.
func (d *Dir) readReplaced() error {
	entries, err := fs.ReadDir(d.fsys, replacedFolder)
	if err != nil {
		return err
	}
	sub, err := fs.Sub(d.fsys, replacedFolder)
	if err != nil {
		return err
	}
	inner := &Dir{Path: filepath.Join(d.Path, replacedFolder), fsys: sub}
	found := map[string]*Migration{}
	for _, e := range entries {
		if err := inner.read(e.Name(), found); err != nil {
			return err
		}
	}
	inner.collect(found)
	for _, p := range inner.problems {
		d.problems = append(d.problems, replacedFolder+": "+p)
	}
	for _, f := range inner.files {
		d.files = append(d.files, file{replacedFolder + "/" + f.name, f.sum})
	}
	d.replaced = inner.Migrations
	return nil
}

// original is a migration that was replaced.
func (d *Dir) original(version string) (Migration, bool) {
	for _, m := range d.replaced {
		if compareVersions(m.Version, version) == 0 {
			return m, true
		}
	}
	return Migration{}, false
}

// squashes compares what replaces others with the others.
func (d *Dir) squashes() []string {
	if d.fsys == nil {
		return nil // on no disk, so nothing of it can be there
	}
	var problems []string
	listed := map[string]string{}
	for _, m := range d.Migrations {
		for _, v := range m.Replaces {
			if other, twice := listed[versionKey(v)]; twice {
				problems = append(problems, fmt.Sprintf("%s and %s both replace %s: remove one of them", other, m.FileName(), v))
			}
			listed[versionKey(v)] = m.FileName()
			if _, ok := d.original(v); !ok {
				problems = append(problems, fmt.Sprintf("%s replaces %s, which is not in %s/: restore that, since a database may be in the middle of what was replaced", m.FileName(), v, replacedFolder))
			}
		}
		if n := len(m.Replaces); n > 0 && compareVersions(m.Replaces[n-1], m.Version) != 0 {
			problems = append(problems, fmt.Sprintf("%s has to have the version of the last migration that it replaces, %s", m.FileName(), m.Replaces[n-1]))
		}
	}
	for _, m := range d.replaced {
		if listed[versionKey(m.Version)] == "" {
			problems = append(problems, fmt.Sprintf("%s/%s is replaced by nothing: put it back beside the others, or remove it", replacedFolder, m.FileName()))
		}
	}
	return problems
}

// at is the directory as a database sees it that has had what is given: where it has had some of the migrations that were
// replaced, these stand in place of the one that replaces them.
func (d *Dir) at(applied []Record) *Dir {
	if len(d.replaced) == 0 {
		return d
	}
	names := make(map[string]string, len(applied))
	for _, rec := range applied {
		names[versionKey(rec.Version)] = rec.Name
	}
	seen := *d
	seen.Migrations = nil
	for _, m := range d.Migrations {
		if chain := d.chain(m); startedOn(chain, names) {
			seen.Migrations = append(seen.Migrations, chain...)
		} else {
			seen.Migrations = append(seen.Migrations, m)
		}
	}
	return &seen
}

// chain gives the migrations that one replaces.
func (d *Dir) chain(m Migration) []Migration {
	var out []Migration
	for _, v := range m.Replaces {
		if o, ok := d.original(v); ok {
			out = append(out, o)
		}
	}
	return out
}

// replacedBy gives what each migration was squashed into, by version, name, and both.
func (d *Dir) replacedBy() map[string]string {
	out := map[string]string{}
	for _, m := range d.Migrations {
		for _, o := range d.chain(m) {
			out[o.Version], out[o.Name], out[o.base()] = m.base(), m.base(), m.base()
		}
	}
	return out
}

// startedOn reports whether a history has any of the migrations. The version of the last is that of the one that replaces
// them too; their names differ.
func startedOn(chain []Migration, names map[string]string) bool {
	return slices.ContainsFunc(chain, func(m Migration) bool {
		name, there := names[versionKey(m.Version)]
		return there && name == m.Name
	})
}

// Seen is the directory as the database sees it: where that has had some of the migrations that were replaced, these stand in
// place of the one that replaces them.
func (r *Runner) Seen(ctx context.Context) (*Dir, error) {
	if len(r.Dir.replaced) == 0 {
		return r.Dir, nil
	}
	applied, err := r.DB.Applied(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading history: %w", err)
	}
	return r.Dir.at(applied), nil
}

// Between gives the migrations from one version to another, both of them included, where they can be replaced by one.
func (d *Dir) Between(from, to string) ([]Migration, error) {
	if compareVersions(from, to) > 0 {
		return nil, fmt.Errorf("%s is after %s: the range is FROM..TO, the older one first", from, to)
	}
	var out []Migration
	var errs []error
	for _, m := range d.Migrations {
		if compareVersions(m.Version, from) < 0 || compareVersions(m.Version, to) > 0 {
			continue
		}
		out = append(out, m)
		if len(m.Replaces) > 0 {
			errs = append(errs, fmt.Errorf("%s is squashed already, of %s: a database may be in the middle of those", m.FileName(), plural(len(m.Replaces), "migration")))
		}
		if len(m.Tags) > 0 && compareVersions(m.Version, to) < 0 {
			errs = append(errs, fmt.Errorf("%s has the tag %s, a state in the middle of the range, which there is no way to stop at then: end the range there, or take the tag off", m.FileName(), strings.Join(m.Tags, ", ")))
		}
	}
	if len(out) < 2 && len(errs) == 0 {
		errs = append(errs, errors.New("the range has one migration: there is nothing to squash"))
	}
	return out, errors.Join(append(errs, d.checkpointsFrom(from))...)
}

// checkpointsFrom refuses checkpoints of states that the migrations from a version on lead to.
func (d *Dir) checkpointsFrom(version string) error {
	entries, err := os.ReadDir(filepath.Join(d.Path, checkpointFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if v, ok := strings.CutSuffix(e.Name(), ".sql"); ok && strings.Trim(v, "0123456789") == "" && compareVersions(v, version) >= 0 {
			errs = append(errs, fmt.Errorf("%s is of the migrations as they are: remove it, and make it anew once they are squashed", d.checkpointPath(v)))
		}
	}
	return errors.Join(errs...)
}

// Squash puts one migration in the place of others, which move to the folder of what was replaced. It gives the paths of the
// files of the new one and of those that moved.
func (d *Dir) Squash(m Migration, old []Migration) (written, moved []string, err error) {
	folder := filepath.Join(d.Path, replacedFolder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, nil, fmt.Errorf("squashing: %w", err)
	}
	for _, o := range old {
		for _, f := range []struct {
			name, text string
			there      bool
		}{{o.FileName(), o.Up, true}, {o.DownFileName(), o.Down, o.HasDown}} {
			if !f.there {
				continue
			}
			path := filepath.Join(folder, f.name)
			if err := writeNew(path, f.text); err != nil {
				removeAll(moved)
				return nil, nil, fmt.Errorf("squashing: %w", err)
			}
			moved = append(moved, path)
		}
	}
	written, err = d.Replace(old, []Migration{m})
	return written, moved, err
}
