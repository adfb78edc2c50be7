package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// makePublication publishes a table, or some of its columns and rows, or a schema.
func makePublication(m *model, c *chooser, p *piece) bool {
	switch c.upTo(6) {
	case 4:
		p.text = fmt.Sprintf("CREATE PUBLICATION %s FOR ALL TABLES WITH (publish = '%s');\n", p.name, c.word("insert", "", "truncate"))
		return true
	case 5:
		p.text = fmt.Sprintf("CREATE PUBLICATION %s WITH (publish = '%s');\n", p.name, c.word("insert", "insert, delete"))
		return true
	}
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
	p.text = fmt.Sprintf("CREATE PUBLICATION %s FOR TABLE {%s}%s WITH (publish = '%s'%s);\n", p.name, id, part, c.word("insert", "insert, update", "delete"), m.publicationOption(c))
	p.fits = func(m *model, p *piece) bool {
		r := m.relation(id)
		return r != nil && !strings.Contains(r.options, "UNLOGGED") && (part == "" || r.strategy == "" && !slices.ContainsFunc(p.cols, func(name string) bool {
			col := m.column(r, name)
			return col == nil || col.generated != "" || col.collation != "" || strings.HasPrefix(col.typ, "type ")
		}))
	}
	return true
}

// publicationOption draws an option of a publication.
func (m *model) publicationOption(c *chooser) string {
	option := c.word("", "", ", publish_via_partition_root = true", ", publish_generated_columns = stored")
	if strings.Contains(option, "generated") && m.major < 18 || strings.Contains(option, "root") && m.major < 13 {
		return ""
	}
	return option
}
