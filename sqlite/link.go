package sqlite

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// wordsOf is the set of names and words of a text, in lower case.
func wordsOf(sql string) map[string]bool {
	set := map[string]bool{}
	for _, t := range tokenize(sql) {
		if t.kind == word || t.kind == quoted {
			set[strings.ToLower(t.name())] = true
		}
	}
	return set
}

// mentioned lists the columns that are among the words.
func mentioned(words map[string]bool, columns []*schema.Column) []string {
	var out []string
	for _, c := range columns {
		if words[strings.ToLower(c.Name)] {
			out = append(out, c.Name)
		}
	}
	return out
}

// A linker finds what texts need. SQLite keeps no record of it, so every word
// that is the name of a table, or of a column of a table that is named, counts:
// to be wrong costs an index or a view made again, never a row.
type linker struct {
	tables  map[string]*schema.Table
	views   map[string]*schema.View
	columns map[string][]*schema.Column // by table
}

// link fills Needs from the texts of a schema.
func link(s *schema.Schema) {
	l := linker{map[string]*schema.Table{}, map[string]*schema.View{}, map[string][]*schema.Column{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.Table:
			l.tables[strings.ToLower(o.Name)] = o
		case *schema.View:
			l.views[strings.ToLower(o.Name)] = o
		case *schema.Column:
			l.columns[o.Table] = append(l.columns[o.Table], o)
		}
	}
	for o := range s.All() {
		need(o, l.needs(o))
	}
}

func need(o schema.Object, refs []schema.Ref) {
	c := o.Base()
	for _, r := range refs {
		if r != o.Ref() && !slices.Contains(c.Needs, r) {
			c.Needs = append(c.Needs, r)
		}
	}
}

func (l *linker) needs(o schema.Object) []schema.Ref {
	switch o := o.(type) {
	case *schema.Column:
		if o.Generated != nil {
			return l.own(o.Table, o.Generated.Expr)
		}
	case *schema.Check:
		return l.own(o.Table, o.Expr)
	case *schema.Index:
		text := o.Where
		for _, p := range o.Parts {
			text += " " + p.Expr
		}
		return l.own(o.Table, text)
	case *schema.View:
		return l.named(o.As)
	case *schema.Trigger:
		return append(l.own(o.Table, o.Condition), l.named(o.Condition+" "+o.Body)...)
	}
	return nil
}

// own lists the columns of one table that a text mentions.
func (l *linker) own(table, text string) []schema.Ref {
	return columnRefs(table, mentioned(wordsOf(text), l.columns[table]))
}

func columnRefs(table string, names []string) []schema.Ref {
	refs := make([]schema.Ref, len(names))
	for i, n := range names {
		refs[i] = schema.Ref{Kind: schema.KindColumn, Table: table, Name: n}
	}
	return refs
}

// named lists the tables and views that a statement mentions, with the columns
// of the tables. A view must stand where a statement names what it reads or
// writes: a view that is the namesake of another's column would make a circle.
func (l *linker) named(sql string) []schema.Ref {
	words := wordsOf(sql)
	var refs []schema.Ref
	for _, w := range sortedKeys(words) {
		if t := l.tables[w]; t != nil {
			refs = append(refs, t.Ref())
			refs = append(refs, columnRefs(t.Name, mentioned(words, l.columns[t.Name]))...)
		}
	}
	for _, w := range sortedKeys(sources(sql)) {
		if v := l.views[w]; v != nil {
			refs = append(refs, v.Ref())
		}
	}
	return refs
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// sources is the set of names, in lower case, that stand after FROM, JOIN,
// INTO or UPDATE, or after a comma in a FROM clause.
func sources(sql string) map[string]bool {
	out := map[string]bool{}
	from := []bool{false} // for each open parenthesis
	expects := false
	for _, t := range tokenize(sql) {
		here := &from[len(from)-1]
		switch {
		case t.is("FROM", "JOIN", "INTO", "UPDATE"):
			*here, expects = true, true
		case t.is("("):
			from = append(from, *here && expects)
		case t.is(")"):
			expects = false
			if len(from) > 1 {
				from = from[:len(from)-1]
			}
		case t.is(","):
			expects = *here
		case t.is("SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "WINDOW", "SET", "VALUES", ";"):
			*here, expects = false, false
		case t.kind == word || t.kind == quoted:
			if expects {
				out[strings.ToLower(t.name())] = true
			}
			expects = false
		}
	}
	return out
}
