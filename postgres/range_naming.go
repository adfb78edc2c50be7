package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A naming is a name of something that comes with a range.
type naming struct {
	of   func(*schema.Range) schema.Ref
	move func(t *schema.Range, from, to schema.Ref) []sqlgen.Stmt
}

var (
	multirangeNaming = naming{multirangeRef, func(_ *schema.Range, from, to schema.Ref) []sqlgen.Stmt {
		return renameType("TYPE", from, to)
	}}
	constructorNaming           = naming{constructorRef, moveConstructors(func(o schema.Object) string { return o.Ref().Name })}
	multirangeConstructorNaming = naming{multirangeConstructorRef, moveConstructors(multirangeOf)}
)

// alter gives a range's the name that it is to have. Where names go round, the
// first of the ranges in the ring writes them all.
func (n naming) alter(c *sqlgen.Context, from, to *schema.Range) []sqlgen.Stmt {
	if len(changedOf(from, to, remadeRange)) > 0 {
		return nil // it has the new name from the start
	}
	ring := n.ring(c, from)
	if len(ring) == 0 {
		return n.move(to, n.of(from), n.of(to))
	}
	for _, t := range ring {
		if t.Ref().Compare(from.Ref()) < 0 {
			return nil
		}
	}
	aside := n.of(from)
	aside.Name = passingName(c, aside.Name, nil)
	stmts := n.move(to, n.of(from), aside)
	for i := len(ring) - 1; i > 0; i-- {
		now, _ := schema.Find[*schema.Range](c.Plan.To, ring[i].Ref())
		stmts = append(stmts, n.move(now, n.of(ring[i]), n.of(now))...)
	}
	return append(stmts, n.move(to, aside, n.of(to))...)
}

// ring lists the ranges that exchange names with one, beginning with that: each
// takes the name that the next one has.
func (n naming) ring(c *sqlgen.Context, from *schema.Range) []*schema.Range {
	holders := map[schema.Ref]*schema.Range{}
	for t := range schema.Of[*schema.Range](c.Plan.From) {
		holders[n.of(t)] = t
	}
	var ring []*schema.Range
	for t := from; ; {
		ring = append(ring, t)
		to, ok := schema.Find[*schema.Range](c.Plan.To, t.Ref())
		if !ok || len(changedOf(t, to, remadeRange)) > 0 {
			return nil
		}
		next := holders[n.of(to)]
		switch {
		case next == nil || next == t || len(ring) > len(holders):
			return nil
		case next == from:
			return ring
		}
		t = next
	}
}
