package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/takeover"
)

var importCommand = &cli.Command{
	Name:      "import",
	Usage:     "take over the migrations of another tool, and what its history table says of a database",
	ArgsUsage: "FOLDER",
	Description: "Writes a pair of files for each migration in FOLDER. With --stamp-from, what the other tool has applied\n" +
		"to the database is recorded in the history as applied, without running it.",
	Flags: common(urlFlag(), dirFlag(),
		&cli.StringFlag{Name: "from", Usage: "the tool: " + toolWords()},
		&cli.BoolFlag{Name: "stamp-from", Usage: "record as applied what the tool's own history table has"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would be written and write nothing"},
	),
	Action: importAction,
}

func toolWords() string {
	var words []string
	for _, t := range takeover.Tools {
		words = append(words, t.Word)
	}
	return strings.Join(words, ", ")
}

func importAction(c *cli.Context) error {
	if c.Args().Len() != 1 {
		return errors.New("import needs the folder of the other tool's migrations, as in: schemactl import --from goose db/migrations")
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if c.String("from") == "" {
		return errors.New("import needs --from with the tool whose migrations they are: " + toolWords())
	}
	tool, err := takeover.Find(c.String("from"))
	if err != nil {
		return fmt.Errorf("reading --from: %w", err)
	}
	folder := c.Args().First()
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s", folder)
	}
	found, err := tool.Read(os.DirFS(folder))
	if err != nil {
		return err
	}
	dir, err := openDir(s.Dir)
	if err != nil {
		return err
	}
	if n := len(dir.Migrations); n > 0 {
		return fmt.Errorf("%s has %s already: take over into an empty folder, with --dir", s.Dir, plural(n, "migration"))
	}
	if err := migrate.NewDir(s.Dir, found.Migrations...).Verify(); err != nil {
		return err
	}
	// What is applied is asked before anything is written.
	newest := ""
	if c.Bool("stamp-from") {
		if newest, err = appliedBy(c.Context, s, tool, found); err != nil {
			return err
		}
	}
	if c.Bool("dry-run") {
		return importDry(c, found, newest)
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return fmt.Errorf("taking over: %w", err)
	}
	_, err = s.writing(c.Context, dir, nil, found.Migrations, func() ([]string, error) { return dir.Replace(nil, found.Migrations) })
	if err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "Wrote %s of %s to %s\n", plural(len(found.Migrations), "migration"), tool.Name, s.Dir)
	if newest == "" {
		return nil
	}
	return stampImported(c, s, tool, dir, newest)
}

func importDry(c *cli.Context, found *takeover.Result, newest string) error {
	for _, m := range found.Migrations {
		fmt.Fprintf(c.App.Writer, "  %s\n", m.FileName())
	}
	if newest != "" {
		fmt.Fprintf(c.App.Writer, "Applied up to %s.\n", newest)
	}
	_, err := fmt.Fprintln(c.App.Writer, "Nothing was written: this is a dry run.")
	return err
}

// appliedBy gives the version up to which the other tool has applied.
func appliedBy(ctx context.Context, s *settings, tool takeover.Tool, found *takeover.Result) (string, error) {
	t, err := openTarget(ctx, s)
	if err != nil {
		return "", err
	}
	defer t.Close()
	rows, err := t.db.QueryContext(ctx, tool.Applied)
	if err != nil {
		return "", fmt.Errorf("reading the table %s of %s: %w", tool.Table, tool.Name, t.redact(err, t.url))
	}
	defer rows.Close()
	var keys []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return "", err
		}
		keys = append(keys, key)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	return found.Newest(tool, keys)
}

func stampImported(c *cli.Context, s *settings, tool takeover.Tool, dir *migrate.Dir, newest string) error {
	t, err := openToWrite(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	done, err := t.runner(dir).Baseline(c.Context, newest)
	if err != nil {
		return t.redact(err, t.url)
	}
	_, err = fmt.Fprintf(c.App.Writer, "Recorded as applied: %s, up to %s.\nThe table %s of %s stays as it is; drop it with a migration once nothing uses it any more.\n",
		plural(len(done), "migration"), newest, tool.Table, tool.Name)
	return err
}
