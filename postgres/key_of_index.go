package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// indexAbove is the plain index of the partitioned table whose part is the
// index of a partition's key. The key is then the partition's alone.
func indexAbove(k *schema.Key) (schema.Ref, bool) {
	for _, r := range parentIndexes(k.Needs, k.Of) {
		if r.Kind == schema.KindIndex {
			return r, true
		}
	}
	return schema.Ref{}, false
}

// claimKey makes a key of the part that the server has made of the index above.
func claimKey(c *sqlgen.Context, k *schema.Key, up schema.Ref) []sqlgen.Stmt {
	if !isMade(c, k) {
		alone := *k
		alone.Of, alone.Needs = "", nil
		return append(createKey(c, &alone, nil), attachSQL(up.Schema, up.Name, Qualified(k.Schema, k.Name)))
	}
	index, ok := schema.Find[*schema.Index](c.Plan.To, up)
	if !ok {
		return nil
	}
	if partitioned(c, k.Schema, k.Table) {
		return replacePart(c, k, index)
	}
	stmts := []sqlgen.Stmt{keyUsing(k, copyName(index, k.Table))}
	if part := index.Named(k.Ref().InTable(schema.KindIndex, k.Name)); isAlike(c, part, []schema.Ref{up}) {
		stmts = []sqlgen.Stmt{takeName(part, up), keyUsing(k, k.Name)}
	}
	stmts = append(stmts, alterIndexOptions(k.Schema, k.Name, index.With, k.With)...)
	if index.Tablespace != k.Tablespace {
		stmts = append(stmts, moveIndex(k.Schema, k.Name, k.Tablespace)...)
	}
	return stmts
}

// releaseKey drops such a key. Its index cannot go while it is the part of one
// above, nor can that, because of the key: so the partition steps aside.
func releaseKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	tie, ok := schema.Find[*schema.Inheritance](c.Plan.From, onTable(k.Schema, k.Table).InTable(schema.KindInheritance, "inheritance"))
	if !ok {
		return dropConstraint(k)
	}
	stmts := detachFrom(c, tie, tie.Parents)
	stmts = append(stmts, dropConstraint(k)...)
	return append(stmts, attachTo(nil, tie, tie.Parents)...)
}

// replacePart puts a key in the place of the part that the server has made of an
// index above, where the partition is partitioned itself: no index there can
// become a key's.
func replacePart(c *sqlgen.Context, k *schema.Key, up *schema.Index) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	part := up.Named(k.Ref().InTable(schema.KindIndex, copyName(up, k.Table))).(*schema.Index)
	if isAlike(c, part, []schema.Ref{up.Ref()}) {
		part.Name = k.Name
		stmts = append(stmts, takeName(part, up.Ref()))
	}
	stmts = append(stmts, sqlgen.Stmt{SQL: "DROP INDEX " + Qualified(part.Schema, part.Name)})
	alone := *k
	alone.Of, alone.Needs = "", nil
	return exchangePart(c, c.Plan.To, onTable(k.Schema, k.Table), append(stmts, buildKey(c, &alone)...))
}
