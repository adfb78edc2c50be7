package postgres

import (
	"regexp"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// partLabel is what the server calls a column of an index: the column, or what it finds to name an expression by, or expr.
// FigureColnameInternal in src/backend/parser/parse_target.c.
func partLabel(p schema.IndexPart) string {
	if p.Column != "" {
		return p.Column
	}
	if label, _ := exprLabel(p.Expr); label != "" {
		return label
	}
	return "expr"
}

var (
	wholeName  = regexp.MustCompile(`^(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")$`)
	wholeCall  = regexp.MustCompile(`^(?:(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")\.)?([A-Za-z_][A-Za-z0-9_$]*|"(?:[^"]|"")+")\(`)
	wholeValue = regexp.MustCompile(`^(?:[0-9.]+|'(?:[^']|'')*')$`)
	lastField  = regexp.MustCompile(`^\(.*\)\.([a-z_][a-z0-9_$]*|"(?:[^"]|"")+")$`)
	subscripts = regexp.MustCompile(`^(.*[^\[])\[[^\[\]]*\]$`)
	elseOfCase = regexp.MustCompile(`(?s)^CASE\b.*\bELSE\b(.*)\bEND$`)
	typeParts  = regexp.MustCompile(`\([-0-9, ]*\)|\[\]`)
)

// callLabels are the calls that the server has other names for than they are written by.
var callLabels = map[string]string{"TRIM(BOTH": "btrim", "TRIM(LEADING": "ltrim", "TRIM(TRAILING": "rtrim"}

// exprLabel finds the name for an expression. That of a type or of CASE is not firm: what stands around it may have a better.
func exprLabel(expr string) (label string, firm bool) {
	for expr = strings.TrimSpace(expr); wrapped(expr); {
		expr = strings.TrimSpace(unwrap(expr))
	}
	if i := strings.LastIndex(expr, "::"); i >= 0 && isPrimary(expr[:i]) && isTypeText(expr[i+2:]) {
		if label, firm = exprLabel(expr[:i]); firm {
			return label, true
		}
		return typeLabel(expr[i+2:]), false
	}
	if i := strings.LastIndex(expr, " COLLATE "); i >= 0 && isPrimary(expr[:i]) {
		return exprLabel(expr[:i])
	}
	if i := strings.LastIndex(expr, " AT TIME ZONE "); i >= 0 && isPrimary(expr[:i]) {
		return "timezone", true
	}
	if strings.HasPrefix(expr, "CASE") && strings.HasSuffix(expr, "END") {
		if m := elseOfCase.FindStringSubmatch(expr); m != nil {
			if label, firm = exprLabel(m[1]); firm {
				return label, true
			}
		}
		return "case", false
	}
	return primaryLabel(expr)
}

// primaryLabel finds the name for what is one thing: a column, a field or element of one, a call, an array.
func primaryLabel(expr string) (label string, firm bool) {
	switch m := lastField.FindStringSubmatch(expr); {
	case wholeName.MatchString(expr):
		return splitQualified(expr)[0], true
	case m != nil:
		return splitQualified(m[1])[0], true
	case strings.HasPrefix(expr, "ARRAY[") && strings.HasSuffix(expr, "]"):
		return "array", true
	}
	if m := subscripts.FindStringSubmatch(expr); m != nil && isPrimary(m[1]) {
		return exprLabel(m[1])
	}
	m := wholeCall.FindStringSubmatch(expr)
	if m == nil || closingParen(expr, len(m[0])-1) != len(expr)-1 {
		return "", false
	}
	if label = callLabels[strings.SplitN(expr, " ", 2)[0]]; label != "" {
		return label, true
	}
	if m[1] == strings.ToUpper(m[1]) {
		return strings.ToLower(m[1]), true
	}
	return splitQualified(m[1])[0], true
}

// isPrimary reports whether a cast, a collation or a subscript applies to the whole of an expression, as the server writes it.
func isPrimary(expr string) bool {
	if wholeName.MatchString(expr) || lastField.MatchString(expr) || wholeValue.MatchString(expr) || wrapped(expr) || strings.HasPrefix(expr, "ARRAY[") {
		return true
	}
	m := wholeCall.FindStringSubmatch(expr)
	return m != nil && closingParen(expr, len(m[0])-1) == len(expr)-1
}

func isTypeText(text string) bool { return !strings.ContainsAny(text, "'=<>|+*/") }

// typeLabels are the names of types behind the words that they are written with.
var typeLabels = map[string]string{
	"smallint": "int2", "integer": "int4", "bigint": "int8", "real": "float4", "double precision": "float8", "boolean": "bool",
	"character varying": "varchar", "character": "bpchar", "bit varying": "varbit",
	"timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
	"time without time zone": "time", "time with time zone": "timetz",
}

func typeLabel(typ string) string {
	base := typeParts.ReplaceAllString(strings.TrimSpace(typ), "")
	if label := typeLabels[base]; label != "" {
		return label
	}
	_, name := typeName(base)
	return name
}
