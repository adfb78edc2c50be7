package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// makersKept and defaultsKept are what a context keeps: the roles that own what
// nobody gives to another, and the default privileges on both sides of the plan.
const makersKept, defaultsKept = "makers", "default privileges"

// undoDefaults writes what takes from a new object the default privileges that it
// is not to have, and gives back what they lack. Which are in force depends on
// who runs the migration, so that each statement does no harm where it is idle.
func (k kind[T]) undoDefaults(c *sqlgen.Context, o T) []sqlgen.Stmt {
	return undoDefaults(c, o, func(g schema.Grant) string { return k.grant(o, g) })
}

// undoSequenceDefaults does so for a sequence that comes to a column.
func undoSequenceDefaults(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	return undoDefaults(c, col, func(g schema.Grant) string { return grantText(g.Privileges, sequenceTarget(col), g) })
}

func undoDefaults(c *sqlgen.Context, o schema.Object, grant func(schema.Grant) string) []sqlgen.Stmt {
	sides := defaultsAround(c)
	creation := schema.Creation{Object: o, Owner: ownerOf(c, o), Before: sides[0], After: sides[1]}
	creation.Makers, _ = c.Kept[makersKept].([]string)
	var stmts []sqlgen.Stmt
	for _, g := range creation.Corrections() {
		stmts = append(stmts, sqlgen.Stmt{SQL: grant(g)})
	}
	return stmts
}

func defaultsAround(c *sqlgen.Context) [2]*schema.DefaultGrants {
	sides, ok := c.Kept[defaultsKept].([2]*schema.DefaultGrants)
	if !ok {
		sides = [2]*schema.DefaultGrants{schema.DefaultGrantsOf(c.Plan.From), schema.DefaultGrantsOf(c.Plan.To)}
		c.Kept[defaultsKept] = sides
	}
	return sides
}

// ownerOf gives the owner of an object, or of the table that a column is of.
func ownerOf(c *sqlgen.Context, o schema.Object) string {
	if col, ok := o.(*schema.Column); ok {
		if t := c.Plan.To.Lookup(onTable(col.Schema, col.Table)); t != nil {
			return t.Base().Owner
		}
	}
	return o.Base().Owner
}
