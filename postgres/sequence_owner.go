package postgres

import (
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A sequence owner is read with its sequence.
var sequenceOwners = kind[*schema.SequenceOwner]{
	name: schema.KindSequenceOwner,
	create: func(c *sqlgen.Context, o *schema.SequenceOwner, _ []schema.Object) []sqlgen.Stmt {
		return append(ownSequence(o), goOnOwned(c, o)...)
	},
	drop: func(_ *sqlgen.Context, o *schema.SequenceOwner) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER SEQUENCE " + Qualified(o.Schema, o.Sequence) + " OWNED BY NONE")
	},
	alter: []alter[*schema.SequenceOwner]{{
		fields: []string{"Column"},
		write:  func(_ *sqlgen.Context, _, to *schema.SequenceOwner) []sqlgen.Stmt { return ownSequence(to) },
	}},
	// The server refuses to change the owner of a sequence that is tied to a
	// table, so that the tie is undone first when the table is another.
	how: func(_ planner.Change, from, to *schema.SequenceOwner) (planner.How, bool) {
		return planner.Replace, !sameTable(from, to)
	},
	// Sequence and table must have one owner.
	loose: func(_ *schema.Schema, o *schema.SequenceOwner) []schema.Ref {
		return []schema.Ref{onTable(o.Column.Schema, o.Column.Table)}
	},
	goesWith: func(_ *schema.Schema, o *schema.SequenceOwner) []schema.Ref {
		return []schema.Ref{{Kind: schema.KindSequence, Schema: o.Schema, Name: o.Sequence}}
	},
}

func ownSequence(o *schema.SequenceOwner) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER SEQUENCE " + Qualified(o.Schema, o.Sequence) +
		" OWNED BY " + Qualified(o.Column.Schema, o.Column.Table) + "." + Ident(o.Column.Name))
}

// goOnOwned leads a new sequence behind the numbers of the column that it is
// for, where that is not new.
func goOnOwned(c *sqlgen.Context, o *schema.SequenceOwner) []sqlgen.Stmt {
	q, ok := schema.Find[*schema.Sequence](c.Plan.To, schema.Ref{Kind: schema.KindSequence, Schema: o.Schema, Name: o.Sequence})
	column, also := schema.Find[*schema.Column](c.Plan.To, o.Column)
	if !ok || !also || !c.New(q.Ref()) || c.New(o.Column) || o.Schema != column.Schema {
		return nil
	}
	if _, handed := (handOver{schema: q.Schema, name: q.Name}).passing(c); handed {
		return nil
	}
	return goOn(c, column, q.Name, q.SequenceOptions)
}

func sameTable(a, b *schema.SequenceOwner) bool {
	return a.Column.Schema == b.Column.Schema && a.Column.Table == b.Column.Table
}
