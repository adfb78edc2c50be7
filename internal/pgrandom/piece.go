package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// A pieceKind is how pieces of a kind come.
type pieceKind struct {
	kind, prefix string
	weight       int
	phase        int
	inSchema     bool
	// named says that it has a name to change.
	named bool
	make  maker
}

var pieceKinds = slices.Concat(partKinds, objectKinds)

var partKinds = []pieceKind{
	{"index", "i", 5, afterRows, false, true, makeIndex},
	{"key", "k", 6, afterTables, false, true, makeKey},
	{"check", "h", 4, afterTables, false, true, makeCheck},
	{"foreign key", "f", 6, afterRows, false, true, makeForeignKey},
	{"exclusion", "x", 1, afterRows, false, true, makeExclusion},
	{"statistics", "st", 1, afterRows, true, true, makeStatistics},
	{"sequence", "q", 2, beforeTables, true, true, makeSequence},
	{"collation", "co", 1, beforeTables, true, true, makeCollation},
	{"function", "fn", 3, afterViews, true, true, makeFunction},
	{"procedure", "pr", 1, afterViews, true, true, makeProcedure},
	{"aggregate", "ag", 1, afterViews, true, true, makeAggregate},
	{"trigger", "tg", 3, last, false, true, makeTrigger},
	{"policy", "po", 2, last, false, true, makePolicy},
	{"rule", "ru", 2, last, false, true, makeRule},
	{"publication", "pu", 1, last, false, true, makePublication},
	{"comment", "cm", 3, last, false, false, makeComment},
	{"grant", "gr", 2, last, false, false, makeGrant},
	{"tie", "ti", 2, last, false, false, makeTie},
	{"owner", "ow", 2, last, false, false, makeOwner},
	{"cluster mark", "cl", 1, last, false, false, makeClusterMark},
	{"trigger function", "tr", 1, beforeTypes, true, true, forms(nil, triggerFunctions...)},
	{"replica identity", "ri", 1, last, false, false, makeReplicaIdentity},
}

func (m *model) newPiece(c *chooser) {
	var of []pieceKind
	for _, k := range pieceKinds {
		for range k.weight {
			of = append(of, k)
		}
	}
	k := of[c.upTo(len(of))]
	m.add(c, k.kind, k.prefix, k.phase, k.inSchema, k.make)
}

// onTable lets a piece be of a relation that fits; the relation of one that is drawn anew stays.
func (m *model) onTable(c *chooser, p *piece, fits func(r *relation) bool) *relation {
	if p.on != "" {
		r := m.relation(p.on)
		p.needs = append(p.needs, p.on)
		return r
	}
	var of []*relation
	for _, r := range m.relations() {
		if fits(r) {
			of = append(of, r)
		}
	}
	r, ok := one(c, of)
	if !ok {
		return nil
	}
	p.on = r.id()
	p.needs = append(p.needs, p.on)
	return r
}

func isTable(r *relation) bool { return r.kind == "table" }

func plainTable(r *relation) bool { return r.kind == "table" && r.strategy == "" && r.parent == "" }

// take notes the columns of a piece, each with what can be done with its values.
func (m *model) take(p *piece, r *relation, cols ...string) {
	p.cols = append(p.cols, cols...)
	for _, name := range cols {
		p.needs = append(p.needs, r.id()+"."+name+":"+m.family(m.typeAt(r.id(), name)))
	}
}

func list(cols []string) string { return strings.Join(cols, ", ") }

