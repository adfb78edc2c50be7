//go:build linux

package main

import (
	"os"
	"strings"
	"testing"
)

// TestQuoted compares what README.md and the chart show with the results that
// are kept.
func TestQuoted(t *testing.T) {
	const folder = "../../docs/explanation/"
	results, err := readResults(folder + "speed.tsv")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := markdown(results); !strings.Contains(string(readme), want) {
		t.Errorf("README.md lacks the table of the results:\n%s", want)
	}
	chart, err := os.ReadFile(folder + "speed.svg")
	if err != nil {
		t.Fatal(err)
	}
	if string(chart) != draw(results) {
		t.Error("the chart is not that of the results: go run ./internal/benchdump -o docs/explanation/speed.tsv -chart docs/explanation/speed.svg")
	}
	if table(results) == "" || len(results) < 3 {
		t.Errorf("there are only %d results", len(results))
	}
}
