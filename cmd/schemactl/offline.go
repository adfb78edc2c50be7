package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

// printScript is apply --sql and rollback --sql.
func printScript(c *cli.Context, s *settings, way migrate.Direction, o migrate.Options) error {
	for _, other := range []string{"dry-run", "format", "env-all", "parallel", "canary", "max-failures"} {
		if c.IsSet(other) {
			return fmt.Errorf("reading flags: --sql and --%s exclude each other", other)
		}
	}
	dir, err := openDir(s.Dir)
	if err != nil {
		return err
	}
	r := &migrate.Runner{Dir: dir, ToolVersion: version()}
	var at *migrate.Range
	d := dialects[0]
	if s.URL != "" {
		if d, err = dialectOf(s.URL); err != nil {
			return err
		}
	}
	redact := func(err error) error { return err }
	if strings.Contains(o.To, ":") {
		if at, err = rangeOf(dir.Targets(), way, o.To); err != nil {
			return err
		}
	} else {
		if s.URL == "" {
			return errors.New("without a database nobody knows where the script begins: give its --url, or a range as in base:head")
		}
		t, err := openTarget(c.Context, s)
		if err != nil {
			return err
		}
		defer t.Close()
		r = t.runner(dir)
		redact = func(err error) error { return t.redact(err, t.url) }
	}
	var text bytes.Buffer
	versions, err := r.Script(c.Context, &text, d.script(), way, at, o)
	if err != nil {
		return redact(err)
	}
	if len(versions) == 0 {
		_, err := fmt.Fprintf(os.Stderr, "Nothing to %s.\n", (&runView{way: way, target: o.To}).idle())
		return err
	}
	_, err = fmt.Fprintf(c.App.Writer, "-- Written by schemactl %s: %s. Run it with: %s FILE\n-- It stops at the first error.\n%s",
		version(), plural(len(versions), "migration"), d.client, text.String())
	return err
}

// rangeOf reads FROM:TO, which goes forward for apply and back for rollback. Without them it is all of the folder.
func rangeOf(t migrate.Targets, way migrate.Direction, text string) (*migrate.Range, error) {
	from, to, _ := strings.Cut(text, ":")
	ends := [2]string{migrate.Base, migrate.Head}
	if way == migrate.Back {
		ends = [2]string{migrate.Head, migrate.Base}
	}
	var at migrate.Range
	for _, end := range []struct {
		target string
		into   *string
	}{{firstOf(from, ends[0]), &at.From}, {firstOf(to, ends[1]), &at.To}} {
		version, err := t.Resolve(end.target)
		if err != nil {
			return nil, fmt.Errorf("reading the range %s: %w", text, err)
		}
		*end.into = version
	}
	order := migrate.ComparePlaces(at.From, at.To)
	switch {
	case way == migrate.Forward && order >= 0:
		return nil, fmt.Errorf("reading the range %s: there is no way forward from %s to %s", text, at.From, at.To)
	case way == migrate.Back && order <= 0:
		return nil, fmt.Errorf("reading the range %s: there is no way back from %s to %s", text, at.From, at.To)
	}
	return &at, nil
}
