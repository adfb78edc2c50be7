package main

import (
	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var applyCommand = &cli.Command{
	Name:      "apply",
	Usage:     "run the migrations that the database has not had",
	ArgsUsage: "[TARGET]",
	Description: "TARGET is the last migration to run: " + targetHelp + "\n" +
		"+2 runs two of those that are pending.",
	Flags: common(urlFlag(), dirFlag(), autoApproveFlag(), formatFlag("text or json"),
		&cli.StringFlag{Name: "to", Usage: "TARGET, as a flag"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would run and change nothing"},
		&cli.BoolFlag{Name: "allow-out-of-order", Usage: "apply migrations that are older than one already applied"},
	),
	Action: func(c *cli.Context) error { return runMigrations(c, migrate.Up) },
}
