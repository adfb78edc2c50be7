package main

import (
	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var applyCommand = &cli.Command{
	Name:      "apply",
	Usage:     "run the migrations that the database has not had",
	ArgsUsage: "[TARGET | FROM:TO]",
	Description: "TARGET is the last migration to run: " + targetHelp + "\n" +
		"+2 runs two of those that are pending. FROM:TO is for --sql: what leads from one target to another, without\n" +
		"asking the database.",
	Flags: common(filtered(urlFlag(), dirFlag(), autoApproveFlag(), formatFlag("text or json"),
		&cli.StringFlag{Name: "to", Usage: "TARGET, as a flag"},
		&cli.BoolFlag{Name: "sql", Usage: "print a script that does it, with its bookkeeping, and change nothing"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would run and change nothing"},
		&cli.BoolFlag{Name: "allow-out-of-order", Usage: "apply migrations that are older than one already applied"},
		&cli.BoolFlag{Name: "env-all", Usage: "apply to the databases of every env block, one after the other"},
		&cli.IntFlag{Name: "parallel", Usage: "of the targets of an env, how many at a time (default: 4)"},
		&cli.IntFlag{Name: "canary", Usage: "of the targets of an env, how many alone and first; unless they succeed, no other starts (default: 1)"},
		&cli.IntFlag{Name: "max-failures", Usage: "of the targets of an env, how many may fail before no other starts (default: 1)"},
	)...),
	Action: func(c *cli.Context) error { return runMigrations(c, migrate.Forward) },
}
