package sqlite

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// unquoteNames takes the quotes off the names of tables in the texts of views
// and triggers where they are not needed: ALTER TABLE … RENAME puts them there
// (https://sqlite.org/lang_altertable.html#alter_table_rename), and the text of
// an author has none.
func unquoteNames(s *schema.Schema) {
	plain := map[string]bool{}
	for o := range s.All() {
		if r := o.Ref(); schema.IsRelation(r.Kind) && Ident(r.Name) == r.Name {
			plain[r.Name] = true
		}
	}
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.View:
			o.As = unquoted(o.As, plain)
		case *schema.Trigger:
			o.Body, o.Condition = unquoted(o.Body, plain), unquoted(o.Condition, plain)
		}
	}
}

// unquoted takes the quotes off the names given.
func unquoted(text string, plain map[string]bool) string {
	if !strings.Contains(text, `"`) {
		return text
	}
	var b strings.Builder
	end := 0
	for _, t := range tokenize(text) {
		name, ok := strings.CutPrefix(t.text, `"`)
		if name = strings.TrimSuffix(name, `"`); !ok || t.kind != quoted || !plain[name] {
			continue
		}
		b.WriteString(text[end:t.at])
		b.WriteString(name)
		end = t.at + len(t.text)
	}
	return b.String() + text[end:]
}
