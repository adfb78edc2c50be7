package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
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
	b.WriteString("Options may stand before or after the arguments. A flag goes before an `env` block of `schemactl.hcl`\n" +
		"([files.md](files.md#schemactlhcl)), and that before the variable `DATABASE_URL`. What a command prints for\n" +
		"programs is in [output.md](output.md), and what it ends with in [exit-codes.md](exit-codes.md).\n\n")
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

// riskCodes finds the codes of risks in a source file: constants of package postgres, and literals.
var riskCodes = regexp.MustCompile(`(?:\brisk[A-Z]\w*\s+=|\bCode:) "([a-z-]+)"`)

// TestReferenceRisks looks for each code of a risk on the page that explains them.
func TestReferenceRisks(t *testing.T) {
	page := readPage(t, "docs/reference/output.md")
	files, err := filepath.Glob(filepath.Join(root, "*/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range riskCodes.FindAllSubmatch(source, -1) {
			found++
			if !strings.Contains(page, fmt.Sprintf("\n| `%s` |", m[1])) {
				t.Errorf("%s: the risk %s is not explained in docs/reference/output.md", file, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no codes of risks were found in the sources")
	}
}
