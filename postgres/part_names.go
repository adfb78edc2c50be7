package postgres

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// name notes on the tables what those are called that have stayed no objects, where one
// is not called as it would be if it were the only one of its kind.
func (i *implied) name(r *reader) {
	odd := map[schema.Ref]bool{}
	for _, x := range i.left {
		if at := x.object.Ref(); at.Name != copyName(x.object, at.Table) {
			odd[onTable(at.Schema, at.Table)] = true
		}
	}
	if len(odd) == 0 {
		return
	}
	names := map[schema.Ref][]schema.PartName{}
	for _, x := range i.left {
		at := x.object.Ref()
		table := onTable(at.Schema, at.Table)
		if of := i.of(r, x); odd[table] && of != nil {
			names[table] = append(names[table], schema.PartName{Of: of.Ref(), Name: at.Name})
		}
	}
	for _, o := range r.objects {
		if t, ok := o.(*schema.Table); ok && names[t.Ref()] != nil {
			t.PartNames = names[t.Ref()]
			slices.SortFunc(t.PartNames, func(a, b schema.PartName) int { return cmp.Compare(a.Name, b.Name) })
		}
	}
}

// of finds the object that something is a part of, be it the part of a part.
func (i *implied) of(r *reader, x impliedIndex) schema.Object {
	for {
		up, ok := i.left[x.parent]
		if !ok {
			return r.at[address{"pg_class", x.parent, 0}]
		}
		x = up
	}
}

// NameParts gives the parts of indexes that the server makes for partitions the names that
// they are known by: it numbers those that are alike in the order in which they are made.
func (Dialect) NameParts(s *schema.Schema) []sqlgen.Stmt {
	var away, back []sqlgen.Stmt
	for t := range schema.Of[*schema.Table](s) {
		for _, part := range t.PartNames {
			up := s.Lookup(part.Of)
			if up == nil {
				continue
			}
			at := t.Ref().InTable(part.Of.Kind, fmt.Sprintf("part %d on the way", len(away)))
			away = append(away, takeName(up.Named(at), part.Of))
			back = append(back, sqlgen.Stmt{SQL: "ALTER INDEX " + Qualified(at.Schema, at.Name) + " RENAME TO " + Ident(part.Name)})
		}
	}
	return append(away, back...)
}
