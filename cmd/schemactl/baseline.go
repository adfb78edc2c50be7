package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/sqlgen"
)

var baselineCommand = &cli.Command{
	Name:  "baseline",
	Usage: "start on a database that exists: write its schema as the first migration, applied there already",
	Description: "On an empty database that migration runs like any other. Where there is no schema.hcl, it is written too.\n" +
		"Where migrations exist already, schemactl stamp records them.",
	Flags: common(filtered(urlFlag(), fileFlag(), dirFlag(), devURLFlag(), autoApproveFlag(),
		&cli.StringFlag{Name: "name", Aliases: []string{"n"}, Value: "baseline", Usage: "the name of the migration"},
		&cli.BoolFlag{Name: "no-owner", Usage: "leave owners out"},
		&cli.BoolFlag{Name: "no-privileges", Usage: "leave privileges out"},
		&cli.BoolFlag{Name: "no-security-labels", Usage: "leave security labels out"},
		skipUnsupportedFlag(),
	)...),
	Action: baselineAction,
}

func baselineAction(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	t, err := openToWrite(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	dir, err := openDir(s.Dir)
	if err != nil {
		return err
	}
	if err := startable(c.Context, t, dir); err != nil {
		return err
	}
	found, err := t.read(c.Context)
	if err != nil {
		return err
	}
	found.schema = strip(found.schema, leftOut{c.Bool("no-owner"), c.Bool("no-privileges"), c.Bool("no-security-labels")})
	m, err := firstMigration(c.Context, t, dir, found, c.String("name"))
	if err != nil {
		return err
	}
	if !c.Bool("auto-approve") {
		if err := confirm(fmt.Sprintf("Write %s and record it as applied on %s?", m.FileName(), displayURL(t.url))); err != nil {
			return err
		}
	}
	return writeBaseline(c, t, dir, m, found)
}

// startable refuses what has started already.
func startable(ctx context.Context, t *target, dir *migrate.Dir) error {
	if n := len(dir.Migrations); n > 0 {
		return fmt.Errorf("%s has %s already: a baseline is the first; record what the database has with schemactl stamp", dir.Path, plural(n, "migration"))
	}
	entries, err := t.runner(dir).Status(ctx)
	if err != nil {
		return t.redact(err, t.url)
	}
	if len(entries) > 0 {
		return fmt.Errorf("the history of the database has %s already: restore their files, or forget them with schemactl stamp base", plural(len(entries), "migration"))
	}
	return nil
}

// firstMigration plans the way from an empty database to the schema, and proves it.
func firstMigration(ctx context.Context, t *target, dir *migrate.Dir, found *inspection, name string) (m migrate.Migration, err error) {
	l := &sides{set: t.set, dialect: t.dialect}
	defer func() { err = errors.Join(err, l.Close()) }()
	db, err := l.blank(ctx, found.schema)
	if err != nil {
		return m, err
	}
	empty, err := db.read(ctx)
	if err != nil {
		return m, err
	}
	want, err := desiredOf(t.set, t.dialect, found, found.schema)
	if err != nil {
		return m, err
	}
	p := &planning{set: t.set, name: name, options: sqlgen.Options{}}
	result, err := p.plan(ctx, t, want, empty)
	if err != nil {
		return m, want.explain(err)
	}
	if result.Empty() {
		return m, errors.New("the database is empty, so there is nothing to start from: write schema.hcl, and plan")
	}
	if !result.Proven {
		return m, fmt.Errorf("the schema could not be made anew on a scratch database: %s", result.Notes)
	}
	// What is left alone is that of the database, which the scratch database lacks.
	made := *empty
	made.set, made.alone = found.set, found.alone
	return p.migration(dir, result, &made), nil
}

// writeBaseline writes the files and records the migration. If that fails, the files go again.
func writeBaseline(c *cli.Context, t *target, dir *migrate.Dir, m migrate.Migration, found *inspection) error {
	paths, err := t.set.writing(c.Context, dir, t, []migrate.Migration{m}, func() ([]string, error) { return dir.Add(m) })
	if err != nil {
		return err
	}
	if _, err := t.runner(dir).Baseline(c.Context, m.Version); err != nil {
		return errors.Join(t.redact(err, t.url), dir.Remove(m.Version))
	}
	path := hclschema.DefaultFile
	if len(t.set.Files) == 1 {
		path = t.set.Files[0]
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && filepath.Ext(path) == ".hcl" {
		text, err := found.encode(found.schema)
		if err == nil {
			err = os.WriteFile(path, text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
		paths = append(paths, path)
	}
	for _, p := range paths {
		fmt.Fprintf(c.App.Writer, "Wrote %s\n", p)
	}
	_, err = fmt.Fprintf(c.App.Writer, "Recorded %s as applied; an empty database gets it from schemactl apply.\n", m.FileName())
	return err
}
