package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// A relation is a table, a foreign table, a view or a materialized view.
type relation struct {
	kind, schema, name string
	cols               []*column
	needs              []string
	options            string

	// Of partitions and partitioned tables.
	parent   string
	bound    int // of the parent's; 0 is the default partition
	attached bool
	own      []override
	strategy string
	key      string

	inherits []string
	// undeclared says that it has columns that only its parents declare. It goes with them: no statement brings back that it
	// does not declare a column that it has kept or lost.
	undeclared bool

	// Of views.
	from  []source
	where string
}

// A column of a table; of a view, from says which column it shows.
type column struct {
	name, typ      string
	notNull, nulls bool
	def, identity  string
	serial         bool
	generated      string // from the column of that name
	other          bool   // by the other expression
	via            string // by that function, from an integer
	virtual        bool   // on a server that has virtual columns
	collation      string
	storage        string
	detail         string // of those in columnDetails
	notNullName    string // on a server where it can have one
	remote         bool   // with an option of a foreign table
	from, fromCol  string
	asText         bool
}

// An override is what a partition has of its own.
type override struct{ col, def string }

// A source is a relation in a query.
type source struct{ id, alias string }

func (r *relation) id() string { return "relation " + r.name }

func (r *relation) sqlName() string { return r.schema + "." + r.name }

// columns are those of a relation, with what it inherits.
func (m *model) columns(r *relation) []*column {
	var out []*column
	add := func(cols []*column) {
		for _, c := range cols {
			if !slices.ContainsFunc(out, func(o *column) bool { return o.name == c.name }) {
				out = append(out, c)
			}
		}
	}
	for _, id := range append(slices.Clone(r.inherits), r.parent) {
		if up := m.relation(id); up != nil {
			add(m.columns(up))
		}
	}
	add(r.cols)
	return out
}

func (m *model) column(r *relation, name string) *column {
	for _, c := range m.columns(r) {
		if c.name == name {
			return c
		}
	}
	return nil
}

// typeOf is the type of a column, through views.
func (m *model) typeOf(r *relation, c *column) string {
	if c.from == "" {
		return c.typ
	}
	typ := m.typeAt(c.from, c.fromCol)
	if c.via != "" && typ == "integer" {
		return typ
	}
	if c.asText && typ != "type gone" {
		return "text"
	}
	return typ
}

func (m *model) typeAt(id, col string) string {
	if r := m.relation(id); r != nil {
		if c := m.column(r, col); c != nil {
			return m.typeOf(r, c)
		}
	}
	return "type gone"
}

// colsOf are the names of the columns of a relation for which a condition holds, without virtual ones.
func (m *model) colsOf(r *relation, ok func(c *column, typ string) bool) []string {
	var out []string
	for _, c := range m.columns(r) {
		if typ := m.typeOf(r, c); !m.isVirtual(c) && (ok == nil || ok(c, typ)) {
			out = append(out, c.name)
		}
	}
	return out
}

func (m *model) ofFamily(r *relation, families ...string) []string {
	return m.colsOf(r, func(_ *column, typ string) bool { return slices.Contains(families, m.family(typ)) })
}

