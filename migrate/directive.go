package migrate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits bound what the statements of a migration may take; nil leaves the setting of the runner.
type Limits struct {
	Statement *time.Duration // how long a statement may run; 0 is no limit
	Lock      *time.Duration // how long it may wait for a lock; 0 is no limit
}

// units of time, as PostgreSQL writes them (documentation, 20.1.1 Parameter Names and Values).
var timeUnits = map[string]time.Duration{
	"ms": time.Millisecond, "s": time.Second, "min": time.Minute, "h": time.Hour,
}

func readLimit(field func(*Header) **time.Duration) func(*Header, string) error {
	return func(h *Header, value string) error {
		d, err := parseLimit(value)
		if err == nil {
			*field(h) = &d
		}
		return err
	}
}

func parseLimit(value string) (time.Duration, error) {
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz")
	unit, known := timeUnits[value[len(digits):]]
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 32)
	if value == "0" {
		return 0, nil
	}
	if err != nil || !known || n < 0 {
		return 0, fmt.Errorf("%q is no length of time: write a number and ms, s, min or h, as in 5s, or 0 for no limit", value)
	}
	return time.Duration(n) * unit, nil
}

func writeLimit(field func(Header) *time.Duration) func(Header) string {
	return func(h Header) string {
		d := field(h)
		switch {
		case d == nil:
			return ""
		case *d == 0:
			return "0"
		case *d%time.Second == 0:
			return fmt.Sprintf("%ds", *d/time.Second)
		}
		return fmt.Sprintf("%dms", *d/time.Millisecond)
	}
}

// words cuts a list at spaces and commas.
func words(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
}

func readDepends(h *Header, value string) error { return addVersions("depends", value, &h.Depends) }

// addVersions reads the list of versions of a directive.
func addVersions(directive, value string, list *[]string) error {
	for _, v := range words(value) {
		if strings.Trim(v, "0123456789") != "" {
			return fmt.Errorf("%s %q is not a version: write its digits", directive, v)
		}
		*list = append(*list, v)
	}
	return nil
}

// A tag begins with a letter, so that it is never taken for a version.
var tagName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)

// reservedTags are words that stand for a place in the history wherever a tag may be written.
var reservedTags = []string{"head", "base", "current", "latest"}

func readTags(h *Header, value string) error {
	for _, tag := range words(value) {
		if !tagName.MatchString(tag) {
			return fmt.Errorf("tag %q is no name: begin it with a letter, and use letters, digits, dots, dashes and underscores", tag)
		}
		if slices.Contains(reservedTags, strings.ToLower(tag)) {
			return fmt.Errorf("tag %q has a meaning of its own as a target: use another name", tag)
		}
		h.Tags = append(h.Tags, tag)
	}
	return nil
}

func readDelimiter(h *Header, value string) error {
	if value == ";" {
		return errors.New("delimiter \";\" is what ends a statement without the line: remove it")
	}
	h.Delimiter = value
	return nil
}

var lintCode = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func readNoLint(h *Header, value string) error {
	for _, code := range words(value) {
		if !lintCode.MatchString(code) {
			return fmt.Errorf("nolint %q is no code: write codes as they are printed, or all", code)
		}
		h.NoLint = append(h.NoLint, code)
	}
	return nil
}

// onlyUp refuses what has no meaning in a down file, where it would be overlooked.
func onlyUp(file string, h Header) error {
	for _, d := range directives {
		if !d.down && d.write(h) != "" {
			return fmt.Errorf("%s: %q has no meaning in a down file: move it to the up file", file, directive+d.word)
		}
	}
	return nil
}

// dependencies names the migrations that depend on one that is not before them.
func (d *Dir) dependencies() []string {
	var problems []string
	tags := map[string]string{}
	for _, m := range d.Migrations {
		for _, v := range m.Depends {
			if _, ok := d.Find(v); !ok {
				problems = append(problems, fmt.Sprintf("%s depends on version %s, which is not there: restore that, or remove the line", m.FileName(), v))
			} else if compareVersions(v, m.Version) >= 0 {
				problems = append(problems, fmt.Sprintf("%s depends on version %s, which is not before it: give it a later version", m.FileName(), v))
			}
		}
		for _, tag := range m.Tags {
			if other, taken := tags[tag]; taken {
				problems = append(problems, fmt.Sprintf("%s and %s both have the tag %s: remove it from one of them", other, m.FileName(), tag))
			}
			tags[tag] = m.FileName()
		}
	}
	return problems
}

// unmet names what a migration depends on that is neither applied nor about to be.
func unmet(m Migration, there map[string]bool) error {
	var errs []error
	for _, v := range m.Depends {
		if !there[versionKey(v)] {
			errs = append(errs, fmt.Errorf("%s depends on %s, which is not applied: apply that first", m.FileName(), v))
		}
	}
	return errors.Join(errs...)
}
