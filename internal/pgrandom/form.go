package pgrandom

import (
	"regexp"
	"slices"
	"strings"
)

// A form is a text that pieces of a kind can have. In it, «a|b» is one of a and b; {id} is the piece, {do} a function that goes
// with it, {schema} its schema, {word} its word; {a kind} is a piece of that kind, {a type} a type, {a composite} one of that
// kind.
type form struct {
	since int
	// word is the word of pieces that can have the form; empty if all can.
	word, text string
}

// forms makes pieces of one of some forms. One of the words, if there are any, is what a piece keeps when it is drawn anew.
func forms(words []string, of ...form) maker {
	return func(m *model, c *chooser, p *piece) bool {
		if p.word == "" && len(words) > 0 {
			word, ok := m.write(c, p, c.word(words...))
			if !ok {
				return false
			}
			p.word = word
		}
		fitting := slices.DeleteFunc(slices.Clone(of), func(f form) bool {
			return f.since > m.major || f.word != "" && f.word != p.word
		})
		f, ok := one(c, fitting)
		if !ok {
			return false
		}
		if p.text, ok = m.write(c, p, f.text); !ok {
			return false
		}
		p.needs = append(p.needs, p.others()...)
		return true
	}
}

// alone is a maker whose pieces are the only ones of their kind with their word.
func alone(make maker) maker {
	return func(m *model, c *chooser, p *piece) bool {
		p.fits = func(m *model, p *piece) bool {
			for _, o := range m.pieces {
				if o.kind == p.kind && o.word == p.word {
					return o.name == p.name
				}
			}
			return true
		}
		return make(m, c, p) && p.fits(m, p)
	}
}

var (
	alternatives = regexp.MustCompile(`«[^»]*»`)
	wanted       = regexp.MustCompile(`\{a ([a-z ]+)\}`)
)

// write fills a form; ok is false where there is nothing to put into it.
func (m *model) write(c *chooser, p *piece, text string) (out string, ok bool) {
	text = alternatives.ReplaceAllStringFunc(text, func(of string) string {
		return c.word(strings.Split(strings.Trim(of, "«»"), "|")...)
	})
	ok = true
	text = wanted.ReplaceAllStringFunc(text, func(want string) string {
		id, found := m.wanted(c, p, wanted.FindStringSubmatch(want)[1])
		ok = ok && found
		return id
	})
	id := p.id()
	return strings.NewReplacer("{id}", "{"+id+"}", "{do}", "{do "+id+"}", "{schema}", "{home "+id+"}", "{bare}", "{bare "+id+"}", "{word}", p.word).Replace(text), ok
}

// wanted draws a piece or a type of a kind, other than the piece that wants it.
func (m *model) wanted(c *chooser, p *piece, kind string) (id string, ok bool) {
	var of []string
	for _, t := range m.types {
		if kind == "type" || kind == t.kind {
			of = append(of, "{type "+t.name+"}")
		}
	}
	for _, o := range m.before(p) {
		if o.kind == kind || o.kind+" of "+o.word == kind {
			of = append(of, "{"+o.id()+"}")
		}
	}
	return one(c, of)
}

// before are the pieces that are made earlier than one: nothing stands on what comes later.
func (m *model) before(p *piece) []*piece {
	end := slices.IndexFunc(m.pieces, func(o *piece) bool { return o.name == p.name })
	return slices.DeleteFunc(slices.Clone(m.pieces), func(o *piece) bool {
		return o.phase > p.phase || o.phase == p.phase && end >= 0 && slices.Index(m.pieces, o) >= end
	})
}

var inBraces = regexp.MustCompile(`\{([^}]*)\}`)

// idsIn are the ids in a text.
func idsIn(text string) []string {
	var out []string
	for _, found := range inBraces.FindAllStringSubmatch(text, -1) {
		out = append(out, found[1])
	}
	return out
}

// others are what a piece needs: the ids in its text that are not its own, and its schema.
func (p *piece) others() []string {
	out := slices.DeleteFunc(idsIn(p.text), func(id string) bool { return id == p.id() || strings.HasSuffix(id, " "+p.id()) })
	if p.schema != "" {
		out = append(out, "schema "+p.schema)
	}
	return out
}

// symbol is the name of an operator.
func symbol(number int) string {
	name := "@"
	for ; number > 0; number /= 4 {
		name += string("#&|%"[number%4])
	}
	return name
}
