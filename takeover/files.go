package takeover

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
)

// each calls f for every file of SQL whose name matches, in the order of names.
func each(fsys fs.FS, name *regexp.Regexp, f func(parts []string, text string) error) error {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		parts := name.FindStringSubmatch(e.Name())
		if parts == nil {
			continue
		}
		text, err := fs.ReadFile(fsys, e.Name())
		if err == nil {
			err = f(parts, strings.ReplaceAll(string(text), "\r\n", "\n"))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", e.Name(), err))
		}
	}
	return errors.Join(errs...)
}

func byVersion(a, b item) int { return migrate.Compare(a.key, b.key) }

var golangName = regexp.MustCompile(`^([0-9]+)_(.*)\.(up|down)\.sql$`)

func readGolangMigrate(fsys fs.FS) ([]item, error) {
	found := map[string]*item{}
	err := each(fsys, golangName, func(p []string, text string) error {
		i := found[p[1]]
		if i == nil {
			i = &item{key: p[1], name: p[2], file: p[0]}
			found[p[1]] = i
		}
		if p[3] == "down" {
			i.down, i.hasDown = text, true
		} else {
			i.up, i.file = text, p[0]
		}
		return nil
	})
	return collected(found), err
}

func collected(found map[string]*item) []item {
	var out []item
	for _, i := range found {
		out = append(out, *i)
	}
	slices.SortFunc(out, byVersion)
	return out
}

var plainName = regexp.MustCompile(`^([0-9]+)_?(.*)\.sql$`)

// gooseMark is an annotation of goose.
var gooseMark = regexp.MustCompile(`(?i)^--\s*\+goose\s+(.*?)\s*$`)

func readGoose(fsys fs.FS) ([]item, error) {
	out := []item{}
	err := each(fsys, plainName, func(p []string, text string) error {
		i := item{key: p[1], name: p[2], file: p[0]}
		into := (*strings.Builder)(nil)
		var up, down strings.Builder
		for _, line := range strings.SplitAfter(text, "\n") {
			mark := gooseMark.FindStringSubmatch(strings.TrimRight(line, "\n"))
			switch word := strings.ToLower(strings.Join(mark, " ")); {
			case mark == nil && into != nil:
				into.WriteString(line)
			case mark == nil:
			case strings.EqualFold(mark[1], "up"):
				into = &up
			case strings.EqualFold(mark[1], "down"):
				into, i.hasDown = &down, true
			case strings.EqualFold(mark[1], "no transaction"):
				i.noTx, i.downNoTx = true, true
			case strings.HasPrefix(strings.ToLower(mark[1]), "statement"):
				// Statements are told apart here without help.
			default:
				return fmt.Errorf("%q is not carried over: write the SQL as it is to run", strings.TrimSpace(word))
			}
		}
		if into == nil {
			return errors.New("it has no \"-- +goose Up\"")
		}
		i.up, i.down = up.String(), down.String()
		out = append(out, i)
		return nil
	})
	slices.SortFunc(out, byVersion)
	return out, err
}

var dbmateMark = regexp.MustCompile(`(?m)^--\s*migrate:(up|down)(.*)$`)

func readDbmate(fsys fs.FS) ([]item, error) {
	out := []item{}
	err := each(fsys, plainName, func(p []string, text string) error {
		i := item{key: p[1], name: p[2], file: p[0]}
		marks := dbmateMark.FindAllStringSubmatchIndex(text, -1)
		for n, m := range marks {
			end := len(text)
			if n+1 < len(marks) {
				end = marks[n+1][0]
			}
			noTx := strings.Contains(text[m[4]:m[5]], "transaction:false")
			if body := text[m[1]:end]; text[m[2]:m[3]] == "up" {
				i.up, i.noTx = body, noTx
			} else {
				i.down, i.hasDown, i.downNoTx = body, strings.TrimSpace(body) != "", noTx
			}
		}
		if len(marks) == 0 {
			return errors.New("it has no \"-- migrate:up\"")
		}
		out = append(out, i)
		return nil
	})
	slices.SortFunc(out, byVersion)
	return out, err
}

var flywayName = regexp.MustCompile(`^([VUBR])([0-9._]*)__(.+)\.sql$`)

func readFlyway(fsys fs.FS) ([]item, error) {
	found := map[string]*item{}
	err := each(fsys, flywayName, func(p []string, text string) error {
		version := strings.ReplaceAll(p[2], "_", ".")
		switch {
		case p[1] == "R":
			return errors.New("repeatable migrations are not carried over: describe what it makes in the schema files")
		case p[1] == "B":
			return errors.New("baselines are not carried over: remove the file, the history of the versions before it stays")
		case strings.Contains(text, "${"):
			return errors.New("placeholders are not carried over: write the value in place of ${…}")
		}
		i := found[version]
		if i == nil {
			i = &item{key: version, name: p[3], file: p[0]}
			found[version] = i
		}
		if p[1] == "U" {
			i.down, i.hasDown = text, true
		} else {
			i.up, i.name, i.file = text, p[3], p[0]
		}
		return nil
	})
	out := []item{}
	for _, i := range found {
		if strings.Trim(i.key, "0123456789") != "" {
			i.name = "v" + i.key + " " + i.name
		}
		out = append(out, *i)
	}
	slices.SortFunc(out, func(a, b item) int { return dotted(a.key, b.key) })
	return out, err
}

// dotted compares versions as 1.2 and 1.10, number by number.
func dotted(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		if c := migrate.Compare(as[i], bs[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}
