package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var statusCommand = &cli.Command{
	Name:   "status",
	Usage:  "show which migrations the database has had, and whether it drifted",
	Flags:  common(urlFlag(), dirFlag(), formatFlag("text or json")),
	Action: statusAction,
}

// A jsonStatus is the form of status --format json.
type jsonStatus struct {
	Head       string      `json:"head"`
	Migrations []jsonEntry `json:"migrations"`
	Pending    int         `json:"pending"`
	// Drift lists what differs between the database and its history.
	Drift []string `json:"drift"`
	// Problems are those of the directory.
	Problem string `json:"problem,omitempty"`
}

type jsonEntry struct {
	Version   string `json:"version"`
	Name      string `json:"name"`
	Condition string `json:"condition"`
	AppliedAt string `json:"applied_at,omitempty"`
	AppliedBy string `json:"applied_by,omitempty"`
	Millis    int64  `json:"milliseconds,omitempty"`
}

func statusAction(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("text", "json"); err != nil {
		return err
	}
	t, err := openTarget(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	dir, err := migrate.Open(s.Dir)
	if err != nil {
		return err
	}
	entries, err := t.runner(dir).Status(c.Context)
	if err != nil {
		return t.redact(err, t.url)
	}
	out := summarize(entries)
	if err := dir.Verify(); err != nil {
		out.Problem = err.Error()
	}
	if out.Drift, err = driftOf(c, t, entries); err != nil {
		return t.redact(err, t.url)
	}
	if s.Format == "json" {
		e := json.NewEncoder(c.App.Writer)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(out)
	}
	return out.text(c.App.Writer)
}

func summarize(entries []migrate.Entry) *jsonStatus {
	out := &jsonStatus{Migrations: []jsonEntry{}, Drift: []string{}}
	for _, e := range entries {
		row := jsonEntry{Version: e.Version, Name: e.Name, Condition: string(e.Condition)}
		if e.Record != nil {
			row.AppliedAt = e.Record.AppliedAt.UTC().Format("2006-01-02 15:04:05")
			row.AppliedBy = e.Record.AppliedBy
			row.Millis = e.Record.Duration.Milliseconds()
			if !e.Record.Partial() {
				out.Head = e.Version
			}
		}
		if e.Condition == migrate.Pending || e.Condition == migrate.OutOfOrder || e.Condition == migrate.Partial {
			out.Pending++
		}
		out.Migrations = append(out.Migrations, row)
	}
	return out
}

// driftOf compares the database with what the newest record says.
func driftOf(c *cli.Context, t *target, entries []migrate.Entry) ([]string, error) {
	var head *migrate.Record
	for _, e := range entries {
		if e.Record != nil && !e.Record.Partial() && e.Record.Objects != nil {
			head = e.Record
		}
	}
	if head == nil {
		return []string{}, nil
	}
	now, err := t.history(t.db, t.state).State(c.Context)
	if err != nil {
		return nil, err
	}
	return migrate.Drift(*head, now), nil
}

func (s *jsonStatus) text(w io.Writer) error {
	if len(s.Migrations) == 0 {
		fmt.Fprintln(w, "There are no migrations.")
	} else {
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(tw, "VERSION\tNAME\tSTATE\tAPPLIED AT (UTC)\tBY\tTOOK")
		for _, m := range s.Migrations {
			took := ""
			if m.AppliedAt != "" {
				took = fmt.Sprintf("%d ms", m.Millis)
			}
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", m.Version, m.Name, m.Condition, m.AppliedAt, m.AppliedBy, took)
		}
		tw.Flush()
	}
	if s.Head != "" {
		fmt.Fprintf(w, "\nThe database is at %s; %s pending.\n", s.Head, plural(s.Pending, "migration"))
	} else {
		fmt.Fprintf(w, "\nThe database has had no migration; %s pending.\n", plural(s.Pending, "migration"))
	}
	if len(s.Drift) > 0 {
		fmt.Fprintln(w, "The database has drifted from its history:")
		for _, d := range s.Drift {
			fmt.Fprintf(w, "  %s\n", d)
		}
	}
	if s.Problem != "" {
		fmt.Fprintf(w, "%s\n", s.Problem)
	}
	return nil
}
