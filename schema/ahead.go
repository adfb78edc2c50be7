package schema

// isAhead reports whether a key is part of a complete key of the other kind.
// PostgreSQL 18 does not take a primary key for the part of a unique constraint,
// or the other way round, when the partition is attached, but all versions do when
// the key above is made.
// AttachPartitionEnsureIndexes in src/backend/commands/tablecmds.c, DefineIndex
func (f *Families) isAhead(k *Key, above []Ref) bool {
	for _, r := range above {
		up, ok := Find[*Key](f.schema, r)
		if ok && up.Primary != k.Primary && !up.Only {
			return true
		}
	}
	return false
}

// aheadOf lists the keys of partitions that have to be there before a key of
// their table.
func (f *Families) aheadOf(r Ref) []Ref {
	var out []Ref
	for _, child := range f.children[Ref{Kind: KindTable, Schema: r.Schema, Name: r.Table}] {
		for _, part := range f.attachments[child] {
			switch k, ok := Find[*Key](f.schema, part); {
			case !ok || k.Of != r.Name:
			case part.Kind == r.Kind:
				out = append(out, f.aheadOf(part)...)
			default:
				out = append(out, part)
			}
		}
	}
	return out
}
