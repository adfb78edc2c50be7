package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// answer puts renames given on the command line where the file would have
// them.
func answer(s *schema.Schema, renames []string) error {
	// What contains others goes first, so that the paths of those are known.
	renames = slices.Clone(renames)
	slices.SortStableFunc(renames, func(a, b string) int { return depth(a) - depth(b) })
	var errs []error
	for _, text := range renames {
		if err := answerOne(s, text); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// depth is the number of names in the path of a rename.
func depth(text string) int {
	old, _, _ := cutUnquoted(text, '=')
	return len(splitPath(strings.TrimSpace(old)))
}

func answerOne(s *schema.Schema, text string) error {
	old, now, ok := cutUnquoted(text, '=')
	kind, path, okPath := strings.Cut(strings.TrimSpace(old), ".")
	now = unquote(strings.TrimSpace(now))
	if !ok || !okPath || now == "" {
		return fmt.Errorf("reading --rename %q: write KIND.PATH=NEW, as in column.public.users.name=full_name", text)
	}
	parts := splitPath(strings.TrimSpace(path))
	container, name := strings.Join(parts[:len(parts)-1], "."), parts[len(parts)-1]
	if kind == "value" {
		return answerValue(s, container, name, now, text)
	}
	name = schema.Ref{Kind: schema.Kind(kind), Name: name}.BaseName()
	if answerPart(s, kind, container, name, now) {
		return nil
	}
	for o := range s.All() {
		if r := o.Ref(); fitsKind(r.Kind, kind) && r.BaseName() == now && inContainer(s, r, container) {
			o.Base().RenamedFrom, o.Base().RenameNow = name, true
			return nil
		}
	}
	if container != "" {
		container = fmt.Sprintf(" in %q", container)
	}
	return fmt.Errorf("reading --rename %q: the files have no %s %q%s", text, kind, now, container)
}

// fitsKind: a domain's check is a check to the user.
func fitsKind(k schema.Kind, word string) bool {
	return string(k) == word || k == schema.KindDomainCheck && word == "check"
}

// inContainer reports whether r is in a schema, table or view, which may still
// be called by its former name.
func inContainer(s *schema.Schema, r schema.Ref, container string) bool {
	r.Name = ""
	return r.Path() == container || formerPath(s, r) == container
}

// formerPath is the path of what contains r as it was before the renames.
func formerPath(s *schema.Schema, r schema.Ref) string {
	for _, k := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain} {
		if o := s.Lookup(schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}); o != nil && o.Base().RenamedFrom != "" {
			r.Table = o.Base().RenamedFrom
			break
		}
	}
	if o := s.Lookup(schema.Ref{Kind: schema.KindSchema, Name: r.Schema}); o != nil && o.Base().RenamedFrom != "" {
		r.Schema = o.Base().RenamedFrom
	}
	return r.Path()
}

// answerPart renames what is no object of its own: a field of a composite
// type. The columns of a view are part of its text, which has the new name.
func answerPart(s *schema.Schema, kind, container, old, now string) bool {
	for o := range s.All() {
		if o.Ref().Path() != container {
			continue
		}
		if _, view := o.(*schema.View); view && kind == "column" {
			return true
		}
		if _, view := o.(*schema.Materialized); view && kind == "column" {
			return true
		}
		c, ok := o.(*schema.Composite)
		if !ok || kind != "field" {
			continue
		}
		for i := range c.Fields {
			if c.Fields[i].Name == now {
				c.Fields[i].RenamedFrom = old
				return true
			}
		}
	}
	return false
}

// cutUnquoted cuts at the first separator outside double quotes.
func cutUnquoted(text string, sep rune) (before, after string, ok bool) {
	quoted := false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == sep && !quoted:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// splitPath splits a.b."c.d" at its dots and takes the quotes away.
func splitPath(path string) []string {
	var parts []string
	for {
		part, rest, more := cutUnquoted(path, '.')
		parts = append(parts, unquote(part))
		if !more {
			return parts
		}
		path = rest
	}
}

func unquote(name string) string {
	if len(name) >= 2 && name[0] == '"' && name[len(name)-1] == '"' {
		return strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
	}
	return name
}

// answerValue renames a value of an enum: value.public.status.old=new.
func answerValue(s *schema.Schema, enum, old, now, text string) error {
	for e := range schema.Of[*schema.Enum](s) {
		if e.Ref().Path() == enum {
			if e.RenamedValues == nil {
				e.RenamedValues = map[string]string{}
			}
			e.RenamedValues[old] = now
			return nil
		}
	}
	return fmt.Errorf("reading --rename %q: the files have no enum %q", text, enum)
}
