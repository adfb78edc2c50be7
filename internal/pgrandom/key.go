package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// makeKey makes a constraint or a unique index.
func makeKey(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, isTable)
	if r == nil {
		return false
	}
	p.word = c.word("PRIMARY KEY", "PRIMARY KEY", "UNIQUE", "index")
	cols := some(c, 2, m.colsOf(r, func(col *column, typ string) bool {
		return m.distinct(typ) && (p.word != "PRIMARY KEY" || !col.nulls)
	}))
	if len(cols) == 0 {
		return false
	}
	for _, key := range m.partitionKeys(r) {
		if !slices.Contains(cols, key) {
			cols = append(cols, key)
		}
	}
	m.take(p, r, cols...)
	p.unique, p.cols = true, cols
	include := ""
	if others := m.colsOf(r, func(col *column, _ string) bool { return !slices.Contains(cols, col.name) }); len(others) > 0 && c.once(5) {
		other, _ := one(c, others)
		p.needs = append(p.needs, r.id()+"."+other+":"+m.family(m.typeAt(r.id(), other)))
		include = fmt.Sprintf(" INCLUDE (%s)", other)
	}
	p.end = include + c.word("", "", "", " WITH (fillfactor=80)")
	if plainTable(r) && p.word != "index" {
		p.end += c.word("", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED")
	}
	p.fits = func(m *model, p *piece) bool {
		return (p.word != "PRIMARY KEY" || m.onlyPrimaryKey(p)) && (!strings.Contains(p.end, "DEFER") || plainTable(m.relation(p.on)))
	}
	p.alike = m.major >= 15 && c.once(6)
	if p.word == "index" && r.strategy == "" && c.once(4) {
		p.end += fmt.Sprintf(" WHERE %s IS NOT NULL", cols[0])
	}
	p.keyText()
	return true
}

func (p *piece) keyText() {
	nulls := ""
	if p.alike && p.word != "PRIMARY KEY" {
		nulls = " NULLS NOT DISTINCT"
	}
	if p.word == "index" {
		include, with := cutBefore(p.end, " W")
		p.text = fmt.Sprintf("CREATE UNIQUE INDEX %s ON {%s} (%s)%s%s%s;\n", p.name, p.on, list(p.cols), include, nulls, with)
		return
	}
	p.end, _ = cutBefore(p.end, " WHERE")
	p.text = fmt.Sprintf("ALTER TABLE {%s} ADD CONSTRAINT %s %s%s (%s)%s;\n", p.on, p.name, p.word, nulls, list(p.cols), p.end)
}

// cutBefore cuts a text before a part of it.
func cutBefore(text, part string) (before, rest string) {
	if i := strings.Index(text, part); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// refersTo tells whether foreign keys can refer to a key.
func refersTo(p *piece) bool {
	return !strings.Contains(p.text, "DEFERRABLE") && !strings.Contains(p.text, " WHERE ")
}

// changeKey makes a constraint an index or the other way about, or lets two keys of a table change places.
func (m *model) changeKey(c *chooser) {
	p, ok := one(c, m.ofKind("key"))
	if !ok {
		return
	}
	if others := slices.DeleteFunc(m.ofKind("key"), func(o *piece) bool { return o == p || o.on != p.on }); len(others) > 0 && c.once(2) {
		o, _ := one(c, others)
		p.word, o.word = o.word, p.word
		p.end, o.end, p.alike, o.alike = o.end, p.end, o.alike, p.alike
		p.needs, o.needs = slices.Concat(p.needs, o.needs), slices.Concat(o.needs, p.needs)
		o.keyText()
	} else {
		p.word = map[string]string{"index": "UNIQUE", "UNIQUE": "index", "PRIMARY KEY": "UNIQUE"}[p.word]
		if before, _, deferrable := strings.Cut(p.end, " DEFER"); deferrable && p.word == "index" {
			p.end = before
		}
	}
	p.keyText()
}

// onlyPrimaryKey tells whether no other primary key is where one is: on its table, above or below it, or, earlier, on
// the same table.
func (m *model) onlyPrimaryKey(p *piece) bool {
	for _, o := range m.pieces {
		if o.name == p.name {
			return true
		}
		if o.kind == "key" && o.word == "PRIMARY KEY" && (m.within(o.on, p.on) || m.within(p.on, o.on)) {
			return false
		}
	}
	return true
}

// within tells whether a relation is another one or a partition of it, however deep.
func (m *model) within(id, of string) bool {
	for id != "" {
		if id == of {
			return true
		}
		r := m.relation(id)
		if r == nil {
			return false
		}
		id = r.parent
	}
	return false
}

func makeForeignKey(m *model, c *chooser, p *piece) bool {
	to, ok := one(c, slices.DeleteFunc(m.ofKind("key"), func(k *piece) bool { return !refersTo(k) }))
	if !ok {
		return false
	}
	r := m.onTable(c, p, isTable)
	if r == nil {
		return false
	}
	var cols []string
	for _, col := range to.cols {
		want := m.typeAt(to.on, col)
		of := m.colsOf(r, func(o *column, typ string) bool {
			return typ == want && o.generated == "" && !slices.Contains(cols, o.name)
		})
		name, ok := one(c, of)
		if !ok && len(r.cols) > 0 {
			name, ok = m.name("c"), true
			r.cols = append(r.cols, &column{name: name, typ: want, nulls: true})
		}
		if !ok {
			return false
		}
		cols = append(cols, name)
	}
	m.take(p, r, cols...)
	p.needs = append(p.needs, to.id())
	action := c.word("", "", " ON DELETE CASCADE", " ON UPDATE CASCADE ON DELETE SET NULL", " DEFERRABLE INITIALLY DEFERRED", " ON DELETE SET DEFAULT")
	if r.strategy == "" {
		action += c.word("", "", "", " NOT VALID")
	}
	switch {
	case c.once(5):
		action = " MATCH FULL" + action
	case m.major >= 15 && action == "" && c.once(3):
		action = fmt.Sprintf(" ON DELETE SET NULL (%s)", cols[0])
	case m.major >= 18 && action == "" && c.once(2):
		action = " NOT ENFORCED"
	}
	refs := slices.Clone(to.cols)
	p.text = fmt.Sprintf("ALTER TABLE {%s} ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES {%s} (%s)%s;\n", r.id(), p.name, list(cols), to.on, list(refs), action)
	p.fits = func(m *model, p *piece) bool {
		i := slices.IndexFunc(m.pieces, func(o *piece) bool { return o.id() == to.id() })
		if i >= 0 && (m.pieces[i].on != to.on || !slices.Equal(m.pieces[i].cols, refs) || !refersTo(m.pieces[i])) {
			return false
		}
		for i, col := range cols {
			if m.typeAt(r.id(), col) != m.typeAt(to.on, refs[i]) {
				return false
			}
		}
		return !strings.Contains(action, "NOT VALID") || m.relation(r.id()).strategy == ""
	}
	return true
}
