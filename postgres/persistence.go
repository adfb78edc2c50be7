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
	var refs []schema.Ref
	for _, s := range []*schema.Schema{c.Plan.From, c.Plan.To} {
		for o := range schema.Of[*schema.SequenceOwner](s) {
			r := schema.Ref{Kind: schema.KindSequence, Schema: o.Schema, Name: o.Sequence}
			if onTable(o.Column.Schema, o.Column.Table) == to.Ref() && !slices.Contains(refs, r) {
				refs = append(refs, r)
			}
		}
	}
	var stmts []sqlgen.Stmt
	for _, r := range refs {
		if q, ok := schema.Find[*schema.Sequence](c.Plan.To, r); ok && !c.New(r) && q.Unlogged != to.Unlogged {
			stmts = append(stmts, setPersistence(q.Schema, q.Name, persistenceWord(q.Unlogged)))
		}
	}
	return stmts
}