// tidyTable takes out what a table can no longer have, and tells whether it must go itself.
func (m *model) tidyTable(r *relation, ids map[string]string) bool {
	has := func(id string) bool { _, ok := ids[id]; return ok }
	if r.parent != "" {
		up := m.relation(r.parent)
		if up == nil || up.strategy == "" || up.strategy == "HASH" && r.bound == 0 {
			return true
		}
		r.own = slices.DeleteFunc(r.own, func(o override) bool { return m.column(r, o.col) == nil })
	}
	if r.undeclared && slices.ContainsFunc(r.inherits, func(id string) bool { return !has(id) }) {
		return true
	}
	r.inherits = slices.DeleteFunc(r.inherits, func(id string) bool { return !has(id) })
	r.cols = slices.DeleteFunc(r.cols, func(c *column) bool {
		m.asAbove(r, c)
		typ := strings.TrimSuffix(c.typ, "[]")
		if strings.HasPrefix(typ, "type ") && m.userType(typ) == nil {
			return true
		}
		if c.collation != "" && (!has(c.collation) || m.family(c.typ) != "text") {
			c.collation = ""
		}
		if _, needed, ok := strings.Cut(c.def, "{"); ok && c.generated == "" {
			if id, _, _ := strings.Cut(needed, "}"); !has(id) {
				c.def = ""
			}
		}
		if c.via != "" && (!has(c.via) || c.typ != "integer") {
			c.via = ""
		}
		return c.generated != "" && !m.generates(r, c)
	})
	if slices.ContainsFunc(r.needs, func(id string) bool { return !has(id) }) {
		return true
	}
	if r.strategy == "" {
		return false
	}
	key := m.column(r, r.key)
	return key == nil || key.generated != "" || !slices.Contains(keyTypes(r.strategy), m.typeOf(r, key))
}

// asAbove makes a column what a parent of its table says that it is.
func (m *model) asAbove(r *relation, c *column) {
	if up := m.column(r, c.name); up != c && (up.typ != c.typ || up.generated != "" || c.generated != "") {
		own := *up
		own.serial, own.identity = false, ""
		*c = own
	}
}

// generates tells whether a generated column can still be.
func (m *model) generates(r *relation, c *column) bool {
	up := m.column(r, c.generated)
	return up != nil && up.generated == "" && up.typ == c.typ
}

func (m *model) table(c *chooser) *relation {
	r := &relation{kind: "table", name: m.name("t"), schema: m.anySchema(c)}
	r.needs = []string{"schema " + r.schema}
	for range 1 + c.upTo(4) {
		r.cols = append(r.cols, m.newColumn(c, r))
	}
	return r
}

func (m *model) ofKind(kind string) []*piece {
	var out []*piece
	for _, p := range m.pieces {
		if p.kind == kind {
			out = append(out, p)
		}
	}
	return out
}

// tableOptions are what tables may have, by a word for it.
var tableOptions = map[string]string{
	"": "", "UNLOGGED": "", "fillfactor": "fillfactor=70", "vacuum": "autovacuum_enabled=false, fillfactor=90",
	"toast": "toast.autovacuum_enabled=false, parallel_workers=2",
}

// unlogged tells whether a table is; for a partitioned one it would mean nothing.
func (m *model) unlogged(r *relation) bool { return r.options == "UNLOGGED" && r.strategy == "" }

func (m *model) tableSQL(r *relation) string {
	var b strings.Builder
	word := "TABLE"
	if m.unlogged(r) {
		word = "UNLOGGED TABLE"
	}
	if r.kind == "foreign" {
		word = "FOREIGN TABLE"
	}
	fmt.Fprintf(&b, "CREATE %s {%s}", word, r.id())
	if r.parent != "" && !r.attached {
		fmt.Fprintf(&b, " PARTITION OF {%s} %s", r.parent, m.boundSQL(r))
	} else {
		cols := r.cols
		if r.parent != "" {
			cols = m.columns(r)
		}
		var lines []string
		for _, c := range cols {
			if r.parent != "" && (c.serial || c.identity != "") {
				own := *c
				own.serial, own.identity = false, ""
				c = &own
			}
			if len(r.inherits) == 0 || c.generated == "" || m.column(r, c.name) == c {
				lines = append(lines, "    "+m.columnSQL(r, c))
			}
		}
		fmt.Fprintf(&b, " (\n%s\n)", strings.Join(lines, ",\n"))
	}
	if len(r.inherits) > 0 {
		fmt.Fprintf(&b, " INHERITS ({%s})", strings.Join(r.inherits, "}, {"))
	}
	if r.strategy != "" {
		fmt.Fprintf(&b, " PARTITION BY %s (%s)", r.strategy, r.key)
	}
	if r.kind == "foreign" {
		fmt.Fprintf(&b, " SERVER {%s}%s", r.needs[1], map[string]string{"other": " OPTIONS (kind 'a', \"Other\" 'it''s')"}[r.options])
	}
	if with := tableOptions[r.options]; with != "" && r.strategy == "" && r.kind == "table" {
		fmt.Fprintf(&b, " WITH (%s)", with)
	}
	b.WriteString(";\n")
	if r.attached {
		fmt.Fprintf(&b, "ALTER TABLE {%s} ATTACH PARTITION {%s} %s;\n", r.parent, r.id(), m.boundSQL(r))
	}
	m.detailSQL(&b, r)
	return b.String()
}

