package sqlite

import "strings"

// A token is one word, name, literal or operator of SQL text.
type token struct {
	kind tokenKind
	text string // as written
	at   int    // offset in the text
}

type tokenKind int

const (
	word   tokenKind = iota // a key word or a name without quotes
	quoted                  // a name in "…", `…` or […]
	text                    // a literal in '…', or a blob
	number
	mark // an operator or punctuation
)

func (t token) end() int { return t.at + len(t.text) }

// is reports whether the token is one of the key words or marks, which are in
// upper case.
func (t token) is(words ...string) bool {
	if t.kind != word && t.kind != mark {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(t.text, w) {
			return true
		}
	}
	return false
}

// name is what the token names: itself, without quotes.
func (t token) name() string {
	if t.kind == word || len(t.text) < 2 {
		return t.text
	}
	inner := t.text[1 : len(t.text)-1]
	if q := t.text[:1]; q != "[" {
		return strings.ReplaceAll(inner, q+q, q)
	}
	return inner
}

// tokenize cuts SQL text into tokens; white space and comments are left out.
// https://sqlite.org/src/file/src/tokenize.c
func tokenize(sql string) []token {
	var out []token
	for i := 0; i < len(sql); {
		n, kind := tokenAt(sql[i:])
		if n > 0 {
			out = append(out, token{kind, sql[i : i+n], i})
			i += n
			continue
		}
		i += skipAt(sql[i:])
	}
	return out
}

// skipAt is the length of the white space or comment at the start.
func skipAt(s string) int {
	end := -1
	switch {
	case strings.HasPrefix(s, "--"):
		end = strings.IndexByte(s, '\n')
	case strings.HasPrefix(s, "/*"):
		if end = strings.Index(s[2:], "*/"); end >= 0 {
			end += 3
		}
	default:
		return 1
	}
	if end < 0 {
		return len(s)
	}
	return end + 1
}

// tokenAt is the length and kind of the token at the start; 0 for none.
func tokenAt(s string) (int, tokenKind) {
	c := s[0]
	switch {
	case isSpace(c) || strings.HasPrefix(s, "--") || strings.HasPrefix(s, "/*"):
		return 0, mark
	case c == '\'':
		return quotedLength(s, '\''), text
	case (c == 'x' || c == 'X') && len(s) > 1 && s[1] == '\'':
		return 1 + quotedLength(s[1:], '\''), text
	case c == '"' || c == '`':
		return quotedLength(s, c), quoted
	case c == '[':
		if n := strings.IndexByte(s, ']'); n > 0 {
			return n + 1, quoted
		}
		return len(s), quoted
	case isDigit(c) || c == '.' && len(s) > 1 && isDigit(s[1]):
		return numberLength(s), number
	case isWordByte(c):
		return spanOf(s, func(c byte) bool { return isWordByte(c) || isDigit(c) || c == '$' }), word
	}
	for _, op := range []string{"->>", "||", "<<", ">>", "<=", ">=", "<>", "!=", "==", "->"} {
		if strings.HasPrefix(s, op) {
			return len(op), mark
		}
	}
	return 1, mark
}

func quotedLength(s string, q byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != q {
			continue
		}
		if i+1 < len(s) && s[i+1] == q {
			i++
			continue
		}
		return i + 1
	}
	return len(s)
}

func numberLength(s string) int {
	n := spanOf(s, func(c byte) bool { return isDigit(c) || isWordByte(c) || c == '.' })
	// The sign of an exponent belongs to the number.
	if n < len(s) && (s[n] == '+' || s[n] == '-') && (s[n-1]|0x20) == 'e' && !strings.HasPrefix(strings.ToLower(s), "0x") {
		n += 1 + spanOf(s[n+1:], isDigit)
	}
	return n
}

func spanOf(s string, in func(byte) bool) int {
	for i := range len(s) {
		if !in(s[i]) {
			return i
		}
	}
	return len(s)
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordByte(c byte) bool {
	return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

// canonical writes an expression with one way of spacing, so that expressions
// that differ in white space alone are equal.
func canonical(expr string) string {
	tokens := tokenize(expr)
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && spaced(tokens, i) {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}

// spaced reports whether a space stands before token i.
func spaced(tokens []token, i int) bool {
	before, t := tokens[i-1], tokens[i]
	switch {
	case t.is(")", ",", ".") || before.is("(", "."):
		return false
	case t.is("("):
		return before.kind == mark && !isSign(tokens, i-1) || before.kind == word && wordsBeforeParen[strings.ToUpper(before.text)]
	}
	return !isSign(tokens, i-1)
}

// isSign reports whether token i is a sign rather than an operator between two
// operands.
func isSign(tokens []token, i int) bool {
	if !tokens[i].is("-", "+", "~") {
		return false
	}
	if i == 0 {
		return true
	}
	before := tokens[i-1]
	return before.kind == mark && !before.is(")") ||
		before.kind == word && wordsBeforeParen[strings.ToUpper(before.text)]
}

// wordsBeforeParen are the key words that are no function before a parenthesis.
var wordsBeforeParen = wordSet(`AND AS BETWEEN BY CASE COLLATE DISTINCT ELSE ESCAPE FROM GLOB HAVING
IN IS JOIN LIKE LIMIT MATCH NOT ON OR ORDER OVER FILTER REGEXP SELECT THEN UNION ALL EXCEPT INTERSECT VALUES WHEN WHERE`)

// trimmed takes white space and the closing semicolon off a statement.
func trimmed(sql string) string {
	return strings.TrimSpace(strings.TrimRight(strings.TrimSpace(sql), "; \t\r\n"))
}

// ownExpr is canonical for an expression over one row of a table: the name of
// the table before that of a column says nothing, and would not stand while
// the table is rebuilt under another name.
func ownExpr(expr, table string) string {
	tokens := tokenize(expr)
	var b strings.Builder
	at := 0
	for i := 0; i+1 < len(tokens); i++ {
		t := tokens[i]
		if (t.kind == word || t.kind == quoted) && tokens[i+1].is(".") && strings.EqualFold(t.name(), table) {
			b.WriteString(expr[at:t.at])
			at = tokens[i+1].end()
		}
	}
	b.WriteString(expr[at:])
	return canonical(b.String())
}
