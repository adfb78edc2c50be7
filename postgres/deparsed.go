package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// skipQuoted gives the index after the quoted piece that begins at i, or i + 1
// if none does. The server's own text quotes with ' (after E where there are
// backslashes) and " only.
func skipQuoted(text string, i int) int {
	quote := text[i]
	if quote != '\'' && quote != '"' {
		return i + 1
	}
	escapes := quote == '\'' && i > 0 && text[i-1] == 'E' && (i == 1 || !isWordByte(text[i-2]))
	for j := i + 1; j < len(text); j++ {
		switch {
		case escapes && text[j] == '\\':
			j++
		case text[j] == quote && j+1 < len(text) && text[j+1] == quote:
			j++
		case text[j] == quote:
			return j + 1
		}
	}
	return len(text)
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// indexOutside finds a piece of deparsed SQL outside quotes and parentheses;
// -1 if it is not there.
func indexOutside(text, piece string) int {
	depth := 0
	for i := 0; i < len(text); i = skipQuoted(text, i) {
		if depth == 0 && strings.HasPrefix(text[i:], piece) {
			return i
		}
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	return -1
}

// enclosed gives what is between the parenthesis that text begins with and the
// one that closes it, and what follows that.
func enclosed(text string) (inner, rest string, ok bool) {
	if !strings.HasPrefix(text, "(") {
		return "", text, false
	}
	depth := 0
	for i := 0; i < len(text); i = skipQuoted(text, i) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[1:i], text[i+1:], true
			}
		}
	}
	return "", text, false
}

// splitOutside cuts text at a byte outside quotes and parentheses, and leaves
// out what is empty.
func splitOutside(text string, at byte) []string {
	var parts []string
	for text != "" {
		piece, rest := text, ""
		if i := indexOutside(text, string(at)); i >= 0 {
			piece, rest = text[:i], text[i+1:]
		}
		if piece = strings.TrimSpace(piece); piece != "" {
			parts = append(parts, piece)
		}
		text = rest
	}
	return parts
}

// trimQuery takes the semicolon and the space around a query off.
func trimQuery(text string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), ";"))
}

// optionOf finds a value by its name.
func optionOf(list []schema.Option, name string) (string, bool) {
	for _, o := range list {
		if o.Name == name {
			return o.Value, true
		}
	}
	return "", false
}

// optionChanges tells which options are new or have another value, and which
// are gone.
func optionChanges(from, to []schema.Option) (set, reset []schema.Option) {
	for _, o := range to {
		if old, ok := optionOf(from, o.Name); !ok || old != o.Value {
			set = append(set, o)
		}
	}
	for _, o := range from {
		if _, ok := optionOf(to, o.Name); !ok {
			reset = append(reset, o)
		}
	}
	return set, reset
}

// changeParameters writes RESET (…) and SET (…) of an ALTER statement.
func changeParameters(target string, from, to []schema.Option) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, clause := range alterOptions(from, to) {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " " + clause})
	}
	return stmts
}

// renameNamed writes ALTER … RENAME TO and SET SCHEMA of what is named by a
// schema and a name; suffix is the argument list of a routine.
func renameNamed(word string, from, to schema.Ref, suffix string) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if from.BaseName() != to.BaseName() {
		stmts = append(stmts, sqlgen.Stmt{
			SQL: "ALTER " + word + " " + Qualified(from.Schema, from.BaseName()) + suffix + " RENAME TO " + Ident(to.BaseName()),
		})
	}
	if from.Schema != to.Schema {
		stmts = append(stmts, sqlgen.Stmt{
			SQL: "ALTER " + word + " " + Qualified(from.Schema, to.BaseName()) + suffix + " SET SCHEMA " + Ident(to.Schema),
		})
	}
	return stmts
}

// renameOn writes ALTER … ON table RENAME TO of what hangs on a table.
func renameOn(word string, from, to schema.Ref) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER " + word + " " + Ident(from.Name) + " ON " + Qualified(to.Schema, to.Table) + " RENAME TO " + Ident(to.Name))
}

// onRelation lists what a thing may hang on: its DROP takes it along.
func onRelation(schemaName, name string) []schema.Ref {
	return []schema.Ref{
		{Kind: schema.KindTable, Schema: schemaName, Name: name},
		{Kind: schema.KindView, Schema: schemaName, Name: name},
		{Kind: schema.KindMaterialized, Schema: schemaName, Name: name},
	}
}

// firing maps the catalogs' letters of tgenabled, ev_enabled and evtenabled.
// https://www.postgresql.org/docs/current/catalog-pg-trigger.html
var firing = map[string]string{"O": "", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}

// firingClauses are what ALTER … says for each.
var firingClauses = map[string]string{
	"": "ENABLE", "DISABLED": "DISABLE", "REPLICA": "ENABLE REPLICA", "ALWAYS": "ENABLE ALWAYS",
}
