package proof

import (
	"github.com/schemactl/schemactl/schema"
)

// classGuesses adds to guesses the default operator classes that indexes and constraints
// take for the types of their columns without naming them. It returns those of them
// whose classes were not there before.
func classGuesses(guesses map[schema.Ref][]schema.Ref, current, desired *schema.Schema) []schema.Ref {
	classes := map[string]schema.Ref{}
	for o := range schema.Of[*schema.OperatorClass](desired) {
		if o.Default {
			classes[o.Method+" "+o.Type] = o.Ref()
		}
	}
	if len(classes) == 0 {
		return nil
	}
	types := columnTypes(desired)
	var late []schema.Ref
	for o := range desired.All() {
		method, columns := keyColumns(o)
		isLate := false
		for _, name := range columns {
			typ := types[o.Ref().InTable(schema.KindColumn, name)]
			if class, ok := classes[method+" "+typ]; ok {
				guesses[o.Ref()] = append(guesses[o.Ref()], class)
				isLate = isLate || !current.Has(class)
			}
		}
		if isLate {
			late = append(late, o.Ref())
		}
	}
	return late
}

// columnTypes gives the types of columns; for domains what they are made of.
func columnTypes(s *schema.Schema) map[schema.Ref]string {
	types := map[schema.Ref]string{}
	for c := range schema.Of[*schema.Column](s) {
		typ := c.Type
		for seen := map[string]bool{}; !seen[typ]; {
			seen[typ] = true
			name := schema.SplitQualified(typ)
			if len(name) != 2 {
				break
			}
			if d, ok := schema.Find[*schema.Domain](s, schema.Ref{Kind: schema.KindDomain, Schema: name[0], Name: name[1]}); ok {
				typ = d.Type
			}
		}
		types[c.Ref()] = typ
	}
	return types
}

// keyColumns lists the columns for which an object takes operator classes of a method
// that it does not name.
func keyColumns(o schema.Object) (method string, columns []string) {
	method = "btree"
	var parts []schema.IndexPart
	switch o := o.(type) {
	case *schema.Key:
		return method, o.Columns
	case *schema.Index:
		if parts = o.Parts; o.Method != "" {
			method = o.Method
		}
	case *schema.Exclude:
		parts, method = o.Parts, o.Method
	case *schema.Table:
		if o.PartitionBy == nil {
			return "", nil
		}
		if parts = o.PartitionBy.Keys; o.PartitionBy.Strategy == "HASH" {
			method = "hash"
		}
	}
	for _, p := range parts {
		if p.Column != "" && p.OpClass == "" {
			columns = append(columns, p.Column)
		}
	}
	return method, columns
}
