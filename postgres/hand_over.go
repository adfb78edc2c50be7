package postgres

import (
	"fmt"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A handOver is a sequence of a column that gives way to another of the same
// name, as that of a serial column which becomes an identity column, or the
// reverse. The old one gets a passing name until the new one goes on from it.
type handOver struct {
	column       *schema.Column // the side that is an identity column
	schema, name string
}

// toIdentity tells what is handed over where a sequence is dropped.
func toIdentity(c *sqlgen.Context, old *schema.Sequence) (handOver, bool) {
	is, ok := identityFor(c, old, c.Plan.From, c.Plan.To)
	if !ok {
		return handOver{}, false
	}
	return handOver{is, old.Schema, old.Name}, continues(old.SequenceOptions, old.Type, is.Identity.SequenceOptions, is.Type)
}

// fromIdentity tells it where a sequence is made.
func fromIdentity(c *sqlgen.Context, made *schema.Sequence) (handOver, bool) {
	was, ok := identityFor(c, made, c.Plan.To, c.Plan.From)
	if !ok {
		return handOver{}, false
	}
	return handOver{was, made.Schema, made.Name}, continues(was.Identity.SequenceOptions, was.Type, made.SequenceOptions, made.Type)
}

// identityFor finds the column that owns a sequence on one side and is an identity
// column on the other, whose sequence has the name of that.
func identityFor(c *sqlgen.Context, s *schema.Sequence, side, other *schema.Schema) (*schema.Column, bool) {
	owner, ok := schema.Find[*schema.SequenceOwner](side, (&schema.SequenceOwner{Schema: s.Schema, Sequence: s.Name}).Ref())
	if !ok {
		return nil, false
	}
	plain, ok := schema.Find[*schema.Column](side, owner.Column)
	identity, also := schema.Find[*schema.Column](other, owner.Column)
	return identity, ok && also && plain.Identity == nil && hands(c, identity, s)
}

// hands reports whether a column that stays has an identity whose sequence has
// the name and schema of another.
func hands(c *sqlgen.Context, identity *schema.Column, s *schema.Sequence) bool {
	return identity.Identity != nil && identity.Schema == s.Schema && identitySequence(identity) == s.Name &&
		!c.New(identity.Ref()) && !c.Drops(identity.Ref())
}

// continues reports whether every value of a sequence is one of another.
func continues(from schema.SequenceOptions, fromType string, to schema.SequenceOptions, toType string) bool {
	low, high := limits(from, fromType)
	least, most := limits(to, toType)
	return least <= low && high <= most && descends(from) == descends(to)
}

func (h handOver) memo() string { return "the old sequence " + Qualified(h.schema, h.name) }

// aside gives the old sequence a passing name.
func (h handOver) aside(c *sqlgen.Context) []sqlgen.Stmt {
	passing := passingName(c, h.name, nil)
	c.Kept[h.memo()] = passing
	return sqlgen.SQL("ALTER SEQUENCE " + Qualified(h.schema, h.name) + " RENAME TO " + Ident(passing))
}

// passing is that name, once it has been given.
func (h handOver) passing(c *sqlgen.Context) (name string, ok bool) {
	name, ok = c.Kept[h.memo()].(string)
	return name, ok
}

// goOnFrom leads the new sequence behind the old one.
func (h handOver) goOnFrom(passing string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: fmt.Sprintf("SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s",
		Literal(Qualified(h.schema, h.name)), Qualified(h.schema, passing))}
}

// dropSequence lets one that is handed over wait for the new one.
func dropSequence(c *sqlgen.Context, s *schema.Sequence) []sqlgen.Stmt {
	if h, ok := toIdentity(c, s); ok {
		return h.aside(c)
	}
	return []sqlgen.Stmt{{
		SQL:   "DROP SEQUENCE " + Qualified(s.Schema, s.Name),
		Risks: []sqlgen.Risk{risk(riskDataLoss, "the last value of sequence %s is lost", s.Ref().Path())},
	}}
}

// takeOver is what comes after a column has become an identity column: it goes on
// from the sequence that it had, or behind the values that it holds.
func takeOver(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	h := handOver{col, col.Schema, identitySequence(col)}
	passing, ok := h.passing(c)
	if !ok {
		return goOn(c, col, h.name, col.Identity.SequenceOptions)
	}
	return []sqlgen.Stmt{h.goOnFrom(passing), {SQL: "DROP SEQUENCE " + Qualified(h.schema, passing)}}
}

// giveOver takes a column out of its identity once the sequence that it goes on
// with is there.
func giveOver(c *sqlgen.Context, made *schema.Sequence) []sqlgen.Stmt {
	h, _ := fromIdentity(c, made)
	passing, ok := h.passing(c)
	if !ok {
		return nil
	}
	drop := columnStmt(h.column, "DROP IDENTITY")
	drop.Alone = true
	return []sqlgen.Stmt{h.goOnFrom(passing), drop}
}
