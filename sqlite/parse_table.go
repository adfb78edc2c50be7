package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A definition is what a CREATE TABLE statement says, with the constraints of
// columns and those of the table in one list each.
type definition struct {
	table   *schema.Table
	columns []*schema.Column
	keys    []*schema.Key
	checks  []*schema.Check
	fks     []*schema.ForeignKey
	// odd lists what the graph cannot carry.
	odd []string
}

// parseTable reads a CREATE TABLE statement.
// https://sqlite.org/lang_createtable.html
func parseTable(name, sql string) (*definition, error) {
	d := &definition{table: &schema.Table{Name: name}}
	c := newCursor(sql)
	c.until("(")
	body, err := c.group()
	if err != nil {
		return nil, err
	}
	for _, item := range splitList(body) {
		if err := d.item(newCursor(item)); err != nil {
			return nil, err
		}
	}
	for !c.done() {
		switch {
		case c.takes("STRICT"):
			d.table.Strict = true
		case c.takes("WITHOUT", "ROWID"):
			d.table.WithoutRowid = true
		case c.takes(","):
		default:
			return nil, c.unexpected("an option of the table")
		}
	}
	return d, nil
}

func (d *definition) item(c *cursor) error {
	if c.peek().is("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN") && c.peek().kind == word {
		return d.constraints(c, nil)
	}
	col := &schema.Column{Table: d.table.Name, Name: c.next().name()}
	start := c.i
	for !c.done() && !c.peek().is(columnWords...) {
		c.skip()
	}
	col.Type = typeName(c.between(start, c.i))
	d.columns = append(d.columns, col)
	return d.constraints(c, col)
}

// columnWords are those that end the type of a column.
var columnWords = []string{"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"}

// constraints reads constraints up to the end: those of a column, or of the
// table where col is nil.
func (d *definition) constraints(c *cursor, col *schema.Column) error {
	name := ""
	for !c.done() {
		if c.takes("CONSTRAINT") {
			name = c.next().name()
			continue
		}
		if err := d.constraint(c, col, name); err != nil {
			return err
		}
		name = ""
	}
	return nil
}

func (d *definition) constraint(c *cursor, col *schema.Column, name string) error {
	var own []string
	if col != nil {
		own = []string{col.Name}
	}
	switch {
	case c.takes("PRIMARY", "KEY"):
		return d.key(c, col, &schema.Key{Table: d.table.Name, Name: name, Primary: true, Columns: own})
	case c.takes("UNIQUE"):
		return d.key(c, col, &schema.Key{Table: d.table.Name, Name: name, Columns: own})
	case c.takes("CHECK"):
		expr, err := c.group()
		d.checks = append(d.checks, &schema.Check{Table: d.table.Name, Name: name, Expr: ownExpr(expr, d.table.Name)})
		d.conflict(c)
		return err
	case c.takes("FOREIGN", "KEY"):
		columns, _, err := c.names()
		if err != nil {
			return err
		}
		if !c.takes("REFERENCES") {
			return c.unexpected("REFERENCES")
		}
		return d.foreignKey(c, name, columns)
	case c.takes("REFERENCES"):
		return d.foreignKey(c, name, own)
	case col != nil:
		return d.columnPart(c, col)
	}
	return c.unexpected("a constraint")
}

func (d *definition) key(c *cursor, col *schema.Column, k *schema.Key) error {
	switch {
	case col == nil:
		columns, odd, err := c.names()
		if err != nil {
			return err
		}
		k.Columns = columns
		if odd != "" {
			d.odd = append(d.odd, fmt.Sprintf("key part %q of table %s", odd, d.table.Name))
		}
	case c.takes("DESC"):
		d.odd = append(d.odd, fmt.Sprintf("descending primary key of table %s", d.table.Name))
	default:
		c.takes("ASC")
	}
	d.conflict(c)
	if col != nil && c.takes("AUTOINCREMENT") {
		col.AutoIncrement = true
	}
	d.keys = append(d.keys, k)
	return nil
}

// conflict steps over a conflict clause, which the graph does not carry.
func (d *definition) conflict(c *cursor) {
	if c.takes("ON", "CONFLICT") {
		if action := c.next(); !action.is("ABORT") {
			d.odd = append(d.odd, fmt.Sprintf("ON CONFLICT %s of table %s", strings.ToUpper(action.text), d.table.Name))
		}
	}
}

func (d *definition) columnPart(c *cursor, col *schema.Column) (err error) {
	switch {
	case c.takes("NOT", "NULL"):
		col.NotNull = true
		d.conflict(c)
	case c.takes("NULL"):
		d.conflict(c)
	case c.takes("DEFAULT"):
		col.Default, err = defaultOf(c)
	case c.takes("COLLATE"):
		col.Collation = collationName(c.next().name())
	case c.takes("GENERATED", "ALWAYS"), c.peek().is("AS"):
		c.takes("AS")
		var expr string
		if expr, err = c.group(); err == nil {
			col.Generated = &schema.Generated{Expr: ownExpr(expr, d.table.Name), Virtual: !c.takes("STORED")}
			c.takes("VIRTUAL")
		}
	default:
		return c.unexpected("a constraint of column " + col.Name)
	}
	return err
}

// defaultOf reads what follows DEFAULT: a group, or a literal with a sign.
func defaultOf(c *cursor) (string, error) {
	if c.peek().is("(") {
		expr, err := c.group()
		return defaultExpr(expr), err
	}
	start := c.i
	if c.peek().is("+", "-") {
		c.next()
	}
	c.next()
	return defaultExpr(c.between(start, c.i)), nil
}

// foreignKey reads a foreign key after REFERENCES.
// https://sqlite.org/syntax/foreign-key-clause.html
func (d *definition) foreignKey(c *cursor, name string, columns []string) (err error) {
	f := &schema.ForeignKey{Table: d.table.Name, Name: name, Columns: columns}
	f.RefTable = schema.Ref{Kind: schema.KindTable, Name: c.qualifiedName()}
	if c.peek().is("(") {
		if f.RefColumns, _, err = c.names(); err != nil {
			return err
		}
	}
	for done := false; !done; {
		switch {
		case c.takes("ON", "DELETE"):
			f.OnDelete = action(c)
		case c.takes("ON", "UPDATE"):
			f.OnUpdate = action(c)
		case c.takes("MATCH"):
			if m := strings.ToUpper(c.next().name()); m != "SIMPLE" && m != "NONE" {
				f.Match = m
			}
		case c.takes("NOT", "DEFERRABLE"):
			timing(c)
		case c.takes("DEFERRABLE"):
			f.Timing = schema.Timing{Deferrable: true, InitiallyDeferred: timing(c)}
		default:
			done = true
		}
	}
	d.fks = append(d.fks, f)
	return nil
}

func timing(c *cursor) bool {
	c.takes("INITIALLY", "IMMEDIATE")
	return c.takes("INITIALLY", "DEFERRED")
}

func action(c *cursor) string {
	switch {
	case c.takes("SET", "NULL"):
		return "SET NULL"
	case c.takes("SET", "DEFAULT"):
		return "SET DEFAULT"
	case c.takes("NO", "ACTION"):
		return ""
	}
	return strings.ToUpper(c.next().text)
}
