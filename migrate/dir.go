package migrate

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Dir is a migration directory as it was when it was opened.
type Dir struct {
	Path       string
	Migrations []Migration // sorted by version; Verify names those that cannot be told apart

	fsys     fs.FS       // what it is read from; nil for one that is on no disk
	files    []file      // every migration file, sorted by name
	replaced []Migration // what others were squashed of, sorted by version
	problems []string    // found while reading
	sum      *sumFile    // nil when there is none
}

// A file is one migration file on disk.
type file struct {
	name, sum string
}

// A migration file is SQL that people review; past this size (256 MiB) it is a dump that belongs elsewhere.
const maxFile = 256 << 20

// Open reads a migration directory. A folder that does not exist is an empty one. Files whose text or header cannot be
// read are an error; what is wrong between the files is left to Verify.
func Open(path string) (*Dir, error) {
	return read(path, os.DirFS(cmp.Or(path, ".")))
}

// OpenFS reads a migration directory from a file system, as from one that is embedded in the program. The migrations lie
// at its top; fs.Sub gives the file system of a folder. What writes to a directory cannot be used on it.
func OpenFS(fsys fs.FS) (*Dir, error) {
	return read("migrations", fsys)
}

func read(path string, fsys fs.FS) (*Dir, error) {
	d := &Dir{Path: path, fsys: fsys}
	entries, err := fs.ReadDir(fsys, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading migrations: %w", err)
	}
	found := map[string]*Migration{}
	var errs []error
	for _, e := range entries {
		if err := d.read(e.Name(), found); err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("reading migrations: %w", err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.IsDir() && e.Name() == replacedFolder }) {
		if err := d.readReplaced(); err != nil {
			return nil, fmt.Errorf("reading migrations: %w", err)
		}
	}
	d.collect(found)
	return d, nil
}

// bothSides is what git leaves in a file that two branches wrote.
var bothSides = regexp.MustCompile(`(?ms)^<<<<<<< .*^=======$.*^>>>>>>> `)

// read takes one entry of the folder in.
func (d *Dir) read(name string, found map[string]*Migration) error {
	path := filepath.Join(d.Path, name)
	if name == sumName {
		text, err := readText(d.fsys, name, path)
		if err != nil {
			return err
		}
		d.sum, err = parseSum(text)
		if err != nil {
			d.problems = append(d.problems, err.Error())
		}
		return nil
	}
	parts := fileName.FindStringSubmatch(name)
	if parts == nil {
		d.foreign(name)
		return nil
	}
	text, err := readText(d.fsys, name, path)
	if err != nil {
		return err
	}
	if bothSides.MatchString(text) {
		return fmt.Errorf("%s has the marks of a merge conflict: two branches wrote a migration of this name, or both changed it; "+
			"keep theirs under the name, give yours another version (git show has it), then run schemactl hash and schemactl rebase", path)
	}
	h, err := parseHeader(path, text)
	if err != nil {
		return err
	}
	sum := checksum(text)
	d.files = append(d.files, file{name, sum})
	m := found[parts[1]+"_"+parts[2]]
	if m == nil {
		m = &Migration{Version: parts[1], Name: parts[2]}
		found[parts[1]+"_"+parts[2]] = m
	}
	if parts[3] == "down" {
		if err := onlyUp(path, h); err != nil {
			return err
		}
		m.Down, m.HasDown, m.DownNoTransaction = text, true, h.NoTransaction
		return nil
	}
	h.DownNoTransaction = m.DownNoTransaction
	m.Up, m.Sum, m.Header = text, sum, h
	return nil
}

