package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

var showCommand = &cli.Command{
	Name:        "show",
	Usage:       "show one migration: both of its files, and what the database knows of it",
	ArgsUsage:   "TARGET",
	Description: "Where the files are gone, the way back is shown as the history has it.",
	Flags:       common(urlFlag(), dirFlag(), formatFlag("text or json")),
	Action:      showAction,
}

// A jsonShow is the form of show --format json.
type jsonShow struct {
	jsonMigration
	Up   string `json:"up"`
	Down string `json:"down"`
	// RecordedDown is what rollback would run, null where it is not applied.
	RecordedDown *string `json:"recorded_down"`
}

func showAction(c *cli.Context) error {
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
	r, err := readRecord(c, s)
	if err != nil {
		return err
	}
	e, err := r.find(target)
	if err != nil {
		return err
	}
	out := jsonShow{jsonMigration: r.describe(e)}
	if e.Migration != nil {
		out.Up, out.Down = e.Migration.Up, e.Migration.Down
	}
	if e.Record != nil && e.Record.HasDown {
		out.RecordedDown = &e.Record.Down
	}
	if s.Format == "json" {
		return printJSON(c.App.Writer, out)
	}
	out.text(c.App.Writer)
	return nil
}

func (s jsonShow) text(w io.Writer) {
	s.verbose(w)
	if s.UpFile != "" {
		section(w, s.UpFile, s.Up)
	}
	if s.DownFile != "" {
		section(w, s.DownFile, s.Down)
	}
	if s.RecordedDown != nil && *s.RecordedDown != s.Down {
		section(w, "what rollback runs, from the history", *s.RecordedDown)
	}
}

func section(w io.Writer, title, text string) {
	fmt.Fprintf(w, "==> %s\n%s\n\n", title, strings.TrimRight(text, "\n"))
}
