package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/sqlgen"
)

var diffCommand = &cli.Command{
	Name:      "diff",
	Usage:     "compare two schemas, whatever they are kept in",
	ArgsUsage: "A B",
	Description: "A and B are each a database URL, an HCL file or a directory of them, a folder of migrations at a version, as in\n" +
		"migrations@head, or a dump of a schema, as in dump.sql. It prints what leads from A to B and writes nothing;\n" +
		"migrations and dumps are run on scratch databases.",
	Flags: common(filtered(urlFlag(), devURLFlag(), varFlag(), formatFlag("text, sql or json"),
		&cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit with 2 when they differ"},
		&cli.StringFlag{Name: "strategy", Value: "simple", Usage: "of the SQL: online (no long locks on existing tables) or simple (plain statements)"},
		skipUnsupportedFlag(),
	)...),
	Action: diffAction,
}

// A comparison is what leads from one side to the other.
type comparison struct {
	from, to *side
	result   *proof.Result
}

// A jsonDiff is the form of diff --format json.
type jsonDiff struct {
	From     string        `json:"from"`
	To       string        `json:"to"`
	Changes  []jsonChange  `json:"changes"`
	SQL      string        `json:"sql"`
	Back     string        `json:"back"`
	NoReturn string        `json:"no_way_back,omitempty"`
	Risks    []sqlgen.Risk `json:"risks"`
	Proven   bool          `json:"proven"`
	Notes    []string      `json:"notes"`
}

func diffAction(c *cli.Context) (err error) {
	if c.Args().Len() != 2 {
		return errors.New("diff needs two schemas, as in: schemactl diff migrations@head schema.hcl")
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("text", "sql", "json"); err != nil {
		return err
	}
	options, err := strategyOf(c)
	if err != nil {
		return err
	}
	l := &sides{set: s}
	if l.dialect, err = dialectAmong(s, c.Args().Slice()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	var ab [2]*side
	for i := range ab {
		if ab[i], err = l.load(c.Context, c.Args().Get(i)); err != nil {
			return err
		}
	}
	d, err := l.between(c.Context, ab[0], ab[1], options)
	if err != nil {
		return err
	}
	if err := d.print(c.App.Writer, s); err != nil {
		return err
	}
	if c.Bool("detailed-exitcode") && !d.result.Empty() {
		return errChanges
	}
	return nil
}

// dialectAmong is that of the first database that is named; scratch databases are made where that one is.
func dialectAmong(s *settings, texts []string) (*dialect, error) {
	for _, text := range texts {
		if isURL(text) {
			d, err := dialectOf(text)
			if err == nil {
				s.URL = text
			}
			return d, err
		}
	}
	return dialectFor(s)
}

func strategyOf(c *cli.Context) (sqlgen.Options, error) {
	strategy := c.String("strategy")
	if strategy != "online" && strategy != "simple" {
		return sqlgen.Options{}, fmt.Errorf("reading --strategy: %q is neither online nor simple", strategy)
	}
	return sqlgen.Options{Online: strategy == "online"}, nil
}

func (d *comparison) print(w io.Writer, s *settings) error {
	view := planView{result: d.result, out: w, color: s.Color}
	switch s.Format {
	case "json":
		return printJSON(w, d.json(view))
	case "sql":
		_, err := io.WriteString(w, sqlgen.Script(d.result.Up))
		return err
	}
	defer view.notes(w)
	if d.result.Empty() {
		_, err := fmt.Fprintf(w, "No difference: %s and %s are the same schema.\n", d.from.label, d.to.label)
		return err
	}
	fmt.Fprintf(w, "From %s to %s\n\n", d.from.label, d.to.label)
	view.list(w)
	return nil
}

func (d *comparison) json(view planView) jsonDiff {
	out := jsonDiff{
		From: d.from.label, To: d.to.label, Changes: view.changes(), SQL: sqlgen.Script(d.result.Up), Back: sqlgen.Script(d.result.Down),
		NoReturn: d.result.Irreversible, Risks: sqlgen.Risks(d.result.Up), Proven: d.result.Proven, Notes: d.result.Notes,
	}
	if out.Changes == nil {
		out.Changes = []jsonChange{}
	}
	if out.Risks == nil {
		out.Risks = []sqlgen.Risk{}
	}
	if out.Notes == nil {
		out.Notes = []string{}
	}
	return out
}
