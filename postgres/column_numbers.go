package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// numbersApart reports whether a new identity column cannot be added at once:
// where the children of a table get it too, the server refuses, but for
// partitioned tables from PostgreSQL 17 on. Children that go may do so later.
func numbersApart(c *sqlgen.Context, col *schema.Column) bool {
	if col.Identity == nil || c.Major >= 17 && partitioned(c, col.Schema, col.Table) {
		return false
	}
	from, _ := c.Plan.Families()
	return len(from.Children(onTable(col.Schema, col.Table))) > 0
}

// addNumbered adds an identity column to a table with children: the rows of all
// get numbers from a passing sequence, and then the column its own, which goes on
// after them.
func addNumbered(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	plain := *col
	plain.Identity = nil
	passing := Qualified(col.Schema, passingName(c, identitySequence(col), nil))
	text := "nextval(" + Literal(passing) + ")"
	drop := dropDefault(col.Schema, col.Table, col.Name)
	drop.Alone = true
	stmts := []sqlgen.Stmt{
		{SQL: "CREATE SEQUENCE " + passing + " AS " + col.Type + sequenceClause(col.Identity.SequenceOptions, " ")},
		addColumn(c, &plain, &schema.Default{Schema: col.Schema, Table: col.Table, Column: col.Name, Expr: text}),
		drop,
		{SQL: "DROP SEQUENCE " + passing},
	}
	return append(stmts, becomeIdentity(c, col)...)
}

// becomeIdentity gives a column that is there its sequence.
func becomeIdentity(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	s := columnStmt(col, "ADD "+identityClause(col))
	s.Alone = true
	return append([]sqlgen.Stmt{s}, takeOver(c, col)...)
}
