package main

import (
	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var rollbackCommand = &cli.Command{
	Name:      "rollback",
	Usage:     "undo migrations, the newest first",
	ArgsUsage: "[TARGET | FROM:TO]",
	Description: "TARGET is the migration to go back to, which stays applied: " + targetHelp + "\n" +
		"base undoes everything, and -2 the two that were applied last. Without a target the last one is undone.\n" +
		"The SQL is that of the history in the database, so the files are not needed. FROM:TO is for\n" +
		"--sql: what leads back from one target to another, by the files, without asking the database.",
	Flags: common(filtered(urlFlag(), dirFlag(), autoApproveFlag(), formatFlag("text or json"),
		&cli.IntFlag{Name: "steps", Usage: "how many to undo (default: 1)"},
		&cli.StringFlag{Name: "to", Usage: "TARGET, as a flag"},
		&cli.BoolFlag{Name: "sql", Usage: "print a script that does it, with its bookkeeping, and change nothing"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would run and change nothing"},
	)...),
	Action: func(c *cli.Context) error { return runMigrations(c, migrate.Back) },
}
