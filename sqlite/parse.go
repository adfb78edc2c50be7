package sqlite

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// parseIndex reads a CREATE INDEX statement.
// https://sqlite.org/lang_createindex.html
func parseIndex(name, table, sql string, columns map[string]string) (*schema.Index, error) {
	x := &schema.Index{Table: table, Name: name}
	c := newCursor(sql)
	c.takes("CREATE")
	x.Unique = c.takes("UNIQUE")
	c.until("ON")
	c.until("(")
	inner, err := c.group()
	if err != nil {
		return nil, err
	}
	for _, item := range splitList(inner) {
		x.Parts = append(x.Parts, parsePart(item, columns))
	}
	if c.takes("WHERE") {
		x.Where = canonical(c.rest())
	}
	return x, nil
}

// parsePart reads a key of an index: a column or an expression, then perhaps a
// collation and a direction. columns has the table's columns by their name in
// lower case.
func parsePart(item string, columns map[string]string) schema.IndexPart {
	var p schema.IndexPart
	c := newCursor(item)
	n := len(c.tokens)
	if n > 1 && c.tokens[n-1].is("ASC", "DESC") {
		p.Desc = c.tokens[n-1].is("DESC")
		n--
	}
	if n > 2 && c.tokens[n-2].is("COLLATE") {
		p.Collation = collationName(c.tokens[n-1].name())
		n -= 2
	}
	if n == 1 && c.tokens[0].kind != number {
		if name, ok := columns[strings.ToLower(c.tokens[0].name())]; ok {
			p.Column = name
			return p
		}
	}
	p.Expr = canonical(c.between(0, n))
	return p
}

// parseView reads a CREATE VIEW statement.
// https://sqlite.org/lang_createview.html
func parseView(name, sql string) (*schema.View, error) {
	v := &schema.View{Name: name}
	c := newCursor(sql)
	c.until("VIEW")
	c.next()
	c.takes("IF", "NOT", "EXISTS")
	c.qualifiedName()
	if c.peek().is("(") {
		names, _, err := c.names()
		if err != nil {
			return nil, err
		}
		v.Columns = names
	}
	if !c.takes("AS") {
		return nil, c.unexpected("AS")
	}
	v.As = trimmed(c.sql[c.peek().at:])
	return v, nil
}

// parseTrigger reads a CREATE TRIGGER statement.
// https://sqlite.org/lang_createtrigger.html
func parseTrigger(name, table, sql string) (*schema.Trigger, error) {
	t := &schema.Trigger{Table: table, Name: name, ForEachRow: true, When: "BEFORE"}
	c := newCursor(sql)
	c.until("TRIGGER")
	c.next()
	c.takes("IF", "NOT", "EXISTS")
	c.qualifiedName()
	switch {
	case c.takes("INSTEAD", "OF"):
		t.When = "INSTEAD OF"
	case c.takes("AFTER"):
		t.When = "AFTER"
	default:
		c.takes("BEFORE")
	}
	t.Events = []string{strings.ToUpper(c.next().text)}
	if c.takes("OF") {
		for !c.done() && !c.peek().is("ON") {
			t.UpdateOf = append(t.UpdateOf, c.next().name())
			c.takes(",")
		}
	}
	if !c.takes("ON") {
		return nil, c.unexpected("ON")
	}
	c.qualifiedName()
	c.takes("FOR", "EACH", "ROW")
	if c.takes("WHEN") {
		start := c.i
		c.until("BEGIN")
		t.Condition = canonical(c.between(start, c.i))
	}
	if !c.peek().is("BEGIN") {
		return nil, c.unexpected("BEGIN")
	}
	t.Body = trimmed(c.sql[c.peek().at:])
	return t, nil
}
