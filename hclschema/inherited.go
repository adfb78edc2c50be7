package hclschema

import "github.com/schemactl/schemactl/schema"

// orphans reports the checks that no parent has and that have no expression.
func (d *decoder) orphans() {
	for k := range schema.Of[*schema.Check](d.out) {
		_, heir := d.heirs[schema.Ref{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}]
		if b := d.src.blocks[k.Ref()]; heir && b != nil && k.Expr == "" && b.Body.Attributes["expr"] == nil {
			d.errorf(b.DefRange(), "Missing required attribute", "No parent of the table has a check %q, so that it must have the attribute \"expr\".", k.Name)
		}
	}
}

// detached reports the indexes and keys that are to be attached to what no parent
// of the table has.
func (d *decoder) detached() {
	var families *schema.Families
	for o := range d.out.All() {
		of, b := schema.PartOf(o), d.src.blocks[o.Ref()]
		if of == "" || b == nil || b.Body.Attributes["attached_to"] == nil {
			continue
		}
		if families == nil {
			families = schema.NewFamilies(d.out)
		}
		if len(families.PartOf(o)) > 0 {
			continue
		}
		at := b.Body.Attributes["attached_to"].Expr.Range()
		r := schema.Ref{Kind: schema.KindTable, Schema: o.Ref().Schema, Name: o.Ref().Table}
		if len(families.Parents(r)) == 0 {
			d.errorf(at, "Unknown index", "Only an index or key of a partition is attached to one of its partitioned table; %s is no partition.", r)
			continue
		}
		d.errorf(at, "Unknown index", "The partitioned table has no index or key %q that this could be a part of. What it makes by itself for its partitions must be declared there too before something can be attached to it.", of)
	}
}
