package migrate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The places that have names in every history.
const (
	Base    = "base"    // before the first migration
	Head    = "head"    // after the last one
	Current = "current" // where the database is
)

// Targets are the places that a target may name.
type Targets struct {
	Versions []Named // by version
	Where    string  // what holds them, for messages

	replaced map[string]string // by version and name of what was squashed, what it was squashed into

	// Current is the version that relative targets count from: Base where nothing is applied, and empty where no
	// database is asked.
	Current string
}

// A Named is a version, the name of its migration, and the tags of the state that it leads to.
type Named struct {
	Version, Name string
	Tags          []string
}

func (n Named) String() string { return Migration{Version: n.Version, Name: n.Name}.base() }

// ComparePlaces orders two versions, of which either may be Base.
func ComparePlaces(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == Base:
		return -1
	case b == Base:
		return 1
	}
	return compareVersions(a, b)
}

// relative takes a target apart: where to start, and how far to go from there.
var relative = regexp.MustCompile(`^(.*?)([+-][0-9]+)$`)

// Targets gives the places in a directory alone.
func (d *Dir) Targets() Targets {
	t := Targets{Where: d.Path, replaced: d.replacedBy()}
	for _, m := range d.Migrations {
		t.Versions = append(t.Versions, Named{m.Version, m.Name, m.Tags})
	}
	return t
}

// TargetsOf gives the places in directory and history, with the newest version that is applied as the current one.
func (r *Runner) TargetsOf(entries []Entry) Targets {
	t := Targets{Where: r.Dir.Path + " or the history", Current: Base, replaced: r.Dir.replacedBy()}
	for _, e := range entries {
		n := Named{Version: e.Version, Name: e.Name}
		if e.Migration != nil {
			n.Tags = e.Migration.Tags
		}
		t.Versions = append(t.Versions, n)
		if e.Record != nil && !e.Record.Partial() {
			t.Current = e.Version
		}
	}
	return t
}

// Resolve gives the version that a target names, or Base. A target is a version or the beginning of one, a name, a tag, head,
// base, current, or one of them and a number of migrations from there, as in head-1; +2 and -1 count from current.
func (t Targets) Resolve(target string) (string, error) {
	at, err := t.index(target)
	switch {
	case err != nil:
		return "", err
	case at < 0:
		return Base, nil
	}
	return t.Versions[at].Version, nil
}

// Find gives the migration that a target names, and false for Base. It tells two of one version apart by their names.
func (t Targets) Find(target string) (Named, bool, error) {
	at, err := t.index(target)
	if err != nil || at < 0 {
		return Named{}, false, err
	}
	return t.Versions[at], true, nil
}

// index is the place of a target in the list, and -1 for the one before all.
func (t Targets) index(target string) (int, error) {
	if target == "" {
		return 0, errors.New("the target is empty: write a version, a name, head or base")
	}
	at, err := t.anchor(target)
	if err == nil {
		return at, nil
	}
	parts := relative.FindStringSubmatch(target)
	if parts == nil {
		return 0, err
	}
	start := parts[1]
	if start == "" {
		start = Current
	}
	if at, err = t.anchor(start); err != nil {
		return 0, err
	}
	steps, err := strconv.Atoi(parts[2])
	if err != nil {
		return 0, fmt.Errorf("%s is no number of migrations", parts[2])
	}
	return t.step(target, at, steps)
}

func (t Targets) step(target string, at, steps int) (int, error) {
	if after := len(t.Versions) - 1 - at; steps > after {
		return 0, fmt.Errorf("%s goes too far: %s after %s", target, countOf(after), t.place(at))
	}
	if before := at + 1; -steps > before {
		return 0, fmt.Errorf("%s goes too far: %s up to %s", target, countOf(before), t.place(at))
	}
	return at + steps, nil
}

func countOf(n int) string {
	if n == 1 {
		return "there is 1 migration"
	}
	return "there are " + plural(n, "migration")
}

func (t Targets) place(at int) string {
	if at < 0 {
		return Base
	}
	return t.Versions[at].String()
}

// anchor finds what is named without a distance. Names of places go before names of migrations, and whole versions
// before beginnings of them.
func (t Targets) anchor(target string) (int, error) {
	switch target {
	case Base:
		return -1, nil
	case Head:
		return len(t.Versions) - 1, nil
	case Current:
		return t.current()
	}
	var same, named, begun []int
	number := strings.Trim(target, "0123456789") == ""
	for i, v := range t.Versions {
		switch {
		case number && compareVersions(v.Version, target) == 0:
			same = append(same, i)
		case v.Name == target || v.String() == target || slices.Contains(v.Tags, target):
			named = append(named, i)
		case number && strings.HasPrefix(v.Version, target):
			begun = append(begun, i)
		}
	}
	if len(same) == 0 && number && versionKey(target) == "" {
		return -1, nil // 0 is before all, as for other tools
	}
	for _, found := range [][]int{same, named, begun} {
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return 0, fmt.Errorf("%q may be any of these, so write the whole version:%s", target, t.list(found))
		}
	}
	return 0, t.unknown(target)
}

