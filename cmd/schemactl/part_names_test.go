package main

import (
	"regexp"
	"slices"
	"strings"
)

const dumpedName = `((?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")(?:\.(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+"))?)`

var (
	partAttached   = regexp.MustCompile(`(?m)^ALTER INDEX ` + dumpedName + ` ATTACH PARTITION ` + dumpedName + `;$`)
	indexMade      = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?INDEX ` + dumpedName + ` ON (?:ONLY )?` + dumpedName + ` `)
	constraintMade = regexp.MustCompile(`(?m)^ALTER TABLE (?:ONLY )?` + dumpedName + `\n    ADD CONSTRAINT ` + dumpedName + ` `)
	anyDumpedName  = regexp.MustCompile(`[a-z_][a-z0-9_$]*|"(?:[^"]|"")+"`)
)

// withoutPartNames is a dump in which the parts of indexes are called by what they
// are a part of, and where: the server chooses the names of those that it makes,
// with numbers for those that are alike and by the columns as they were called
// then. Its statements are sorted, since pg_dump goes by names.
func withoutPartNames(dump string) string {
	tables, parents := map[string]string{}, map[string]string{}
	for _, m := range indexMade.FindAllStringSubmatch(dump, -1) {
		tables[lastName(m[1])] = m[2]
	}
	for _, m := range constraintMade.FindAllStringSubmatch(dump, -1) {
		tables[lastName(m[2])] = m[1]
	}
	for _, m := range partAttached.FindAllStringSubmatch(dump, -1) {
		parents[lastName(m[2])] = lastName(m[1])
	}
	var lines []string
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	statements := strings.Split(strings.Join(lines, ""), ";\n")
	for i, s := range statements {
		statements[i] = strings.TrimSpace(anyDumpedName.ReplaceAllStringFunc(s, func(name string) string {
			text := name
			for parents[name] != "" {
				text = "part on " + tables[name] + " of " + parents[name]
				name = parents[name]
			}
			return text
		}))
	}
	slices.Sort(statements)
	return strings.Join(statements, ";\n")
}

// lastName is a name without its schema; empty for none.
func lastName(qualified string) string {
	last := ""
	for _, name := range anyDumpedName.FindAllString(qualified, -1) {
		last = name
	}
	return last
}
