package migrate

import (
	"strings"
)

// splitAt cuts a file at lines that end with the delimiter. Such a file holds what the splitter for semicolons cannot
// read, so nothing is looked at but the ends of lines.
func splitAt(sql, delimiter string) []Statement {
	var out []Statement
	var text strings.Builder
	start := 1
	for i, line := range strings.SplitAfter(sql, "\n") {
		before, ends := endsWith(line, delimiter)
		text.WriteString(before)
		if ends {
			out = appendStatement(out, text.String(), start)
			text.Reset()
			start = i + 2
		}
	}
	return appendStatement(out, text.String(), start)
}

// endsWith cuts the delimiter off a line. A delimiter that is a word ends no longer word, and no line is one of the
// header, which names it.
func endsWith(line, delimiter string) (string, bool) {
	trimmed := strings.TrimRight(line, " \t\r\n")
	before, ok := strings.CutSuffix(trimmed, delimiter)
	if !ok || strings.HasPrefix(strings.TrimSpace(line), directive) {
		return line, false
	}
	if before != "" && isWordPart(delimiter[0]) && isWordPart(before[len(before)-1]) {
		return line, false
	}
	return before, true
}

// appendStatement adds a text as a statement, without the comments above it.
func appendStatement(out []Statement, text string, line int) []Statement {
	l := newLexer(text)
	l.line = line
	first := -1
	st := Statement{}
	for {
		t, err := l.next()
		if err != nil && first < 0 {
			first, st.Line = t.from, t.line
		}
		if err != nil || t.kind == tokEnd {
			break
		}
		if t.kind == tokComment {
			continue
		}
		if first < 0 {
			first, st.Line = t.from, t.line
		}
		if t.kind == tokWord && len(st.words) < keptWords {
			st.words = append(st.words, strings.ToUpper(text[t.from:t.to]))
		}
	}
	if first < 0 {
		return out
	}
	st.SQL = strings.TrimSpace(text[first:])
	return append(out, st)
}
