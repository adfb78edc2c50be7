package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A default is read with its column.
var defaults = kind[*schema.Default]{
	name: schema.KindDefault,
	create: func(c *sqlgen.Context, d *schema.Default, _ []schema.Object) []sqlgen.Stmt {
		return afterNotNull(c, d)
	},
	drop: func(c *sqlgen.Context, d *schema.Default) []sqlgen.Stmt {
		if gone := dropDefault(d.Schema, d.Table, d.Column); c.New(d.Ref()) && !defaultCame(c, d) {
			// What the children are to have fits the type that the column has by
			// then.
			return []sqlgen.Stmt{gone}
		}
		return changeDefault(c, d, dropDefault(d.Schema, d.Table, d.Column))
	},
	alter: []alter[*schema.Default]{{
		fields: []string{"Expr"},
		write: func(c *sqlgen.Context, _, to *schema.Default) []sqlgen.Stmt {
			return afterNotNull(c, to)
		},
	}},
	within: columnOf,
	goesWith: func(_ *schema.Schema, d *schema.Default) []schema.Ref {
		return []schema.Ref{columnOf(d)}
	},
}

const setBefore = "default set before NOT NULL: "

// beforeNotNull sets the default that a column gets along with NOT NULL first:
// until then, rows that leave the column to it would be refused. What stands on
// other changes has to wait for these, and where tables take their defaults from
// others the default has a place of its own.
func beforeNotNull(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	d, ok := schema.Find[*schema.Default](c.Plan.To, to.Ref().InTable(schema.KindDefault, to.Name))
	if !ok || only(c, to.Schema, to.Table) != "" || retyped(from, to) || !c.New(d.Ref()) && !c.Alters(d.Ref()) || c.Drops(d.Ref()) {
		return nil
	}
	for _, r := range d.Needs {
		if r != to.Ref() && (c.New(r) || c.Alters(r)) {
			return nil
		}
	}
	c.Kept[setBefore+d.Ref().Path()] = true
	return changeDefault(c, d, setDefault(d))
}

func afterNotNull(c *sqlgen.Context, d *schema.Default) []sqlgen.Stmt {
	if c.Kept[setBefore+d.Ref().Path()] != nil {
		return nil
	}
	return changeDefault(c, d, setDefault(d))
}

func dropDefault(schemaName, table, column string) sqlgen.Stmt {
	return alterTable(schemaName, table, "ALTER COLUMN "+Ident(column)+" DROP DEFAULT")
}

// changeDefault changes the default of a column, and with it that of the
// column in every child. Children that are to have another get it back. Nothing
// is to do for a child whose default has come with the parent's.
func changeDefault(c *sqlgen.Context, d *schema.Default, s sqlgen.Stmt) []sqlgen.Stmt {
	if defaultCame(c, d) {
		return nil
	}
	stmts := []sqlgen.Stmt{s}
	to, _ := schema.Find[*schema.Default](c.Plan.To, d.Ref())
	for _, child := range defaultFollowers(c, d) {
		r := child.InTable(schema.KindDefault, d.Column)
		own, has := schema.Find[*schema.Default](c.Plan.To, r)
		switch {
		case has && (to == nil || to.Expr != own.Expr):
			stmts = append(stmts, setDefault(own))
		case !has && to != nil:
			stmts = append(stmts, dropDefault(child.Schema, child.Name, d.Column))
		}
	}
	return stmts
}

// defaultCame reports whether a parent's default changes too, which has taken
// care of the child's.
func defaultCame(c *sqlgen.Context, d *schema.Default) bool {
	for _, p := range following(c, onTable(d.Schema, d.Table)) {
		r := p.InTable(schema.KindDefault, d.Column)
		was, is := c.Plan.From.Lookup(r), c.Plan.To.Lookup(r)
		column := p.InTable(schema.KindColumn, d.Column)
		if !c.Plan.From.Has(column) || !c.Plan.To.Has(column) {
			continue
		}
		if (was == nil) != (is == nil) || was != nil && len(schema.Changed(was, is)) > 0 {
			return true
		}
	}
	return false
}

// defaultFollowers lists the tables below that have the column in step.
func defaultFollowers(c *sqlgen.Context, d *schema.Default) []schema.Ref {
	var out []schema.Ref
	queue := followers(c, onTable(d.Schema, d.Table))
	for len(queue) > 0 {
		child := queue[0]
		queue = queue[1:]
		column := child.InTable(schema.KindColumn, d.Column)
		if !c.Plan.From.Has(column) || !c.Plan.To.Has(column) || slices.Contains(out, child) {
			continue
		}
		out = append(out, child)
		queue = append(queue, followers(c, child)...)
	}
	return out
}

func columnOf(d *schema.Default) schema.Ref {
	return schema.Ref{Kind: schema.KindColumn, Schema: d.Schema, Table: d.Table, Name: d.Column}
}

func setDefault(d *schema.Default) sqlgen.Stmt {
	return alterTable(d.Schema, d.Table, "ALTER COLUMN "+Ident(d.Column)+" SET DEFAULT "+d.Expr)
}
