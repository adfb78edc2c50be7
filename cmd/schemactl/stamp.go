package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var stampCommand = &cli.Command{
	Name:      "stamp",
	Usage:     "make the history say that the database is at a migration, and run nothing",
	ArgsUsage: "TARGET",
	Description: "Migrations up to TARGET are recorded as applied as their files are now, those after it are forgotten; base\n" +
		"forgets all. It is refused where the database is not as the target's header says.",
	Flags: common(urlFlag(), dirFlag(), autoApproveFlag(), formatFlag("text or json"),
		&cli.BoolFlag{Name: "purge", Usage: "forget what the history has of migrations whose files are gone"},
		&cli.BoolFlag{Name: "force", Usage: "stamp it though the schema is another than the target's header says"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would be recorded and change nothing"},
	),
	Action: stampAction,
}

// A jsonMark is one change of the history, as stamp and baseline tell it.
type jsonMark struct {
	Version string `json:"version"`
	Name    string `json:"name"`
	Action  string `json:"action"`
}

func stampAction(c *cli.Context) error {
	target, err := oneTarget(c)
	if err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("text", "json"); err != nil {
		return err
	}
	open := openToWrite
	if c.Bool("dry-run") {
		open = openTarget
	}
	t, err := open(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	dir, err := openDir(s.Dir)
	if err != nil {
		return err
	}
	o := migrate.StampOptions{Target: target, Purge: c.Bool("purge"), Force: c.Bool("force"), DryRun: true}
	marks, err := t.runner(dir).Stamp(c.Context, o)
	if err != nil {
		return t.redact(err, t.url)
	}
	if len(marks) > 0 && !c.Bool("dry-run") {
		if !c.Bool("auto-approve") {
			printMarks(c, "text", marks)
			if err := confirm(fmt.Sprintf("Change the history of %s so?", displayURL(t.url))); err != nil {
				return err
			}
		}
		o.DryRun = false
		if marks, err = t.runner(dir).Stamp(c.Context, o); err != nil {
			return t.redact(err, t.url)
		}
	}
	return printMarks(c, s.Format, marks)
}

var markWords = map[string]string{"add": "recorded as applied", "update": "recorded as its file is now", "forget": "forgotten"}

func printMarks(c *cli.Context, format string, marks []migrate.Mark) error {
	if format == "json" {
		list := make([]jsonMark, len(marks))
		for i, m := range marks {
			list[i] = jsonMark{m.Version, m.Name, m.Action}
		}
		return printJSON(c.App.Writer, list)
	}
	for _, m := range marks {
		fmt.Fprintf(c.App.Writer, "%s: %s\n", m.Named, markWords[m.Action])
	}
	if len(marks) == 0 {
		fmt.Fprintln(c.App.Writer, "The history says so already.")
	}
	return nil
}
