package proof

import "github.com/schemactl/schemactl/schema"

// backward is the start as the goal of the way back: what the file says of
// former names is turned around, and the columns that the way back must make
// again, on tables that may have rows, get a value for those: what they held is
// gone.
func backward(d Dialect, back, from *schema.Schema) *schema.Schema {
	out := back.Clone()
	for o := range from.All() {
		if was := back.Lookup(o.Ref()); was != nil {
			if turned := schema.TurnAround(was, o); turned != nil {
				out.Put(turned)
			}
		}
	}
	distinct := inKeys(back)
	for c := range schema.Of[*schema.Column](back) {
		r := c.Ref()
		if recast := recastOf(d, c, from.Lookup(r)); recast != nil {
			out.Put(recast)
			continue
		}
		if value := valueBack(d, back, from, c, distinct[r]); value != "" {
			filled := c.Named(r).(*schema.Column)
			filled.Backfill = value
			out.Put(filled)
		}
	}
	return out
}

// valueBack is what the rows get in a column that the way back makes again, or
// that takes no NULL any more; empty if that is for the server to choose.
func valueBack(d Dialect, back, from *schema.Schema, c *schema.Column, distinct bool) string {
	r := c.Ref()
	was, there := schema.Find[*schema.Column](from, r)
	if c.Identity != nil || c.Generated != nil || c.Backfill != "" || there && was.NotNull ||
		!from.Has(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}) {
		return ""
	}
	def, defaulted := schema.Find[*schema.Default](back, r.InTable(schema.KindDefault, r.Name))
	switch {
	case !defaulted && c.NotNull:
		value, _ := d.Zero(back, c, distinct)
		return value
	case !defaulted || there || !distinct:
		return ""
	}
	// A default that is the same for all rows would break the key.
	v, ok := d.(interface{ Varies(expr string) bool })
	switch {
	case !ok || v.Varies(def.Expr):
		return ""
	case c.NotNull:
		value, _ := d.Zero(back, c, true)
		return value
	}
	return "NULL"
}

// inKeys finds the columns whose values must differ.
func inKeys(s *schema.Schema) map[schema.Ref]bool {
	out := map[schema.Ref]bool{}
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.Key:
			for _, name := range o.Columns {
				out[o.Ref().InTable(schema.KindColumn, name)] = true
			}
		case *schema.Index:
			for _, p := range o.Parts {
				if o.Unique && p.Column != "" {
					out[o.Ref().InTable(schema.KindColumn, p.Column)] = true
				}
			}
		}
	}
	return out
}

// recastOf gives a column whose type goes back a cast where the server takes
// none of itself.
func recastOf(d Dialect, c *schema.Column, now schema.Object) schema.Object {
	caster, ok := d.(interface {
		Recast(from, to *schema.Column) string
	})
	changed, also := now.(*schema.Column)
	if !ok || !also || changed.Type == c.Type {
		return nil
	}
	using := caster.Recast(changed, c)
	if using == "" {
		return nil
	}
	recast := c.Named(c.Ref()).(*schema.Column)
	recast.Using = using
	return recast
}
