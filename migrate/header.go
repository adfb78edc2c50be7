package migrate

import (
	"fmt"
	"strings"
	"time"
)

// A Header is what the leading "-- schemactl:" comments of a migration say.
type Header struct {
	Parent string // version that it was planned on top of; empty for the first, and for files written by hand
	From   string // fingerprint of the schema before it; empty: not checked
	To     string // fingerprint of the schema after it; empty: not checked

	// NoTransaction runs the up file statement by statement, because it has its own BEGIN and COMMIT or statements
	// that PostgreSQL refuses within a transaction ("-- schemactl:transaction none").
	NoTransaction bool
	// DownNoTransaction says the same of the down file.
	DownNoTransaction bool

	// Limits are the timeouts of the statements of the file.
	Limits Limits
	// Delimiter ends the statements of the file in place of a semicolon, see Split.
	Delimiter string

	Replaces []string // versions of the migrations that it was squashed of, the last of which is its own

	Depends []string // versions that must be applied before it
	Tags    []string // names of the state that it leads to, as "v2.1"
	NoLint  []string // codes of risks that were looked at and are meant; "all" stands for every one
}

const directive = "-- schemactl:"

// directives are the words of a header: how each is read and written. The order is that of the file.
var directives = []struct {
	word  string
	read  func(h *Header, value string) error
	write func(h Header) string // empty: left out
	down  bool                  // has a meaning in a down file
}{
	{"parent", readParent, func(h Header) string { return h.Parent }, false},
	{"from", func(h *Header, v string) error { h.From = v; return nil }, func(h Header) string { return h.From }, false},
	{"to", func(h *Header, v string) error { h.To = v; return nil }, func(h Header) string { return h.To }, false},
	{"replaces", readReplaces, func(h Header) string { return strings.Join(h.Replaces, " ") }, false},
	{"depends", readDepends, func(h Header) string { return strings.Join(h.Depends, " ") }, false},
	{"tags", readTags, func(h Header) string { return strings.Join(h.Tags, " ") }, false},
	{"transaction", readTransaction, writeTransaction, true},
	{"statement_timeout", readLimit(func(h *Header) **time.Duration { return &h.Limits.Statement }), writeLimit(func(h Header) *time.Duration { return h.Limits.Statement }), true},
	{"lock_timeout", readLimit(func(h *Header) **time.Duration { return &h.Limits.Lock }), writeLimit(func(h Header) *time.Duration { return h.Limits.Lock }), true},
	{"delimiter", readDelimiter, func(h Header) string { return h.Delimiter }, true},
	{"nolint", readNoLint, func(h Header) string { return strings.Join(h.NoLint, " ") }, false},
}

func readParent(h *Header, value string) error {
	if strings.Trim(value, "0123456789") != "" {
		return fmt.Errorf("parent %q is not a version: write its digits", value)
	}
	h.Parent = value
	return nil
}

func readTransaction(h *Header, value string) error {
	if value != "none" {
		return fmt.Errorf("transaction %q is not known: write \"none\", or leave the line out for one transaction", value)
	}
	h.NoTransaction = true
	return nil
}

func writeTransaction(h Header) string {
	if h.NoTransaction {
		return "none"
	}
	return ""
}

// parseHeader reads the directives above the first statement of a file. A directive elsewhere is an error as well: it
// would be overlooked.
func parseHeader(file, sql string) (Header, error) {
	var h Header
	seen := map[string]int{}
	err := eachComment(sql, func(text string, line int, leading bool) error {
		if !strings.HasPrefix(text, directive) {
			return nil
		}
		word, value, _ := strings.Cut(strings.TrimSpace(text[len(directive):]), " ")
		if !leading {
			return fmt.Errorf("%s:%d: %q comes after the first statement: move it to the top of the file", file, line, directive+word)
		}
		if first, dup := seen[word]; dup {
			return fmt.Errorf("%s:%d: %q is already on line %d: remove one of them", file, line, directive+word, first)
		}
		seen[word] = line
		if err := h.set(word, strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("%s:%d: %w", file, line, err)
		}
		return nil
	})
	return h, err
}

func (h *Header) set(word, value string) error {
	known := make([]string, 0, len(directives))
	for _, d := range directives {
		if d.word != word {
			known = append(known, d.word)
			continue
		}
		if value == "" {
			return fmt.Errorf("%q has no value: write one, or remove the line", directive+word)
		}
		return d.read(h, value)
	}
	return fmt.Errorf("unknown directive %q: known are %s; it may need a newer schemactl", directive+word, strings.Join(known, ", "))
}

// render writes a file: the directives of h, then the SQL without the directives that it had.
func render(h Header, sql string) string {
	var b strings.Builder
	for _, d := range directives {
		if v := d.write(h); v != "" {
			fmt.Fprintf(&b, "%s%s %s\n", directive, d.word, v)
		}
	}
	body := strings.TrimLeft(withoutDirectives(sql), "\n")
	if b.Len() > 0 && body != "" {
		b.WriteByte('\n')
	}
	b.WriteString(body)
	if body != "" && !strings.HasSuffix(body, "\n") {
		b.WriteByte('\n')
	}
	return b.String()
}

// withoutDirectives drops the directive lines above the first line that is neither blank nor a comment.
func withoutDirectives(sql string) string {
	var kept strings.Builder
	for sql != "" {
		line, rest, _ := strings.Cut(sql, "\n")
		text := strings.TrimSpace(line)
		if text != "" && !strings.HasPrefix(text, "--") {
			break
		}
		if !strings.HasPrefix(text, directive) {
			kept.WriteString(line + "\n")
		}
		sql = rest
	}
	return kept.String() + sql
}
