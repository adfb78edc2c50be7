package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/sqlgen"
)

var verifyCommand = &cli.Command{
	Name:  "verify",
	Usage: "run every migration up, down and up again on a scratch database, and compare with the schema files",
	Description: "Each way back must lead to the schema that was there before its way up, the second\n" +
		"way up to the same as the first, and the last state to what the schema files say. Then they run once\n" +
		"more over sample rows, up and down; what fails there is told, and is no error: a risk in the file may say it.\n" +
		"With a URL, the scratch database is of that kind; the database itself is not touched.",
	Flags: common(filtered(proving(formatFlag("text or json"),
		&cli.StringFlag{Name: "from", Usage: "start from the checkpoint of a version, or from the latest, in place of an empty database"},
		&cli.BoolFlag{Name: "no-rows", Usage: "do not run them once more over sample rows"},
		&cli.BoolFlag{Name: "checkpoint", Usage: "write a checkpoint of the newest migration, once all is verified"},
	)...)...),
	Action: verifyAction,
}

func verifyAction(c *cli.Context) error {
	s, err := readAlone(c, "text", "json")
	if err != nil {
		return err
	}
	v := &verification{set: s, deltas: map[string]delta{}}
	if err := v.run(c.Context, c.String("from"), c.Bool("checkpoint"), !c.Bool("no-rows")); err != nil {
		return err
	}
	return v.report(c.App.Writer)
}

// dialectFor is the dialect of the URL that is given, or else PostgreSQL.
func dialectFor(s *settings) (*dialect, error) {
	for _, at := range []string{s.URL, s.DevURL} {
		if at != "" {
			return dialectOf(at)
		}
	}
	return dialects[0], nil
}

// A verification is one run of the command.
type verification struct {
	set  *settings
	dir  *migrate.Dir
	want *desired
	db   *replay

	start  string            // version of the checkpoint; "0" for an empty database
	now    map[string]string // digests of the objects that are there
	deltas map[string]delta

	ups, downs int
	stuck      []string // file names of migrations without a way back
	written    string   // path of the checkpoint
	rows       *rowTrial
}

func (v *verification) run(ctx context.Context, from string, checkpoint, rows bool) (err error) {
	d, err := dialectFor(v.set)
	if err != nil {
		return err
	}
	if v.want, err = loadDesired(v.set, d, supposed(v.set.Filters, d.defaultSchema)); err != nil {
		return err
	}
	if v.dir, err = openDir(v.set.Dir); err != nil {
		return err
	}
	made, err := openReplays(ctx, v.set, d, v.want.schema)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	if v.db, err = made.new(ctx); err != nil {
		return err
	}
	if err := v.begin(ctx, from); err != nil {
		return err
	}
	if err := v.migrations(ctx); err != nil {
		return err
	}
	if err := v.compare(ctx); err != nil {
		return err
	}
	if rows && len(v.dir.Migrations) > 0 {
		if err := v.overRows(ctx, made, from); err != nil {
			return err
		}
	}
	if checkpoint {
		return v.checkpoint(ctx)
	}
	return nil
}

// begin brings the database to where the replay starts.
func (v *verification) begin(ctx context.Context, from string) (err error) {
	if err := v.checkpointed(ctx, v.db, from); err != nil {
		return err
	}
	found, err := v.db.read(ctx)
	if err == nil {
		v.now = wholeSums(found.schema)
	}
	return err
}

// checkpointed brings an empty database to a checkpoint, if there is one to start from.
func (v *verification) checkpointed(ctx context.Context, db *replay, from string) error {
	v.start = "0"
	if from == "" {
		return nil
	}
	c, err := v.dir.ReadCheckpoint(from)
	if err != nil {
		return err
	}
	v.start = c.Version
	if err := db.script(ctx, c.SQL); err != nil {
		return fmt.Errorf("running the checkpoint of %s: %w", c.Version, err)
	}
	if _, err := db.runner(v.dir).Baseline(ctx, c.Version); err != nil {
		return fmt.Errorf("running the checkpoint of %s: %w", c.Version, err)
	}
	return nil
}

// migrations runs all of them, in stretches: what follows a migration without a way back is taken down to that and up
// again, before the next such migration comes.
func (v *verification) migrations(ctx context.Context) error {
	var list []migrate.Migration
	for _, m := range v.dir.Migrations {
		if migrate.Compare(m.Version, v.start) > 0 {
			list = append(list, m)
		}
	}
	base := v.start
	for i := 0; i < len(list); {
		k := i
		for k < len(list) && list[k].HasDown == list[i].HasDown {
			k++
		}
		last := list[k-1].Version
		if err := v.up(ctx, last, v.first); err != nil {
			return err
		}
		if list[i].HasDown {
			if err := v.down(ctx, base); err != nil {
				return err
			}
			if err := v.up(ctx, last, v.again); err != nil {
				return err
			}
		} else {
			for _, m := range list[i:k] {
				v.stuck = append(v.stuck, m.FileName())
			}
		}
		base, i = last, k
	}
	v.ups = len(list)
	return nil
}

