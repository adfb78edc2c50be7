package migrate

import (
	"fmt"
	"strings"
)

// A token is one piece of SQL text, as coarse as finding the ends of statements allows.
type token struct {
	kind     tokenKind
	from, to int // offsets in the text
	line     int // of its first byte, 1-based
}

type tokenKind uint8

const (
	tokEnd     tokenKind = iota
	tokWord              // keyword or unquoted identifier
	tokQuoted            // string, quoted identifier, dollar-quoted body
	tokComment           // either form
	tokMark              // one other byte
)

// A lexer cuts SQL into tokens. It follows PostgreSQL's lexical rules (documentation, 4.1 Lexical Structure), which agree
// with SQLite's but for `identifier` and nested comments: the first is read too, the second taken as PostgreSQL does.
type lexer struct {
	text string
	pos  int
	line int
}

func newLexer(text string) *lexer { return &lexer{text: text, line: 1} }

// next gives the next token. White space is passed over.
func (l *lexer) next() (token, error) {
	l.space()
	t := token{kind: tokEnd, from: l.pos, to: l.pos, line: l.line}
	if l.pos >= len(l.text) {
		return t, nil
	}
	kind, err := l.scan()
	if err != nil {
		return t, err
	}
	t.kind, t.to = kind, l.pos
	l.line += strings.Count(l.text[t.from:t.to], "\n")
	return t, nil
}

func (l *lexer) space() {
	for l.pos < len(l.text) && isSpace(l.text[l.pos]) {
		if l.text[l.pos] == '\n' {
			l.line++
		}
		l.pos++
	}
}

func (l *lexer) scan() (tokenKind, error) {
	c := l.text[l.pos]
	rest := l.text[l.pos:]
	switch {
	case strings.HasPrefix(rest, "--"):
		l.toLineEnd()
		return tokComment, nil
	case strings.HasPrefix(rest, "/*"):
		return tokComment, l.blockComment()
	case c == '\'' || c == '"' || c == '`':
		return tokQuoted, l.quoted(c)
	case c == '$':
		return l.dollar()
	case isWordStart(c):
		return l.word()
	case isDigit(c):
		// The letters of 1e5 and 0xff are no words.
		for l.pos < len(l.text) && (isWordPart(l.text[l.pos]) || l.text[l.pos] == '.') {
			l.pos++
		}
		return tokMark, nil
	case c == '\\':
		return tokMark, fmt.Errorf("line %d: a backslash outside quotes: commands of psql are not SQL; remove the line", l.line)
	case c == 0:
		return tokMark, fmt.Errorf("line %d: a zero byte: save the file as UTF-8 text", l.line)
	}
	l.pos++
	return tokMark, nil
}

func (l *lexer) toLineEnd() {
	if n := strings.IndexByte(l.text[l.pos:], '\n'); n >= 0 {
		l.pos += n
		return
	}
	l.pos = len(l.text)
}

// blockComment passes over a comment; comments nest.
func (l *lexer) blockComment() error {
	depth := 0
	for i := l.pos; i < len(l.text)-1; i++ {
		switch l.text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			l.pos = i + 1
			return nil
		}
	}
	return fmt.Errorf("line %d: the comment that starts here has no end: add */", l.line)
}

// quoted passes over a string or identifier in which a doubled quote stands for one.
func (l *lexer) quoted(quote byte) error {
	for i := l.pos + 1; i < len(l.text); i++ {
		if l.text[i] != quote {
			continue
		}
		if i+1 < len(l.text) && l.text[i+1] == quote {
			i++
			continue
		}
		l.pos = i + 1
		return nil
	}
	return fmt.Errorf("line %d: the quote %c that starts here is not closed: add the closing one", l.line, quote)
}

// escaped passes over the string of an E'…' constant, with its continuations on further lines (4.1.2.2).
func (l *lexer) escaped() error {
	i := l.pos + 1
	for i < len(l.text) {
		c := l.text[i]
		if c == '\\' || c == '\'' && strings.HasPrefix(l.text[i+1:], "'") {
			i += 2
			continue
		}
		i++
		if c != '\'' {
			continue
		}
		l.pos = i
		more := continuation(l.text[i:])
		if more < 0 {
			return nil
		}
		i += more + 1
	}
	return fmt.Errorf("line %d: the E'' string that starts here is not closed: add the closing quote", l.line)
}

// continuation is the offset of the quote that continues a string after white space with a line break, or -1.
func continuation(rest string) int {
	broken := false
	for i := 0; i < len(rest); i++ {
		if rest[i] == '\'' && broken {
			return i
		}
		if !isSpace(rest[i]) {
			return -1
		}
		broken = broken || rest[i] == '\n'
	}
	return -1
}

func (l *lexer) dollar() (tokenKind, error) {
	end := l.pos + 1
	for end < len(l.text) && isWordPart(l.text[end]) && l.text[end] != '$' {
		end++
	}
	// $1 is a parameter, and a tag does not start with a digit.
	if end >= len(l.text) || l.text[end] != '$' || isDigit(l.text[l.pos+1]) {
		l.pos++
		return tokMark, nil
	}
	tag := l.text[l.pos : end+1]
	n := strings.Index(l.text[end+1:], tag)
	if n < 0 {
		return tokQuoted, fmt.Errorf("line %d: the dollar-quoted text that starts here has no closing %s: add it", l.line, tag)
	}
	l.pos = end + 1 + n + len(tag)
	return tokQuoted, nil
}

func (l *lexer) word() (tokenKind, error) {
	from := l.pos
	for l.pos < len(l.text) && isWordPart(l.text[l.pos]) {
		l.pos++
	}
	if strings.EqualFold(l.text[from:l.pos], "e") && strings.HasPrefix(l.text[l.pos:], "'") {
		return tokQuoted, l.escaped()
	}
	return tokWord, nil
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordStart(c byte) bool {
	return c == '_' || c >= 0x80 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isWordPart(c byte) bool { return isWordStart(c) || isDigit(c) || c == '$' }
