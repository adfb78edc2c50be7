package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// A jsonEvent is one line of the list that --format json ends with.
type jsonEvent struct {
	Version   string  `json:"version"`
	Statement string  `json:"statement"`
	Seconds   float64 `json:"seconds"`
}

// event prints one event of the runner.
func (v *runView) event(e migrate.Event) {
	if e.Kind == migrate.StatementDone {
		v.events = append(v.events, jsonEvent{e.Version, e.Statement.SQL, e.Duration.Seconds()})
	}
	if print, ok := printers[e.Kind]; ok && !v.json {
		print(v, e)
	}
}

// printers say how an event looks to a person.
var printers = map[migrate.EventKind]func(v *runView, e migrate.Event){
	migrate.Wait: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.errOut, "Waiting for another run (%s), %s so far\n", e.Detail, round(e.Duration))
	},
	migrate.Start: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.out, "%s %s (%d of %d)\n", verbs[e.Direction][0], full(e), e.Index, e.Total)
	},
	migrate.Resume: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.out, "  going on with statement %d of %d, where an earlier run stopped\n", e.Index, e.Total)
	},
	migrate.StatementDone: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.out, "  [%d/%d] %s (%s)\n", e.Index, e.Total, firstLines(e.Statement.SQL), round(e.Duration))
	},
	migrate.Retry: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.errOut, "  trying again in %s: %s\n", round(e.Duration), e.Err)
	},
	migrate.Note: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.errOut, "Note: %s\n", e.Detail)
	},
	migrate.End: func(v *runView, e migrate.Event) {
		fmt.Fprintf(v.out, "%s %s in %s\n", verbs[e.Direction][1], full(e), round(e.Duration))
	},
}

func full(e migrate.Event) string {
	if e.Name == "" {
		return e.Version
	}
	return e.Version + "_" + e.Name
}

// firstLines is a statement as one line of a progress report shows it.
func firstLines(sql string) string {
	text := strings.Join(strings.Fields(sql), " ")
	const long = 100
	if runes := []rune(text); len(runes) > long {
		return string(runes[:long]) + " …"
	}
	return text
}

func round(d time.Duration) time.Duration {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond)
	case d < time.Second:
		return d.Round(100 * time.Microsecond)
	}
	return d.Round(10 * time.Millisecond)
}

func (v *runView) end(done []string) error {
	if v.json {
		return v.writeJSON(done, true)
	}
	_, err := fmt.Fprintf(v.out, "Done: %s.\n", plural(len(done), "migration"))
	return err
}

func (v *runView) writeJSON(versions []string, ran bool) error {
	if versions == nil {
		versions = []string{}
	}
	if v.events == nil {
		v.events = []jsonEvent{}
	}
	return printJSON(v.out, map[string]any{"versions": versions, "ran": ran, "statements": v.events})
}
