package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// shells are types that functions are declared with before the types have
// them. They go with their types.
var shells = kind[*schema.Shell]{
	name: schema.KindShell,
	create: func(_ *sqlgen.Context, s *schema.Shell, _ []schema.Object) []sqlgen.Stmt {
		return sqlgen.SQL("CREATE TYPE " + Qualified(s.Schema, s.Name))
	},
	goesWith: func(_ *schema.Schema, s *schema.Shell) []schema.Ref { return filled(s.Ref()) },
}

// filled lists what a shell can be the shell of.
func filled(shell schema.Ref) []schema.Ref {
	return []schema.Ref{
		{Kind: schema.KindObject, Schema: shell.Schema, Name: schema.SortType + " " + shell.Name},
		{Kind: schema.KindRange, Schema: shell.Schema, Name: shell.Name},
	}
}

// goesWithType: the functions that stand on the shell of a type are those that
// the type stands on.
func goesWithType(_ *schema.Schema, f *schema.Routine) []schema.Ref {
	for _, r := range f.Needs {
		if r.Kind == schema.KindShell {
			return filled(r)
		}
	}
	return nil
}
