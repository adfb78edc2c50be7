package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var newCommand = &cli.Command{
	Name:      "new",
	Usage:     "make a pair of migration files to write by hand, for data as well as for the schema",
	ArgsUsage: "NAME",
	Flags: common(dirFlag(),
		&cli.BoolFlag{Name: "edit", Aliases: []string{"e"}, Usage: "open the files in VISUAL or EDITOR"},
	),
	Action: newAction,
}

// What new writes into the files.
const (
	upTemplate = `-- Write the SQL of the migration here, then run: schemactl hash
-- It runs in one transaction, or with the header "schemactl:transaction none" statement by statement.
`
	downTemplate = `-- Write the SQL that undoes it here.
-- As it is, rollback has nothing to do and goes on; if there is no way back, delete this file, and rollback refuses.
`
)

func newAction(c *cli.Context) error {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return errors.New("new needs one name for the migration, as in: schemactl new backfill_totals")
	}
	s, dir, err := readWithDir(c)
	if err != nil {
		return err
	}
	m := migrate.Migration{
		Version: dir.NextVersion(time.Now()), Name: migrate.Slug(c.Args().First()), HasDown: true, Up: upTemplate, Down: downTemplate,
	}
	if n := len(dir.Migrations); n > 0 {
		m.Parent = dir.Migrations[n-1].Version
	}
	paths, err := s.writing(c.Context, dir, nil, []migrate.Migration{m}, func() ([]string, error) { return dir.Add(m) })
	for _, p := range paths {
		fmt.Fprintf(c.App.Writer, "Wrote %s\n", p)
	}
	if err != nil || !c.Bool("edit") {
		return err
	}
	return editFiles(c.Context, dir, paths[:2])
}
