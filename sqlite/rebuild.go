package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// temporary is the name of a table while it is rebuilt.
func temporary(table string) string { return "_schemactl_new_" + table }

// rebuild writes the whole change of a table that ALTER TABLE cannot make: a
// new table takes the rows and then the name. Foreign keys must not be
// enforced meanwhile, or DROP TABLE deletes what refers to the rows: the
// runner sees to that, as it cannot be done within a transaction.
// https://sqlite.org/lang_altertable.html#otheralter
func (o *outline) rebuild(d *difference, at int) []sqlgen.Stmt {
	table, to := d.to.table.Name, temporary(d.to.table.Name)
	stmts := []sqlgen.Stmt{{
		SQL:     d.to.createTable(to),
		Comment: fmt.Sprintf("rebuild table %s: ALTER TABLE cannot make this change", table),
	}}
	stmts = append(stmts, d.copyRows(to)...)
	stmts = append(stmts, d.keepSequence(to)...)
	stmts = append(stmts, sqlgen.Stmt{SQL: "DROP TABLE " + Ident(table), Risks: d.lost()})
	stmts = append(stmts, o.takeName(to, table)...)
	for _, x := range d.to.indexes {
		if o.again(x.Ref(), at) {
			stmts = append(stmts, sqlgen.Stmt{SQL: createIndex(x)})
		}
	}
	for _, t := range d.to.triggers {
		if o.again(t.Ref(), at) {
			stmts = append(stmts, sqlgen.Stmt{SQL: createTrigger(t)})
		}
	}
	return stmts
}

// takeName renames the new table. Without legacy_alter_table, RENAME fails if
// a view or trigger names the table that is gone just then.
// https://sqlite.org/pragma.html#pragma_legacy_alter_table
func (o *outline) takeName(from, to string) []sqlgen.Stmt {
	rename := sqlgen.Stmt{SQL: "ALTER TABLE " + Ident(from) + " RENAME TO " + Ident(to)}
	if !o.viewed {
		return []sqlgen.Stmt{rename}
	}
	return []sqlgen.Stmt{
		{SQL: "PRAGMA legacy_alter_table = ON"}, rename, {SQL: "PRAGMA legacy_alter_table = OFF"},
	}
}

// copyRows fills the new table. A column that is new and has a default gets it
// by being left out.
func (d *difference) copyRows(to string) []sqlgen.Stmt {
	var names, values []string
	risks := []sqlgen.Risk{{Code: "rewrite", Text: "every row of " + d.to.table.Name + " is copied"}}
	for _, c := range d.to.columns {
		if c.Generated != nil {
			continue
		}
		value, risk := d.valueOf(c)
		if risk != "" {
			risks = append(risks, sqlgen.Risk{Code: "not-null", Text: risk})
		}
		if value != "" {
			names, values = append(names, Ident(c.Name)), append(values, value)
		}
	}
	if len(names) == 0 {
		names, values = d.emptyRow()
	}
	return []sqlgen.Stmt{{
		SQL: "INSERT INTO " + Ident(to) + " (" + strings.Join(names, ", ") + ")\nSELECT " +
			strings.Join(values, ", ") + "\nFROM " + Ident(d.from.table.Name),
		Risks: risks,
	}}
}

// emptyRow is for a table none of whose columns was there before: its rows are
// kept with defaults alone, and INSERT … SELECT must name a column.
func (d *difference) emptyRow() (names, values []string) {
	for _, c := range d.to.columns {
		if c.Generated != nil {
			continue
		}
		value := "NULL"
		if c.Default != "" {
			value = defaultText(c.Default)
		}
		return []string{Ident(c.Name)}, []string{value}
	}
	return nil, nil
}

// valueOf gives the expression of a column for the rows that are there, empty
// for its default, and what can go wrong. A type change leaves the conversion
// to the affinity of the new type, which loses nothing; CAST would.
func (d *difference) valueOf(c *schema.Column) (value, risk string) {
	old := d.from.column(c.Name)
	switch {
	case old == nil && c.Backfill != "":
		return c.Backfill, ""
	case old == nil && c.NotNull && c.Default == "" && !isRowid(d.to.table, c, d.to.primaryKey()):
		return "NULL", fmt.Sprintf("column %s.%s has neither a default nor a backfill: this fails if the table has rows", c.Table, c.Name)
	case old == nil:
		return "", ""
	}
	value = Ident(c.Name)
	if c.Using != "" && old.Type != c.Type {
		value = c.Using
	}
	if !c.NotNull || old.NotNull {
		return value, ""
	}
	if c.Backfill != "" {
		return "coalesce(" + value + ", " + c.Backfill + ")", ""
	}
	return value, fmt.Sprintf("this fails if %s.%s holds a null", c.Table, c.Name)
}

// keepSequence carries over what AUTOINCREMENT has given out, so that no
// number is given twice.
// https://sqlite.org/autoinc.html
func (d *difference) keepSequence(to string) []sqlgen.Stmt {
	if !hasAutoIncrement(d.from) || !hasAutoIncrement(d.to) {
		return nil
	}
	return []sqlgen.Stmt{
		{SQL: "DELETE FROM sqlite_sequence WHERE name = " + Literal(to)},
		{SQL: fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT %s, seq FROM sqlite_sequence WHERE name = %s",
			Literal(to), Literal(d.from.table.Name))},
	}
}

func hasAutoIncrement(s *shape) bool {
	for _, c := range s.columns {
		if c.AutoIncrement {
			return true
		}
	}
	return false
}

// lost names the columns that do not come along.
func (d *difference) lost() []sqlgen.Risk {
	var risks []sqlgen.Risk
	for _, c := range d.from.columns {
		if c.Generated == nil && d.to.column(c.Name) == nil {
			risks = append(risks, dropsColumn(c))
		}
	}
	return risks
}

func dropsColumn(c *schema.Column) sqlgen.Risk {
	return sqlgen.Risk{Code: "data-loss", Text: fmt.Sprintf("the values of column %s.%s are lost", c.Table, c.Name)}
}
