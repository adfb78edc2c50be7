package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// indexAbove is the plain index of the partitioned table whose part is the
// index of a partition's key, or a key of the other kind. The key is then the
// partition's alone.
func indexAbove(k *schema.Key) (schema.Ref, bool) {
	for _, r := range parentIndexes(k.Needs, k.Of) {
		if r.Kind != k.Ref().Kind {
			return r, true
		}
	}
	return schema.Ref{}, false
}

// claimKey makes a key of the part that the server has made of the index above.
func claimKey(c *sqlgen.Context, k *schema.Key, up schema.Ref) []sqlgen.Stmt {
	alone := *k
	alone.Of, alone.Needs = "", nil
	if k.Ahead && c.New(up) {
		return createKey(c, &alone, nil)
	}
	if !isMade(c, k) {
		return append(createKey(c, &alone, nil), attachSQL(up.Schema, up.Name, Qualified(k.Schema, k.Name)))
	}
	index, ok := schema.Find[*schema.Index](c.Plan.To, up)
	if !ok || k.Partitioned {
		return replacePart(c, k, c.Plan.To.Lookup(up))
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

// replacePart puts a key in the place of the part that the server has made of what
// is above: of a key of the other kind, or of an index where the partition is
// partitioned itself, so that no index there can become a key's.
func replacePart(c *sqlgen.Context, k *schema.Key, up schema.Object) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	at := k.Ref().InTable(up.Ref().Kind, copyName(up, k.Table))
	if isAlike(c, up.Named(at), []schema.Ref{up.Ref()}) {
		at.Name = k.Name
		stmts = append(stmts, takeName(up.Named(at), up.Ref()))
	}
	if at.Kind == schema.KindIndex {
		stmts = append(stmts, sqlgen.Stmt{SQL: "DROP INDEX " + Qualified(at.Schema, at.Name)})
	} else {
		stmts = append(stmts, dropConstraint(up.Named(at))...)
	}
	return exchangePart(c, c.Plan.To, onTable(k.Schema, k.Table), append(stmts, buildAtOnce(c, k)...))
}
