package proof

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// schemaStatements makes the schemas that objects are moved to and that are not
// there yet, or drops them once the objects have gone back: renames come before
// all else.
func (w *work) schemaStatements(back bool) ([]sqlgen.Stmt, error) {
	made := schema.New()
	for _, r := range w.renames {
		ref := schema.Ref{Kind: schema.KindSchema, Name: r.To.Schema}
		s := w.desired.Lookup(ref)
		if r.To.Schema == "" || r.To.Schema == r.From.Schema || s == nil || w.current.Has(ref) || w.origin(ref) != ref {
			continue
		}
		made.Put(s)
	}
	switch {
	case made.Len() == 0:
		return nil, nil
	case back:
		return statements(made, schema.New(), w.in)
	}
	return statements(schema.New(), made, w.in)
}
