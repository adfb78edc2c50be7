package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// stillCalled gives a copy the name that the server gave it, which the renames of
// its table and of its columns have not changed.
func stillCalled(c *sqlgen.Context, copy copied) schema.Object {
	r := copy.Object.Ref()
	was := copy.Object.Named(r)
	column := func(name string) string {
		return calledBefore(c.Renamed, copy.of.InTable(schema.KindColumn, name))
	}
	switch o := was.(type) {
	case *schema.Key:
		o.Columns, o.Include = mapped(o.Columns, column), mapped(o.Include, column)
	case *schema.Index:
		o.Parts, o.Include = slices.Clone(o.Parts), mapped(o.Include, column)
		for i := range o.Parts {
			if o.Parts[i].Column != "" {
				o.Parts[i].Column = column(o.Parts[i].Column)
			}
		}
	default:
		return copy.Object
	}
	number := strings.TrimPrefix(r.Name, copyName(copy.Object, r.Table))
	r.Name = copyName(was, calledBefore(c.Renamed, onTable(r.Schema, r.Table))) + number
	return copy.Object.Named(r)
}

// calledBefore is the name that something had before renames.
func calledBefore(renames []planner.Rename, r schema.Ref) string {
	for _, n := range slices.Backward(renames) {
		if n.To == r {
			r = r.WithBase(n.From.BaseName())
		}
	}
	return r.Name
}

func mapped(names []string, to func(string) string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = to(name)
	}
	return out
}
