package postgres

import (
	"cmp"
	"regexp"
	"slices"
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

// parenthesized puts an expression in parentheses unless it is in some.
func parenthesized(expr string) string {
	if _, rest, ok := enclosed(expr); ok && rest == "" {
		return expr
	}
	return "(" + expr + ")"
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

// namedValues takes name=value pairs apart, as reloptions has them.
func namedValues(list []string) []schema.Option {
	var out []schema.Option
	for _, item := range list {
		name, value, _ := strings.Cut(item, "=")
		out = append(out, schema.Option{Name: name, Value: value})
	}
	return out
}

func sortedOptions(list []schema.Option) []schema.Option {
	slices.SortStableFunc(list, func(a, b schema.Option) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// optionValue finds a value by its name.
func optionValue(list []schema.Option, name string) (string, bool) {
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
		if old, ok := optionValue(from, o.Name); !ok || old != o.Value {
			set = append(set, o)
		}
	}
	for _, o := range from {
		if _, ok := optionValue(to, o.Name); !ok {
			reset = append(reset, o)
		}
	}
	return set, reset
}

var plainValue = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|true|false|on|off|auto|local|cascaded)$`)

// settingList writes name = value pairs, separated by commas.
func settingList(list []schema.Option) string {
	out := make([]string, len(list))
	for i, o := range list {
		value := o.Value
		if !plainValue.MatchString(value) {
			value = Literal(value)
		}
		out[i] = o.Name + " = " + value
	}
	return strings.Join(out, ", ")
}

func optionNames(list []schema.Option) string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = o.Name
	}
	return strings.Join(out, ", ")
}

// alterSettings writes SET (…) and RESET (…) of an ALTER statement.
func alterSettings(target string, from, to []schema.Option) []sqlgen.Stmt {
	set, reset := optionChanges(from, to)
	var stmts []sqlgen.Stmt
	if len(reset) > 0 {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " RESET (" + optionNames(reset) + ")"})
	}
	if len(set) > 0 {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " SET (" + settingList(set) + ")"})
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
