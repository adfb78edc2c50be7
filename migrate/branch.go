package migrate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Sides are the migrations that two branches added. Both may have one of the same version.
type Sides struct {
	Ours, Theirs []Migration
}

// Conflict gives what two branches added, as the marks of a merge conflict in schemactl.sum tell it: Ours is above the
// line of equal signs, Theirs below. Both are empty where there are no marks.
func (d *Dir) Conflict() Sides {
	if d.sum == nil || !d.sum.conflict {
		return Sides{}
	}
	var s Sides
	for _, m := range d.Migrations {
		ours, theirs := d.sum.ours[m.FileName()], d.sum.theirs[m.FileName()]
		switch {
		case ours && !theirs:
			s.Ours = append(s.Ours, m)
		case theirs && !ours:
			s.Theirs = append(s.Theirs, m)
		}
	}
	return s
}

// sections reads which files stand on which side of the marks of a merge conflict.
func (s *sumFile) sections(text string) {
	s.ours, s.theirs = map[string]bool{}, map[string]bool{}
	side := map[string]map[string]bool{"<<<<<<<": s.ours, "|||||||": {}, "=======": s.theirs}
	current := map[string]bool(nil)
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		word, _, _ := strings.Cut(line, " ")
		if into, mark := side[word]; mark {
			current = into
		} else if word == ">>>>>>>" {
			current = nil
		} else if current != nil {
			current[word] = true
		}
	}
}

// Diverged says in one sentence that two branches added migrations that do not know of each other, and what to do;
// empty where there is nothing of the kind.
func (d *Dir) Diverged() string {
	const way = "run schemactl rebase, which puts yours after theirs"
	if s := d.Conflict(); len(s.Ours) > 0 && len(s.Theirs) > 0 {
		return fmt.Sprintf("two branches added migrations (ours: %s; theirs: %s), and %s is in conflict: %s",
			names(s.Ours), names(s.Theirs), sumName, way)
	}
	for i, m := range d.Migrations {
		if i == 0 || m.Parent == "" || compareVersions(d.Migrations[i-1].Version, m.Parent) == 0 {
			continue
		}
		if before := d.Migrations[i-1]; compareVersions(before.Version, m.Parent) > 0 {
			return fmt.Sprintf("two branches added migrations: %s was planned on top of %s, and so was what comes before it, %s: %s",
				m.base(), m.Parent, before.base(), way)
		}
	}
	return ""
}

func names(list []Migration) string {
	var names []string
	for _, m := range list {
		names = append(names, m.base())
	}
	return strings.Join(names, ", ")
}

// Replace takes migrations out of the directory and puts others in, and writes schemactl.sum anew. New files are
// written before old ones go, so that nothing is lost on the way. It gives the paths written.
func (d *Dir) Replace(old, by []Migration) ([]string, error) {
	texts := map[string]string{}
	var names []string
	for _, m := range by {
		texts[m.FileName()] = m.Text()
		names = append(names, m.FileName())
		if m.HasDown {
			texts[m.DownFileName()] = m.DownText()
			names = append(names, m.DownFileName())
		}
	}
	var paths []string
	for _, name := range names {
		path := filepath.Join(d.Path, name)
		if err := write(path, texts[name]); err != nil {
			return paths, fmt.Errorf("replacing migrations: %w", err)
		}
		paths = append(paths, path)
	}
	var errs []error
	for _, m := range old {
		for _, name := range []string{m.FileName(), m.DownFileName()} {
			if _, kept := texts[name]; kept || name == m.DownFileName() && !m.HasDown {
				continue
			}
			errs = append(errs, os.Remove(filepath.Join(d.Path, name)))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return paths, fmt.Errorf("replacing migrations: %w", err)
	}
	return append(paths, filepath.Join(d.Path, sumName)), d.Hash()
}

// Without is a directory that is on no disk, with the migrations that are not among those given.
func (d *Dir) Without(others []Migration) *Dir {
	kept := slices.DeleteFunc(slices.Clone(d.Migrations), func(m Migration) bool {
		return slices.ContainsFunc(others, func(o Migration) bool { return o.base() == m.base() })
	})
	return NewDir(d.Path, kept...)
}