func (v *verification) up(ctx context.Context, to string, check func(version string, got map[string]string) error) error {
	return v.db.each(ctx, v.dir, migrate.Forward, migrate.Options{To: to}, v.checked(check))
}

func (v *verification) down(ctx context.Context, to string) error {
	return v.db.each(ctx, v.dir, migrate.Back, migrate.Options{To: to}, v.checked(v.back))
}

// checked compares the schema after each migration.
func (v *verification) checked(check func(string, map[string]string) error) func(string) error {
	return func(version string) error {
		err := check(version, v.db.last)
		v.now = v.db.last
		return err
	}
}

func (v *verification) first(version string, got map[string]string) error {
	v.deltas[version] = deltaOf(v.now, got)
	return nil
}

func (v *verification) again(version string, got map[string]string) error {
	m, _ := v.dir.Find(version)
	if d := deltaOf(v.deltas[version].side(1, v.now), got); len(d) > 0 {
		return fmt.Errorf("%s: run again after the way back, it leads to another schema than the first time:\n%s\nCorrect it, so that it does not depend on what only the first run meets",
			m.FileName(), d.lines())
	}
	return nil
}

func (v *verification) back(version string, got map[string]string) error {
	m, _ := v.dir.Find(version)
	v.downs++
	if d := deltaOf(v.deltas[version].side(0, v.now), got); len(d) > 0 {
		return fmt.Errorf("%s: the schema after it is not the one before %s:\n%s\nCorrect %s, or remove it where there is no way back; then run schemactl hash",
			m.DownFileName(), m.FileName(), d.lines(), m.DownFileName())
	}
	return nil
}

// compare plans from the last state to the schema files: nothing may be left to do.
func (v *verification) compare(ctx context.Context) error {
	found, err := v.db.read(ctx)
	if err != nil {
		return err
	}
	p := &planning{set: v.db.set, options: sqlgen.Options{}}
	result, err := p.plan(ctx, v.db.target, v.want, found)
	if err != nil {
		return v.want.explain(err)
	}
	if result.Empty() {
		return nil
	}
	var lines []string
	for _, c := range (planView{result: result}).changes() {
		lines = append(lines, fmt.Sprintf("  %s %s %s", marks[c.Action], c.Kind, c.Object))
	}
	return fmt.Errorf("the migrations do not lead to what the schema files say; these changes are left:\n%s\nWrite them as a migration with schemactl plan, or correct the schema files", strings.Join(lines, "\n"))
}

func (v *verification) checkpoint(ctx context.Context) error {
	n := len(v.dir.Migrations)
	if n == 0 {
		return errors.New("writing checkpoint: there are no migrations yet")
	}
	found, err := v.db.read(ctx)
	if err != nil {
		return err
	}
	var sql bytes.Buffer
	if err := writeSQL(&sql, v.db.dialect, found.schema); err != nil {
		return err
	}
	v.written, err = v.dir.WriteCheckpoint(migrate.Checkpoint{Version: v.dir.Migrations[n-1].Version, SQL: sql.String()})
	return err
}

func (v *verification) report(w io.Writer) error {
	from := ""
	if v.start != "0" {
		from = v.start
	}
	if v.set.Format == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		stuck := append([]string{}, v.stuck...)
		out := map[string]any{"up": v.ups, "down": v.downs, "from": from, "no_way_back": stuck, "checkpoint": v.written, "rows": nil}
		if v.rows != nil {
			out["rows"] = v.rows.json()
		}
		return e.Encode(out)
	}
	start := "an empty database"
	if from != "" {
		start = "the checkpoint of " + from
	}
	fmt.Fprintf(w, "From %s: %s up, %d of them down and up again.\n", start, plural(v.ups, "migration"), v.downs)
	for _, name := range v.stuck {
		fmt.Fprintf(w, "Note: %s has no way back.\n", name)
	}
	if v.rows != nil {
		v.rows.text(w)
	}
	fmt.Fprintln(w, "Verified: they lead to what the schema files say.")
	if v.written != "" {
		fmt.Fprintf(w, "Wrote %s\n", v.written)
	}
	return nil
}
