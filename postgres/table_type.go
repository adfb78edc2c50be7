package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A table's type is read with the table. It goes while the type or a column
// changes, as the server keeps the columns of typed tables as they are.
// https://www.postgresql.org/docs/current/sql-altertable.html, OF
var tableTypes = kind[*schema.TableType]{
	name: schema.KindTableType,
	create: func(_ *sqlgen.Context, t *schema.TableType, _ []schema.Object) []sqlgen.Stmt {
		return tieTo(t, "OF "+t.Type)
	},
	drop: func(_ *sqlgen.Context, t *schema.TableType) []sqlgen.Stmt {
		return tieTo(t, "NOT OF")
	},
	goesWith: func(_ *schema.Schema, t *schema.TableType) []schema.Ref {
		return []schema.Ref{onTable(t.Schema, t.Table)}
	},
}

// tieTo writes a statement of its own: no other clause sees the tie that one of
// the same statement makes or breaks.
func tieTo(t *schema.TableType, clause string) []sqlgen.Stmt {
	s := alterTable(t.Schema, t.Table, clause)
	s.Alone = true
	return []sqlgen.Stmt{s}
}
