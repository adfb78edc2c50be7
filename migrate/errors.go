package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrStopped is returned when Options.Stop asked to stop and the step that was under way is done.
var ErrStopped = errors.New("stopped as asked: what was done is recorded, and the next run goes on from there")

// A PartialError tells that a migration failed and what it left behind.
type PartialError struct {
	Version   string
	File      string    // where Statement is
	Statement Statement // that failed; its SQL is empty when none did, as for a failed check
	Err       error
	Applied   []string // versions that this run finished before it
	State     string   // sentences: what state the database is in, and what to do next
}

func (e *PartialError) Error() string {
	return fmt.Sprintf("%s: %v\n%s", e.place(), e.Err, e.State)
}

func (e *PartialError) Unwrap() error { return e.Err }

func (e *PartialError) place() string {
	if line := e.Line(); line > 0 {
		return fmt.Sprintf("%s:%d", e.File, line)
	}
	return e.File
}

// Line is the line of the file that the server complains about, or that of the statement; 0 when none failed.
func (e *PartialError) Line() int {
	if e.Statement.SQL == "" {
		return 0
	}
	var sql *SQLError
	if !errors.As(e.Err, &sql) || sql.Position <= 1 {
		return e.Statement.Line
	}
	before, chars := e.Statement.SQL, sql.Position-1
	if chars < utf8.RuneCountInString(before) {
		before = string([]rune(before)[:chars])
	}
	return e.Statement.Line + strings.Count(before, "\n")
}

// A DriftError tells that the schema is not the one expected.
type DriftError struct {
	Want, Got string // fingerprints
	When      string // "before", "after"
	Version   string

	// Addresses of objects that differ from the schema expected, sorted. All are empty when the objects expected are
	// not known.
	Added, Removed, Changed []string
}

// A message names this many objects at most; the error holds all of them.
const namedObjects = 20

func (e *DriftError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the schema %s %s is not the one expected (fingerprint %s, expected %s)", e.When, e.Version, e.Got, e.Want)
	var lines []string
	for _, group := range []struct {
		word  string
		names []string
	}{{"added", e.Added}, {"missing", e.Removed}, {"changed", e.Changed}} {
		for _, name := range group.names {
			lines = append(lines, group.word+": "+name)
		}
	}
	if len(lines) == 0 {
		return b.String() + "; which objects differ is not known, because the history has no list of objects for the expected schema"
	}
	for _, line := range lines[:min(len(lines), namedObjects)] {
		b.WriteString("\n  " + line)
	}
	if more := len(lines) - namedObjects; more > 0 {
		fmt.Fprintf(&b, "\n  and %s more", plural(more, "object"))
	}
	return b.String()
}

// drift compares a schema with the fingerprint expected, and nil objects stand for unknown ones. It gives nil when they
// agree or there is nothing to compare with; checked is false in the latter case.
func drift(want string, objects map[string]string, got State) (diff *DriftError, checked bool, err error) {
	if want == "" || maker(want) != maker(got.Fingerprint) {
		return nil, false, nil
	}
	if got, err = got.like(want); err != nil {
		return nil, false, err
	}
	if want == got.Fingerprint {
		return nil, true, nil
	}
	e := &DriftError{Want: want, Got: got.Fingerprint}
	if objects == nil {
		return e, true, nil
	}
	for name, hash := range got.Objects {
		if old, ok := objects[name]; !ok {
			e.Added = append(e.Added, name)
		} else if old != hash {
			e.Changed = append(e.Changed, name)
		}
	}
	for name := range objects {
		if _, ok := got.Objects[name]; !ok {
			e.Removed = append(e.Removed, name)
		}
	}
	slices.Sort(e.Added)
	slices.Sort(e.Removed)
	slices.Sort(e.Changed)
	return e, true, nil
}

// maker is the part of a fingerprint that names what made it.
func maker(fingerprint string) string {
	tag, _, ok := strings.Cut(fingerprint, ":")
	if !ok {
		return ""
	}
	return tag
}
