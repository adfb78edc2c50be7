package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// toastSettings sets the parameters of a TOAST table once a column has brought
// it: a table without one forgets them, without a word. Where no column keeps the one that
// is there, it may have gone meanwhile.
// https://www.postgresql.org/docs/current/storage-toast.html
func toastSettings(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	table := onTable(col.Schema, col.Table)
	is, ok := schema.Find[*schema.Table](c.Plan.To, table)
	if !ok || !c.Plan.From.Has(table) || lastToasted(c)[table] != col.Name {
		return nil
	}
	toasted := func(col *schema.Column) bool {
		now, stays := schema.Find[*schema.Column](c.Plan.To, col.Ref())
		return mustBeToasted(c.Plan.From, col) && stays && mustBeToasted(c.Plan.To, now)
	}
	if from, _ := c.Plan.Families(); slices.ContainsFunc(from.Columns(table), toasted) {
		return nil
	}
	var stmts []sqlgen.Stmt
	for _, clause := range alterOptions(nil, ofToast(is.With)) {
		// One command with the column would come too early.
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER TABLE " + Qualified(table.Schema, table.Name) + " " + clause})
	}
	return stmts
}

const keptToasted = "last columns that bring TOAST tables"

// lastToasted has, by their tables, the last columns that the plan adds or changes
// the type of and that may bring a TOAST table: it takes several short ones.
func lastToasted(c *sqlgen.Context) map[schema.Ref]string {
	if last, ok := c.Kept[keptToasted].(map[schema.Ref]string); ok {
		return last
	}
	last := map[schema.Ref]string{}
	for _, s := range c.Plan.Steps {
		if s.Action == planner.Create || s.Action == planner.Alter && s.Has("Type") {
			if col, ok := s.To.(*schema.Column); ok && mayBeToasted(c.Plan.To, col) {
				last[onTable(col.Schema, col.Table)] = col.Name
			}
		}
	}
	c.Kept[keptToasted] = last
	return last
}

func mayBeToasted(s *schema.Schema, col *schema.Column) bool {
	return !isNeverToasted(withoutModifier(ofDomain(s, col.Type)))
}

// mustBeToasted reports whether a column is enough for a TOAST table. A length
// may be too small for one, and the types of users may be of any kind.
func mustBeToasted(s *schema.Schema, col *schema.Column) bool {
	typ := ofDomain(s, col.Type)
	element, array := arrayOf(typ)
	schemaName, _ := typeName(element)
	return mayBeToasted(s, col) && col.Storage != "PLAIN" && !strings.Contains(typ, "(") && (array || schemaName == "")
}

func ofToast(list []schema.Option) []schema.Option {
	return slices.DeleteFunc(slices.Clone(list), func(o schema.Option) bool { return !strings.HasPrefix(o.Name, "toast.") })
}
