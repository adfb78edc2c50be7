package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var editCommand = &cli.Command{
	Name:      "edit",
	Usage:     "open the files of a migration in VISUAL or EDITOR, and write the sum file anew",
	ArgsUsage: "TARGET",
	Description: "A migration that the database has had is not to be edited: what was applied there would not be what the\n" +
		"file says. Without a database nobody can tell whether it was.",
	Flags: common(urlFlag(), dirFlag(),
		&cli.BoolFlag{Name: "force", Usage: "edit it though it is applied"},
	),
	Action: editAction,
}

func editAction(c *cli.Context) error {
	target, err := oneTarget(c)
	if err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	r, err := readRecord(c, s)
	if err != nil {
		return err
	}
	e, err := r.find(target)
	if err != nil {
		return err
	}
	// Writing the sum file anew must not take in what others edited.
	if err := r.dir.Verify(); err != nil {
		return err
	}
	if err := editable(r, e, c.Bool("force")); err != nil {
		return err
	}
	if !r.asked {
		fmt.Fprintln(os.Stderr, "Note: no database is given, so nobody looked whether it is applied.")
	}
	paths := []string{filepath.Join(r.dir.Path, e.Migration.FileName())}
	if e.Migration.HasDown {
		paths = append(paths, filepath.Join(r.dir.Path, e.Migration.DownFileName()))
	}
	if err := editFiles(c.Context, r.dir, paths); err != nil {
		return err
	}
	return reportEdit(c, *e.Migration, r.dir)
}

func editable(r *record, e migrate.Entry, force bool) error {
	switch {
	case e.Migration == nil:
		return fmt.Errorf("%s is in the history alone: there is no file to edit in %s", fullName(e), r.dir.Path)
	case e.Record != nil && !e.Record.Partial() && !force:
		return fmt.Errorf("%s is applied, so an edit would not reach the database: make the change in a new migration, "+
			"undo it first with schemactl rollback, or insist with --force", fullName(e))
	}
	return nil
}

// reportEdit says what became of the files, and what their header still claims.
func reportEdit(c *cli.Context, before migrate.Migration, dir *migrate.Dir) error {
	after, ok := dir.Find(before.Version)
	if !ok {
		return fmt.Errorf("%s is gone from %s", before.FileName(), dir.Path)
	}
	if after.Up == before.Up && after.Down == before.Down {
		_, err := fmt.Fprintln(c.App.Writer, "Nothing was edited.")
		return err
	}
	if after.Up != before.Up && after.To != "" && after.To == before.To {
		fmt.Fprintf(os.Stderr, "Note: %s says that it leads to the schema %s. If it does not any more, apply refuses it; then remove the line schemactl:to.\n",
			after.FileName(), after.To)
	}
	_, err := fmt.Fprintf(c.App.Writer, "Edited %s\n", after.FileName())
	return err
}
