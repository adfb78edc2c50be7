package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var currentCommand = &cli.Command{
	Name:  "current",
	Usage: "print the migration that the database is at",
	Description: "Prints base where no migration is applied. (head) follows where none is left to apply.\n" +
		"schemactl status tells more.",
	Flags:  common(urlFlag(), dirFlag(), formatFlag("text or json")),
	Action: currentAction,
}

// A jsonCurrent is the form of current --format json.
type jsonCurrent struct {
	Version string `json:"version"`
	Name    string `json:"name"`
	Head    bool   `json:"head"`
	Pending int    `json:"pending"`
}

func currentAction(c *cli.Context) error {
	s, err := readAlone(c, "text", "json")
	if err != nil {
		return err
	}
	if s.URL == "" {
		return errNoURL
	}
	r, err := readRecord(c, s)
	if err != nil {
		return err
	}
	sum := summarize(r.entries)
	out := jsonCurrent{Version: r.targets.Current, Pending: sum.Pending, Head: sum.Pending == 0}
	name := migrate.Base
	if out.Version != migrate.Base {
		e, err := r.find(migrate.Current)
		if err != nil {
			return err
		}
		out.Name, name = e.Name, fullName(e)
	}
	if s.Format == "json" {
		return printJSON(c.App.Writer, out)
	}
	if out.Head {
		name += " (head)"
	}
	_, err = fmt.Fprintln(c.App.Writer, name)
	return err
}
