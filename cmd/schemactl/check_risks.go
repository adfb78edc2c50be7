package main

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/schemactl/schemactl/migrate"
)

// riskComment is what plan writes above a statement that a reader should know something about.
var riskComment = regexp.MustCompile(`(?m)^-- risk: ([a-z][a-z0-9-]*): (.*)$`)

// risks lists the risks of the migrations after a target that nobody has said to be meant, by a nolint line in their header.
// A code that is meant though no statement has it is listed too: it was once of another statement, or is written wrongly.
func (k *checking) risks(dir *migrate.Dir, after string) error {
	version, err := dir.Targets().Resolve(after)
	if err != nil {
		return fmt.Errorf("reading --risks-after: %w", err)
	}
	var lines []string
	for _, m := range dir.Migrations {
		if migrate.ComparePlaces(m.Version, version) > 0 {
			lines = append(lines, unmeant(m)...)
		}
	}
	k.add("risks", "every risk of the migrations is meant, as their nolint lines say",
		`there are risks that no "-- schemactl:nolint CODE" at the top of their file says to be meant`, lines)
	return nil
}

func unmeant(m migrate.Migration) []string {
	var lines []string
	var codes []string
	for _, risk := range riskComment.FindAllStringSubmatch(m.Up, -1) {
		codes = append(codes, risk[1])
		if !slices.Contains(m.NoLint, risk[1]) && !slices.Contains(m.NoLint, "all") {
			lines = append(lines, fmt.Sprintf("%s: %s: %s", m.FileName(), risk[1], risk[2]))
		}
	}
	for _, code := range m.NoLint {
		if code != "all" && !slices.Contains(codes, code) {
			lines = append(lines, fmt.Sprintf("%s: nolint %s: no statement of the file has this risk", m.FileName(), code))
		}
	}
	return lines
}
