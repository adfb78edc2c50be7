package sqlite

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// createTable writes a table under a name that need not be its own.
func (d *definition) createTable(name string) string {
	var lines []string
	inline := d.inlineKey()
	for _, c := range d.columns {
		line := columnText(c)
		if inline != nil && inline.Columns[0] == c.Name {
			line = columnHead(c, !isRowid(d.table, c, inline))
			if !unnamed(inline) {
				line += " CONSTRAINT " + Ident(inline.Name)
			}
			line += " PRIMARY KEY"
			if c.AutoIncrement {
				line += " AUTOINCREMENT"
			}
			line += columnTail(c)
		}
		lines = append(lines, line)
	}
	for _, k := range d.keys {
		if k != inline {
			lines = append(lines, keyText(k))
		}
	}
	for _, c := range d.checks {
		lines = append(lines, checkText(c))
	}
	for _, f := range d.fks {
		lines = append(lines, named(f.Name, "FOREIGN KEY ("+Idents(f.Columns)+") "+referencesText(f)))
	}
	var options []string
	if d.table.Strict {
		options = append(options, "STRICT")
	}
	if d.table.WithoutRowid {
		options = append(options, "WITHOUT ROWID")
	}
	text := "CREATE TABLE " + Ident(name) + " (\n    " + strings.Join(lines, ",\n    ") + "\n)"
	if len(options) > 0 {
		text += " " + strings.Join(options, ", ")
	}
	return text
}

// inlineKey is the primary key if it can stand with its column.
func (d *definition) inlineKey() *schema.Key {
	k := d.primaryKey()
	if k == nil || len(k.Columns) != 1 {
		return nil
	}
	for _, c := range d.columns {
		if c.Name == k.Columns[0] && (unnamed(k) || c.AutoIncrement) {
			return k
		}
	}
	return nil
}

// unnamed reports whether the name of a primary key is what follows from that
// of its table, which is not written.
func unnamed(k *schema.Key) bool { return k.Primary && k.Name == k.Table+"_pkey" }

func columnText(c *schema.Column) string { return columnHead(c, true) + columnTail(c) }

func columnHead(c *schema.Column, withNull bool) string {
	text := Ident(c.Name)
	if c.Type != "" {
		text += " " + c.Type
	}
	if c.NotNull && withNull {
		text += " NOT NULL"
	}
	return text
}

func columnTail(c *schema.Column) string {
	text := ""
	if c.Default != "" {
		text += " DEFAULT " + defaultText(c.Default)
	}
	if c.Collation != "" {
		text += " COLLATE " + Ident(c.Collation)
	}
	if g := c.Generated; g != nil {
		text += " GENERATED ALWAYS AS (" + g.Expr + ")"
		if g.Virtual {
			return text + " VIRTUAL"
		}
		text += " STORED"
	}
	return text
}

func defaultText(expr string) string {
	if constant(expr) || strings.HasPrefix(expr, "CURRENT_") && plainIdent.MatchString(expr) {
		return expr
	}
	return "(" + expr + ")"
}

func named(name, text string) string { return "CONSTRAINT " + Ident(name) + " " + text }

func keyText(k *schema.Key) string {
	switch {
	case unnamed(k):
		return "PRIMARY KEY (" + Idents(k.Columns) + ")"
	case k.Primary:
		return named(k.Name, "PRIMARY KEY ("+Idents(k.Columns)+")")
	}
	return named(k.Name, "UNIQUE ("+Idents(k.Columns)+")")
}

func checkText(c *schema.Check) string { return named(c.Name, "CHECK ("+c.Expr+")") }

func referencesText(f *schema.ForeignKey) string {
	text := "REFERENCES " + Ident(f.RefTable.Name)
	if len(f.RefColumns) > 0 {
		text += " (" + Idents(f.RefColumns) + ")"
	}
	if f.OnDelete != "" {
		text += " ON DELETE " + f.OnDelete
	}
	if f.OnUpdate != "" {
		text += " ON UPDATE " + f.OnUpdate
	}
	if f.Match != "" {
		text += " MATCH " + f.Match
	}
	if f.Deferrable {
		text += " DEFERRABLE"
		if f.InitiallyDeferred {
			text += " INITIALLY DEFERRED"
		}
	}
	return text
}

func createIndex(x *schema.Index) string {
	parts := make([]string, len(x.Parts))
	for i, p := range x.Parts {
		parts[i] = partText(p)
	}
	text := "CREATE INDEX "
	if x.Unique {
		text = "CREATE UNIQUE INDEX "
	}
	text += Ident(x.Name) + " ON " + Ident(x.Table) + " (" + strings.Join(parts, ", ") + ")"
	if x.Where != "" {
		text += " WHERE " + x.Where
	}
	return text
}

func partText(p schema.IndexPart) string {
	text := p.Expr
	if p.Column != "" {
		text = Ident(p.Column)
	}
	if p.Collation != "" {
		text += " COLLATE " + Ident(p.Collation)
	}
	if p.Desc {
		text += " DESC"
	}
	return text
}

func createView(v *schema.View) string {
	text := "CREATE VIEW " + Ident(v.Name)
	if len(v.Columns) > 0 {
		text += " (" + Idents(v.Columns) + ")"
	}
	return text + " AS\n" + closed(v.As)
}

// closed keeps a comment at the end of a text from swallowing the semicolon.
func closed(sql string) string {
	tokens := tokenize(sql)
	if n := len(tokens); n > 0 && strings.Contains(sql[tokens[n-1].end():], "--") {
		return sql + "\n"
	}
	return sql
}

func createTrigger(t *schema.Trigger) string {
	text := "CREATE TRIGGER " + Ident(t.Name) + " " + string(t.When) + " " + strings.Join(t.Events, " OR ")
	if len(t.UpdateOf) > 0 {
		text += " OF " + Idents(t.UpdateOf)
	}
	text += " ON " + Ident(t.Table) + " FOR EACH ROW"
	if t.Condition != "" {
		text += "\nWHEN " + t.Condition
	}
	return text + "\n" + t.Body
}
