// Package sqlgen turns a plan into SQL: statements, what they share a
// transaction with, and the text of a migration file. The SQL itself comes
// from a Dialect.
package sqlgen

import (
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// A Stmt is one SQL statement and what to know before running it.
type Stmt struct {
	// SQL is the statement without its semicolon. It is empty where Target and
	// Clause say it.
	SQL string
	// Target is the beginning of a statement that takes a list of clauses, such
	// as `ALTER TABLE public.t`, and Clause one of them: neighbours of one
	// target are joined.
	Target, Clause string
	// Alone keeps a clause from being joined with others.
	Alone bool
	// NoTx marks what cannot run inside a transaction block, or whose effect
	// can only be used after a commit.
	NoTx bool
	// First puts a statement that is NoTx before all others, whatever its step
	// waits for: what is done by itself and harms nobody while the rest is not
	// there.
	First bool
	// Last puts a statement after all others, each outside a transaction: what
	// takes long, holds weak locks and is needed by nothing, as the validation
	// of a constraint.
	Last bool
	// Rung counts, from 1, the statements that one change takes, none of which can
	// be joined with the next. Where changes of one Target follow each other, all
	// make the first step, and then the second.
	Rung int
	// Body marks what makes a routine whose body the server looks through at once,
	// unless it is told not to.
	Body bool
	// Ref is the object that the statement is for; Statements sets it.
	Ref schema.Ref
	// Comment is printed above the statement.
	Comment string
	Risks   []Risk
}

// A Risk is what a reader of a migration must know of a statement.
type Risk struct {
	// Code is a short stable word, such as data-loss.
	Code string `json:"code"`
	// Text is one sentence without the final period.
	Text string `json:"text"`
}

// Options choose between ways of writing the same change.
type Options struct {
	// Online avoids long locks on existing tables, at the price of more
	// statements.
	Online bool
	// Leftover are indexes of the target that are no part of its schema, since
	// they are INVALID: what is to have their names finds these taken.
	Leftover []schema.Ref
	// Later are names that renames give once all statements have run. A text
	// which the server would read at once may speak of them already.
	Later []string
	// Unfilled makes what holds the rows of a query without them, for scratch
	// databases on which the query may not run.
	Unfilled bool
}

// A Context is what a dialect may ask while it writes a step.
type Context struct {
	Options
	Plan *planner.Plan
	// Major is the server's major version; 0 if the dialect does not tell.
	Major int
	// created holds the relations that the plan creates.
	created map[schema.Ref]bool
	// dropped and altered hold what the plan drops for good and alters.
	dropped, altered map[schema.Ref]bool
	// Kept is what the dialect remembers from one step to those after it.
	Kept map[string]any
	// reached is what the steps so far have made of objects; nil of those that they drop.
	reached map[schema.Ref]schema.Object
}

// Now gives an object as it is when the step that is being written begins; nil if
// it is not there.
func (c *Context) Now(r schema.Ref) schema.Object {
	if o, ok := c.reached[r]; ok {
		return o
	}
	return c.Plan.From.Lookup(r)
}

// reach notes what a step has done.
func (c *Context) reach(s planner.Step) {
	for _, o := range append([]schema.Object{s.Object()}, s.Parts...) {
		if s.Action == planner.Drop {
			c.reached[o.Ref()] = nil
		} else {
			c.reached[o.Ref()] = o
		}
	}
}

// New reports whether the plan creates the object, so that nobody uses it yet.
func (c *Context) New(r schema.Ref) bool { return c.created[r] }

// Drops reports whether the plan drops the object, even if it is made again.
func (c *Context) Drops(r schema.Ref) bool { return c.dropped[r] }

// Alters reports whether the plan alters the object in place.
func (c *Context) Alters(r schema.Ref) bool { return c.altered[r] }

// A Dialect writes the steps of a plan.
type Dialect interface {
	planner.Dialect
	// Write gives the statements of one step. An error names what cannot be
	// done and what the user can do instead.
	Write(c *Context, s planner.Step) ([]Stmt, error)
}

// A Plain dialect statement: SQL("DROP VIEW v").
func SQL(text string) []Stmt { return []Stmt{{SQL: text}} }
