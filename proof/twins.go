package proof

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// twinKinds are the parts of a table that keep what they are under another
// name, and whose making costs time.
var twinKinds = map[schema.Kind]bool{
	schema.KindPrimaryKey: true, schema.KindUnique: true, schema.KindExclude: true,
	schema.KindForeignKey: true, schema.KindCheck: true, schema.KindIndex: true,
}

// A likeness is what twins have in common: all but the name and, of sequences,
// the column that owns them.
type likeness struct {
	at   schema.Ref
	hash string
}

// twins finds constraints and indexes that the plan would drop and make again
// under another name: the key that follows the name of its renamed table, an
// index that somebody renamed in the file. They are renamed instead, and so is
// the sequence of a column, which would not go on from where it is, and a base type,
// whose functions and columns could not do without either. Where more than two are
// alike nothing is guessed.
func (w *work) twins(start, goal *schema.Schema) []planner.Rename {
	if _, ok := w.in.Dialect.(interface{ RenamesParts() }); !ok {
		return nil
	}
	gone, made := alike(start, goal), alike(goal, start)
	var out []planner.Rename
	for o := range goal.All() {
		r, ok := twinOf(o)
		if !ok || start.Has(r) {
			continue
		}
		l := likenessOf(o)
		if len(made[l]) != 1 || len(gone[l]) != 1 || made[l][0] != r {
			continue
		}
		from := gone[l][0]
		if k, ok := schema.Find[*schema.Check](start, from); ok && k.Inherited {
			continue // it has the name of its parent's as long as there is a parent
		}
		if isOfTyped(start, from) {
			continue
		}
		out = append(out, planner.Rename{From: from, To: r})
	}
	// The name of a twin may be that of something of another kind, which goes.
	out = planner.InTurn(start, goal, out)
	for i, n := range out {
		out[i].Old = w.origin(n.Old)
	}
	return out
}

// isOfTyped reports whether something is a check or foreign key of a typed table,
// whose constraints the server renames only by way of their indexes. They are dropped
// and added.
func isOfTyped(s *schema.Schema, r schema.Ref) bool {
	if r.Kind != schema.KindCheck && r.Kind != schema.KindForeignKey {
		return false
	}
	t, ok := schema.Find[*schema.Table](s, schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table})
	return ok && t.OfType != "" || s.Has(r.InTable(schema.KindTableType, "of_type"))
}

// alike groups the parts of s that other lacks.
func alike(s, other *schema.Schema) map[likeness][]schema.Ref {
	out := map[likeness][]schema.Ref{}
	for o := range s.All() {
		if r, ok := twinOf(o); ok && !other.Has(r) {
			l := likenessOf(o)
			out[l] = append(out[l], r)
		}
	}
	return out
}

// twinOf gives what may have a twin: an object, or the sequence that an owner is
// that of.
func twinOf(o schema.Object) (r schema.Ref, ok bool) {
	if s, ok := o.(*schema.SequenceOwner); ok {
		return schema.Ref{Kind: schema.KindSequence, Schema: s.Schema, Name: s.Sequence}, true
	}
	if d, ok := o.(*schema.Definition); ok {
		return d.Ref(), d.Sort == schema.SortType
	}
	return o.Ref(), twinKinds[o.Ref().Kind]
}

// likenessOf is what such an object has in common with its twin. It takes long, so
// that only those are asked that one side lacks.
func likenessOf(o schema.Object) likeness {
	if s, ok := o.(*schema.SequenceOwner); ok {
		return likeness{at: s.Column}
	}
	if d, ok := o.(*schema.Definition); ok {
		// It begins with CREATE TYPE and the name.
		_, options, _ := strings.Cut(d.Create, " (")
		return likeness{schema.Ref{Kind: schema.KindObject, Name: d.Sort}, options}
	}
	plain := o.Ref()
	plain.Name = ""
	return likeness{plain, schema.Hash(o.Named(plain))}
}

// origin is what the current schema calls a ref of the renamed one.
func (w *work) origin(r schema.Ref) schema.Ref {
	for i := len(w.renames) - 1; i >= 0; i-- {
		n := w.renames[i]
		if at := slices.IndexFunc(n.Along, func(a planner.Rename) bool { return a.To == r }); at >= 0 {
			r = n.Along[at].From
			continue
		}
		switch {
		case n.To == r:
			r = n.From
		case n.To.Kind == schema.KindSchema && n.To.Name == r.Schema:
			r.Schema = n.From.Name
		case n.To.Table == "" && n.To.Schema == r.Schema && n.To.Name == r.Table:
			r.Schema, r.Table = n.From.Schema, n.From.Name
		}
	}
	return r
}
