package planner

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// keepKeys lists the ties that are made anew, as they are of partitions with a primary key of
// their own over a column that takes nulls from now on in the partitioned table: the server
// takes NOT NULL from all partitions or from none, and from no column of such a key.
func (k *closure) keepKeys(changes []Change) []schema.Ref {
	var keys map[schema.Ref]*schema.Key
	var families *schema.Families
	var out []schema.Ref
	seen := map[schema.Ref]bool{}
	for _, c := range changes {
		was, ok := c.From.(*schema.Column)
		is, also := c.To.(*schema.Column)
		if !ok || !also || !was.NotNull || is.NotNull {
			continue
		}
		table := schema.Ref{Kind: schema.KindTable, Schema: is.Schema, Name: is.Table}
		if t, ok := schema.Find[*schema.Table](k.to, table); !ok || t.PartitionBy == nil {
			continue
		}
		if keys == nil {
			keys, families = k.ownPrimaryKeys(), schema.NewFamilies(k.to)
		}
		for _, child := range families.Descendants(table) {
			key, tie := keys[child], child.InTable(schema.KindInheritance, "inheritance")
			if key != nil && slices.Contains(key.Columns, is.Name) && k.from.Has(tie) && k.from.Has(key.Ref()) && !seen[tie] {
				seen[tie] = true
				out = append(out, tie)
			}
		}
	}
	return out
}

// ownPrimaryKeys are those that are parts of no other, by their tables.
func (k *closure) ownPrimaryKeys() map[schema.Ref]*schema.Key {
	out := map[schema.Ref]*schema.Key{}
	for key := range schema.Of[*schema.Key](k.to) {
		if key.Primary && key.Of == "" {
			out[schema.Ref{Kind: schema.KindTable, Schema: key.Schema, Name: key.Table}] = key
		}
	}
	return out
}
