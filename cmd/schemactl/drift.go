package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/sqlgen"
)

var driftCommand = &cli.Command{
	Name:  "drift",
	Usage: "tell what was changed in the database behind the back of its history, and how to repair it",
	Description: "The database is compared with what the migrations lead to that it has had, which are run on a scratch\n" +
		"database where the history alone cannot tell. It prints SQL for both directions, and runs none of it.",
	Flags: common(filtered(urlFlag(), dirFlag(), devURLFlag(), formatFlag("text, sql or json"),
		&cli.BoolFlag{Name: "adopt", Usage: "with --format sql: print what brings the history to the database, not the database back to its history"},
		&cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit with 2 when the database has drifted"},
		&cli.StringFlag{Name: "strategy", Value: "online", Usage: "of the SQL: online (no long locks on existing tables) or simple (plain statements)"},
		skipUnsupportedFlag(),
	)...),
	Action: driftAction,
}

// A jsonDrift is the form of drift --format json.
type jsonDrift struct {
	Drifted bool   `json:"drifted"`
	At      string `json:"at"`
	// Objects are what the history alone tells.
	Objects []string     `json:"objects"`
	Changes []jsonChange `json:"changes"`
	Repair  string       `json:"repair"`
	Adopt   string       `json:"adopt"`
	// NoAdopt says why there is no SQL for the other direction.
	NoAdopt string `json:"no_adopt,omitempty"`
	Proven  bool   `json:"proven"`
}

func driftAction(c *cli.Context) (err error) {
	if err := noArguments(c); err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("text", "sql", "json"); err != nil {
		return err
	}
	if c.Bool("adopt") && s.Format != "sql" {
		return errors.New("reading flags: --adopt is for --format sql; the other forms have both directions")
	}
	options, err := strategyOf(c)
	if err != nil {
		return err
	}
	t, err := openTarget(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	out, d, err := driftFrom(c.Context, t, options)
	if err != nil {
		return err
	}
	if err := out.print(c.App.Writer, s, c.Bool("adopt"), d); err != nil {
		return err
	}
	if out.Drifted && c.Bool("detailed-exitcode") {
		return errChanges
	}
	return nil
}

// driftFrom compares the database with its history: first by what that tells, which costs no scratch database, and where that
// sees a difference or nothing at all, with what its migrations lead to.
func driftFrom(ctx context.Context, t *target, options sqlgen.Options) (out *jsonDrift, d *comparison, err error) {
	dir, err := migrate.Open(t.set.Dir)
	if err != nil {
		return nil, nil, err
	}
	r := t.runner(dir)
	entries, err := r.Status(ctx)
	if err != nil {
		return nil, nil, t.redact(err, t.url)
	}
	out = &jsonDrift{At: r.TargetsOf(entries).Current, Changes: []jsonChange{}, Proven: true}
	var known bool
	if out.Objects, known, err = driftOf(ctx, t, entries); err != nil {
		return nil, nil, t.redact(err, t.url)
	}
	if known && len(out.Objects) == 0 {
		return out, nil, nil
	}
	had, err := hadMigrations(dir, entries, out.Objects)
	if err != nil {
		return nil, nil, err
	}
	l := &sides{set: t.set, dialect: t.dialect}
	defer func() { err = errors.Join(err, l.Close()) }()
	to := migrate.Base
	if n := len(had.Migrations); n > 0 {
		to = had.Migrations[n-1].Version
	}
	expected, err := l.replayed(ctx, had, to)
	if err != nil {
		return nil, nil, fmt.Errorf("running the migrations that the database has had on a scratch database: %w", err)
	}
	found, err := t.read(ctx)
	if err != nil {
		return nil, nil, err
	}
	d, err = l.between(ctx, &side{label: "the database", found: found, live: true}, &side{label: "its history", found: expected}, options)
	if err != nil {
		return nil, nil, err
	}
	view := planView{result: d.result}
	out.Drifted = !d.result.Empty()
	out.Changes = append(out.Changes, view.changes()...)
	out.Repair, out.Adopt = sqlgen.Script(d.result.Up), sqlgen.Script(d.result.Down)
	out.NoAdopt, out.Proven = d.result.Irreversible, d.result.Proven
	return out, d, nil
}

// hadMigrations is the folder with what the database has had alone; it must be there as it was.
func hadMigrations(dir *migrate.Dir, entries []migrate.Entry, objects []string) (*migrate.Dir, error) {
	var had []migrate.Migration
	var gone []string
	for _, e := range entries {
		switch {
		case e.Record == nil:
		case e.Condition == migrate.Applied:
			had = append(had, *e.Migration)
		default:
			gone = append(gone, fmt.Sprintf("  %s: %s", fullName(e), e.Condition))
		}
	}
	if len(gone) == 0 {
		return migrate.NewDir(dir.Path, had...), nil
	}
	text := "the migrations that the database has had are not all in " + dir.Path + ", so what they lead to is not known:\n" + strings.Join(gone, "\n")
	if len(objects) > 0 {
		text += "\nThe history tells which objects differ:\n  " + strings.Join(objects, "\n  ")
	}
	return nil, errors.New(text)
}

func (d *jsonDrift) print(w io.Writer, s *settings, adopt bool, c *comparison) error {
	switch s.Format {
	case "json":
		return printJSON(w, d)
	case "sql":
		text := d.Repair
		if adopt {
			if d.NoAdopt != "" {
				return errors.New("there is no SQL that brings the history to the database: " + d.NoAdopt)
			}
			text = d.Adopt
		}
		_, err := io.WriteString(w, text)
		return err
	}
	if d.At == migrate.Base {
		_, err := fmt.Fprintln(w, "The database has had no migration, so there is no history to drift from.")
		return err
	}
	if !d.Drifted {
		_, err := fmt.Fprintf(w, "No drift: the database is as its history says, at %s.\n", d.At)
		return err
	}
	view := planView{result: c.result, out: w, color: s.Color}
	fmt.Fprintf(w, "The database is not as its history says, at %s. What would bring it back:\n\n", d.At)
	view.list(w)
	fmt.Fprintf(w, "\n%s\n\n%s", view.paint("title", "Bring the database back to its history"), indent(d.Repair))
	if d.NoAdopt != "" {
		fmt.Fprintf(w, "\n%s\n\n%s\n", view.paint("title", "There is no SQL for the other direction"), indent(d.NoAdopt))
		return nil
	}
	fmt.Fprintf(w, "\n%s\n\n%s", view.paint("title", "Or keep it, as a migration (schemactl new) that is stamped here"), indent(d.Adopt))
	return nil
}