func makeIndex(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, func(r *relation) bool { return r.kind == "table" || r.kind == "materialized" })
	if r == nil {
		return false
	}
	if r.kind == "materialized" {
		p.phase = afterViews
	}
	method, cols := "", m.colsOf(r, func(_ *column, typ string) bool { return m.ordered(typ) })
	var parts []string
	switch c.upTo(9) {
	case 8:
		return m.makeIndexOn(c, p, r)
	case 1:
		method, cols = " USING gin", m.ofFamily(r, "document", "list", "words")
	case 2:
		method, cols = " USING gist", m.ofFamily(r, "range", "shape")
	case 3:
		method, cols = " USING brin", m.ofFamily(r, "number", "date", "time")
	case 4:
		method, cols = " USING hash", m.ofFamily(r, "number", "text", "id")
	case 5:
		cols = m.ofFamily(r, "text")
		parts = append(parts, "lower(%s)", "%s text_pattern_ops", "%s COLLATE \"C\" DESC")
	case 6:
		cols = m.ofFamily(r, "number")
		parts = append(parts, "(%s + 1)", "%s DESC NULLS LAST")
	}
	picked := some(c, 3, cols)
	if len(picked) == 0 {
		return false
	}
	if method == " USING hash" {
		picked = picked[:1]
	}
	m.take(p, r, picked...)
	var texts []string
	targets := ""
	for i, col := range picked {
		form := "%s"
		if len(parts) > 0 {
			form = parts[c.upTo(len(parts))]
			if strings.Contains(form, "pattern") && m.typeAt(r.id(), col) == "char(4)" {
				form = "%s"
			}
		}
		texts = append(texts, fmt.Sprintf(form, col))
		if strings.Contains(form, "(") && c.once(3) {
			targets += fmt.Sprintf("ALTER INDEX {home %s}.%s ALTER COLUMN %d SET STATISTICS 60;\n", r.id(), p.name, i+1)
		}
	}
	p.text = fmt.Sprintf("CREATE INDEX %s ON {%s}%s (%s)%s;\n", p.name, r.id(), method, list(texts), m.indexEnd(c, p, r, method)) + targets
	return true
}

// indexEnd draws what follows the columns of an index.
func (m *model) indexEnd(c *chooser, p *piece, r *relation, method string) string {
	end := ""
	if others := m.colsOf(r, nil); method == "" && c.once(5) {
		col, _ := one(c, others)
		m.take(p, r, col)
		end += fmt.Sprintf(" INCLUDE (%s)", col)
	}
	if c.once(5) {
		end += map[string]string{" USING brin": " WITH (pages_per_range=8)", " USING gin": " WITH (fastupdate=off)"}[method]
		if method != " USING brin" && method != " USING gin" {
			end += " WITH (fillfactor=50)"
		}
	}
	if c.once(4) {
		col, _ := one(c, m.colsOf(r, nil))
		m.take(p, r, col)
		end += fmt.Sprintf(" WHERE %s IS NOT NULL", col)
	}
	return end
}

func makeCheck(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, isTable)
	if r == nil {
		return false
	}
	col, ok := one(c, m.colsOf(r, func(_ *column, typ string) bool { return m.ordered(typ) }))
	if !ok {
		return false
	}
	m.take(p, r, col)
	condition := fmt.Sprintf("%s IS NULL OR %s = %s", col, col, col)
	switch m.family(m.typeAt(r.id(), col)) {
	case "number":
		condition = fmt.Sprintf("%s > %d", col, -c.upTo(5))
	case "text":
		condition = fmt.Sprintf("length(%s) < %d OR %s IN ('a', 'b')", col, 80+c.upTo(9), col)
	case "boolean":
		condition = fmt.Sprintf("%s IS NOT NULL OR NOT %s OR true", col, col)
	}
	if called, ok := m.called(c, p, r, col); ok {
		condition = called
	}
	end := ""
	if plainTable(r) && len(r.inherits) == 0 {
		end = c.word("", "", "", " NO INHERIT", " NOT VALID")
	}
	if m.major >= 18 && c.once(6) {
		end = " NOT ENFORCED"
	}
	p.text = fmt.Sprintf("ALTER TABLE {%s} ADD CONSTRAINT %s CHECK (%s)%s;\n", r.id(), p.name, condition, end)
	p.fits = func(m *model, p *piece) bool {
		return !strings.Contains(end, "NO INHERIT") || plainTable(m.relation(p.on))
	}
	return true
}

