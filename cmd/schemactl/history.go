package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var historyCommand = &cli.Command{
	Name:      "history",
	Usage:     "list the migrations, the newest first, and what the database knows of each",
	ArgsUsage: "[FROM:TO]",
	Description: "Without a database it lists the folder. FROM and TO are targets, both are in the list, and either may be\n" +
		"left out, as in -2: for the three that were applied last and what follows them.",
	Flags: common(urlFlag(), dirFlag(), formatFlag("text or json"),
		&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "tell all of each migration"},
	),
	Action: historyAction,
}

// A jsonMigration is a migration as history and show tell it.
type jsonMigration struct {
	Version     string `json:"version"`
	Name        string `json:"name"`
	Condition   string `json:"condition"`
	UpFile      string `json:"up_file"`
	DownFile    string `json:"down_file"`
	Parent      string `json:"parent"`
	From        string `json:"from"`
	To          string `json:"to"`
	Transaction bool   `json:"transaction"`
	Checksum    string `json:"checksum"`
	// Applied is null where it is not applied, or no database was asked.
	Applied *jsonRecord `json:"applied"`
}

type jsonRecord struct {
	At          string `json:"at"`
	By          string `json:"by"`
	Millis      int64  `json:"milliseconds"`
	Tool        string `json:"tool_version"`
	Checksum    string `json:"checksum"`
	Done        int    `json:"done"`
	Total       int    `json:"total"`
	Error       string `json:"error"`
	Before      string `json:"fingerprint_before"`
	Fingerprint string `json:"fingerprint"`
	CanUndo     bool   `json:"can_undo"`
}

func historyAction(c *cli.Context) error {
	if c.Args().Len() > 1 {
		return fmt.Errorf("history takes one range, but got %q too; see schemactl history --help", c.Args().Get(1))
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
	entries := r.entries
	if c.Args().Present() {
		if entries, err = r.between(c.Args().First()); err != nil {
			return err
		}
	}
	list := make([]jsonMigration, 0, len(entries))
	for _, e := range slices.Backward(entries) {
		list = append(list, r.describe(e))
	}
	if s.Format == "json" {
		return printJSON(c.App.Writer, list)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(c.App.Writer, "There are no migrations.")
		return err
	}
	for _, m := range list {
		if c.Bool("verbose") {
			m.verbose(c.App.Writer)
		} else {
			m.line(c.App.Writer)
		}
	}
	return nil
}

func (r *record) describe(e migrate.Entry) jsonMigration {
	m := jsonMigration{Version: e.Version, Name: e.Name}
	if r.asked {
		m.Condition = string(e.Condition)
	}
	if f := e.Migration; f != nil {
		m.UpFile, m.Parent, m.From, m.To, m.Transaction, m.Checksum = f.FileName(), f.Parent, f.From, f.To, !f.NoTransaction, f.Sum
		if f.HasDown {
			m.DownFile = f.DownFileName()
		}
	}
	if rec := e.Record; rec != nil {
		m.Applied = &jsonRecord{
			At: stamp(rec.AppliedAt), By: rec.AppliedBy, Millis: rec.Duration.Milliseconds(), Tool: rec.ToolVersion,
			Checksum: rec.Checksum, Done: rec.Done, Total: rec.Total, Error: rec.Error,
			Before: rec.Before, Fingerprint: rec.Fingerprint, CanUndo: rec.HasDown,
		}
	}
	return m
}

func (m jsonMigration) line(w io.Writer) {
	text := migrate.Named{Version: m.Version, Name: m.Name}.String()
	if m.Applied != nil {
		text += "  " + m.Applied.At
	}
	if m.Condition != "" {
		text += "  " + m.Condition
	}
	fmt.Fprintln(w, text)
}

// verbose prints what there is to tell, a line each.
func (m jsonMigration) verbose(w io.Writer) {
	m.line(w)
	tell := func(what, text string) {
		if text != "" {
			fmt.Fprintf(w, "    %-12s %s\n", what, text)
		}
	}
	tell("files", strings.TrimSuffix(m.UpFile+", "+m.DownFile, ", "))
	tell("planned on", m.Parent)
	tell("from", m.From)
	tell("to", m.To)
	if m.UpFile != "" && !m.Transaction {
		tell("transaction", "none: statement by statement")
	}
	tell("checksum", m.Checksum)
	if a := m.Applied; a != nil {
		tell("applied by", fmt.Sprintf("%s with schemactl %s, in %d ms", a.By, a.Tool, a.Millis))
		if a.Checksum != m.Checksum {
			tell("was", a.Checksum)
		}
		if a.Error != "" {
			tell("stopped", fmt.Sprintf("after %d of %s: %s", a.Done, plural(a.Total, "statement"), a.Error))
		}
		tell("left", a.Fingerprint)
		if !a.CanUndo {
			tell("rollback", "not possible: it was applied without a down file")
		}
	}
	fmt.Fprintln(w)
}
