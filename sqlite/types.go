package sqlite

import (
	"regexp"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// typeName is the one spelling of a declared type: lower case, no spaces but
// between words. Types that PostgreSQL spells in several words get the word by
// which they are declared in SQLite.
func typeName(declared string) string {
	t := tightParens.ReplaceAllString(strings.ToLower(strings.Join(strings.Fields(declared), " ")), "$1")
	t = strings.ReplaceAll(t, ",", ", ")
	t = strings.ReplaceAll(t, ",  ", ", ")
	for _, w := range spellings {
		if m := w.from.FindStringSubmatch(t); m != nil {
			return w.to + strings.Join(m[1:], "")
		}
	}
	return t
}

var tightParens = regexp.MustCompile(`\s*([(),])\s*`)

// spellings have the same affinity on both sides, but for bytea: what is
// declared so in a database is read as it is used.
// https://sqlite.org/datatype3.html#determination_of_column_affinity
var spellings = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`^character varying ?(\(.*\))?$`), "varchar"},
	{regexp.MustCompile(`^character ?(\(.*\))?$`), "char"},
	{regexp.MustCompile(`^timestamp ?(\(\d+\))? ?without time zone$`), "timestamp"},
	{regexp.MustCompile(`^timestamp ?(\(\d+\))? ?with time zone$`), "timestamptz"},
	{regexp.MustCompile(`^time ?(\(\d+\))? ?without time zone$`), "time"},
	{regexp.MustCompile(`^time ?(\(\d+\))? ?with time zone$`), "timetz"},
	{regexp.MustCompile(`^bytea$`), "blob"},
}

// strictTypes are those that a STRICT table takes.
// https://sqlite.org/stricttables.html
var strictTypes = map[string]bool{"int": true, "integer": true, "real": true, "text": true, "blob": true, "any": true}

// strictType finds the type of a STRICT table for a declared one; ok is false
// if none can be told.
func strictType(declared string) (string, bool) {
	if strictTypes[declared] {
		return declared, true
	}
	base, _, _ := strings.Cut(declared, "(")
	to, ok := strictFor[strings.TrimSpace(base)]
	return to, ok
}

// strictFor gives the storage class that holds the values of a type.
var strictFor = map[string]string{
	"smallint": "integer", "bigint": "integer", "tinyint": "integer", "mediumint": "integer", "boolean": "integer", "bool": "integer",
	"double precision": "real", "double": "real", "float": "real", "numeric": "real", "decimal": "real",
	"varchar": "text", "char": "text", "clob": "text", "uuid": "text", "json": "text", "jsonb": "text",
	"date": "text", "time": "text", "timetz": "text", "timestamp": "text", "timestamptz": "text", "datetime": "text", "interval": "text",
}

// collationName is the one spelling of a collation: empty for BINARY, which is
// the default and compares as PostgreSQL's "C" does.
// https://sqlite.org/datatype3.html#collation
func collationName(name string) string {
	if c := newCursor(name); len(c.tokens) == 1 && c.tokens[0].kind == quoted {
		name = c.tokens[0].name()
	}
	switch upper := strings.ToUpper(name); upper {
	case "BINARY", "C", "POSIX":
		return ""
	case "NOCASE", "RTRIM":
		return upper
	}
	return name
}

// defaultExpr is the one spelling of a default; empty for NULL.
func defaultExpr(expr string) string {
	tokens := tokenize(expr)
	if len(tokens) == 1 {
		switch t := tokens[0]; t.kind {
		case word:
			return defaultWord(t.text)
		case quoted:
			return Literal(t.name())
		}
	}
	e := canonical(expr)
	if strings.EqualFold(e, "now()") {
		return "CURRENT_TIMESTAMP"
	}
	return e
}

// defaultWord: a word that is no constant is taken for a text.
func defaultWord(w string) string {
	switch upper := strings.ToUpper(w); upper {
	case "NULL":
		return ""
	case "TRUE", "FALSE":
		return strings.ToLower(w)
	case "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME":
		return upper
	}
	return Literal(w)
}

// constant reports whether a default is the same for every row, which ADD
// COLUMN asks for and which needs no parentheses.
func constant(expr string) bool {
	tokens := tokenize(expr)
	if len(tokens) == 2 && tokens[0].is("-", "+") {
		tokens = tokens[1:]
	}
	if len(tokens) != 1 {
		return false
	}
	t := tokens[0]
	return t.kind == text || t.kind == number || t.is("TRUE", "FALSE", "NULL")
}

// isRowid reports whether a column with the key given is the rowid under
// another name.
// https://sqlite.org/lang_createtable.html#rowid
func isRowid(t *schema.Table, c *schema.Column, key *schema.Key) bool {
	return !t.WithoutRowid && key != nil && len(key.Columns) == 1 && key.Columns[0] == c.Name && c.Type == "integer"
}
