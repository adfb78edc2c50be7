package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

var validateCommand = &cli.Command{
	Name:  "validate",
	Usage: "check the schema files, without a database",
	Flags: common(filtered(fileFlag(), urlFlag(), varFlag())...),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		d := dialects[0]
		if s.URL != "" {
			if d, err = dialectOf(s.URL); err != nil {
				return err
			}
		}
		want, err := loadDesired(s, d, supposed(s.Filters, d.defaultSchema))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.App.Writer, "The schema files are valid: %s.\n", plural(want.schema.Len(), "object"))
		return err
	},
}
