package filter

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A Pattern matches objects by their names, and by their kinds where it names
// some: audit.*, *.tmp_*[kind=table], public.users.legacy_*[kind=column].
type Pattern struct {
	text  string
	names []string // one for each name of a path, outermost first
	kinds []schema.Kind
}

// String gives the pattern as it was written.
func (p Pattern) String() string { return p.text }

// ParsePattern reads GLOB or GLOB[kind=KIND|KIND]. A glob has the names of a
// path, separated by dots, each with * for any text and ? for any character;
// neither stands for a dot between names. A name with a dot is in double
// quotes.
func ParsePattern(text string) (Pattern, error) {
	p := Pattern{text: text}
	glob := text
	if i := strings.LastIndex(text, "["); i >= 0 && strings.HasSuffix(text, "]") && strings.Contains(text[i:], "=") {
		list, ok := strings.CutPrefix(text[i+1:len(text)-1], "kind=")
		if !ok {
			return p, fmt.Errorf("reading the pattern %q: in brackets stands the kind, as in *.tmp_*[kind=table]", text)
		}
		glob = text[:i]
		for _, word := range strings.Split(list, "|") {
			k := schema.Kind(strings.TrimSpace(word))
			if !slices.Contains(schema.Kinds, k) {
				return p, fmt.Errorf("reading the pattern %q: there is no kind %q; kinds are named as their blocks are", text, word)
			}
			p.kinds = append(p.kinds, k)
		}
	}
	p.names = splitNames(glob)
	for _, n := range p.names {
		if _, err := path.Match(n, ""); err != nil || n == "" {
			return p, fmt.Errorf("reading the pattern %q: it has the form SCHEMA.NAME or SCHEMA.TABLE.NAME, each with * and ? as in file names", text)
		}
	}
	if len(p.names) > 3 {
		return p, fmt.Errorf("reading the pattern %q: an object has at most three names, a schema, a table and its own; put a name with a dot into double quotes", text)
	}
	return p, nil
}

// splitNames splits at the dots outside double quotes, and takes the quotes
// away; within them nothing but * and ? has a meaning either.
func splitNames(glob string) []string {
	var names []string
	var b strings.Builder
	quoted := false
	for _, r := range glob {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '.' && !quoted:
			names = append(names, b.String())
			b.Reset()
		case r == '[' || r == '\\':
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return append(names, b.String())
}

// pathOf lists the names of an object, outermost first.
func pathOf(r schema.Ref) []string {
	names := make([]string, 0, 3)
	for _, n := range []string{r.Schema, r.Table, r.Name} {
		if n != "" {
			names = append(names, n)
		}
	}
	return names
}

// Matches reports whether the pattern is of this very object.
func (p Pattern) Matches(r schema.Ref) bool {
	if len(p.kinds) > 0 && !slices.Contains(p.kinds, r.Kind) {
		return false
	}
	if p.matches(pathOf(r)) {
		return true
	}
	base := r
	base.Name = r.BaseName()
	return base.Name != r.Name && p.matches(pathOf(base))
}

func (p Pattern) matches(names []string) bool {
	if len(names) != len(p.names) {
		return false
	}
	for i, n := range names {
		// A slash is a character like others here.
		ok, err := path.Match(slashless(p.names[i]), slashless(n))
		if err != nil || !ok {
			return false
		}
	}
	return true
}

// slashless: path.Match keeps * from matching a slash.
func slashless(s string) string { return strings.ReplaceAll(s, "/", "\x00") }
