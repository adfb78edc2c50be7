package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

func runMigrations(c *cli.Context, way migrate.Direction) error {
	to, err := targetOf(c)
	if err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("text", "json"); err != nil {
		return err
	}
	o := migrate.Options{To: to, DryRun: c.Bool("dry-run"), OutOfOrder: c.Bool("allow-out-of-order")}
	if way == migrate.Back {
		if o.Steps = c.Int("steps"); c.IsSet("steps") && o.Steps < 1 {
			return fmt.Errorf("reading --steps: %d is not a number of migrations to undo: write 1 or more", o.Steps)
		}
		if c.IsSet("steps") && o.To != "" {
			return errors.New("reading flags: --steps and a target exclude each other")
		}
	}
	if c.Bool("sql") {
		return printScript(c, s, way, o)
	}
	if strings.Contains(to, ":") {
		return fmt.Errorf("reading the target %q: a range FROM:TO is for --sql alone", to)
	}
	if way == migrate.Forward {
		if many, err := fleetOf(c, s); err != nil || many != nil {
			if err == nil {
				err = many.apply(c, o)
			}
			return err
		}
	}
	return migrateDatabase(c, s, way, o)
}

func migrateDatabase(c *cli.Context, s *settings, way migrate.Direction, o migrate.Options) error {
	open := openToWrite
	if o.DryRun {
		open = openTarget
	}
	t, err := open(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	dir, err := migrate.Open(s.Dir)
	if err != nil {
		return err
	}
	r := t.runner(dir)
	view := &runView{out: c.App.Writer, errOut: os.Stderr, json: s.Format == "json", color: s.Color, way: way, dir: dir, target: o.To}
	run := r.Apply
	if way == migrate.Back {
		run = r.Rollback
	}
	dry := o
	dry.DryRun = true
	versions, err := run(c.Context, dry)
	if err != nil {
		return t.redact(err, t.url)
	}
	if len(versions) == 0 || o.DryRun {
		return view.rehearsal(c.Context, r, versions)
	}
	if !c.Bool("auto-approve") {
		view.list(versions)
		if err := confirm(fmt.Sprintf("Run %s on %s?", plural(len(versions), "migration"), displayURL(t.url))); err != nil {
			return err
		}
	}
	if way == migrate.Forward {
		o.To = versions[len(versions)-1] // what was shown is what runs
	}
	r.Log = view.event
	// The first Ctrl-C ends the run after the statement under way, as its
	// migration's transaction rolls back; nothing is left half done.
	done, err := runHooked(c.Context, t, r, o, way, versions, run)
	if err != nil {
		return t.redact(err, t.url)
	}
	return view.end(done)
}

// plural writes a number of things.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A runView prints what a runner does.
type runView struct {
	out, errOut io.Writer
	json, color bool
	way         migrate.Direction
	dir         *migrate.Dir
	target      string
	events      []jsonEvent
}

var verbs = map[migrate.Direction][2]string{migrate.Forward: {"Applying", "Applied"}, migrate.Back: {"Rolling back", "Rolled back"}}

func (v *runView) list(versions []string) {
	for _, version := range versions {
		fmt.Fprintf(v.out, "  %s\n", v.name(version))
	}
}

func (v *runView) name(version string) string {
	if m, ok := v.dir.Find(version); ok && m.Name != "" {
		return version + "_" + m.Name
	}
	return version
}

func (v *runView) rehearsal(ctx context.Context, r *migrate.Runner, versions []string) error {
	if v.json {
		return v.writeJSON(versions, false)
	}
	if len(versions) == 0 {
		fmt.Fprintf(v.out, "Nothing to %s.\n", v.idle())
		return nil
	}
	fmt.Fprintf(v.out, "Would be %s:\n", strings.ToLower(verbs[v.way][1]))
	v.list(versions)
	for _, version := range versions {
		if sql := v.sql(ctx, r, version); sql != "" {
			fmt.Fprintf(v.out, "\n-- %s\n%s", v.name(version), sql)
		}
	}
	return nil
}

// idle says why there is nothing to do.
func (v *runView) idle() string {
	switch {
	case v.way == migrate.Forward && v.target == "":
		return "apply: the database has had every migration"
	case v.way == migrate.Forward:
		return "apply: the database has had every migration up to " + v.target
	case v.target == "" || v.target == migrate.Base:
		return "roll back: the database has had no migration"
	}
	return "roll back: nothing is applied after " + v.target
}

// sql is the text that a dry run shows.
func (v *runView) sql(ctx context.Context, r *migrate.Runner, version string) string {
	if v.way == migrate.Forward {
		m, _ := v.dir.Find(version)
		return m.Up
	}
	entries, err := r.Status(ctx)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if e.Version == version && e.Record != nil {
			return e.Record.Down
		}
	}
	return ""
}