// detailSQL is what a table gets after it is made.
func (m *model) detailSQL(b *strings.Builder, r *relation) {
	for _, c := range r.cols {
		for _, d := range columnDetails {
			if d.text == c.detail && m.major >= d.since && r.kind == "table" && (d.families == nil || slices.Contains(d.families, m.family(c.typ)) && m.stores(c.typ)) {
				fmt.Fprintf(b, "ALTER TABLE ONLY {%s} ALTER COLUMN %s %s;\n", r.id(), c.name, d.text)
			}
		}
	}
	for _, o := range r.own {
		fmt.Fprintf(b, "ALTER TABLE ONLY {%s} ALTER COLUMN %s %s;\n", r.id(), o.col, o.def)
	}
	for _, c := range r.cols {
		if c.storage != "" && slices.Contains(longFamilies, m.family(c.typ)) && m.stores(c.typ) {
			fmt.Fprintf(b, "ALTER TABLE ONLY {%s} ALTER COLUMN %s SET STORAGE %s;\n", r.id(), c.name, c.storage)
		}
	}
}

// longFamilies are those of types with values that can be long.
var longFamilies = []string{"text", "document", "json", "list", "words"}

// columnDetails are what columns have beside what is in a table's statement.
var columnDetails = []struct {
	text     string
	since    int
	families []string
}{
	{"SET STATISTICS 100", 0, nil}, {"SET STATISTICS 0", 0, nil}, {"SET (n_distinct = 5)", 0, nil},
	{"SET (n_distinct = -0.5, n_distinct_inherited = 8)", 0, nil}, {"SET COMPRESSION pglz", 14, longFamilies},
}

// stores tells whether values of a type can be stored otherwise than plainly.
func (m *model) stores(typ string) bool {
	t := m.userType(typ)
	if t != nil && t.kind == "domain" {
		return m.stores(t.base)
	}
	return t == nil || t.kind != "base" || strings.Contains(t.def, "STORAGE")
}

// rowsSQL puts rows into a table, as far as it takes them.
func (m *model) rowsSQL(r *relation) string {
	if r.parent != "" || r.kind != "table" {
		return ""
	}
	var names []string
	var cols []*column
	for _, c := range m.columns(r) {
		if c.generated == "" {
			names, cols = append(names, c.name), append(cols, c)
		}
	}
	if len(cols) == 0 {
		return ""
	}
	var b strings.Builder
	for row := 1; row <= 3; row++ {
		var values []string
		for _, c := range cols {
			v := m.sample(c.typ, row)
			if c.nulls && !c.notNull && row == 2 {
				v = "NULL"
			}
			values = append(values, v)
		}
		insert := fmt.Sprintf("INSERT INTO {%s} (%s) OVERRIDING SYSTEM VALUE VALUES (%s);", r.id(), strings.Join(names, ", "), strings.Join(values, ", "))
		if r.strategy != "" {
			insert = "DO $$BEGIN " + insert + " EXCEPTION WHEN check_violation THEN NULL; END$$;"
		}
		b.WriteString(insert + "\n")
	}
	return b.String()
}
