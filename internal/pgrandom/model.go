package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// A model is a schema.
type model struct {
	major   int
	names   int
	schemas []string
	types   []*userType
	tables  []*relation
	views   []*relation
	pieces  []*piece
	// renamed has the new names, by the old, and moved what was taken to another schema, both as they are in SQL.
	renamed map[string]string
	moved   []string
}

// A piece is an object that is no relation and no type: what it is is its text, in which {id} stands for the name of
// another object.
type piece struct {
	kind, name string
	schema     string // empty where the kind has none
	on         string // the id of the relation that it is a part of
	phase      int
	text       string
	// needs are the ids of what must be there.
	needs []string
	// cols are the columns of on that it is about.
	cols []string
	// unique says that it is a key, and so must have all partition columns.
	unique bool
	// alike says that its nulls are not distinct, on a server where that can be.
	alike bool
	// fits tells more of when the piece can be.
	fits func(m *model, p *piece) bool
	// word says what a key is, and what of a piece stays when it is drawn anew; end is the end of the text of a key.
	word, end string
	make      maker
}

// A maker draws the text of a piece anew. It is false where the schema has nothing to make it of.
type maker func(m *model, c *chooser, p *piece) bool

func (p *piece) id() string { return p.kind + " " + p.name }

// The phases in which pieces are made. Types, relations and rows come between.
const (
	beforeTypes = iota
	beforeTables
	afterTables
	afterRows
	afterViews
	last
)

// add makes a piece.
func (m *model) add(c *chooser, kind, prefix string, phase int, inSchema bool, make maker) {
	p := &piece{kind: kind, name: m.name(prefix), phase: phase, make: make}
	if prefix == "" {
		p.name = symbol(m.names)
	}
	if inSchema {
		p.schema = m.anySchema(c)
	}
	if make(m, c, p) {
		m.pieces = append(m.pieces, p)
	}
}

// remake draws a piece anew under its name.
func (m *model) remake(c *chooser, p *piece) {
	fresh := &piece{kind: p.kind, name: p.name, schema: p.schema, on: p.on, phase: p.phase, word: p.word, make: p.make}
	if p.make(m, c, fresh) {
		*p = *fresh
	}
}

func (m *model) anySchema(c *chooser) string {
	return c.word(append([]string{"public"}, m.schemas...)...)
}

// ids are all that can be needed, and the names for them in SQL.
func (m *model) ids() map[string]string {
	out := map[string]string{}
	for _, s := range append([]string{"public"}, m.schemas...) {
		out["schema "+s] = s
	}
	for _, t := range m.types {
		out["type "+t.name] = t.schema + "." + t.name
	}
	for _, r := range m.relations() {
		out[r.id()] = r.sqlName()
		out["home "+r.id()] = r.schema
		for _, col := range m.columns(r) {
			out[r.id()+"."+col.name] = col.name
			typ := m.typeOf(r, col)
			out[r.id()+"."+col.name+"::"+typ] = col.name
			if !m.isVirtual(col) {
				out[r.id()+"."+col.name+":"+m.family(typ)] = col.name
			}
		}
	}
	for _, p := range m.pieces {
		m.pieceIDs(out, p)
	}
	return out
}

func (m *model) pieceIDs(out map[string]string, p *piece) {
	home := ""
	if p.schema != "" {
		home = p.schema + "."
		out["home "+p.id()] = p.schema
	}
	out[p.id()] = home + p.name
	out["bare "+p.id()] = p.name
	out["do "+p.id()] = home + quote(strings.Trim(p.name, `"`)+"_do")
}

func (m *model) relations() []*relation { return slices.Concat(m.tables, m.views) }

func (m *model) relation(id string) *relation {
	for _, r := range m.relations() {
		if r.id() == id {
			return r
		}
	}
	return nil
}

// prune takes out what no longer has what it needs, until nothing more goes.
func (m *model) prune() {
	for gone := true; gone; {
		gone = false
		ids := m.ids()
		drop := func(missing bool) bool {
			gone = gone || missing
			return missing
		}
		lacks := func(needs []string) bool {
			return slices.ContainsFunc(needs, func(id string) bool { _, ok := ids[id]; return !ok })
		}
		m.types = slices.DeleteFunc(m.types, func(t *userType) bool { return drop(lacks(t.needs)) })
		m.tables = slices.DeleteFunc(m.tables, func(r *relation) bool { return drop(m.tidyTable(r, ids)) })
		m.views = slices.DeleteFunc(m.views, func(r *relation) bool { return drop(m.tidyView(r, ids)) })
		m.pieces = slices.DeleteFunc(m.pieces, func(p *piece) bool { return drop(lacks(p.needs) || !m.stands(p)) })
	}
}

// stands tells whether the relation of a piece can still have it.
func (m *model) stands(p *piece) bool {
	if p.on != "" {
		r := m.relation(p.on)
		if r == nil {
			return false
		}
		if p.unique && !m.coversPartitions(r, p.cols) {
			return false
		}
	}
	return p.fits == nil || p.fits(m, p)
}

// sql is the whole schema.
func (m *model) sql(rows bool) string {
	var b strings.Builder
	for _, s := range m.schemas {
		fmt.Fprintf(&b, "CREATE SCHEMA %s;\n", s)
	}
	names := m.ids()
	phase := func(n int) {
		for _, p := range m.pieces {
			if p.phase == n {
				b.WriteString(fill(p.text, names))
			}
		}
	}
	phase(beforeTypes)
	for _, t := range m.types {
		b.WriteString(fill(t.text(), names))
	}
	phase(beforeTables)
	for _, r := range m.tables {
		b.WriteString(fill(m.tableSQL(r), names))
	}
	phase(afterTables)
	if rows {
		for _, r := range m.tables {
			b.WriteString(fill(m.rowsSQL(r), names))
		}
	}
	phase(afterRows)
	for _, r := range m.views {
		b.WriteString(fill(m.viewSQL(r), names))
	}
	phase(afterViews)
	phase(last)
	return m.inNewWords(b.String())
}

// fill puts names for the ids of a text.
func fill(text string, names map[string]string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		id, after, _ := strings.Cut(rest, "}")
		if name, ok := names[id]; ok {
			b.WriteString(name)
		} else {
			b.WriteString("{" + id + "}")
		}
		text = after
	}
}
