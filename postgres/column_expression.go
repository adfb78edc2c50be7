package postgres

import (
	"fmt"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// alterExpression: children can have expressions of their own, which a new one
// of the parent would replace; to lose it they do together. It goes alone where the type
// changes too: a generated column takes no USING.
func alterExpression(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	if to.Generated == nil {
		return unlessFollowed(func(_ *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
			s := columnStmt(to, "DROP EXPRESSION")
			s.Alone = retyped(from, to)
			return []sqlgen.Stmt{s}
		}, "Generated")(c, from, to)
	}
	return []sqlgen.Stmt{setExpression(c, to)}
}

func setExpression(c *sqlgen.Context, col *schema.Column) sqlgen.Stmt {
	s := columnStmt(col, "SET EXPRESSION AS "+parens(col.Generated.Expr))
	if !col.Generated.Virtual {
		s.Risks = []sqlgen.Risk{rewrites(col.Schema, col.Table)}
	}
	s.Target = "ALTER TABLE " + only(c, col.Schema, col.Table) + Qualified(col.Schema, col.Table)
	return s
}

// computesItself reports whether a column has got the expression of the uppermost
// parent and is to have another.
func computesItself(c *sqlgen.Context, col, parent *schema.Column) bool {
	up := uppermost(c, parent)
	return !col.Local && col.Generated != nil && up.Generated != nil && *col.Generated != *up.Generated
}

// preventDropExpression: the server takes the expression from the children of a table, but
// not where these have children of their own, which no statement gets around. Before 13
// it takes it from none.
// https://www.postgresql.org/docs/13/release-13.html
func preventDropExpression(c *sqlgen.Context, s planner.Step) error {
	if s.Action != planner.Alter || !s.Has("Generated") || s.To.(*schema.Column).Generated != nil {
		return nil
	}
	if c.Major < 13 {
		return fmt.Errorf("changing %s: before PostgreSQL 13 a generated column cannot become a plain one; declare a plain one "+
			"under another name, copy the values over by hand (schemactl new), then drop this one and give that its name with renamed_from", s.Ref())
	}
	for was := range parentColumns(c, s.To.(*schema.Column)) {
		if was.Generated != nil {
			return nil // the parent's is named
		}
	}
	for _, child := range columnsBelow(c, s.From.(*schema.Column)) {
		if deeper := columnsBelow(c, child); len(deeper) > 0 {
			return fmt.Errorf("changing %s: PostgreSQL lets no generated column that is inherited over more than one tier become a plain one; "+
				"let %s leave its parents in one plan, and come back in another that comes after this change",
				s.Ref(), onTable(deeper[0].Schema, deeper[0].Table))
		}
	}
	return nil
}

// preventExpression: before 17 the server changes no expression but with the column, and
// that of a child goes and comes with the parent's, and as that is.
func preventExpression(c *sqlgen.Context, s planner.Step) error {
	if s.Action != planner.Create || !s.Replaces || c.Major >= 17 {
		return nil
	}
	col := s.To.(*schema.Column)
	if !col.Inherited || col.Generated == nil {
		return nil
	}
	if parent := comesWith(c, col); parent != nil && !computesItself(c, col, parent) || !follows(c, col) {
		return nil
	}
	return fmt.Errorf("changing %s: before PostgreSQL 17 a generated column that is inherited keeps its expression; "+
		"let the table leave its parent in one plan, with the column as it is to be, and come back in another", col.Ref())
}

// follows reports whether a column has been a parent's, and stays that.
func follows(c *sqlgen.Context, col *schema.Column) bool {
	for range parentColumns(c, col) {
		return true
	}
	return false
}

// expressionDisturbs: SET EXPRESSION makes indexes, constraints and statistics anew as
// ALTER TYPE does; statistics get neither their target back nor their owner.
func expressionDisturbs(dependent schema.Object) planner.Effect {
	switch dependent.(type) {
	case *schema.Index, *schema.Key, *schema.Exclude:
		if isForgotten(dependent) {
			return planner.Aside
		}
	case *schema.Statistics:
		return planner.Aside
	}
	return planner.Along
}
