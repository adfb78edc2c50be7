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
	Usage:     "make an empty pair of migration files to write by hand",
	ArgsUsage: "NAME",
	Flags:     common(dirFlag()),
	Action: func(c *cli.Context) error {
		if c.Args().Len() != 1 || c.Args().First() == "" {
			return errors.New("new needs one name for the migration, as in: schemactl new backfill_totals")
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		dir, err := openDir(s.Dir)
		if err != nil {
			return err
		}
		m := migrate.Migration{
			Version: dir.NextVersion(time.Now()), Name: migrate.Slug(c.Args().First()), HasDown: true,
			Up: "-- Write the SQL of the migration here, then run: schemactl hash\n", Down: "-- Write the SQL that undoes it here.\n",
		}
		if n := len(dir.Migrations); n > 0 {
			m.Parent = dir.Migrations[n-1].Version
		}
		paths, err := dir.Add(m)
		for _, p := range paths {
			fmt.Fprintf(c.App.Writer, "Wrote %s\n", p)
		}
		return err
	},
}
