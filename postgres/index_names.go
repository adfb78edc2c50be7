package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A copyMove is the index or key of a partition that has the name of the
// server's choice and is to have another, or the other way round, or is to go.
type copyMove struct {
	of  schema.Object
	now string
}

// copyMoves are those of a plan: by the object and what is done to it, and, as
// long as they are not made, by the name that they are to leave. Partitions that
// exchange their names want each other's.
type copyMoves struct {
	steps  map[moveKey]*copyMove
	byName map[indexName]*copyMove
}

type moveKey struct {
	ref    schema.Ref
	action planner.Action
}

type indexName struct{ schema, name string }

const keptMoves = "moves of copies"

// movesOf lists what the steps of the plan rename.
func movesOf(c *sqlgen.Context) copyMoves {
	if m, ok := c.Kept[keptMoves].(copyMoves); ok {
		return m
	}
	m := copyMoves{map[moveKey]*copyMove{}, map[indexName]*copyMove{}}
	for _, s := range c.Plan.Steps {
		if s.Action == planner.Alter || schema.PartOf(s.Object()) == "" || s.Action == planner.Create && !isRenamed(c, s) {
			continue
		}
		o := s.Object()
		move := &copyMove{o, o.Ref().Name}
		if s.Action == planner.Create {
			if isAlike(c, o, allAbove(c, o)) {
				continue
			}
			move.now = copyName(o, o.Ref().Table)
			if own := becoming(c, o); own != nil {
				move.now = own.Ref().Name
			}
		}
		m.steps[moveKey{o.Ref(), s.Action}] = move
		if n := (indexName{o.Ref().Schema, move.now}); m.byName[n] == nil {
			m.byName[n] = move
		}
	}
	c.Kept[keptMoves] = m
	return m
}

// isRenamed reports whether what a step makes is there before.
func isRenamed(c *sqlgen.Context, s planner.Step) bool {
	if k, ok := s.To.(*schema.Key); ok {
		if _, index := indexAbove(k); index {
			return false
		}
	}
	return isMade(c, s.To)
}

// becoming is the index or key of a table that becomes the part o, as the table becomes a
// partition: the server takes what is like its own.
func becoming(c *sqlgen.Context, o schema.Object) schema.Object {
	table := onTable(o.Ref().Schema, o.Ref().Table)
	from, to := c.Plan.Families()
	if schema.PartOf(o) == "" || c.Plan.From.Has(o.Ref()) || !detached(to, from, table) {
		return nil
	}
	own := slices.DeleteFunc(slices.Clone(onlyIn(c, c.Plan.From, c.Plan.To)[table]), func(o schema.Object) bool { return schema.PartOf(o) != "" })
	return hasCopy(own, o)
}

// renameTaken renames the index or key of a partition from the server's name or
// to that. What has the name and leaves it in a later step gets a passing one.
func renameTaken(c *sqlgen.Context, action planner.Action, o schema.Object, from, to string) []sqlgen.Stmt {
	m := movesOf(c)
	own := m.steps[moveKey{o.Ref(), action}]
	if own != nil {
		from = own.now
		m.leave(own)
	}
	var stmts []sqlgen.Stmt
	if other := m.byName[indexName{o.Ref().Schema, to}]; other != nil && from != to && other.isThere(c) {
		free := other.of.Ref()
		free.Name = passingName(c, other.now, nil)
		was := free
		was.Name = other.now
		stmts = renameCopy(other.of.Named(was), other.of.Named(free))
		m.leave(other)
		other.now = free.Name
	}
	was, is := o.Ref(), o.Ref()
	was.Name, is.Name = from, to
	switch alike := isAlike(c, o, allAbove(c, o)); {
	case alike && action == planner.Create:
		return append(stmts, takeName(o, partOf(o)[0]))
	case alike && from != to:
		return append(stmts, freeName(was.Schema, from, to))
	}
	return append(stmts, renameCopy(o.Named(was), o.Named(is))...)
}

// partOf lists what an index or key of a partition is a part of.
func partOf(o schema.Object) []schema.Ref {
	return parentIndexes(o.Base().Needs, schema.PartOf(o))
}

// allAbove lists what that is a part of in turn, too, before and after the plan.
func allAbove(c *sqlgen.Context, o schema.Object) []schema.Ref {
	out := partOf(o)
	for i := 0; i < len(out); i++ {
		for _, s := range []*schema.Schema{c.Plan.From, c.Plan.To} {
			up := s.Lookup(out[i])
			if up == nil {
				continue
			}
			for _, r := range partOf(up) {
				if !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// nameNow is what an index or key is called that is still to be renamed.
func nameNow(c *sqlgen.Context, o schema.Object) string {
	if own := movesOf(c).steps[moveKey{o.Ref(), planner.Drop}]; own != nil {
		return own.now
	}
	return o.Ref().Name
}

// chosenName is a name of the server's choice for a part: its own if that is one.
func chosenName(o schema.Object) string {
	r := o.Ref()
	if base := copyName(o, r.Table); !regularName(r.Name, base) {
		return base
	}
	return r.Name
}

// isThere reports whether what is to leave a name has not gone with what it is a part of.
func (m *copyMove) isThere(c *sqlgen.Context) bool {
	return !c.Plan.From.Has(m.of.Ref()) || c.Now(m.of.Ref()) != nil
}

// nameAtDrop is what a part is called when it is dropped, which sets that name free.
func nameAtDrop(c *sqlgen.Context, o schema.Object) string {
	m := movesOf(c)
	if own := m.steps[moveKey{o.Ref(), planner.Drop}]; own != nil {
		m.leave(own)
	}
	return nameNow(c, o)
}

// leave notes that a name is free.
func (m copyMoves) leave(move *copyMove) {
	if n := (indexName{move.of.Ref().Schema, move.now}); m.byName[n] == move {
		delete(m.byName, n)
	}
}
