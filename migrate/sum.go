package migrate

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const sumName = "schemactl.sum"

// A sumFile is what schemactl.sum says: a first line over all others, so that two branches that both add a migration
// meet there in a merge conflict, then "name checksum" for each migration file.
type sumFile struct {
	total string
	files []file

	conflict     bool // git left the lines of two branches in it
	ours, theirs map[string]bool
}

// conflictMark is what git writes around the lines of two branches.
var conflictMark = regexp.MustCompile(`(?m)^(<<<<<<<|=======|>>>>>>>)`)

// checksum is the checksum of a file, blind to the line endings that version control may change.
func checksum(text string) string {
	hash := sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n")))
	return "h1:" + base64.StdEncoding.EncodeToString(hash[:])
}

func parseSum(text string) (*sumFile, error) {
	if mark := conflictMark.FindString(text); mark != "" {
		s := &sumFile{conflict: true}
		s.sections(text)
		return s, fmt.Errorf("%s has the marks of a merge conflict: run schemactl rebase, which puts your migrations after theirs", sumName)
	}
	total, rest, _ := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	s := &sumFile{total: total}
	for i, line := range strings.Split(strings.TrimSuffix(rest, "\n"), "\n") {
		if line == "" {
			continue
		}
		name, sum, ok := strings.Cut(line, " ")
		if !ok {
			return s, fmt.Errorf("%s line %d: %q is not a name and a checksum: resolve the merge conflict, or run schemactl hash", sumName, i+2, line)
		}
		s.files = append(s.files, file{name, sum})
	}
	return s, nil
}

func (s sumFile) String() string {
	var b strings.Builder
	for _, f := range s.files {
		fmt.Fprintf(&b, "%s %s\n", f.name, f.sum)
	}
	return checksum(b.String()) + "\n" + b.String()
}

// Hash reads the directory again and rewrites schemactl.sum to match it.
func (d *Dir) Hash() error {
	now, err := Open(d.Path)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(d.Path, sumName), sumFile{files: now.files}.String()); err != nil {
		return fmt.Errorf("writing %s: %w", sumName, err)
	}
	reopened, err := Open(d.Path)
	if err != nil {
		return err
	}
	*d = *reopened
	return nil
}

// Verify checks the files against each other and against schemactl.sum. Every problem is a line of the error, with the
// way out of it.
func (d *Dir) Verify() error {
	problems := slices.Clone(d.problems)
	problems = append(problems, d.parents()...)
	problems = append(problems, d.dependencies()...)
	problems = append(problems, d.squashes()...)
	problems = append(problems, d.compareSums()...)
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = errors.New(p)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("verifying %s: %w", d.Path, err)
	}
	return nil
}

// parents compares what each migration was planned on with what precedes it.
func (d *Dir) parents() []string {
	var problems []string
	for i, m := range d.Migrations {
		if m.Parent == "" || i > 0 && compareVersions(d.Migrations[i-1].Version, m.Parent) == 0 {
			continue
		}
		before := "nothing"
		if i > 0 {
			before = d.Migrations[i-1].Version
		}
		problems = append(problems, fmt.Sprintf("%s was planned on top of %s, but %s precedes it: run schemactl rebase, or remove it and plan it again", m.FileName(), m.Parent, before))
	}
	return problems
}

func (d *Dir) compareSums() []string {
	if d.sum == nil {
		if len(d.files) == 0 {
			return nil
		}
		return []string{sumName + " is missing: restore it, or run schemactl hash after reading every file"}
	}
	if d.sum.conflict {
		return nil
	}
	listed := map[string]string{}
	for _, f := range d.sum.files {
		listed[f.name] = f.sum
	}
	var problems []string
	for _, f := range d.files {
		sum, ok := listed[f.name]
		delete(listed, f.name)
		if !ok {
			problems = append(problems, fmt.Sprintf("%s is not in %s: run schemactl hash after reading it, or remove it", f.name, sumName))
		} else if sum != f.sum {
			problems = append(problems, fmt.Sprintf("%s was edited (its checksum is %s and was %s): restore it, or, if it is applied nowhere, run schemactl hash", f.name, f.sum, sum))
		}
	}
	for _, f := range d.sum.files {
		if _, left := listed[f.name]; left {
			problems = append(problems, fmt.Sprintf("%s is in %s but missing: restore it, or, if it is applied nowhere, run schemactl hash", f.name, sumName))
		}
	}
	if want, _, _ := strings.Cut(d.sum.String(), "\n"); len(problems) == 0 && want != d.sum.total {
		problems = append(problems, sumName+" was edited: its first line does not match the others; resolve the merge, then run schemactl hash")
	}
	return problems
}
