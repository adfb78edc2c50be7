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

var checkCommand = &cli.Command{
	Name:  "check",
	Usage: "check for a pipeline that the schema files, the migrations and the database agree",
	Description: "Without a database the migrations are run on a scratch database, and must lead to what the schema files\n" +
		"say. With one, it must have had every migration, and be as the files say. It ends with 2 where they do not agree.",
	Flags: common(filtered(attributed(proving(formatFlag("text or json"),
		&cli.StringFlag{Name: "risks-after", Usage: "do not agree with a risk of a migration after this target either (base: of any), unless its nolint line names it"},
	)...)...)...),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		if err := s.formats("text", "json"); err != nil {
			return err
		}
		k := &checking{set: s}
		if c.IsSet("risks-after") {
			k.risksAfter = c.String("risks-after")
			if k.risksAfter == "" {
				return errors.New("reading --risks-after: the target is empty: write a version, a name, a tag, head or base")
			}
		}
		if err := k.run(c.Context); err != nil {
			return err
		}
		if err := k.print(c.App.Writer); err != nil {
			return err
		}
		if !k.ok() {
			return errChanges
		}
		return nil
	},
}

// A finding is one thing that was checked.
type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Text  string `json:"text"`
	// Lines are what does not agree.
	Lines []string `json:"lines"`
}

// A checking is one run of the command.
type checking struct {
	set        *settings
	risksAfter string // the target after which risks count; empty: they do not
	findings   []finding
}

func (k *checking) add(check, good, bad string, lines []string) {
	f := finding{Check: check, OK: len(lines) == 0, Text: good, Lines: append([]string{}, lines...)}
	if !f.OK {
		f.Text = bad
	}
	k.findings = append(k.findings, f)
}

func (k *checking) ok() bool {
	for _, f := range k.findings {
		if !f.OK {
			return false
		}
	}
	return true
}

func (k *checking) run(ctx context.Context) (err error) {
	d, err := dialectFor(k.set)
	if err != nil {
		return err
	}
	want, err := loadDesired(k.set, d, supposed(k.set.Filters, d.defaultSchema))
	if err != nil {
		return err
	}
	dir, err := migrate.Open(k.set.Dir)
	if err != nil {
		return err
	}
	var problems []string
	if err := dir.Verify(); err != nil {
		_, text, _ := strings.Cut(err.Error(), ": ")
		problems = strings.Split(text, "\n")
	}
	k.add("folder", "the migrations are as schemactl.sum says", "the folder of migrations is not in order", problems)
	if k.risksAfter != "" {
		if err := k.risks(dir, k.risksAfter); err != nil {
			return err
		}
	}
	l := &sides{set: k.set, dialect: d}
	defer func() { err = errors.Join(err, l.Close()) }()
	certain := false
	if k.set.URL != "" {
		if certain, err = k.database(ctx, l, want, dir); err != nil {
			return err
		}
	}
	if len(problems) > 0 || certain {
		return nil
	}
	return k.migrations(ctx, l, want, dir)
}

// migrations replays the folder and compares with the files.
func (k *checking) migrations(ctx context.Context, l *sides, want *desired, dir *migrate.Dir) error {
	to := migrate.Base
	if n := len(dir.Migrations); n > 0 {
		to = dir.Migrations[n-1].Version
	}
	if _, err := l.blank(ctx, want.schema); err != nil {
		return err
	}
	found, err := l.replayed(ctx, dir, to)
	var failed *migrate.PartialError
	if errors.As(err, &failed) {
		k.add("migrations", "", "the migrations do not run on an empty database", strings.Split(err.Error(), "\n"))
		return nil
	}
	if err != nil {
		return err
	}
	lines, err := k.left(ctx, l, want, &side{found: found})
	k.add("migrations", "the migrations lead to what the schema files say",
		"the schema files say what no migration does; schemactl plan writes it", lines)
	return err
}

// left lists the changes between a schema and the files.
func (k *checking) left(ctx context.Context, l *sides, want *desired, from *side) ([]string, error) {
	c, err := l.between(ctx, from, &side{files: want}, sqlgen.Options{})
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, change := range (planView{result: c.result}).changes() {
		lines = append(lines, fmt.Sprintf("%s %s %s", marks[change.Action], change.Kind, change.Object))
	}
	return lines, nil
}

// database checks the history and the schema of the database. Certain is true where that says all about the migrations too:
// the database has had all of them, and has not changed since.
func (k *checking) database(ctx context.Context, l *sides, want *desired, dir *migrate.Dir) (certain bool, err error) {
	t, err := openTarget(ctx, k.set)
	if err != nil {
		return false, err
	}
	defer t.Close()
	entries, err := t.runner(dir).Status(ctx)
	if err != nil {
		return false, t.redact(err, t.url)
	}
	var lines []string
	for _, e := range entries {
		if e.Condition != migrate.Applied {
			lines = append(lines, fmt.Sprintf("%s: %s", fullName(e), e.Condition))
		}
	}
	k.add("history", "the database has had every migration", "the database has not had the migrations of the folder", lines)
	drift, known, err := driftOf(ctx, t, entries)
	if err != nil {
		return false, t.redact(err, t.url)
	}
	k.add("drift", "the database is as its history left it", "the database was changed behind its history; schemactl drift tells how", drift)
	if len(lines) > 0 {
		return false, nil
	}
	found, err := t.read(ctx)
	if err != nil {
		return false, err
	}
	left, err := k.left(ctx, l, want, &side{found: found, live: true})
	k.add("database", "the database is as the schema files say", "the database is not as the schema files say", left)
	return known && len(drift) == 0 && len(entries) > 0, err
}

func (k *checking) print(w io.Writer) error {
	if k.set.Format == "json" {
		return printJSON(w, map[string]any{"ok": k.ok(), "findings": k.findings})
	}
	for _, f := range k.findings {
		word := "ok"
		if !f.OK {
			word = "not ok"
		}
		fmt.Fprintf(w, "%s: %s\n", word, f.Text)
		for _, l := range f.Lines {
			fmt.Fprintf(w, "  %s\n", l)
		}
	}
	return nil
}
