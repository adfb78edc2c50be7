package main

import (
	"regexp"
	"strings"
)

var (
	attached    = regexp.MustCompile(`(?m)^ALTER TABLE ONLY ` + dumpedName + ` ATTACH PARTITION ` + dumpedName + ` `)
	dumpedTable = regexp.MustCompile(`TABLE ` + dumpedName + `$`)
	namedColumn = regexp.MustCompile(`^    ` + dumpedName + ` .*?(CONSTRAINT ` + dumpedName + ` )?NOT NULL`)
	// tableNotNull stands beside the columns: the column is a parent's.
	tableNotNull = regexp.MustCompile(`^    (CONSTRAINT ` + dumpedName + ` )?NOT NULL ` + dumpedName + `$`)
	numbered     = regexp.MustCompile(`^_not_null[0-9]*$`)
)

// plainNotNull takes those names of NOT NULL constraints out of a dump that
// are the server's choice: with a number where the name was taken, and, for
// partitions, that of the partitioned table or their own.
func plainNotNull(dump string) string {
	if !strings.Contains(dump, "NOT NULL") {
		return dump
	}
	parents, names := map[string]string{}, map[string]string{}
	for _, m := range attached.FindAllStringSubmatch(dump, -1) {
		parents[m[2]] = m[1]
	}
	each := func(text string, do func(table, column, name string) string) string {
		return createTable.ReplaceAllStringFunc(text, func(block string) string {
			head, _, _ := strings.Cut(block, " (\n")
			table := ""
			if m := dumpedTable.FindStringSubmatch(head); m != nil {
				table = m[1]
			}
			lines := strings.Split(block, "\n")
			for i, line := range lines {
				if m := namedColumn.FindStringSubmatch(line); m != nil && m[1] != "CONSTRAINT" {
					name := plain(m[3])
					if name == "" {
						name = ownNotNull(table, m[1])
					}
					if do(table, m[1], name) == "" {
						lines[i] = strings.Replace(line, m[2], "", 1)
					}
				}
			}
			return strings.Join(lines, "\n")
		})
	}
	each(dump, func(table, column, name string) string {
		names[table+" "+column] = name
		return name
	})
	return each(dump, func(table, column, name string) string {
		base := strings.TrimSuffix(ownNotNull(table, column), "_not_null")
		rest, ok := strings.CutPrefix(name, base)
		if ok && numbered.MatchString(rest) || parents[table] != "" && name == names[parents[table]+" "+column] {
			return ""
		}
		return name
	})
}

// ownNotNull is the name that the server makes of a table and a column.
func ownNotNull(table, column string) string {
	return plain(lastName(table)) + "_" + plain(column) + "_not_null"
}

// plain is a name without quotes.
func plain(name string) string {
	if inner, ok := strings.CutPrefix(name, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)
	}
	return name
}
