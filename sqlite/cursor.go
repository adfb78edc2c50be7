package sqlite

import (
	"fmt"
	"strings"
)

// A cursor walks over the tokens of one statement.
type cursor struct {
	sql    string
	tokens []token
	i      int
}

func newCursor(sql string) *cursor { return &cursor{sql: sql, tokens: tokenize(sql)} }

func (c *cursor) done() bool { return c.i >= len(c.tokens) }

func (c *cursor) peek() token {
	if c.done() {
		return token{kind: mark, at: len(c.sql)}
	}
	return c.tokens[c.i]
}

func (c *cursor) next() token {
	t := c.peek()
	c.i++
	return t
}

// takes steps over the words if all of them come next.
func (c *cursor) takes(words ...string) bool {
	for k, w := range words {
		if c.i+k >= len(c.tokens) || !c.tokens[c.i+k].is(w) {
			return false
		}
	}
	c.i += len(words)
	return true
}

// until steps to the first of the words outside of parentheses.
func (c *cursor) until(words ...string) {
	for !c.done() && !c.peek().is(words...) {
		c.skip()
	}
}

// skip steps over a token, or over all of a group in parentheses.
func (c *cursor) skip() {
	depth := 0
	for !c.done() {
		t := c.next()
		if t.is("(") {
			depth++
		}
		if t.is(")") {
			depth--
		}
		if depth <= 0 {
			return
		}
	}
}

// group steps over a group in parentheses and gives the text within.
func (c *cursor) group() (string, error) {
	open := c.peek()
	if !open.is("(") {
		return "", c.unexpected("(")
	}
	c.skip()
	end := c.tokens[c.i-1]
	if !end.is(")") {
		return "", fmt.Errorf("a parenthesis is not closed")
	}
	return strings.TrimSpace(c.sql[open.end():end.at]), nil
}

// names steps over a list of names in parentheses. What a name bears besides,
// such as DESC, is given as odd.
func (c *cursor) names() (names []string, odd string, err error) {
	inner, err := c.group()
	if err != nil {
		return nil, "", err
	}
	for _, item := range splitList(inner) {
		in := newCursor(item)
		names = append(names, in.next().name())
		if !in.done() && !in.takes("ASC") {
			odd = item
		}
	}
	return names, odd, nil
}

// between is the text from one token to another.
func (c *cursor) between(from, to int) string {
	if from >= to || from >= len(c.tokens) {
		return ""
	}
	return c.sql[c.tokens[from].at:c.tokens[min(to, len(c.tokens))-1].end()]
}

func (c *cursor) rest() string { return c.between(c.i, len(c.tokens)) }

func (c *cursor) unexpected(want string) error {
	if c.done() {
		return fmt.Errorf("it ends where %s is expected", want)
	}
	return fmt.Errorf("%q stands where %s is expected", c.peek().text, want)
}

// splitList cuts a text at its commas outside of parentheses.
func splitList(sql string) []string {
	c := newCursor(sql)
	var out []string
	for !c.done() {
		start := c.i
		c.until(",")
		out = append(out, c.between(start, c.i))
		c.next()
	}
	return out
}

// qualifiedName steps over a name with or without that of its database.
func (c *cursor) qualifiedName() string {
	name := c.next().name()
	if c.takes(".") {
		name = c.next().name()
	}
	return name
}
