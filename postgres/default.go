package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A default is read with its column.
var defaults = kind[*schema.Default]{
	name: schema.KindDefault,
	create: func(_ *sqlgen.Context, d *schema.Default, _ []schema.Object) []sqlgen.Stmt {
		return []sqlgen.Stmt{setDefault(d)}
	},
	drop: func(_ *sqlgen.Context, d *schema.Default) []sqlgen.Stmt {
		return []sqlgen.Stmt{alterTable(d.Schema, d.Table, "ALTER COLUMN "+Ident(d.Column)+" DROP DEFAULT")}
	},
	alter: []alter[*schema.Default]{{
		fields: []string{"Expr"},
		write:  func(_ *sqlgen.Context, _, to *schema.Default) []sqlgen.Stmt { return []sqlgen.Stmt{setDefault(to)} },
	}},
	within: columnOf,
	goesWith: func(_ *schema.Schema, d *schema.Default) []schema.Ref {
		return []schema.Ref{columnOf(d)}
	},
}

func columnOf(d *schema.Default) schema.Ref {
	return schema.Ref{Kind: schema.KindColumn, Schema: d.Schema, Table: d.Table, Name: d.Column}
}

func setDefault(d *schema.Default) sqlgen.Stmt {
	return alterTable(d.Schema, d.Table, "ALTER COLUMN "+Ident(d.Column)+" SET DEFAULT "+d.Expr)
}
