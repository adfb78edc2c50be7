package proof

import (
	"context"
	"fmt"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A speller is a Dialect that knows of what a server writes and reads as
// something else what it was made from. It gives o itself where it knows nothing
// better.
type speller interface {
	Spell(o schema.Object) schema.Object
}

// spelling is a dialect that writes objects as its speller has them.
type spelling struct {
	Dialect
	speller speller
	// used is set once that made a difference.
	used *bool
}

// Spelling is a dialect that writes what a server reads as the texts that it had
// written.
func Spelling(d Dialect) Dialect {
	var used bool
	return spellingOf(d, &used)
}

func spellingOf(d Dialect, used *bool) Dialect {
	if s, ok := d.(speller); ok {
		return spelling{d, s, used}
	}
	return d
}

// dialect is the one to write statements in.
func (w *work) dialect() Dialect {
	if w.plain {
		return w.in.Dialect
	}
	return spellingOf(w.in.Dialect, &w.spelled)
}

func (d spelling) Write(c *sqlgen.Context, s planner.Step) ([]sqlgen.Stmt, error) {
	if s.Action != planner.Drop {
		s.To = d.spell(s.To)
		parts := make([]schema.Object, len(s.Parts))
		for i, o := range s.Parts {
			parts[i] = d.spell(o)
		}
		s.Parts = parts
	}
	return d.Dialect.Write(c, s)
}

func (d spelling) spell(o schema.Object) schema.Object {
	out := d.speller.Spell(o)
	*d.used = *d.used || out != o
	return out
}

// settled gives the spelling that the server comes back with when it is given
// its own: not every text that it writes is a fixed point. An IN list over a
// varchar column becomes another expression once more when it is read again, as
// it is by the migration, unless the dialect knows what it was made from. What
// the current schema has in the spelling of such a text stays.
func (w *work) settled(ctx context.Context, got *schema.Schema) (*schema.Schema, error) {
	if !w.hasNewTexts(got) {
		return got, nil
	}
	again, err := w.respelled(ctx, got, true)
	if err != nil || len(again) == 0 {
		return got, err
	}
	out, left := got.Clone(), false
	for r, o := range again {
		switch was := w.current.Lookup(r); {
		case was == nil || !sameTexts(was, o):
			left = true
		case !sameTexts(was, got.Lookup(r)):
			out.Put(o)
		}
	}
	if !left {
		return out, nil
	}
	if !w.plain {
		if again, err = w.respelled(ctx, got, false); err != nil {
			return nil, err
		}
	}
	for r, o := range again {
		if was := w.current.Lookup(r); was == nil || len(schema.Changed(was, out.Lookup(r))) > 0 {
			out.Put(o)
		}
	}
	return out, nil
}

// respelled makes the part of a schema that was read from a scratch database once
// more, and finds what the server spells in another way then.
func (w *work) respelled(ctx context.Context, got *schema.Schema, plain bool) (map[schema.Ref]schema.Object, error) {
	was := w.plain
	w.plain = w.plain || plain
	defer func() { w.plain = was }()
	db, _, err := w.draft(ctx, w.restrict(got), nil)
	if err != nil {
		return nil, fmt.Errorf("building the desired schema from the server's own spelling: %w", err)
	}
	again, err := w.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	return respelled(w.restrict(got), again), nil
}

// sameTexts reports whether two objects differ in no text.
func sameTexts(a, b schema.Object) bool {
	for _, field := range schema.Changed(a, b) {
		if schema.TextFields[field] {
			return false
		}
	}
	return true
}