func (t Targets) current() (int, error) {
	switch t.Current {
	case "":
		return 0, errors.New("a target that counts from where the database is needs that database: give its --url, or count from a version, head or base")
	case Base:
		return -1, nil
	}
	return slices.IndexFunc(t.Versions, func(v Named) bool { return v.Version == t.Current }), nil
}

// A message lists this many migrations at most.
const listed = 5

func (t Targets) list(found []int) string {
	var b strings.Builder
	for _, i := range found[:min(len(found), listed)] {
		b.WriteString("\n  " + t.Versions[i].String())
	}
	if more := len(found) - listed; more > 0 {
		fmt.Fprintf(&b, "\n  and %s more", plural(more, "migration"))
	}
	return b.String()
}

// unknown is the error for a target that is nowhere, with those that are like it, or else the newest.
func (t Targets) unknown(target string) error {
	if into := t.replaced[target]; into != "" {
		return fmt.Errorf("%s was squashed into %s, and there is no stop in the middle of that: name the end of it, or what is before or after", target, into)
	}
	var near []int
	for i, v := range t.Versions {
		if alike(v.Name, target) || alike(v.Version, target) {
			near = append(near, i)
		}
	}
	what := "these are near"
	if len(near) == 0 {
		what = "the newest are"
		for i := max(0, len(t.Versions)-3); i < len(t.Versions); i++ {
			near = append(near, i)
		}
	}
	if len(near) == 0 {
		return fmt.Errorf("there is no migration %q: %s has none at all", target, t.Where)
	}
	return fmt.Errorf("there is no migration %q in %s; %s:%s", target, t.Where, what, t.list(near))
}

// alike reports whether one text holds the other, or both begin alike for more than half of what was written.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || b == "" {
		return false
	}
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return strings.Contains(a, b) || strings.Contains(b, a) || same >= 3 && 2*same > len(b)
}

// upTarget gives the version up to which Apply goes. A number of steps counts what is pending, because that may lie
// before the newest version that is applied.
func (r *Runner) upTarget(entries []Entry, target string) (string, error) {
	if n, ok := strings.CutPrefix(target, "+"); ok && strings.Trim(n, "0123456789") == "" && n != "" {
		pending := waiting(entries, "")
		steps, err := strconv.Atoi(n)
		if err != nil || steps > len(pending) {
			return "", fmt.Errorf("%s goes too far: %s pending", target, countOf(len(pending)))
		}
		if steps == 0 {
			return "", fmt.Errorf("%s is no step at all", target)
		}
		return pending[steps-1].Version, nil
	}
	t := r.TargetsOf(entries)
	if strings.HasPrefix(target, "-") {
		return "", fmt.Errorf("%s goes back, and apply goes forward: use schemactl rollback", target)
	}
	version, err := t.Resolve(target)
	if err == nil && version == Base {
		return "", fmt.Errorf("%s is before the first migration, and apply goes forward: use schemactl rollback", target)
	}
	return version, err
}

// downTarget gives what Rollback has to do to come to a target: a number of steps, or the version that stays.
func (r *Runner) downTarget(applied []Record, target string) (to string, steps int, err error) {
	if n, ok := strings.CutPrefix(target, "-"); ok && strings.Trim(n, "0123456789") == "" && n != "" {
		steps, err := strconv.Atoi(n)
		if err != nil || steps > len(applied) {
			return "", 0, fmt.Errorf("%s goes too far: %s applied", target, countOf(len(applied)))
		}
		if steps == 0 {
			return "", 0, fmt.Errorf("%s is no step at all", target)
		}
		return "", steps, nil
	}
	if strings.HasPrefix(target, "+") {
		return "", 0, fmt.Errorf("%s goes forward, and rollback goes back: use schemactl apply", target)
	}
	t := Targets{Where: "the history", Current: Base}
	if r.Dir != nil {
		t.replaced = r.Dir.replacedBy()
	}
	for _, rec := range applied {
		t.Versions = append(t.Versions, Named{rec.Version, rec.Name, r.tags(rec.Version)})
		if !rec.Partial() {
			t.Current = rec.Version
		}
	}
	to, err = t.Resolve(target)
	return to, 0, err
}

// tags gives the tags of a version, where its file is there.
func (r *Runner) tags(version string) []string {
	if r.Dir == nil {
		return nil
	}
	m, _ := r.Dir.Find(version)
	return m.Tags
}