func makeExclusion(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, func(r *relation) bool { return plainTable(r) })
	if r == nil {
		return false
	}
	if col, ok := one(c, m.ofFamily(r, "range")); ok {
		m.take(p, r, col)
		p.text = fmt.Sprintf("ALTER TABLE {%s} ADD CONSTRAINT %s EXCLUDE USING gist (%s WITH &&)%s;\n", r.id(), p.name, col, c.word("", " WHERE (NOT isempty("+col+"))"))
	} else if col, ok := one(c, m.ofFamily(r, "number", "date")); ok {
		m.take(p, r, col)
		p.text = fmt.Sprintf("ALTER TABLE {%s} ADD CONSTRAINT %s EXCLUDE USING btree (%s WITH =)%s;\n", r.id(), p.name, col, c.word("", " DEFERRABLE"))
	}
	p.fits = func(m *model, p *piece) bool { return plainTable(m.relation(p.on)) }
	return p.text != ""
}

func makeStatistics(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, isTable)
	if r == nil {
		return false
	}
	cols := some(c, 3, m.colsOf(r, func(_ *column, typ string) bool { return m.ordered(typ) }))
	if len(cols) < 2 {
		return false
	}
	m.take(p, r, cols...)
	if numbers := m.ofFamily(r, "number"); len(numbers) > 0 && m.major >= 14 && c.once(3) {
		col, _ := one(c, numbers)
		m.take(p, r, col)
		cols = append(cols, "("+col+" * 2)")
	}
	p.text = fmt.Sprintf("CREATE STATISTICS {%s}%s ON %s FROM {%s};\n", p.id(), c.word("", " (ndistinct)", " (dependencies, mcv)"), list(cols), r.id())
	if m.major >= 13 && c.once(4) {
		p.text += fmt.Sprintf("ALTER STATISTICS {%s} SET STATISTICS %d;\n", p.id(), 10*c.upTo(5))
	}
	return true
}

func makeReplicaIdentity(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, isTable)
	if r == nil || slices.ContainsFunc(m.ofKind("replica identity"), func(o *piece) bool { return o.on == p.on && o.name != p.name }) {
		return false
	}
	p.text = fmt.Sprintf("ALTER TABLE {%s} REPLICA IDENTITY %s;\n", r.id(), c.word("FULL", "NOTHING"))
	if key := m.keyOf(r, func(k *piece) bool { return k.word == "PRIMARY KEY" && refersTo(k) }); key != nil && c.once(2) {
		p.needs = append(p.needs, key.id())
		p.text = fmt.Sprintf("ALTER TABLE {%s} REPLICA IDENTITY USING INDEX {%s};\n", r.id(), key.id())
		p.fits = func(m *model, _ *piece) bool {
			return m.keyOf(m.relation(key.on), func(k *piece) bool { return k.name == key.name && k.word == "PRIMARY KEY" && refersTo(k) }) != nil
		}
	}
	return true
}

// keyOf is a key of a table for which a condition holds; nil if there is none.
func (m *model) keyOf(r *relation, ok func(k *piece) bool) *piece {
	for _, k := range m.ofKind("key") {
		if r != nil && k.on == r.id() && ok(k) {
			return k
		}
	}
	return nil
}

// makeClusterMark marks the index of a key as the one by which its table is clustered.
func makeClusterMark(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, plainTable)
	if r == nil || slices.ContainsFunc(m.ofKind("cluster mark"), func(o *piece) bool { return o.on == p.on && o.name != p.name }) {
		return false
	}
	key, ok := one(c, slices.DeleteFunc(m.ofKind("key"), func(k *piece) bool { return k.on != p.on || strings.Contains(k.text, " WHERE ") }))
	if !ok {
		return false
	}
	p.needs = append(p.needs, key.id())
	p.text = fmt.Sprintf("ALTER TABLE {%s} CLUSTER ON {%s};\n", p.on, "bare "+key.id())
	p.fits = func(m *model, p *piece) bool {
		return plainTable(m.relation(p.on)) && m.keyOf(m.relation(p.on), func(k *piece) bool { return k.name == key.name && !strings.Contains(k.text, " WHERE ") }) != nil
	}
	return true
}
