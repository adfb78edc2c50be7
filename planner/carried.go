package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// carriers are the kinds that take others along to another schema: a relation
// its indexes, its keys and the sequences that its columns own.
// https://www.postgresql.org/docs/current/sql-altertable.html, SET SCHEMA
var carriers = map[schema.Kind]bool{schema.KindTable: true, schema.KindMaterialized: true}

// carriedBy lists what goes along with an object of from, other than columns'
// names and the like, which are within it.
func (r *renamer) carriedBy(old schema.Ref) []schema.Ref {
	if !carriers[old.Kind] {
		return nil
	}
	if r.carried == nil {
		r.carried = map[schema.Ref][]schema.Ref{}
		for o := range r.from.All() {
			along, at := o.Ref(), o.Ref()
			switch s := o.(type) {
			case *schema.Sequence:
				at = s.OwnedBy
			case *schema.SequenceOwner:
				along, at = schema.Ref{Kind: schema.KindSequence, Schema: s.Schema, Name: s.Sequence}, s.Column
			case *schema.Column:
				q, ok := identitySequence(s)
				if !ok {
					continue
				}
				along = q
			}
			if by := (schema.Ref{Schema: at.Schema, Name: at.Table}); at.Table != "" {
				r.carried[by] = append(r.carried[by], along)
			}
		}
	}
	return r.carried[schema.Ref{Schema: old.Schema, Name: old.Name}]
}

// identitySequence is the sequence behind an identity column, which is no object of
// the schema. It keeps its name when the column or the table is renamed.
func identitySequence(o schema.Object) (schema.Ref, bool) {
	if c, ok := o.(*schema.Column); ok && c.Identity != nil {
		for _, n := range inItsSchema(o) {
			return schema.Ref{Kind: schema.KindSequence, Schema: n.Schema, Name: n.Name}, true
		}
	}
	return schema.Ref{}, false
}

// ownNames are the names that an object gives up when it is renamed.
func ownNames(o schema.Object) []schema.Name {
	names := schema.Names(o)
	if o.Ref().Kind != schema.KindColumn {
		return names
	}
	return slices.DeleteFunc(names, func(n schema.Name) bool { return n.Table == "" && n.Space == "relation" })
}

// Bearer is the object of s that bears a name: what s has, or the sequence behind an
// identity column, or nil.
func Bearer(s *schema.Schema, ref schema.Ref) schema.Object {
	if o := s.Lookup(ref); o != nil || ref.Kind != schema.KindSequence {
		return o
	}
	return &schema.Sequence{Schema: ref.Schema, Name: ref.Name}
}

// inItsSchema lists the names of an object that no other relation of its schema has.
func inItsSchema(o schema.Object) []schema.Name {
	var out []schema.Name
	for _, n := range schema.Names(o) {
		if n.Table == "" && n.Space == "relation" {
			out = append(out, n)
		}
	}
	return out
}

// inTheWay finds what has a name that something takes which goes along with an
// object to another schema, and does not go along itself.
func (r *renamer) inTheWay(w wish, to schema.Ref) (schema.Ref, bool) {
	if w.from.Schema == to.Schema {
		return schema.Ref{}, false
	}
	for _, old := range r.carriedBy(w.old) {
		for _, n := range r.namesIn(old, to.Schema) {
			if h, ok := r.taken[r.within(n)]; ok {
				return h, true
			}
		}
	}
	return schema.Ref{}, false
}

// namesIn gives the names that an object of from, as it is called by now, has in
// a schema.
func (r *renamer) namesIn(old schema.Ref, namespace string) []schema.Name {
	at := r.called(old)
	at.Schema = namespace
	return inItsSchema(Bearer(r.from, old).Named(at))
}

// carry notes that what goes along with an object is in another schema now, and
// lists what of that is no part of it.
func (r *renamer) carry(old, from, to schema.Ref) []Rename {
	if from.Schema == to.Schema {
		return nil
	}
	var out []Rename
	for _, c := range r.carriedBy(old) {
		for _, n := range r.namesIn(c, from.Schema) {
			delete(r.taken, r.within(n))
		}
		for _, n := range r.namesIn(c, to.Schema) {
			r.taken[r.within(n)] = c
		}
		if c.Table == "" {
			at := r.called(c)
			was := at
			at.Schema = to.Schema
			r.now[c] = at
			out = append(out, Rename{Old: c, From: was, To: at})
		}
	}
	return out
}

// called is what an object of from is called by now.
func (r *renamer) called(old schema.Ref) schema.Ref {
	if now, ok := r.now[old]; ok {
		return now
	}
	now := r.after(old)
	if name, ok := r.partNames[old]; ok {
		now.Name = name
	}
	return now
}
