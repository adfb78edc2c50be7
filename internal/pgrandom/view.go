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
			if f, ok := one(c, m.ofKind("integer function")); ok && c.once(3) {
				r.cols[len(r.cols)-1].via = f.id()
			}
		}
	}
	if len(r.cols) == 0 {
		return false
	}
	r.where = c.word("", "true", "filter", "group", "order", "distinct", "union")
	r.options = c.word("", "", "barrier", "check", "invoker", "default")
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
func (m *model) tidyView(r *relation, ids map[string]string) bool {
	r.from = slices.DeleteFunc(r.from, func(s source) bool { return m.relation(s.id) == nil })
	for _, c := range r.cols {
		if _, ok := ids[c.via]; !ok {
			c.via = ""
		}
	}
	r.cols = slices.DeleteFunc(r.cols, func(c *column) bool { return m.family(m.typeOf(r, c)) == "gone" })
	return len(r.cols) == 0 || !slices.Contains(append([]string{"public"}, m.schemas...), r.schema)
}

// unfilled tells whether a materialized view has no rows, and so nothing that stands on it can.
func (m *model) unfilled(r *relation) bool {
	return r.kind == "materialized" && r.options == "check" || slices.ContainsFunc(r.from, func(s source) bool { return m.unfilled(m.relation(s.id)) })
}

func (m *model) viewSQL(r *relation) string {
	alias := func(id string) string {
		return r.from[slices.IndexFunc(r.from, func(s source) bool { return s.id == id })].alias
	}
	var cols, from []string
	for _, c := range r.cols {
		text := alias(c.from) + "." + c.fromCol
		switch {
		case c.via != "" && m.typeAt(c.from, c.fromCol) == "integer":
			text = fmt.Sprintf("{%s}(%s)", c.via, text)
		case c.asText:
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
	head := ""
	switch ordered := !slices.ContainsFunc(r.cols, func(c *column) bool { return !m.ordered(m.typeOf(r, c)) }); {
	case r.where == "filter":
		end = " WHERE " + first + " IS NOT NULL" + end
	case r.where == "order" && m.ordered(m.typeAt(r.cols[0].from, r.cols[0].fromCol)):
		end = " ORDER BY " + first + " DESC LIMIT 9" + end
	case r.where == "distinct" && ordered:
		head = "DISTINCT "
	case r.where == "union":
		end = fmt.Sprintf(" UNION ALL SELECT %s FROM %s", withoutNames(cols), strings.Join(from, ", ")) + end
	}
	word := "VIEW"
	if r.kind == "materialized" {
		word = "MATERIALIZED VIEW"
	}
	return fmt.Sprintf("CREATE %s {%s}%s AS SELECT %s%s FROM %s%s;\n%s", word, r.id(), with, head, strings.Join(cols, ", "), strings.Join(from, ", "), end, m.viewDefault(r))
}

// viewEnds are the options of a view, before and after its query.
func (m *model) viewEnds(r *relation) (with, end string) {
	if r.kind == "materialized" && m.unfilled(r) {
		end = " WITH NO DATA"
	}
	switch {
	case r.kind == "view" && r.options == "check" && m.updatable(r):
		with = " WITH (check_option=local)"
	case r.kind == "view" && r.options == "invoker" && m.major >= 15:
		with = " WITH (security_invoker=true)"
	case r.kind == "view" && r.options == "barrier":
		with = " WITH (security_barrier=true)"
	case r.kind == "materialized" && r.options == "barrier":
		with = " WITH (fillfactor=60)"
	}
	return with, end
}

// withoutNames are the expressions of a list of columns.
func withoutNames(cols []string) string {
	var out []string
	for _, col := range cols {
		text, _, _ := strings.Cut(col, " AS ")
		out = append(out, text)
	}
	return list(out)
}

// updatable tells whether rows can be put into a view, which can check them then.
func (m *model) updatable(r *relation) bool {
	return len(r.from) == 1 && m.relation(r.from[0].id).kind == "table" && slices.Contains([]string{"", "true", "filter"}, r.where) &&
		slices.ContainsFunc(r.cols, func(c *column) bool { return c.via == "" && !c.asText })
}

// viewDefault is the default of the first column of a view that has one.
func (m *model) viewDefault(r *relation) string {
	typ := m.typeOf(r, r.cols[0])
	if r.kind != "view" || r.options != "default" || m.family(typ) == "row" {
		return ""
	}
	return fmt.Sprintf("ALTER VIEW {%s} ALTER COLUMN %s SET DEFAULT %s;\n", r.id(), r.cols[0].name, m.sample(typ, 3))
}
