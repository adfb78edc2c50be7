package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

// A record is the migrations of a folder, with what a database says of them if one is given.
type record struct {
	dir     *migrate.Dir
	entries []migrate.Entry
	targets migrate.Targets
	asked   bool // a database was asked
}

// readRecord reads the folder, and the history of the database if there is a URL.
func readRecord(c *cli.Context, s *settings) (*record, error) {
	dir, err := migrate.Open(s.Dir)
	if err != nil {
		return nil, err
	}
	if s.URL == "" {
		return &record{dir: dir, entries: dir.Entries(), targets: dir.Targets()}, nil
	}
	t, err := openTarget(c.Context, s)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	r := t.runner(dir)
	entries, err := r.Status(c.Context)
	if err != nil {
		return nil, t.redact(err, t.url)
	}
	return &record{dir: dir, entries: entries, targets: r.TargetsOf(entries), asked: true}, nil
}

// find gives the one entry that a target names.
func (r *record) find(target string) (migrate.Entry, error) {
	version, err := r.targets.Resolve(target)
	if err != nil {
		return migrate.Entry{}, err
	}
	if version == migrate.Base {
		return migrate.Entry{}, fmt.Errorf("%s is before the first migration: name one", target)
	}
	i := slices.IndexFunc(r.entries, func(e migrate.Entry) bool { return e.Version == version })
	return r.entries[i], nil
}

// between gives the entries of a range FROM:TO, both of them included. Either may be missing.
func (r *record) between(text string) ([]migrate.Entry, error) {
	from, to, ok := strings.Cut(text, ":")
	if !ok {
		return nil, fmt.Errorf("reading the range %q: write FROM:TO, or leave one of them out", text)
	}
	first, last := 0, len(r.entries)-1
	for _, end := range []struct {
		target string
		at     *int
	}{{from, &first}, {to, &last}} {
		if end.target == "" {
			continue
		}
		version, err := r.targets.Resolve(end.target)
		if err != nil {
			return nil, fmt.Errorf("reading the range %s: %w", text, err)
		}
		*end.at = slices.IndexFunc(r.entries, func(e migrate.Entry) bool { return e.Version == version })
	}
	if first > last {
		return nil, fmt.Errorf("reading the range %s: %s is after %s", text, from, to)
	}
	return r.entries[max(first, 0) : last+1], nil
}

// oneTarget takes the one argument of a command that works on one migration.
func oneTarget(c *cli.Context) (string, error) {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return "", errors.New(c.Command.Name + " needs one migration: a version or the beginning of one, a name, or head")
	}
	return c.Args().First(), nil
}

// fullName is the version of an entry with its name, as in file names.
func fullName(e migrate.Entry) string {
	return migrate.Named{Version: e.Version, Name: e.Name}.String()
}