// collect sorts the migrations and notes what keeps them from being run in one order.
func (d *Dir) collect(found map[string]*Migration) {
	for _, m := range found {
		if m.Sum == "" {
			d.problems = append(d.problems, fmt.Sprintf("%s has no %s beside it: restore that, or remove the down file", m.DownFileName(), m.FileName()))
			continue
		}
		d.Migrations = append(d.Migrations, *m)
	}
	slices.SortFunc(d.Migrations, func(a, b Migration) int {
		if c := compareVersions(a.Version, b.Version); c != 0 {
			return c
		}
		return strings.Compare(a.base(), b.base())
	})
	for i := 1; i < len(d.Migrations); i++ {
		if a, b := d.Migrations[i-1], d.Migrations[i]; compareVersions(a.Version, b.Version) == 0 {
			d.problems = append(d.problems, fmt.Sprintf("%s and %s have one version: give one of them a later version", a.FileName(), b.FileName()))
		}
	}
	slices.SortFunc(d.files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	slices.Sort(d.problems)
}

// readText reads a regular file of UTF-8 text.
func readText(fsys fs.FS, name, path string) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is not a regular file: replace it by one, or move it out of the folder", path)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return "", err
	case len(data) > maxFile:
		return "", fmt.Errorf("%s is larger than %d MiB: split it", path, maxFile>>20)
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return "", fmt.Errorf("%s starts with a byte order mark: save it as UTF-8 without one", path)
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return "", fmt.Errorf("%s is not UTF-8 text: save it as UTF-8", path)
	}
	return string(data), nil
}

// Add writes a migration and the new sum file, and gives the paths written. Each file appears whole or not at all, the
// sum file last. Add refuses a version that is taken or older than the newest: it would be skipped where that is applied.
func (d *Dir) Add(m Migration) ([]string, error) {
	if err := d.accepts(m); err != nil {
		return nil, fmt.Errorf("adding migration: %w", err)
	}
	if err := os.MkdirAll(d.Path, 0o755); err != nil {
		return nil, fmt.Errorf("adding migration: %w", err)
	}
	texts := map[string]string{m.FileName(): m.Text()}
	names := []string{m.FileName()}
	if m.HasDown {
		texts[m.DownFileName()] = m.DownText()
		names = append(names, m.DownFileName())
	}
	var paths []string
	for _, name := range names {
		path := filepath.Join(d.Path, name)
		if err := writeNew(path, texts[name]); err != nil {
			removeAll(paths)
			return nil, fmt.Errorf("adding migration: %w", err)
		}
		paths = append(paths, path)
	}
	if err := d.Hash(); err != nil {
		removeAll(paths)
		return nil, fmt.Errorf("adding migration: %w", err)
	}
	return append(paths, filepath.Join(d.Path, sumName)), nil
}

func (d *Dir) accepts(m Migration) error {
	if parts := fileName.FindStringSubmatch(m.FileName()); parts == nil || parts[1] != m.Version || m.Name != "" && Slug(m.Name) != m.Name {
		return fmt.Errorf("%q is no name of a migration: the version takes digits only, and the name letters, digits and underscores", m.FileName())
	}
	if n := len(d.Migrations); n > 0 && compareVersions(m.Version, d.Migrations[n-1].Version) <= 0 {
		return fmt.Errorf("version %s is not after %s: use a later one", m.Version, d.Migrations[n-1].Version)
	}
	for _, sql := range []string{m.Up, m.Down} {
		if _, err := Split(sql); err != nil {
			return err
		}
	}
	return nil
}

// Remove deletes the files of a version and rewrites schemactl.sum, as when a migration is planned again.
func (d *Dir) Remove(version string) error {
	m, ok := d.Find(version)
	if !ok {
		return fmt.Errorf("removing migration: %s has no version %s", d.Path, version)
	}
	names := []string{m.FileName()}
	if m.HasDown {
		names = append(names, m.DownFileName())
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(d.Path, name)); err != nil {
			return fmt.Errorf("removing migration: %w", err)
		}
	}
	return d.Hash()
}

// Find gives the migration of a version, be it one that another replaces.
func (d *Dir) Find(version string) (Migration, bool) {
	i, ok := slices.BinarySearchFunc(d.Migrations, version, func(m Migration, v string) int {
		return compareVersions(m.Version, v)
	})
	if !ok {
		return d.original(version)
	}
	return d.Migrations[i], true
}
