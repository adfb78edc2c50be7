package pgrandom

import (
	"regexp"
	"slices"
	"strings"
)

// Former tells what is called otherwise in the goal than at the start: what each name of the goal was. Names are as the
// catalogs have them, and no two objects share one, but columns that are the same one in a table and in its partitions.
func (c Case) Former(major int) map[string]string {
	out := map[string]string{}
	for old, now := range build(major, c.Build, c.Edits).renamed {
		out[unquoted(now)] = unquoted(old)
	}
	return out
}

// Moved tells which names of the goal are of objects that keep what they are in another schema, instead of being made anew.
func (c Case) Moved(major int) []string {
	m := build(major, c.Build, c.Edits)
	var out []string
	for _, name := range m.moved {
		if now, ok := m.renamed[name]; ok {
			name = now
		}
		out = append(out, unquoted(name))
	}
	return out
}

func unquoted(name string) string { return strings.Trim(name, `"`) }

// rename gives something a name that is free, lets two things of a kind exchange theirs, or hands a name on.
func (m *model) rename(c *chooser) {
	kind := c.word(m.nameable()...)
	names := slices.DeleteFunc(m.namesOf(kind), func(name string) bool { return m.renamed[name] != "" })
	if m.renamed == nil {
		m.renamed = map[string]string{}
	}
	picked := some(c, 3, names)
	form := c.upTo(4)
	switch {
	case len(picked) == 0:
	case len(picked) > 1 && form == 1: // each gets that of the next
		for i, name := range picked {
			m.renamed[name] = picked[(i+1)%len(picked)]
		}
	case len(picked) > 1 && form == 2: // a name is handed on
		for i, name := range picked[1:] {
			m.renamed[name] = picked[i]
		}
		m.renamed[picked[0]] = m.name("n")
	default:
		m.renamed[picked[0]] = m.name("n")
	}
}

// nameable are the kinds of which there is something to rename.
func (m *model) nameable() []string {
	of := []string{"table", "column", "view", "type", "schema"}
	for _, k := range pieceKinds {
		if k.named && len(m.ofKind(k.kind)) > 0 {
			of = append(of, k.kind)
		}
	}
	return of
}

func (m *model) namesOf(kind string) []string {
	var out []string
	add := func(name string) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, r := range m.relations() {
		switch {
		case kind == "column" && r.kind == "table":
			for _, col := range r.cols {
				add(col.name)
			}
		case kind == "view" && r.kind != "table" || kind == r.kind:
			add(r.name)
		}
	}
	for _, t := range m.types {
		if kind == "type" {
			add(t.name)
		}
	}
	if kind == "schema" {
		out = slices.Clone(m.schemas)
	}
	for _, p := range m.ofKind(kind) {
		add(p.name)
	}
	return out
}

// word is a name in SQL.
var word = regexp.MustCompile(`"[^"]*"|[a-z_][a-z_0-9]*`)

// inNewWords puts the new names into SQL. Names are unlike all other words.
func (m *model) inNewWords(text string) string {
	if len(m.renamed) == 0 {
		return text
	}
	return word.ReplaceAllStringFunc(text, func(name string) string {
		if now, ok := m.renamed[name]; ok {
			return now
		}
		return name
	})
}

// move takes something to another schema: as it is, or made anew there.
func (m *model) move(c *chooser) {
	to, kept := m.anySchema(c), c.upTo(3) > 0
	var name string
	switch c.upTo(4) {
	case 1:
		t, ok := one(c, m.types)
		if !ok {
			return
		}
		name, t.schema, t.needs[0] = t.name, to, "schema "+to
	case 2:
		p, ok := one(c, slices.DeleteFunc(slices.Clone(m.pieces), func(p *piece) bool { return !slices.Contains(movable, p.kind) }))
		if !ok {
			return
		}
		name, p.schema = p.name, to
		for i, id := range p.needs {
			if strings.HasPrefix(id, "schema ") {
				p.needs[i] = "schema " + to
			}
		}
	default:
		r, ok := one(c, m.relations())
		if !ok {
			return
		}
		name, r.schema, r.needs[0] = r.name, to, "schema "+to
	}
	if kept {
		m.moved = append(m.moved, name)
	}
}

// movable are the kinds of pieces that can be in another schema as they are.
var movable = []string{
	"sequence", "collation", "function", "procedure", "statistics", "extension", "integer function", "default integer", "default text",
	"operator", "family", "class", "parser", "template", "dictionary", "configuration", "conversion", "overloaded", "apart",
}
