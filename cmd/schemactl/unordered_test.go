package main

import (
	"regexp"
	"slices"
	"strings"
)

var createTable = regexp.MustCompile(`(?s)\nCREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]* \(\n(?:.*?\n)??\)`)

// grantLines are the privileges on one object.
var grantLines = regexp.MustCompile(`(?m)(?:^GRANT .*;\n){2,}`)

// columnLines are what pg_dump sets of the columns of one table after it has made it, in the order of the columns.
var columnLines = regexp.MustCompile(`(?m)(?:^ALTER (?:FOREIGN )?TABLE .* ALTER COLUMN [^;]*;\n){2,}`)

// columnList is a list of columns that the server keeps in the order of the table's.
var columnList = regexp.MustCompile(`(?m)^(CREATE STATISTICS .* ON |ALTER PUBLICATION .* ADD TABLE ONLY \S+ \()([^()\n]*)`)

// grants are the privileges on one object, some of which were granted by others than the owner, and grantUnit is one.
var (
	grants    = regexp.MustCompile(`(?m)(?:` + grantUnit.String() + `){2,}`)
	grantUnit = regexp.MustCompile(`^GRANT .*;\n|^SET SESSION AUTHORIZATION .*;\nGRANT .*;\nRESET SESSION AUTHORIZATION;\n`)
)

// anyGrantorFirst sorts the privileges on each object, as unordered does, but in an order in which they cannot be restored.
func anyGrantorFirst(dump string) string {
	return grants.ReplaceAllStringFunc(dump, func(text string) string {
		var units []string
		for text != "" {
			unit := grantUnit.FindString(text)
			units, text = append(units, unit), text[len(unit):]
		}
		slices.Sort(units)
		return strings.Join(units, "")
	})
}

// unordered sorts the columns of each table, lists of them, what is set of them
// later, and the privileges on each object: a column or privilege that comes back after it was
// dropped comes last. What a
// child declares NOT NULL beside the parent is left out: once it was NOT NULL by
// itself, the server takes that for a declaration.
func unordered(dump string) string {
	for _, lines := range []*regexp.Regexp{grantLines, columnLines} {
		dump = lines.ReplaceAllStringFunc(dump, func(text string) string {
			statements := strings.Split(strings.TrimSuffix(text, ";\n"), ";\n")
			slices.Sort(statements)
			return strings.Join(statements, ";\n") + ";\n"
		})
	}
	dump = columnList.ReplaceAllStringFunc(dump, func(text string) string {
		parts := columnList.FindStringSubmatch(text)
		cols, _, _ := strings.Cut(parts[2], " FROM ")
		cols = strings.TrimSuffix(cols, ", ")
		names := strings.Split(cols, ", ")
		slices.Sort(names)
		return parts[1] + strings.Join(names, ", ") + strings.TrimPrefix(parts[2], cols)
	})
	return createTable.ReplaceAllStringFunc(withSorted(dump), func(text string) string {
		head, body, _ := strings.Cut(text, "(\n")
		if body == ")" {
			return text
		}
		lines := strings.Split(strings.TrimSuffix(body, "\n)"), "\n")
		for i, l := range lines {
			lines[i] = strings.TrimSuffix(l, ",")
		}
		lines = slices.DeleteFunc(lines, tableNotNull.MatchString)
		if len(lines) == 0 {
			return head + "(\n)"
		}
		slices.Sort(lines)
		return head + "(\n" + strings.Join(lines, ",\n") + "\n)"
	})
}

var withList = regexp.MustCompile(`WITH \(([a-z_.0-9]+='[^)]*)\)`)

var dictionaryOptions = regexp.MustCompile(`(?m)^(    TEMPLATE = .*,\n    )(.*) \);$`)

// withSorted sorts lists of storage parameters and of the options of dictionaries,
// whose order means nothing, and leaves out names that are the server's choice.
func withSorted(dump string) string {
	dump = dictionaryOptions.ReplaceAllStringFunc(dump, func(text string) string {
		m := dictionaryOptions.FindStringSubmatch(text)
		items := strings.Split(m[2], ", ")
		slices.Sort(items)
		return m[1] + strings.Join(items, ", ") + " );"
	})
	return withList.ReplaceAllStringFunc(plainNotNull(dump), func(text string) string {
		items := strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "WITH ("), ")"), ", ")
		slices.Sort(items)
		return "WITH (" + strings.Join(items, ", ") + ")"
	})
}
