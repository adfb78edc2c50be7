package planner

import "github.com/schemactl/schemactl/schema"

// below lists what the tables that are below before and after have of a column or check of from: the server renames it along.
func (r *renamer) below(old schema.Ref) []schema.Ref {
	if old.Kind != schema.KindColumn && old.Kind != schema.KindCheck {
		return nil
	}
	if r.families == nil {
		r.families, r.goalFamilies = schema.NewFamilies(r.from), schema.NewFamilies(r.to)
	}
	table := schema.Ref{Kind: schema.KindTable, Schema: old.Schema, Name: old.Table}
	tables := r.families.Descendants(table)
	if len(tables) == 0 {
		return nil
	}
	after := map[schema.Ref]bool{}
	for _, t := range r.goalFamilies.Descendants(r.called(table)) {
		after[t] = true
	}
	var out []schema.Ref
	for _, t := range tables {
		if part := t.InTable(old.Kind, old.Name); after[r.called(t)] && isInherited(r.from.Lookup(part)) {
			out = append(out, part)
		}
	}
	return out
}

// takenBelow finds what has a name that something takes in a table below.
func (r *renamer) takenBelow(old, to schema.Ref) (schema.Ref, bool) {
	for _, part := range r.below(old) {
		named := part
		named.Name = to.Name
		for _, n := range ownNames(r.from.Lookup(part).Named(named)) {
			if h, ok := r.taken[n]; ok && h != part {
				return h, true
			}
		}
	}
	return schema.Ref{}, false
}

// renameBelow notes what is renamed along.
func (r *renamer) renameBelow(old, to schema.Ref) {
	for _, part := range r.below(old) {
		was, now := part, part
		was.Name, now.Name = r.called(part).Name, to.Name
		o := r.from.Lookup(part)
		for _, n := range ownNames(o.Named(was)) {
			delete(r.taken, n)
		}
		for _, n := range ownNames(o.Named(now)) {
			r.taken[n] = part
		}
		r.partNames[part] = to.Name
	}
}
