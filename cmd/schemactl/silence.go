package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// tellSilence says that a plan leaves owners or privileges alone because the
// files do not speak of them, if there is anything in them that somebody chose.
func (p *planning) tellSilence(w io.Writer, want *desired, found *inspection) {
	var left []string
	if n := p.foreignOwners(want, found); n > 0 {
		left = append(left, "owners ("+counted(n, "object is", "objects are")+" another role's)")
	}
	if n := p.ungoverned(want, found); n > 0 {
		left = append(left, "privileges ("+counted(n, "object has", "objects have")+" some)")
	}
	if len(left) > 0 {
		fmt.Fprintf(w, "Note: %s are left alone, because the files do not speak of them. inspect writes them down.\n", strings.Join(left, " and "))
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// foreignOwners counts the objects of the files whose owner is neither named
// there nor who plans or owns the database.
func (p *planning) foreignOwners(want *desired, found *inspection) int {
	n := 0
	if p.set.NoOwner {
		return 0
	}
	for o := range found.schema.All() {
		r, owner := o.Ref(), o.Base().Owner
		if owner != "" && !slices.Contains(found.usualOwners, owner) && want.schema.Has(r) && !want.source.NamesOwner(r) {
			n++
		}
	}
	return n
}

// ungoverned counts the objects with privileges, if the files speak of none.
func (p *planning) ungoverned(want *desired, found *inspection) int {
	n := 0
	if p.set.NoPrivileges || want.source.Mentions.Grants {
		return 0
	}
	for range schema.Of[*schema.DefaultPrivileges](want.schema) {
		return 0
	}
	for o := range found.schema.All() {
		if len(o.Base().Grants) > 0 && (schema.IsPrivileges(o.Ref().Kind) || want.schema.Has(o.Ref())) {
			n++
		}
	}
	return n
}
