package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A replica identity is read with its table.
var replicaIdentities = kind[*schema.ReplicaIdentity]{
	name: schema.KindReplicaIdentity,
	create: func(_ *sqlgen.Context, i *schema.ReplicaIdentity, _ []schema.Object) []sqlgen.Stmt {
		return setReplicaIdentity(i)
	},
	drop: func(_ *sqlgen.Context, i *schema.ReplicaIdentity) []sqlgen.Stmt {
		return []sqlgen.Stmt{alterTable(i.Schema, i.Table, "REPLICA IDENTITY DEFAULT")}
	},
	alter: []alter[*schema.ReplicaIdentity]{{
		fields: []string{"Mode", "Index"},
		write:  func(_ *sqlgen.Context, _, to *schema.ReplicaIdentity) []sqlgen.Stmt { return setReplicaIdentity(to) },
	}},
	// The index must be over columns that are NOT NULL by now.
	loose: func(s *schema.Schema, i *schema.ReplicaIdentity) []schema.Ref {
		var refs []schema.Ref
		for _, r := range i.Needs {
			if o := s.Lookup(r); o != nil {
				refs = append(refs, o.Deps()...)
			}
		}
		return refs
	},
	goesWith: func(_ *schema.Schema, i *schema.ReplicaIdentity) []schema.Ref {
		return []schema.Ref{onTable(i.Schema, i.Table)}
	},
}

func setReplicaIdentity(i *schema.ReplicaIdentity) []sqlgen.Stmt {
	clause := "REPLICA IDENTITY " + i.Mode
	if i.Mode == "INDEX" {
		clause = "REPLICA IDENTITY USING INDEX " + Ident(i.Index)
	}
	return []sqlgen.Stmt{alterTable(i.Schema, i.Table, clause)}
}
