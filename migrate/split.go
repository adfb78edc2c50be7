package migrate

import (
	"fmt"
	"strings"
)

// A Statement is one SQL statement of a file.
type Statement struct {
	SQL  string // without comments above or after it and without the closing semicolon
	Line int    // of its first word in the file, 1-based

	words []string // its first words, upper case
}

// Is reports whether the statement starts with these upper case words; "*" stands for any one word.
func (s Statement) Is(words ...string) bool {
	if len(s.words) < len(words) {
		return false
	}
	for i, w := range words {
		if w != "*" && s.words[i] != w {
			return false
		}
	}
	return true
}

// Has reports whether an upper case word is among the first twelve of the statement.
func (s Statement) Has(word string) bool {
	for _, w := range s.words {
		if w == word {
			return true
		}
	}
	return false
}

// Twelve words reach past the options of every statement that is told apart by its words.
const keptWords = 12

// Split cuts a file into statements. Semicolons end a statement unless they are quoted, in parentheses (CREATE RULE), or
// in the body of a SQL-standard function (BEGIN ATOMIC … END) or an SQLite trigger (BEGIN … END). What is left open at the
// end is an error that names its line, and so are commands and data meant for psql.
//
// Where the header names a delimiter, statements end at lines that end with that, whatever they hold.
func Split(sql string) ([]Statement, error) {
	if strings.Contains(sql, directive+"delimiter") {
		if h, err := parseHeader("", sql); err == nil && h.Delimiter != "" {
			return splitAt(sql, h.Delimiter), nil
		}
	}
	s := splitter{lexer: newLexer(sql)}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if t.kind == tokEnd {
			break
		}
		s.take(t)
		if s.err != nil {
			return nil, s.err
		}
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	s.finish()
	return s.out, s.err
}

// A splitter is where Split stands within the current statement.
type splitter struct {
	*lexer
	out   []Statement
	err   error
	words []string
	prev  string // the token before: the word in upper case, or the mark

	started   bool
	from      int // offset and line of the first token
	startLine int
	last      int // offset after the last token that is no comment

	brackets []token // open parentheses and brackets
	blocks   []int   // lines of open BEGIN and CASE in the body of a function or trigger
}

func (s *splitter) take(t token) {
	if t.kind == tokComment {
		return
	}
	text := s.text[t.from:t.to]
	if text == ";" && len(s.brackets) == 0 && len(s.blocks) == 0 {
		s.finish()
		return
	}
	if !s.started {
		s.started, s.from, s.startLine = true, t.from, t.line
	}
	s.last = t.to
	switch t.kind {
	case tokWord:
		text = strings.ToUpper(text)
		s.word(text, t.line)
	case tokMark:
		s.mark(text, t)
	case tokQuoted:
		text = "'"
	}
	s.prev = text
}

func (s *splitter) word(w string, line int) {
	if len(s.words) < keptWords {
		s.words = append(s.words, w)
	}
	if len(s.brackets) > 0 || s.prev == "." || s.prev == "AS" {
		return
	}
	switch {
	case s.opensBody(w), w == "CASE" && len(s.blocks) > 0:
		s.blocks = append(s.blocks, line)
	case w == "END" && len(s.blocks) > 0:
		s.blocks = s.blocks[:len(s.blocks)-1]
	}
}

// opensBody reports whether the word starts a body whose statements belong to this one.
func (s *splitter) opensBody(w string) bool {
	if len(s.blocks) > 0 {
		return false
	}
	switch s.creates() {
	case "FUNCTION", "PROCEDURE":
		return w == "ATOMIC" && s.prev == "BEGIN"
	case "TRIGGER":
		// After ON and OF it is the name of a table or column.
		return w == "BEGIN" && s.prev != "ON" && s.prev != "OF"
	}
	return false
}

// creates is the kind of object of a CREATE statement.
func (s *splitter) creates() string {
	if len(s.words) == 0 || s.words[0] != "CREATE" {
		return ""
	}
	for _, w := range s.words[1:] {
		if w != "OR" && w != "REPLACE" && w != "TEMP" && w != "TEMPORARY" && w != "CONSTRAINT" {
			return w
		}
	}
	return ""
}

func (s *splitter) mark(m string, t token) {
	switch m {
	case "(", "[":
		s.brackets = append(s.brackets, t)
	case ")", "]":
		if len(s.brackets) > 0 {
			s.brackets = s.brackets[:len(s.brackets)-1]
		}
	}
}

func (s *splitter) finish() {
	if s.started {
		st := Statement{SQL: s.text[s.from:s.last], Line: s.startLine, words: s.words}
		s.out = append(s.out, st)
		s.err = refuseCopy(st)
	}
	s.started, s.words, s.prev = false, nil, ""
}

// open names what the end of the file leaves open: running such a file would run less than its author sees.
func (s *splitter) open() error {
	if n := len(s.brackets); n > 0 {
		t := s.brackets[n-1]
		return fmt.Errorf("line %d: %q is not closed", t.line, s.text[t.from:t.to])
	}
	if n := len(s.blocks); n > 0 {
		return fmt.Errorf("line %d: the block that starts here has no END: add it", s.blocks[n-1])
	}
	return nil
}

// refuseCopy refuses data in the file: the lines after COPY … FROM STDIN are a matter between psql and the server.
func refuseCopy(s Statement) error {
	if !s.Is("COPY") {
		return nil
	}
	for i := 1; i < len(s.words)-1; i++ {
		if s.words[i] == "FROM" && s.words[i+1] == "STDIN" {
			return fmt.Errorf("line %d: COPY FROM STDIN works in psql only: write INSERT statements", s.Line)
		}
	}
	return nil
}

// eachComment calls f for every comment. Leading are those above the first statement. A text that cannot be cut into
// tokens is left to Split to complain about.
func eachComment(sql string, f func(text string, line int, leading bool) error) error {
	l := newLexer(sql)
	leading := true
	for {
		t, err := l.next()
		if err != nil || t.kind == tokEnd {
			return nil
		}
		if t.kind != tokComment {
			leading = false
			continue
		}
		if err := f(strings.TrimRight(sql[t.from:t.to], "\r"), t.line, leading); err != nil {
			return err
		}
	}
}
