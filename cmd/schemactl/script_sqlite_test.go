package main

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

func (s *script) open(at string) *sql.DB {
	driver, name := "postgres", at
	if strings.HasPrefix(at, "sqlite") {
		driver, name = "sqlite", sqlitePath(at)
	}
	db, err := sql.Open(driver, name)
	s.ts.Check(err)
	return db
}

// lines is the answer of a query, a row a line.
func (s *script) lines(db *sql.DB, query string) []string {
	rows, err := db.Query(query)
	s.ts.Check(err)
	defer rows.Close()
	columns, err := rows.Columns()
	s.ts.Check(err)
	var out []string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		s.ts.Check(rows.Scan(targets...))
		texts := make([]string, len(columns))
		for i, v := range values {
			if texts[i] = v.String; !v.Valid {
				texts[i] = "NULL"
			}
		}
		out = append(out, strings.Join(texts, "|"))
	}
	s.ts.Check(rows.Err())
	return out
}

const sqliteTables = `SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'schemactl\_%' ESCAPE '\' ORDER BY name`

func (s *script) sqliteRows(at string) tableRows {
	db := s.open(at)
	defer db.Close()
	out := tableRows{}
	for _, table := range s.lines(db, sqliteTables) {
		columns := s.lines(db, "SELECT name FROM pragma_table_xinfo("+literal(table)+") ORDER BY name")
		pairs := make([]string, len(columns))
		for i, c := range columns {
			pairs[i] = fmt.Sprintf("%s, quote(%s)", literal(c), quoteName(c))
		}
		rows := s.lines(db, "SELECT json_object("+strings.Join(pairs, ", ")+") FROM "+quoteName(table))
		slices.Sort(rows)
		out[table] = rows
	}
	return out
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// sqliteDump is the text of every object, and of tables their columns and keys
// as SQLite understands them. ALTER TABLE leaves other blanks and quotes in
// the texts than CREATE TABLE, and adds columns behind constraints; so blanks
// and needless quotes are taken out, and the items of a table sorted.
func (s *script) sqliteDump(at string) string {
	db := s.open(at)
	defer db.Close()
	var b strings.Builder
	for _, table := range s.lines(db, sqliteTables) {
		fmt.Fprintf(&b, "table %s\n", table)
		for _, line := range s.lines(db, `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(`+literal(table)+`) ORDER BY cid`) {
			fmt.Fprintf(&b, "  column %s\n", strings.ToLower(line))
		}
		keys := s.lines(db, `SELECT "table", group_concat("from"), group_concat("to"), on_update, on_delete
FROM (SELECT * FROM pragma_foreign_key_list(`+literal(table)+`) ORDER BY id, seq) GROUP BY id`)
		slices.Sort(keys)
		for _, line := range keys {
			fmt.Fprintf(&b, "  foreign key %s\n", line)
		}
		text := s.lines(db, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = "+literal(table))
		for _, item := range tableItems(strings.Join(text, "")) {
			fmt.Fprintf(&b, "  %s\n", item)
		}
	}
	for _, text := range s.lines(db, `SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL
AND tbl_name NOT LIKE 'schemactl\_%' ESCAPE '\' ORDER BY type, name`) {
		fmt.Fprintf(&b, "%s\n", strings.Join(sqlWords(text), " "))
	}
	return b.String()
}

// tableItems are the columns and constraints of a CREATE TABLE, and last what
// follows them.
func tableItems(text string) []string {
	var items, item []string
	depth := 0
	add := func() {
		items = append(items, strings.Join(item, " "))
		item = nil
	}
	for _, word := range sqlWords(text) {
		switch {
		case word == "(":
			if depth++; depth == 1 {
				item = nil
				continue
			}
		case word == ")":
			if depth--; depth == 0 {
				add()
				continue
			}
		case word == "," && depth == 1:
			add()
			continue
		}
		item = append(item, word)
	}
	slices.Sort(items)
	return append(items, strings.Join(item, " "))
}

// sqlWords splits SQL into words, in lower case and without quotes where they
// do nothing.
func sqlWords(text string) []string {
	var out []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := wordLength(text)
		word := text[:n]
		if word[0] != '\'' {
			word = strings.ToLower(word)
		}
		if word[0] == '"' && plainName(word[1:n-1]) {
			word = word[1 : n-1]
		}
		out = append(out, word)
		text = text[n:]
	}
	return out
}

func wordLength(text string) int {
	if quote := text[:1]; strings.Contains("'\"`", quote) {
		if end := strings.Index(text[1:], quote); end >= 0 {
			return end + 2
		}
		return len(text)
	}
	if n := strings.IndexFunc(text, func(r rune) bool { return !inName(r) }); n != 0 {
		if n < 0 {
			n = len(text)
		}
		return n
	}
	return 1
}

func inName(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func plainName(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool { return !inName(r) }) < 0
}
