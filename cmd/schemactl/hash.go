package main

import (
	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var hashCommand = &cli.Command{
	Name:  "hash",
	Usage: "write the sum file anew, after migrations were edited by hand",
	Flags: common(dirFlag()),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		dir, err := migrate.Open(s.Dir)
		if err != nil {
			return err
		}
		return dir.Hash()
	},
}
