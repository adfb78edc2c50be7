package postgres

import (
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// exchangePart does what needs the part of an index or key to be free: while a
// partition is one, what it has of the table cannot be dropped. The server takes
// what it finds for the part when the partition comes back, or makes its own.
// https://www.postgresql.org/docs/current/sql-altertable.html, ATTACH PARTITION
func exchangePart(c *sqlgen.Context, in *schema.Schema, table schema.Ref, between []sqlgen.Stmt) []sqlgen.Stmt {
	tie, ok := schema.Find[*schema.Inheritance](in, table.InTable(schema.KindInheritance, "inheritance"))
	if !ok {
		return between
	}
	stmts := append(detachFrom(c, tie, tie.Parents), between...)
	back := attachTo(nil, tie, tie.Parents)
	if !busy(c, table.Schema, table.Name) {
		for i := range back {
			back[i].Risks = nil
		}
	}
	return append(stmts, back...)
}

// exchangeIndex makes an index of a partition anew that is a part.
func exchangeIndex(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	drop := sqlgen.SQL("DROP INDEX " + Qualified(x.Schema, x.Name))
	return exchangePart(c, c.Plan.To, onTable(x.Schema, x.Table), append(drop, buildIndex(c, x)...))
}

// exchangeKey makes a key of a partition anew that is a part.
func exchangeKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	return exchangePart(c, c.Plan.To, onTable(k.Schema, k.Table), append(dropConstraint(k), buildAtOnce(c, k)...))
}

// buildAtOnce adds a key within the transaction in which its partition is away.
func buildAtOnce(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	offline := *c
	offline.Online = false
	return buildKey(&offline, k)
}

// timingAbove is when the key is checked that another is a part of.
func timingAbove(s *schema.Schema, k *schema.Key) schema.Timing {
	for _, r := range parentIndexes(k.Needs, k.Of) {
		if up, ok := schema.Find[*schema.Key](s, r); ok {
			return up.Timing
		}
	}
	return k.Timing
}

// keyComments gives a key and its index back what was said of them.
func keyComments(k *schema.Key) []sqlgen.Stmt {
	return append(commentsOn(constraintTarget(k), k.Comment), commentsOn("INDEX "+Qualified(k.Schema, k.Name), k.IndexComment)...)
}

func commentsOn(target, text string) []sqlgen.Stmt {
	if text == "" {
		return nil
	}
	return []sqlgen.Stmt{comment(target, text)}
}

// isMadeAnewFor reports whether an index or key has to be dropped for what changes
// of it and cannot be altered: the server alters the storage parameters of none
// that is partitioned, and never when a key is checked. One that is and stays a
// part is exchanged.
// ATPrepCmd in src/backend/commands/tablecmds.c, AT_SetRelOptions
func isMadeAnewFor(c planner.Change, field, was, is string) bool {
	return c.Has(field) && (is == "" || was != is)
}

// optionsAbove are the storage parameters that the server gives the part of an
// index or key: those of what it is a part of.
func optionsAbove(s *schema.Schema, o schema.Object) []schema.Option {
	for _, r := range parentIndexes(o.Base().Needs, schema.PartOf(o)) {
		switch up := s.Lookup(r).(type) {
		case *schema.Index:
			return up.With
		case *schema.Key:
			return up.With
		}
	}
	return nil
}

// sameOptions compares storage parameters, in whatever order.
func sameOptions(a, b []schema.Option) bool { return len(alterOptions(a, b)) == 0 }

// forget drops the renames that a part would have had, which is exchanged.
func forget(c *sqlgen.Context, o schema.Object, action planner.Action) {
	m := movesOf(c)
	if own := m.steps[moveKey{o.Ref(), action}]; own != nil {
		m.leave(own)
	}
}
