package pgrandom

import (
	"fmt"
	"strings"
)

// target draws an object that has comments, owners and grants, as SQL names it.
func (m *model) target(c *chooser, p *piece) (word, name string, r *relation) {
	switch c.upTo(4) {
	case 0:
		if t, ok := one(c, m.types); ok {
			p.needs = append(p.needs, "type "+t.name)
			return map[string]string{"domain": "DOMAIN"}[t.kind] + map[bool]string{true: "TYPE"}[t.kind != "domain"], "{type " + t.name + "}", nil
		}
	case 1:
		if s, ok := one(c, m.ofKind("sequence")); ok {
			p.needs = append(p.needs, s.id())
			return "SEQUENCE", "{" + s.id() + "}", nil
		}
	}
	r, ok := one(c, m.relations())
	if !ok {
		return "", "", nil
	}
	p.needs = append(p.needs, r.id())
	word = map[string]string{"table": "TABLE", "view": "VIEW", "materialized": "MATERIALIZED VIEW", "foreign": "FOREIGN TABLE"}[r.kind]
	return word, "{" + r.id() + "}", r
}

// A nameOf says how SQL names pieces of a kind: {id} is the piece, {on} the relation that it is a part of, {word} its word. The privilege is
// empty where there are none to grant, and owned says that it has an owner of its own.
type nameOf struct {
	text, privilege string
	owned           bool
	// granted is what GRANT says instead of the text.
	granted string
}

var namesOf = map[string]nameOf{
	"index":            {"INDEX {home}.{id}", "", false, ""},
	"check":            {"CONSTRAINT {id} ON {on}", "", false, ""},
	"foreign key":      {"CONSTRAINT {id} ON {on}", "", false, ""},
	"exclusion":        {"CONSTRAINT {id} ON {on}", "", false, ""},
	"trigger":          {"TRIGGER {id} ON {on}", "", false, ""},
	"policy":           {"POLICY {id} ON {on}", "", false, ""},
	"rule":             {"RULE {id} ON {on}", "", false, ""},
	"publication":      {"PUBLICATION {id}", "", false, ""},
	"statistics":       {"STATISTICS {id}", "", true, ""},
	"collation":        {"COLLATION {id}", "", true, ""},
	"function":         {"FUNCTION {id}", "EXECUTE", true, ""},
	"procedure":        {"PROCEDURE {id}", "EXECUTE", true, ""},
	"sequence":         {"SEQUENCE {id}", "SELECT, UPDATE", true, ""},
	"aggregate":        {"AGGREGATE {id}({word})", "", true, ""},
	"extension":        {"EXTENSION {word}", "", false, ""},
	"integer function": {"FUNCTION {id}", "EXECUTE", true, ""},
	"default integer":  {"FUNCTION {id}", "EXECUTE", true, ""},
	"operator":         {"OPERATOR {id} ({word}, {word})", "", true, ""},
	"family":           {"OPERATOR FAMILY {id} USING {word}", "", true, ""},
	"class":            {"OPERATOR CLASS {id} USING btree", "", true, ""},
	"cast":             {"CAST ({word})", "", false, ""},
	"parser":           {"TEXT SEARCH PARSER {id}", "", false, ""},
	"template":         {"TEXT SEARCH TEMPLATE {id}", "", false, ""},
	"dictionary":       {"TEXT SEARCH DICTIONARY {id}", "", true, ""},
	"configuration":    {"TEXT SEARCH CONFIGURATION {id}", "", true, ""},
	"conversion":       {"CONVERSION {id}", "", true, ""},
	"language":         {"LANGUAGE {id}", "", true, ""},
	"access method":    {"ACCESS METHOD {id}", "", false, ""},
	"transform":        {"TRANSFORM {word}", "", false, ""},
	"wrapper":          {"FOREIGN DATA WRAPPER {id}", "USAGE", false, ""},
	"server":           {"SERVER {id}", "USAGE", true, "FOREIGN SERVER {id}"},
	"event trigger":    {"EVENT TRIGGER {id}", "", false, ""},
	"subscription":     {"SUBSCRIPTION {id}", "", false, ""},
}

