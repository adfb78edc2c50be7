package postgres

import (
	"slices"
	"strings"
	"sync/atomic"
	"weak"

	"github.com/schemactl/schemactl/schema"
)

// A nameIndex finds what a function's text may mean by a word.
type nameIndex struct {
	of      weak.Pointer[schema.Schema]
	size    int
	refs    map[string][]schema.Ref
	schemas map[string]bool
}

// lastIndex keeps the index of the schema asked about last: a plan asks about
// one, for every function in it.
var lastIndex atomic.Pointer[nameIndex]

func namesOf(s *schema.Schema) *nameIndex {
	if x := lastIndex.Load(); x != nil && x.of.Value() == s && x.size == s.Len() {
		return x
	}
	x := &nameIndex{of: weak.Make(s), size: s.Len(), refs: map[string][]schema.Ref{}, schemas: map[string]bool{}}
	for o := range s.All() {
		r := o.Ref()
		if r.Kind == schema.KindSchema {
			x.schemas[r.Name] = true
		}
		if nameable[r.Kind] {
			x.refs[r.BaseName()] = append(x.refs[r.BaseName()], r)
		}
	}
	lastIndex.Store(x)
	return x
}

// nameable are the kinds that a function's text can name.
var nameable = map[schema.Kind]bool{
	schema.KindTable: true, schema.KindView: true, schema.KindMaterialized: true, schema.KindSequence: true,
	schema.KindEnum: true, schema.KindDomain: true, schema.KindComposite: true, schema.KindRange: true,
	schema.KindFunction: true, schema.KindAggregate: true,
}

// routineWants lists what the text of a function names: the server checks the
// text of SQL functions, and the types in that of PL/pgSQL functions, when it
// creates them. What an SQL-standard body needs is in the catalogs.
func routineWants(s *schema.Schema, f *schema.Routine) []schema.Ref {
	if f.Atomic || f.Language != "sql" && f.Language != "plpgsql" {
		return nil
	}
	own := f.Ref()
	names := namesOf(s)
	var out []schema.Ref
	seen := map[schema.Ref]bool{own: true}
	for _, w := range bodyWords(f.Body) {
		if f.Language == "sql" && w.before == "" && !w.placed && hasArg(f, w.name) {
			continue
		}
		for _, r := range names.refs[w.name] {
			if names.schemas[w.before] && w.before != r.Schema || seen[r] {
				continue
			}
			if schema.HasArguments(r.Kind) && f.Language != "sql" {
				continue // looked up when it is called
			}
			seen[r] = true
			out = append(out, r)
		}
	}
	slices.SortFunc(out, schema.Ref.Compare)
	return out
}

func hasArg(f *schema.Routine, name string) bool {
	return slices.ContainsFunc(f.Args, func(a schema.Arg) bool { return a.Name == name })
}

// A bodyWord is a name in a text, and the one before it if only a period
// stands between.
type bodyWord struct {
	before, name string
	// placed says that it stands where a relation, a type or a function can
	// stand, but no argument.
	placed bool
}

// beforeRelations are words that relations follow, and afterRelations those that
// something else follows.
var beforeRelations, afterRelations = wordSet("from join into update table only using truncate"),
	wordSet("select where set values on group order having limit offset returning window union except intersect")

// bodyWords lists the words of a text, each once: those in double quotes as
// they are, the others in lower case.
func bodyWords(text string) []bodyWord {
	var out []bodyWord
	seen := map[bodyWord]bool{}
	last, end, relations := "", -1, false
	for i := 0; i < len(text); {
		from, name := i, ""
		switch {
		case isWordByte(text[i]):
			for i < len(text) && isWordByte(text[i]) {
				i++
			}
			name = strings.ToLower(text[from:i])
		case text[i] == '"':
			i = skipQuoted(text, i)
			name = strings.ReplaceAll(strings.Trim(text[from:i], `"`), `""`, `"`)
		default:
			i++
			continue
		}
		w := bodyWord{name: name, placed: relations || from > 0 && text[from-1] == ':' || i < len(text) && text[i] == '('}
		if end >= 0 && from == end+1 && text[end] == '.' {
			w.before = last
		}
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
		relations = !afterRelations[name] && (relations || beforeRelations[name])
		last, end = name, i
	}
	return out
}
