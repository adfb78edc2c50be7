package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A cluster mark is read with its table.
var clusterMarks = kind[*schema.ClusterMark]{
	name: schema.KindClusterMark,
	create: func(_ *sqlgen.Context, m *schema.ClusterMark, _ []schema.Object) []sqlgen.Stmt {
		return setClusterMark(m)
	},
	drop: func(_ *sqlgen.Context, m *schema.ClusterMark) []sqlgen.Stmt {
		return []sqlgen.Stmt{alterTable(m.Schema, m.Table, "SET WITHOUT CLUSTER")}
	},
	alter: []alter[*schema.ClusterMark]{{
		fields: []string{"Index"},
		write:  func(_ *sqlgen.Context, _, to *schema.ClusterMark) []sqlgen.Stmt { return setClusterMark(to) },
	}},
	goesWith: func(_ *schema.Schema, m *schema.ClusterMark) []schema.Ref {
		return []schema.Ref{onTable(m.Schema, m.Table)}
	},
}

func setClusterMark(m *schema.ClusterMark) []sqlgen.Stmt {
	return []sqlgen.Stmt{alterTable(m.Schema, m.Table, "CLUSTER ON "+Ident(m.Index))}
}
