package main

import (
	"github.com/schemactl/schemactl/internal/pgrandom"
	"github.com/schemactl/schemactl/schema"
)

// keep notes in what is wanted, as renamed_from does in a file, what of the current schema goes on under another name or in
// another schema.
func keep(want, current *schema.Schema, c pgrandom.Case, major int) {
	former := c.Former(major)
	for _, name := range c.Moved(major) {
		if former[name] == "" {
			former[name] = name
		}
	}
	type key struct {
		kind schema.Kind
		name string
	}
	had := map[key]schema.Ref{}
	for o := range current.All() {
		had[key{o.Ref().Kind, o.Ref().BaseName()}] = o.Ref()
	}
	for o := range want.All() {
		r := o.Ref()
		old := former[r.BaseName()]
		was, ok := had[key{r.Kind, old}]
		if old == "" || !ok {
			continue
		}
		home := r.Schema
		if name, renamed := former[home]; renamed {
			home = name
		}
		if r.Table == "" && was.Schema != home {
			old = was.Schema + "." + old
		}
		if old != r.BaseName() {
			o.Base().RenamedFrom = old
		}
	}
}

// renameNow makes the renames those of the plan at hand: names that are exchanged look as if they had been before.
func renameNow(s *schema.Schema) {
	for o := range s.All() {
		o.Base().RenameNow = o.Base().RenamedFrom != ""
	}
}
