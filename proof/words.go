package proof

import (
	"reflect"
	"strings"
	"unicode"

	"github.com/schemactl/schemactl/schema"
)

// A vocabulary finds objects by words of a text. What a text really depends
// on is the server's to say; words are good for what to build first.
type vocabulary map[string][]schema.Ref

// newVocabulary lists the objects that the text of another may name.
func newVocabulary(s *schema.Schema) vocabulary {
	v := vocabulary{}
	for o := range s.All() {
		r := o.Ref()
		if schema.IsPart(r.Kind) || r.Table != "" {
			continue
		}
		for _, w := range words(r.BaseName()) {
			v[w] = append(v[w], r)
		}
	}
	return v
}

// guess lists the objects whose names occur among the words of o's texts. What
// it is called itself says nothing of what it needs.
func (v vocabulary) guess(o schema.Object) []schema.Ref {
	var out []schema.Ref
	r := o.Ref()
	seen := map[schema.Ref]bool{r: true}
	collect(reflect.ValueOf(o).Elem(), func(text string) {
		if text == r.Schema || text == r.Table || text == r.BaseName() {
			return
		}
		for _, w := range words(text) {
			for _, r := range v[w] {
				if !seen[r] {
					seen[r] = true
					out = append(out, r)
				}
			}
		}
	})
	return out
}

// collect calls f with every text within v.
func collect(v reflect.Value, f func(string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			f(v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), f)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[schema.Ref]() {
			return
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Comment" && name != "Owner" && name != "Grants" && name != "Labels" {
				collect(v.Field(i), f)
			}
		}
	}
}

// words splits a text at what cannot stand in a plain name, and folds case.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
