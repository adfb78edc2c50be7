package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

// TestReference compares docs/reference/cli.md with the commands. With -update it writes the page.
func TestReference(t *testing.T) {
	path := filepath.Join(root, "docs/reference/cli.md")
	want := reference(newApp(io.Discard, io.Discard))
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s does not tell what the commands are (-page +commands); go test ./cmd/schemactl -run TestReference -update writes it:\n%s", path, diff)
	}
}

// reference is the page of the command line.
func reference(app *cli.App) string {
	var b strings.Builder
	b.WriteString("# The command line\n\n<!-- Written by go test ./cmd/schemactl -run TestReference -update -->\n\n")
	fmt.Fprintf(&b, "`schemactl COMMAND [options]`: %s.\n\n", app.Usage)
	b.WriteString("Options may stand before or after the arguments. A flag goes before the environment, and the environment\n" +
		"before an `env` block of the config file. What a command prints for programs (`--format json`) is in\n" +
		"[output.md](output.md), and what it ends with in [exit-codes.md](exit-codes.md).\n\n")
	b.WriteString("| command | what it does |\n|---|---|\n")
	for _, c := range app.Commands {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", c.Name, c.Name, cell(c.Usage))
	}
	for _, c := range app.Commands {
		writeCommand(&b, c)
	}
	return b.String()
}

func writeCommand(b *strings.Builder, c *cli.Command) {
	fmt.Fprintf(b, "\n## %s\n\n", c.Name)
	line := "schemactl " + c.Name
	if len(c.Flags) > 0 {
		line += " [options]"
	}
	if c.ArgsUsage != "" {
		line += " " + c.ArgsUsage
	}
	fmt.Fprintf(b, "`%s`: %s.\n", line, c.Usage)
	if c.Description != "" {
		fmt.Fprintf(b, "\n%s\n", c.Description)
	}
	if len(c.Flags) == 0 {
		return
	}
	b.WriteString("\n| option | what it does |\n|---|---|\n")
	for _, f := range c.Flags {
		fmt.Fprintf(b, "| %s | %s |\n", option(f), cell(f.(cli.DocGenerationFlag).GetUsage()))
	}
}

// option is a flag as it is written: its names, and a word for its value.
func option(f cli.Flag) string {
	var names []string
	for _, n := range f.Names() {
		dashes := "--"
		if len(n) == 1 {
			dashes = "-"
		}
		names = append(names, "`"+dashes+n+"`")
	}
	text := strings.Join(names, ", ")
	doc := f.(cli.DocGenerationFlag)
	if !doc.TakesValue() {
		return text
	}
	if v := strings.Trim(doc.GetValue(), `"`); v != "" && v != "[]" && v != "0" {
		return text + " (default `" + v + "`)"
	}
	return text + " *value*"
}

// cell is a text within a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
