package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A standIn is a table that takes the place of parents until a table inherits from
// them. Whatever a table is given by itself, and what it has of a parent that it
// leaves, counts as its own from then on, and no statement takes that back. What
// it has of the stand-in does not, and stays inherited once the parents have it too.
type standIn struct {
	schema, name string
	// columns are those that it has.
	columns map[string]bool
}

func (s *standIn) target() string { return "ALTER TABLE " + Qualified(s.schema, s.name) }

func standInOf(table schema.Ref) string { return "stand-in for the parents of " + table.Path() }

// awaitsParents finds the table's tie to the parents that it is to get on the way.
func awaitsParents(c *sqlgen.Context, table schema.Ref) bool {
	tie, ok := schema.Find[*schema.Inheritance](c.Plan.To, table.InTable(schema.KindInheritance, "inheritance"))
	if !ok || tie.Bound != "" || !c.Plan.From.Has(table) {
		return false
	}
	return c.New(tie.Ref()) || c.Alters(tie.Ref()) || c.Drops(tie.Ref())
}

// parentHas reports whether a parent that a table does not leave has what r names.
func parentHas(c *sqlgen.Context, r schema.Ref) bool {
	return slices.ContainsFunc(following(c, onTable(r.Schema, r.Table)), func(p schema.Ref) bool {
		return c.Plan.To.Has(p.InTable(r.Kind, r.Name))
	})
}

// standInFor gives the stand-in of a table, and the statements that make it.
func standInFor(c *sqlgen.Context, table schema.Ref, columns []string) (*standIn, []sqlgen.Stmt) {
	if s, ok := c.Kept[standInOf(table)].(*standIn); ok {
		return s, nil
	}
	s := &standIn{schema: table.Schema, name: unusedName(c, table.Name, "__parent", nil), columns: map[string]bool{}}
	c.Kept[standInOf(table)] = s
	body := " ()"
	if len(columns) > 0 {
		body = " (\n    " + strings.Join(columns, ",\n    ") + "\n)"
	}
	// Without columns it is in nobody's way, and there for whichever step comes first.
	first := len(columns) == 0
	return s, []sqlgen.Stmt{
		{
			First: first, SQL: "CREATE TABLE " + Qualified(s.schema, s.name) + body,
			Comment: "It stands in for the parents of " + table.Path() + " until that inherits from them: what comes with them\n" +
				"would count as the table's own otherwise.",
		},
		{First: first, SQL: "ALTER TABLE " + Qualified(table.Schema, table.Name) + " INHERIT " + Qualified(s.schema, s.name)},
	}
}

// dismiss drops the stand-in of a table that has got its parents.
func dismiss(c *sqlgen.Context, table schema.Ref) []sqlgen.Stmt {
	s, ok := c.Kept[standInOf(table)].(*standIn)
	if !ok {
		return nil
	}
	delete(c.Kept, standInOf(table))
	return []sqlgen.Stmt{
		{SQL: "ALTER TABLE " + Qualified(table.Schema, table.Name) + " NO INHERIT " + Qualified(s.schema, s.name)},
		{SQL: "DROP TABLE " + Qualified(s.schema, s.name)},
	}
}

// bases gives the stand-in the columns that an expression of the table's needs.
func (s *standIn) bases(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, col := range basesOf(c.Plan.To, o) {
		if !s.columns[col.Name] {
			s.columns[col.Name] = true
			stmts = append(stmts, sqlgen.Stmt{Target: s.target(), Clause: "ADD COLUMN " + bareColumn(col)})
		}
	}
	return stmts
}

// basesOf lists the columns of its table that an object needs.
func basesOf(in *schema.Schema, o schema.Object) []*schema.Column {
	var out []*schema.Column
	for _, r := range o.Deps() {
		if col, ok := schema.Find[*schema.Column](in, r); ok && r.Schema == o.Ref().Schema && r.Table == o.Ref().Table && r != o.Ref() {
			out = append(out, col)
		}
	}
	return out
}

// bareColumn is what a table has to agree in with its parents.
func bareColumn(col *schema.Column) string {
	text := Ident(col.Name) + " " + col.Type
	if col.Collation != "" {
		text += " COLLATE " + bare(col.Collation)
	}
	return text
}

// lentColumn adds a column by way of the stand-in, if the table is to have it of
// parents that it gets later.
func lentColumn(c *sqlgen.Context, col *schema.Column, def *schema.Default) ([]sqlgen.Stmt, bool) {
	table := onTable(col.Schema, col.Table)
	if !col.Inherited || col.Local || col.Identity != nil || !awaitsParents(c, table) || parentHas(c, col.Ref()) {
		return nil, false
	}
	s, stmts := standInFor(c, table, nil)
	stmts = append(append(stmts, declareBelow(c, col)...), s.bases(c, col)...)
	s.columns[col.Name] = true
	own := *col
	own.ForeignOptions = nil
	if own.NotNull && c.Major >= 18 {
		own.NotNullName = nextNotNullName(col)
	}
	var added []sqlgen.Stmt
	if col.Backfill != "" && busy(c, col.Schema, col.Table) {
		added = addFilled(c, &own, def)
	} else {
		added = append([]sqlgen.Stmt{addColumn(c, &own, def)}, lateNotNull(c, col)...)
	}
	added[0].Target = s.target()
	stmts = append(stmts, added...)
	return append(append(stmts, columnSettings(c, &schema.Column{}, col)...), toastSettings(c, col)...), true
}

// lentCheck does the same for a check, which is valid by the time of the tie.
func lentCheck(c *sqlgen.Context, k *schema.Check) ([]sqlgen.Stmt, bool) {
	table := onTable(k.Schema, k.Table)
	if !k.Inherited || k.Local || k.NotValid || !awaitsParents(c, table) || parentHas(c, k.Ref()) {
		return nil, false
	}
	plain := *c
	plain.Online = false
	s, stmts := standInFor(c, table, nil)
	stmts = append(stmts, s.bases(c, k)...)
	added := addValidated(&plain, k, k.Schema, k.Table, false, k.NotEnforced, "keeps reads and writes out")
	added[0].Target = s.target()
	return append(stmts, added...), true
}
