package postgres

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

var (
	integerText  = regexp.MustCompile(`^(-?)0*(\d+)$`)
	decimalText  = regexp.MustCompile(`^(-?)0*(\d+\.\d+)$`)
	literalText  = regexp.MustCompile(`^'((?:[^']|'')*)'(?:::(.+))?$`)
	uuidText     = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	dateText     = regexp.MustCompile(`^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$`)
	emptyObjects = regexp.MustCompile(`^(\{\}|\[\])$`)
)

// words that the server writes in one case alone.
var defaultWords = map[string]string{
	"true": "true", "false": "false",
	"current_timestamp": "CURRENT_TIMESTAMP", "current_date": "CURRENT_DATE", "current_time": "CURRENT_TIME",
	"localtimestamp": "LOCALTIMESTAMP", "localtime": "LOCALTIME",
	"current_user": "CURRENT_USER", "session_user": "SESSION_USER", "current_role": "CURRENT_ROLE",
	"now()": "now()", "gen_random_uuid()": "gen_random_uuid()",
}

// canonicalDefault writes a default for a column of the type as pg_get_expr
// does. typ is canonical, and that of the base of a domain. What is not sure
// stays as it is.
func canonicalDefault(s *schema.Schema, typ, expr string) string {
	text := strings.TrimSpace(expr)
	lower := strings.ToLower(text)
	if word, ok := defaultWords[lower]; ok {
		return word
	}
	// The server keeps no default of NULL, unless a length has to be applied.
	if lower == "null" && !strings.Contains(typ, "(") && plainNull(typ) {
		return ""
	}
	if isNumeric(typ) {
		if number, ok := canonicalNumber(text); ok {
			return number
		}
	}
	if m := literalText.FindStringSubmatch(text); m != nil {
		if literal, ok := canonicalLiteral(s, typ, m[1], m[2]); ok {
			return literal
		}
	}
	return text
}

// plainNull reports whether a NULL default of the type is no default. Types of
// the user's may be domains, for which it is one.
func plainNull(typ string) bool {
	element, _ := arrayOf(typ)
	return sameTypes[element] || typeAliases[element] != "" || strings.HasSuffix(element, " time zone")
}

func isNumeric(typ string) bool {
	switch withoutModifier(typ) {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision":
		return true
	}
	return false
}

// canonicalNumber writes a number as a constant of the type that it has by
// itself, whatever that of the column is.
func canonicalNumber(text string) (string, bool) {
	if m := integerText.FindStringSubmatch(text); m != nil {
		n, err := strconv.ParseInt(m[1]+m[2], 10, 64)
		if err != nil {
			return "", false
		}
		digits := strconv.FormatInt(n, 10)
		switch {
		case int64(int32(n)) != n:
			return "'" + digits + "'::bigint", true
		case n < 0:
			return "'" + digits + "'::integer", true
		}
		return digits, true
	}
	m := decimalText.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", false
	case m[1] == "":
		return m[2], true
	case strings.Trim(m[2], "0.") == "":
		return "", false
	}
	return "'-" + m[2] + "'::numeric", true
}

// literalTypes are those whose input takes any text, or some, and gives it back
// unchanged, with the name that a constant of them is cast to.
var literalTypes = map[string]struct {
	cast string
	only *regexp.Regexp
}{
	"text":              {cast: "text"},
	"character varying": {cast: "character varying"},
	"character":         {cast: "bpchar"},
	"bpchar":            {cast: "bpchar"},
	"jsonb":             {"jsonb", emptyObjects},
	"json":              {"json", emptyObjects},
	"uuid":              {"uuid", uuidText},
	"date":              {"date", dateText},
}

// canonicalLiteral writes a quoted constant, whose text is still with its
// quotes doubled. A cast that the author wrote must be to the column's type,
// without a length: the server keeps one that was written.
func canonicalLiteral(s *schema.Schema, typ, text, cast string) (string, bool) {
	element, array := arrayOf(typ)
	base := withoutModifier(element)
	if cast != "" && canonicalType(cast) != base+typ[len(element):] {
		return "", false
	}
	if array {
		return "'{}'::" + base + "[]", text == "{}" && (isOwnType(base) || isEnumValue(s, base, ""))
	}
	if t, ok := literalTypes[base]; ok {
		if t.only != nil && !t.only.MatchString(text) {
			return "", false
		}
		if cast != "" && t.cast != base {
			return "", false
		}
		return "'" + text + "'::" + t.cast, true
	}
	if base == "integer" && integerText.MatchString(text) {
		n, err := strconv.ParseInt(text, 10, 32)
		return strconv.FormatInt(n, 10), err == nil && n >= 0
	}
	if isEnumValue(s, base, strings.ReplaceAll(text, "''", "'")) {
		return "'" + text + "'::" + base, true
	}
	return "", false
}

// isOwnType reports whether an empty array of the server's own type is written
// with its name alone.
func isOwnType(base string) bool {
	return sameTypes[base] || isNumeric(base) || base == "character varying" || base == "boolean" || strings.HasSuffix(base, " time zone")
}

// isEnumValue reports whether typ is an enum of the schema, and value one of
// its labels, or empty.
func isEnumValue(s *schema.Schema, typ, value string) bool {
	schemaName, name := typeName(typ)
	e, ok := schema.Find[*schema.Enum](s, schema.Ref{Kind: schema.KindEnum, Schema: schemaName, Name: name})
	return ok && typ == Qualified(schemaName, name) && (value == "" || slices.Contains(e.Values, value))
}
