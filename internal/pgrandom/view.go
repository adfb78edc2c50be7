package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// newView makes a view over relations that are there.
func (m *model) newView(c *chooser) {
	r := &relation{kind: c.word("view", "view", "materialized"), name: m.name("vi"), schema: m.anySchema(c)}
	r.needs = []string{"schema " + r.schema}
	if m.query(c, r, m.relations()) {
		m.views = append(m.views, r)
	}
}

// query draws what a view shows of some relations.
func (m *model) query(c *chooser, r *relation, of []*relation) bool {
	of = slices.DeleteFunc(slices.Clone(of), func(o *relation) bool { return o.kind == "foreign" || len(m.columns(o)) == 0 })
	r.from, r.cols, r.where = nil, nil, ""
	for i, up := range some(c, 2, of) {
		alias := string(rune('a' + i))
		r.from = append(r.from, source{up.id(), alias})
		for _, col := range some(c, 4, m.columns(up)) {
			r.cols = append(r.cols, &column{name: m.viewColumn(r, col.name), from: up.id(), fromCol: col.name, asText: c.once(6) && m.family(m.typeAt(up.id(), col.name)) != "row"})
		}
	}
	if len(r.cols) == 0 {
		return false
	}
	r.where = c.word("", "true", "filter", "group", "window")
	r.options = c.word("", "", "barrier", "check")
	return true
}

func (m *model) viewColumn(r *relation, name string) string {
	for slices.ContainsFunc(r.cols, func(c *column) bool { return c.name == name }) {
		name = strings.Trim(name, `"`) + "x"
		name = quote(name)
	}
	return name
}

// tidyView takes out of a view what it can no longer show, and tells whether it must go.
func (m *model) tidyView(r *relation) bool {
	r.from = slices.DeleteFunc(r.from, func(s source) bool { return m.relation(s.id) == nil })
	r.cols = slices.DeleteFunc(r.cols, func(c *column) bool { return m.family(m.typeOf(r, c)) == "gone" })
	return len(r.cols) == 0 || !slices.Contains(append([]string{"public"}, m.schemas...), r.schema)
}

func (m *model) viewSQL(r *relation) string {
	alias := func(id string) string {
		return r.from[slices.IndexFunc(r.from, func(s source) bool { return s.id == id })].alias
	}
	var cols, from []string
	for _, c := range r.cols {
		text := alias(c.from) + "." + c.fromCol
		if c.asText {
			text += "::text"
		}
		cols = append(cols, text+" AS "+c.name)
	}
	for _, s := range r.from {
		from = append(from, fmt.Sprintf("{%s} %s", s.id, s.alias))
	}
	with, end := m.viewEnds(r)
	first := alias(r.cols[0].from) + "." + r.cols[0].fromCol
	if m.ordered(m.typeOf(r, r.cols[0])) && len(r.cols) == 1 && r.where == "group" {
		end = " GROUP BY " + first + end
	}
	if r.where == "filter" {
		end = " WHERE " + first + " IS NOT NULL" + end
	}
	word := "VIEW"
	if r.kind == "materialized" {
		word = "MATERIALIZED VIEW"
	}
	return fmt.Sprintf("CREATE %s {%s}%s AS SELECT %s FROM %s%s;\n", word, r.id(), with, strings.Join(cols, ", "), strings.Join(from, ", "), end)
}

// viewEnds are the options of a view, before and after its query.
func (m *model) viewEnds(r *relation) (with, end string) {
	switch {
	case r.kind == "view" && r.options == "barrier":
		with = " WITH (security_barrier=true)"
	case r.kind == "materialized" && r.options == "barrier":
		with = " WITH (fillfactor=60)"
	case r.kind == "materialized" && r.options == "check":
		end = " WITH NO DATA"
	}
	return with, end
}
