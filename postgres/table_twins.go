package postgres

import (
	"github.com/schemactl/schemactl/schema"
)

// twins finds keys and exclusion constraints that are the same but for their
// names. Within one CREATE TABLE the server makes a single one of them, of
// which the documentation says nothing (transformIndexConstraints in
// src/backend/parser/parse_utilcmd.c): each but the first is added later.
type twins map[string]bool

// again reports whether a constraint like this one was seen before.
func (t twins) again(o schema.Object) bool {
	text := sameness(o)
	if text == "" {
		return false
	}
	before := t[text]
	t[text] = true
	return before
}

// sameness is what the server compares: neither the name, nor the storage
// parameters, nor whether it is the primary key.
func sameness(o schema.Object) string {
	switch o := o.(type) {
	case *schema.Key:
		k := *o
		k.Primary, k.With, k.Tablespace = false, nil, ""
		return keyClause(&k)
	case *schema.Exclude:
		e := *o
		e.With, e.Tablespace = nil, ""
		return excludeClause(&e)
	}
	return ""
}