// named draws a piece that fits, or a schema, and tells how SQL names it.
func (m *model) named(c *chooser, p *piece, fits func(nameOf) bool) (name string, of nameOf, ok bool) {
	var pieces []*piece
	for _, o := range m.pieces {
		if of, ok := namesOf[o.kind]; ok && fits(of) {
			pieces = append(pieces, o)
		}
	}
	if len(m.schemas) > 0 && c.once(6) {
		schema, _ := one(c, m.schemas)
		p.needs = append(p.needs, "schema "+schema)
		return "SCHEMA " + schema, nameOf{"SCHEMA " + schema, "USAGE", true, ""}, true
	}
	o, ok := one(c, pieces)
	if !ok {
		return "", nameOf{}, false
	}
	p.needs = append(p.needs, o.id())
	of = namesOf[o.kind]
	if of.granted != "" {
		of.granted = of.about(o, of.granted)
	}
	return of.about(o, of.text), of, true
}

// about puts a piece into what SQL calls it.
func (of nameOf) about(o *piece, text string) string {
	return strings.NewReplacer("{id}", "{"+o.id()+"}", "{on}", "{"+o.on+"}", "{home}", "{home "+o.on+"}", "{word}", o.word).Replace(text)
}

func makeComment(m *model, c *chooser, p *piece) bool {
	if c.once(2) {
		name, _, ok := m.named(c, p, func(nameOf) bool { return true })
		p.text = fmt.Sprintf("COMMENT ON %s IS 'about it %d';\n", name, c.upTo(5))
		return ok
	}
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	if cols := m.colsOfAny(r); len(cols) > 0 && c.once(2) {
		col, _ := one(c, cols)
		p.needs = append(p.needs, r.id()+"."+col)
		word, name = "COLUMN", name+"."+col
	}
	p.text = fmt.Sprintf("COMMENT ON %s %s IS '%s %d';\n", word, name, strings.Trim(p.name, `"`), c.upTo(5))
	return true
}

func (m *model) colsOfAny(r *relation) []string {
	if r == nil {
		return nil
	}
	return m.colsOf(r, nil)
}

func makeGrant(m *model, c *chooser, p *piece) bool {
	if c.once(3) {
		name, of, ok := m.named(c, p, func(of nameOf) bool { return of.privilege != "" })
		if of.granted != "" {
			name = of.granted
		}
		p.text = fmt.Sprintf("GRANT %s ON %s TO %s;\n", of.privilege, name, c.word("pg_monitor", "pg_signal_backend", "PUBLIC", "pg_monitor WITH GRANT OPTION"))
		if c.once(4) {
			p.text = fmt.Sprintf("REVOKE ALL ON %s FROM PUBLIC;\n", name)
		}
		return ok
	}
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	role := c.word("pg_monitor", "PUBLIC", "pg_signal_backend")
	if r == nil {
		p.text = fmt.Sprintf("GRANT USAGE ON %s %s TO %s;\n", word, name, role)
		if c.once(3) {
			p.text = fmt.Sprintf("REVOKE ALL ON %s %s FROM PUBLIC;\n", word, name)
		}
		return true
	}
	privilege := c.word("SELECT", "INSERT, UPDATE", "ALL", "REFERENCES, TRIGGER", "TRUNCATE, DELETE")
	if cols := m.colsOfAny(r); len(cols) > 0 && c.once(3) {
		col, _ := one(c, cols)
		p.needs = append(p.needs, r.id()+"."+col)
		privilege = fmt.Sprintf(c.word("SELECT (%s)", "UPDATE (%[1]s), INSERT (%[1]s)", "REFERENCES (%s)", "ALL (%s)"), col)
	}
	p.text = fmt.Sprintf("GRANT %s ON TABLE %s TO %s%s;\n", privilege, name, role, c.word("", " WITH GRANT OPTION"))
	if role == "PUBLIC" {
		p.text = strings.ReplaceAll(p.text, " WITH GRANT OPTION", "")
	}
	return true
}

func makeOwner(m *model, c *chooser, p *piece) bool {
	if c.once(3) {
		name, _, ok := m.named(c, p, func(of nameOf) bool { return of.owned })
		p.text = fmt.Sprintf("ALTER %s OWNER TO %s;\n", name, c.word("pg_monitor", "pg_read_all_stats"))
		return ok
	}
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	p.text = fmt.Sprintf("ALTER %s %s OWNER TO %s;\n", word, name, c.word("pg_monitor", "pg_read_all_stats"))
	if r != nil {
		p.text = fmt.Sprintf("ALTER TABLE %s OWNER TO %s;\n", name, c.word("pg_monitor", "pg_read_all_stats"))
	}
	return true
}
