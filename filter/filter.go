// Package filter says which part of a database is managed. What is not is left
// alone: it is not written by inspect, not dropped by plan, and no drift. The
// package knows no database.
package filter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A Set is what the user gave: all of it must hold for an object to be managed.
type Set struct {
	// Schemas, if there are any, are the only ones that are managed. Objects
	// that are in no schema, such as extensions, are not managed then.
	Schemas []string
	// Exclude lists what is left alone, with all that hangs on it or is in it.
	Exclude []Pattern
	// Include lists what is managed though Schemas, Exclude or being another
	// tool's would leave it alone.
	Include []Pattern
}

// Empty reports whether the set leaves nothing out.
func (s Set) Empty() bool { return len(s.Schemas) == 0 && len(s.Exclude) == 0 }

// Parse reads the patterns of a set.
func Parse(schemas, exclude, include []string) (Set, error) {
	s := Set{Schemas: schemas}
	var err error
	for _, list := range []struct {
		texts []string
		into  *[]Pattern
	}{{exclude, &s.Exclude}, {include, &s.Include}} {
		for _, text := range list.texts {
			p, perr := ParsePattern(text)
			if perr != nil && err == nil {
				err = perr
			}
			*list.into = append(*list.into, p)
		}
	}
	return s, err
}

// Names reports whether the set itself, not what an object hangs on, leaves it
// out.
func (s Set) Names(r schema.Ref) bool {
	if matchesAny(s.Include, r) {
		return false
	}
	// Roles are the server's: those that files name are managed, whatever the
	// schema.
	if len(s.Schemas) > 0 && r.Kind != schema.KindRole {
		name := r.Schema
		if r.Kind == schema.KindSchema {
			name = r.Name
		}
		if !slices.Contains(s.Schemas, name) {
			return true
		}
	}
	return matchesAny(s.Exclude, r)
}

// Namespaces lists the schemas that patterns name outright, and an empty name
// for all others where some schemas alone are managed.
func (s Set) Namespaces() []string {
	var out []string
	for _, p := range s.Exclude {
		if !strings.ContainsAny(p.names[0], `*?\`) && !slices.Contains(out, p.names[0]) {
			out = append(out, p.names[0])
		}
	}
	if len(s.Schemas) > 0 {
		out = append(out, "")
	}
	return out
}

func matchesAny(list []Pattern, r schema.Ref) bool {
	return slices.ContainsFunc(list, func(p Pattern) bool { return p.Matches(r) })
}

// Why gives the pattern that names an object, for messages.
func (s Set) Why(r schema.Ref) string {
	for _, p := range s.Exclude {
		if p.Matches(r) {
			return "--exclude " + p.String()
		}
	}
	if s.Names(r) {
		return "--schema " + strings.Join(s.Schemas, ", ")
	}
	return ""
}

// An Owning tells with what an object goes: what, dropped, drops it too.
type Owning func(*schema.Schema, schema.Object) []schema.Ref

// Excluded finds the objects that are left alone: those that the set names,
// and what is in them, hangs on them or goes with them.
func (s Set) Excluded(all *schema.Schema, goesWith Owning) map[schema.Ref]bool {
	out := map[schema.Ref]bool{}
	if s.Empty() {
		return out
	}
	for o := range all.All() {
		if s.Names(o.Ref()) {
			out[o.Ref()] = true
		}
	}
	for more := true; more; {
		more = false
		for o := range all.All() {
			r := o.Ref()
			if !out[r] && !matchesAny(s.Include, r) && hangs(all, o, out, goesWith) {
				out[r], more = true, true
			}
		}
	}
	return out
}

// Resolve adds to a set, by name, what else is to be left alone in a database:
// the tables of other tools, which it returns, and the schemas that hold
// nothing but what is left alone. What the files declare stays managed.
func (s Set) Resolve(all *schema.Schema, goesWith Owning, declared *schema.Schema) (Set, []ToolTable) {
	with, found := s.withTools(all, declared)
	if with.Empty() {
		return with, nil
	}
	for _, r := range emptied(all, with.Excluded(all, goesWith), declared) {
		if !matchesAny(s.Include, r) {
			with.Exclude = append(with.Exclude, exactly(r))
		}
	}
	return with, found
}

// hangs reports whether an object hangs on something that is left alone.
func hangs(all *schema.Schema, o schema.Object, out map[schema.Ref]bool, goesWith Owning) bool {
	r := o.Ref()
	if r.Schema != "" && out[schema.Ref{Kind: schema.KindSchema, Name: r.Schema}] {
		return true
	}
	if r.Table != "" {
		for _, k := range bearers {
			if out[schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}] {
				return true
			}
		}
	}
	switch o := o.(type) {
	case *schema.Sequence:
		if out[o.OwnedBy] {
			return true
		}
	case *schema.Table:
		if out[o.PartitionOf] {
			return true
		}
	}
	return slices.ContainsFunc(goesWith(all, o), func(owner schema.Ref) bool { return out[owner] })
}

// bearers are the kinds that others hang on by the name of their table.
var bearers = []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain, schema.KindSequence}

// emptied lists the schemas in which all that there is is left alone, and which
// nobody declares: they must stay for its sake.
func emptied(all *schema.Schema, out map[schema.Ref]bool, declared *schema.Schema) []schema.Ref {
	managed, alone := map[string]bool{}, map[string]bool{}
	for o := range all.All() {
		r := o.Ref()
		if r.Schema != "" && out[r] {
			alone[r.Schema] = true
		} else if r.Schema != "" {
			managed[r.Schema] = true
		}
	}
	if declared != nil {
		for o := range declared.All() {
			managed[o.Ref().Schema] = true
			if r := o.Ref(); r.Kind == schema.KindSchema {
				managed[r.Name] = true
			}
		}
	}
	var found []schema.Ref
	for o := range schema.Of[*schema.Namespace](all) {
		if alone[o.Name] && !managed[o.Name] && !out[o.Ref()] {
			found = append(found, o.Ref())
		}
	}
	return found
}

// Without returns the objects of a schema that are not left alone, and those
// that are.
func Without(all *schema.Schema, excluded map[schema.Ref]bool) (managed, alone *schema.Schema) {
	if len(excluded) == 0 {
		return all, schema.New()
	}
	managed = all.Filter(func(o schema.Object) bool { return !excluded[o.Ref()] })
	alone = all.Filter(func(o schema.Object) bool { return excluded[o.Ref()] })
	return managed, alone
}

// String gives a set in one line, for the header of a migration: words with
// their values, separated by spaces.
func (s Set) String() string {
	var words []string
	for _, name := range s.Schemas {
		words = append(words, "schema="+escaped.Replace(name))
	}
	for _, p := range s.Exclude {
		words = append(words, "exclude="+escaped.Replace(p.text))
	}
	for _, p := range s.Include {
		words = append(words, "include="+escaped.Replace(p.text))
	}
	return strings.Join(words, " ")
}

var (
	escaped   = strings.NewReplacer("%", "%25", " ", "%20", "\n", "%0A")
	unescaped = strings.NewReplacer("%25", "%", "%20", " ", "%0A", "\n")
)

// FromString reads what String wrote.
func FromString(text string) (Set, error) {
	lists := map[string]*[]string{"schema": {}, "exclude": {}, "include": {}}
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		list := lists[name]
		if list == nil {
			return Set{}, fmt.Errorf("reading filters: %q is not known; it may need a newer schemactl", word)
		}
		*list = append(*list, unescaped.Replace(value))
	}
	return Parse(*lists["schema"], *lists["exclude"], *lists["include"])
}
