// Package postgres is the PostgreSQL dialect, 12 to 18: it reads each kind of
// object from the catalogs and writes its DDL.
package postgres

import (
	"fmt"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// Dialect is PostgreSQL as the planner and the generator see it.
type Dialect struct {
	// Major is the server's major version, 0 if that is not known: then it is
	// taken for the oldest.
	Major int
	// Makers are the roles that own what nobody gives to another, as far as they
	// are known.
	Makers []string
}

var byKind map[schema.Kind]handler

func init() {
	byKind = make(map[schema.Kind]handler, len(kinds))
	for _, h := range kinds {
		byKind[h.kindName()] = h
	}
}

func handlerOf(k schema.Kind) handler { return byKind[k] }

// Supports reports whether PostgreSQL has objects of the kind.
func (Dialect) Supports(k schema.Kind) bool { return handlerOf(k) != nil }

// How implements planner.Dialect.
func (d Dialect) How(c planner.Change) planner.How {
	how := handlerOf(c.Ref().Kind).howTo(c)
	if how == planner.InPlace && d.Major < 13 && losesTie(c) {
		return planner.Replace
	}
	if how == planner.Replace && d.improves(c) {
		return planner.InPlace
	}
	return how
}

// Disturbs implements planner.Dialect.
func (Dialect) Disturbs(c planner.Change, dependent schema.Object) planner.Effect {
	return handlerOf(c.Ref().Kind).disturbance(c, dependent)
}

// Within implements planner.Dialect.
func (Dialect) Within(o schema.Object) (schema.Ref, bool) {
	return handlerOf(o.Ref().Kind).parent(o)
}

// GoesWith implements planner.Dialect.
func (Dialect) GoesWith(s *schema.Schema, o schema.Object) []schema.Ref {
	return handlerOf(o.Ref().Kind).owners(s, o)
}

// Loose implements planner.Dialect.
func (Dialect) Loose(s *schema.Schema, o schema.Object) []schema.Ref {
	return handlerOf(o.Ref().Kind).wants(s, o)
}

// Write implements sqlgen.Dialect.
func (d Dialect) Write(c *sqlgen.Context, s planner.Step) ([]sqlgen.Stmt, error) {
	c.Major, c.Kept[makersKept] = d.Major, d.Makers
	h := handlerOf(s.Ref().Kind)
	if h == nil {
		return nil, fmt.Errorf("writing %s: PostgreSQL has no %s", s.Ref(), s.Ref().Kind)
	}
	return h.writeStep(c, s)
}

// RenamesParts tells that constraints and indexes can be renamed.
func (Dialect) RenamesParts() {}

// Rename writes the change of an object's name or schema alone.
func (Dialect) Rename(from, to schema.Object) ([]sqlgen.Stmt, error) {
	stmts, ok := handlerOf(from.Ref().Kind).renameTo(from, to)
	if !ok {
		return nil, fmt.Errorf("renaming %s: objects of the kind %s cannot be renamed; without the renaming it is dropped and made again", from.Ref(), from.Ref().Kind)
	}
	return stmts, nil
}
