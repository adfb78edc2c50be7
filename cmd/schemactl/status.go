package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var statusCommand = &cli.Command{
	Name:  "status",
	Usage: "show which migrations the database has had, and whether it drifted",
	Flags: common(filtered(urlFlag(), dirFlag(), formatFlag("text or json"),
		&cli.BoolFlag{Name: "check", Usage: "exit with 2 unless every migration is applied as its file is, and nothing drifted"},
	)...),
	Action: statusAction,
}

// A jsonStatus is the form of status --format json.
type jsonStatus struct {
	Head       string      `json:"head"`
	Newest     string      `json:"newest"`
	Migrations []jsonEntry `json:"migrations"`
	Pending    int         `json:"pending"`
	Missing    int         `json:"missing"`
	Edited     int         `json:"edited"`
	OutOfOrder int         `json:"out_of_order"`
	// UpToDate is what --check asks for.
	UpToDate bool `json:"up_to_date"`
	// DriftKnown is false where the history holds nothing to compare with.
	DriftKnown bool `json:"drift_known"`
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
	s, err := readAlone(c, "text", "json")
	if err != nil {
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
	if out.Drift, out.DriftKnown, err = driftOf(c.Context, t, entries); err != nil {
		return t.redact(err, t.url)
	}
	out.UpToDate = out.Pending+out.Missing+out.Edited+len(out.Drift) == 0 && out.Problem == ""
	if err := out.print(c.App.Writer, s.Format); err != nil {
		return err
	}
	if c.Bool("check") && !out.UpToDate {
		return errChanges
	}
	return nil
}

func summarize(entries []migrate.Entry) *jsonStatus {
	out := &jsonStatus{Migrations: []jsonEntry{}, Drift: []string{}}
	for _, e := range entries {
		row := jsonEntry{Version: e.Version, Name: e.Name, Condition: string(e.Condition)}
		if e.Record != nil {
			row.AppliedAt = stamp(e.Record.AppliedAt)
			row.AppliedBy = e.Record.AppliedBy
			row.Millis = e.Record.Duration.Milliseconds()
			if !e.Record.Partial() {
				out.Head = e.Version
			}
		}
		if e.Migration != nil {
			out.Newest = e.Version
		}
		for _, n := range out.counters()[e.Condition] {
			*n++
		}
		out.Migrations = append(out.Migrations, row)
	}
	return out
}

// counters are the numbers that an entry of a condition adds to.
func (s *jsonStatus) counters() map[migrate.Condition][]*int {
	return map[migrate.Condition][]*int{
		migrate.Pending:     {&s.Pending},
		migrate.Partial:     {&s.Pending},
		migrate.OutOfOrder:  {&s.Pending, &s.OutOfOrder},
		migrate.MissingFile: {&s.Missing},
		migrate.EditedFile:  {&s.Edited},
	}
}

// driftOf compares the database with what the newest record says, where that says something.
func driftOf(ctx context.Context, t *target, entries []migrate.Entry) (drift []string, known bool, err error) {
	var last *migrate.Record
	for _, e := range entries {
		if e.Record != nil && !e.Record.Partial() && (last == nil || !e.Record.AppliedAt.Before(last.AppliedAt)) {
			last = e.Record
		}
	}
	if last == nil || last.Objects == nil {
		return []string{}, last == nil, nil
	}
	now, err := t.history(t.db, t.state).State(ctx)
	if err != nil {
		return nil, false, err
	}
	return migrate.Drift(*last, now)
}

func (s *jsonStatus) print(w io.Writer, format string) error {
	if format == "json" {
		return printJSON(w, s)
	}
	return s.text(w)
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
	if !s.DriftKnown {
		fmt.Fprintln(w, "Whether it has drifted is not known: the history has nothing that this server can be compared with.")
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
