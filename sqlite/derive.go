package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// deriveNames names the constraints that have no name, as PostgreSQL would.
func (d *definition) deriveNames() {
	taken := map[string]bool{}
	for _, k := range d.keys {
		taken[k.Name] = true
	}
	for _, c := range d.checks {
		taken[c.Name] = true
	}
	for _, f := range d.fks {
		taken[f.Name] = true
	}
	pick := func(name *string, columns []string, suffix string) {
		if *name != "" {
			return
		}
		base := strings.Join(append(append([]string{d.table.Name}, columns...), suffix), "_")
		*name = base
		for i := 1; taken[*name]; i++ {
			*name = fmt.Sprintf("%s%d", base, i)
		}
		taken[*name] = true
	}
	for _, k := range d.keys {
		if k.Primary {
			pick(&k.Name, nil, "pkey")
		} else {
			pick(&k.Name, k.Columns, "key")
		}
	}
	for _, c := range d.checks {
		columns := mentioned(wordsOf(c.Expr), d.columns)
		if len(columns) != 1 {
			columns = nil
		}
		pick(&c.Name, columns, "check")
	}
	for _, f := range d.fks {
		pick(&f.Name, f.Columns, "fkey")
	}
}

// spellColumns writes the columns that constraints name as the table does:
// SQLite does not tell case apart.
func (d *definition) spellColumns() {
	names := d.columnNames()
	for _, k := range d.keys {
		spell(k.Columns, names)
	}
	for _, f := range d.fks {
		spell(f.Columns, names)
	}
}

func (d *definition) columnNames() map[string]string {
	names := make(map[string]string, len(d.columns))
	for _, c := range d.columns {
		names[strings.ToLower(c.Name)] = c.Name
	}
	return names
}

func spell(columns []string, names map[string]string) {
	for i, c := range columns {
		if name, ok := names[strings.ToLower(c)]; ok {
			columns[i] = name
		}
	}
}

func (d *definition) primaryKey() *schema.Key {
	for _, k := range d.keys {
		if k.Primary {
			return k
		}
	}
	return nil
}

// markNotNull sets NotNull where a null can never be: the rowid, and the
// primary key of a table that is STRICT or WITHOUT ROWID.
func markNotNull(t *schema.Table, columns []*schema.Column, key *schema.Key) {
	if key == nil {
		return
	}
	in := map[string]bool{}
	for _, name := range key.Columns {
		in[name] = true
	}
	for _, c := range columns {
		if in[c.Name] && (t.Strict || t.WithoutRowid || isRowid(t, c, key)) {
			c.NotNull = true
		}
	}
}
