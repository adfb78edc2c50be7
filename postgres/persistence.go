package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// persistenceWord is what SET takes.
func persistenceWord(unlogged bool) string {
	if unlogged {
		return "UNLOGGED"
	}
	return "LOGGED"
}

func setPersistence(schemaName, sequence, word string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "ALTER SEQUENCE " + Qualified(schemaName, sequence) + " SET " + word}
}

// identityPersistence makes the sequence of an identity column LOGGED or UNLOGGED. CREATE TABLE makes it as the table is, and
// takes no word for another until late minor releases.
func identityPersistence(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	was := ""
	if from.Identity != nil {
		was = from.Identity.Persistence
	}
	if to.Identity == nil || to.Identity.Persistence == was {
		return nil
	}
	word := to.Identity.Persistence
	if word == "" {
		t, _ := schema.Find[*schema.Table](c.Plan.To, onTable(to.Schema, to.Table))
		word = persistenceWord(t != nil && t.Unlogged)
	}
	return []sqlgen.Stmt{setPersistence(to.Schema, identitySequence(to), word)}
}

// keepPersistence gives the sequences that a table owns back what they are by themselves: from PostgreSQL 15 on they follow
// the table.
func keepPersistence(c *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	if c.Major < 15 {
		return nil
	}
	var stmts []sqlgen.Stmt
	for _, r := range ownedSequences(c)[to.Ref()] {
		if q, ok := schema.Find[*schema.Sequence](c.Plan.To, r); ok && !c.New(r) && q.Unlogged != to.Unlogged {
			stmts = append(stmts, setPersistence(q.Schema, q.Name, persistenceWord(q.Unlogged)))
		}
	}
	return stmts
}

// ownedSequences lists the sequences that the columns of each table own, before
// or after the plan.
func ownedSequences(c *sqlgen.Context) map[schema.Ref][]schema.Ref {
	const memo = "sequences by the tables that own them"
	if owned, ok := c.Kept[memo].(map[schema.Ref][]schema.Ref); ok {
		return owned
	}
	owned := map[schema.Ref][]schema.Ref{}
	for _, s := range []*schema.Schema{c.Plan.From, c.Plan.To} {
		for o := range schema.Of[*schema.SequenceOwner](s) {
			table := onTable(o.Column.Schema, o.Column.Table)
			r := schema.Ref{Kind: schema.KindSequence, Schema: o.Schema, Name: o.Sequence}
			if !slices.Contains(owned[table], r) {
				owned[table] = append(owned[table], r)
			}
		}
	}
	c.Kept[memo] = owned
	return owned
}
