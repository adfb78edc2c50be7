package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// isVirtual tells whether a column has no values of its own, so that no key, index or column list can have it.
func (m *model) isVirtual(c *column) bool { return c.generated != "" && c.virtual && m.major >= 18 }

func (m *model) kept(c *column) string {
	if m.isVirtual(c) {
		return "VIRTUAL"
	}
	return "STORED"
}

func (m *model) newColumn(c *chooser, r *relation) *column {
	col := &column{name: m.name("c"), typ: m.anyType(c)}
	switch m.redefine(c, col); c.upTo(8) {
	case 1:
		col.nulls = !col.notNull
	case 2:
		m.generate(c, r, col)
	case 3:
		col.storage = c.word("EXTERNAL", "MAIN", "PLAIN")
	case 4:
		col.detail = columnDetails[c.upTo(len(columnDetails))].text
	case 5:
		col.notNullName = m.name("nn")
	}
	return col
}

// generate makes a generated column out of one.
func (m *model) generate(c *chooser, r *relation, col *column) {
	source, ok := one(c, m.colsOf(r, func(o *column, typ string) bool {
		return o.name != col.name && o.generated == "" && slices.Contains([]string{"number", "text"}, m.family(typ)) && m.userType(typ) == nil
	}))
	if !ok {
		return
	}
	if col.serial || col.identity != "" {
		col.notNull = false // it may come in an edit, and be a plain one in the next
	}
	col.generated, col.typ, col.other = source, m.column(r, source).typ, c.once(2)
	col.def, col.identity, col.serial, col.collation, col.virtual = "", "", false, "", c.once(2)
	if f, ok := one(c, m.ofKind("integer function")); ok && col.typ == "integer" {
		col.via, col.virtual = f.id(), false
	}
}

// regenerate gives a generated column another expression, or makes a plain one of it.
func (m *model) regenerate(c *chooser, col *column) {
	if c.once(2) {
		col.other, col.via = !col.other, ""
		return
	}
	col.generated, col.via, col.virtual = "", "", false
}

// expression is what a generated column has in each row.
func (m *model) expression(col *column) string {
	text := m.family(col.typ) == "text"
	switch {
	case text && col.other:
		return "upper(" + col.generated + ")"
	case text:
		return "lower(" + col.generated + ")"
	case col.via != "":
		return "{" + col.via + "}(" + col.generated + ")"
	case col.other:
		return col.generated + " + 1"
	}
	return col.generated + " * 2"
}

// redefine draws what a column of a type may have.
func (m *model) redefine(c *chooser, col *column) {
	col.def, col.identity, col.serial, col.collation, col.storage = "", "", false, "", ""
	switch plain := m.family(col.typ) == "number" && slices.Contains([]string{"integer", "bigint", "smallint"}, col.typ); c.upTo(7) {
	case 1, 2:
		col.def = m.sample(col.typ, 1+c.upTo(3))
	case 3:
		if plain {
			col.serial, col.notNull = true, true
		}
	case 4:
		if plain {
			col.identity, col.notNull = c.word("ALWAYS", "BY DEFAULT", "BY DEFAULT AS IDENTITY (START 100 INCREMENT 5)", "ALWAYS AS IDENTITY (MINVALUE 5 MAXVALUE 900 START 10 CACHE 3 CYCLE)"), true
		}
	case 5:
		if makers := m.ofKind("default " + col.typ); len(makers) > 0 {
			p, _ := one(c, makers)
			col.def = "{" + p.id() + "}()"
		} else if f, ok := one(c, m.ofKind("integer function")); ok && col.typ == "integer" {
			col.def = "{" + f.id() + "}(5)"
		} else if sequences := m.ofKind("sequence"); plain && len(sequences) > 0 {
			p, _ := one(c, sequences)
			col.def = "nextval('{" + p.id() + "}'::regclass)"
		}
	}
	if m.family(col.typ) == "text" && c.once(4) {
		if p, ok := one(c, m.ofKind("collation")); ok {
			col.collation = p.id()
		}
	}
}

func (m *model) columnSQL(r *relation, col *column) string {
	var b strings.Builder
	typ := typeName(col.typ)
	if col.serial {
		typ = map[string]string{"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}[col.typ]
	}
	fmt.Fprintf(&b, "%s %s", col.name, typ)
	if col.remote && r.kind == "foreign" {
		b.WriteString(" OPTIONS (name 'x')")
	}
	if col.collation != "" {
		fmt.Fprintf(&b, " COLLATE {%s}", col.collation)
	}
	if col.notNull && col.notNullName != "" && m.major >= 18 {
		fmt.Fprintf(&b, " CONSTRAINT %s", col.notNullName)
	}
	if col.notNull {
		b.WriteString(" NOT NULL")
	}
	switch {
	case col.generated != "":
		fmt.Fprintf(&b, " GENERATED ALWAYS AS (%s) %s", m.expression(col), m.kept(col))
	case strings.Contains(col.identity, "("):
		b.WriteString(" GENERATED " + col.identity)
	case col.identity != "":
		b.WriteString(" GENERATED " + col.identity + " AS IDENTITY")
	case col.def != "":
		b.WriteString(" DEFAULT " + col.def)
	}
	return b.String()
}
