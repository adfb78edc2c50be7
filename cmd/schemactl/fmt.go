package main

import (
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
)

var fmtCommand = &cli.Command{
	Name:  "fmt",
	Usage: "lay the schema files out in the canonical style",
	Flags: common(fileFlag(), &cli.BoolFlag{Name: "check", Usage: "write nothing; exit with 1 if a file is not in the canonical style"}),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		files, diags := hclschema.Load(s.Files)
		if diags.HasErrors() {
			hclschema.WriteDiagnostics(os.Stderr, files.Map(), diags, s.Color, 78)
			return errReported
		}
		return formatFiles(c, files)
	},
}

func formatFiles(c *cli.Context, files *hclschema.Files) error {
	bad := 0
	for _, name := range files.Names() {
		before := files.Map()[name].Bytes
		after := hclschema.Format(before)
		if string(before) == string(after) {
			continue
		}
		bad++
		fmt.Fprintln(c.App.Writer, name)
		if c.Bool("check") {
			continue
		}
		if err := os.WriteFile(name, after, 0o644); err != nil {
			return fmt.Errorf("formatting %s: %w", name, err)
		}
	}
	if bad > 0 && c.Bool("check") {
		return fmt.Errorf("%s not in the canonical style; schemactl fmt mends that", plural(bad, "file"))
	}
	return nil
}
