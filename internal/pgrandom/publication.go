package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// makePublication publishes a table, or some of its columns and rows, or a schema.
func makePublication(m *model, c *chooser, p *piece) bool {
	if m.major >= 15 && c.once(5) {
		schema := m.anySchema(c)
		p.needs = append(p.needs, "schema "+schema)
		p.text = fmt.Sprintf("CREATE PUBLICATION %s FOR TABLES IN SCHEMA %s;\n", p.name, schema)
		return true
	}
	r, ok := one(c, m.tables)
	if !ok || r.kind != "table" || strings.Contains(r.options, "UNLOGGED") {
		return false
	}
	id, part := r.id(), ""
	p.needs = append(p.needs, id)
	// What a row filter asks may be nothing but the server's own.
	own := m.colsOf(r, func(col *column, typ string) bool {
		return col.generated == "" && col.collation == "" && !strings.HasPrefix(typ, "type ")
	})
	if len(own) > 0 && m.major >= 15 && r.strategy == "" {
		if form := c.upTo(4); form > 1 {
			cols := some(c, 3, own)
			m.take(p, r, cols...)
			part = fmt.Sprintf(" (%s)", list(cols))
			if form == 3 {
				part += fmt.Sprintf(" WHERE (%s IS NOT NULL)", cols[0])
			}
		}
	}
	p.text = fmt.Sprintf("CREATE PUBLICATION %s FOR TABLE {%s}%s WITH (publish = '%s');\n", p.name, id, part, c.word("insert", "insert, update", "delete"))
	p.fits = func(m *model, p *piece) bool {
		r := m.relation(id)
		return !strings.Contains(r.options, "UNLOGGED") && (part == "" || r.strategy == "" && !slices.ContainsFunc(p.cols, func(name string) bool {
			col := m.column(r, name)
			return col == nil || col.generated != "" || col.collation != "" || strings.HasPrefix(col.typ, "type ")
		}))
	}
	return true
}
