package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var (
	functions  = routineKind(schema.KindFunction, "FUNCTION", readFunctions, "routine f", "routine w")
	procedures = routineKind(schema.KindProcedure, "PROCEDURE", readProcedures, "routine p")
)

func readFunctions(ctx context.Context, r *reader) error { return r.readRoutines(ctx, "f", "w") }

func readProcedures(ctx context.Context, r *reader) error { return r.readRoutines(ctx, "p", "p") }

// routineFields are what CREATE OR REPLACE sets, as far as routineHow lets it.
var routineFields = []string{
	"Args", "Language", "Body", "Atomic", "Object", "Volatility", "Strict", "LeakProof",
	"SecurityDefiner", "Parallel", "Cost", "Rows", "Support", "Set", "Transform",
}

func routineKind(name schema.Kind, word string, read func(context.Context, *reader) error, stored ...string) kind[*schema.Routine] {
	target := func(f *schema.Routine) string {
		return word + " " + Qualified(f.Schema, f.Name) + routineSignature(f)
	}
	return kind[*schema.Routine]{
		name:   name,
		read:   read,
		stored: stored,
		create: func(c *sqlgen.Context, f *schema.Routine, _ []schema.Object) []sqlgen.Stmt {
			return unchecked(c, f, routineText("CREATE "+word, f))
		},
		drop: func(_ *sqlgen.Context, f *schema.Routine) []sqlgen.Stmt {
			return sqlgen.SQL("DROP " + target(f))
		},
		alter: []alter[*schema.Routine]{
			{fields: routineFields, write: func(c *sqlgen.Context, _, to *schema.Routine) []sqlgen.Stmt {
				return unchecked(c, to, routineText("CREATE OR REPLACE "+word, to))
			}},
		},
		how:      routineHow,
		goesWith: goesWithType,
		loose:    routineWants,
		rename: func(from, to *schema.Routine) []sqlgen.Stmt {
			return renameNamed(word, from.Ref(), to.Ref(), routineSignature(from))
		},
		target:    target,
		owned:     true,
		grantable: true,
		// CREATE OR REPLACE keeps no dependency but that of what an extension owns (ProcedureCreate in
		// src/backend/catalog/pg_proc.c).
		untied: routineFields,
	}
}

// unchecked writes a routine whose body speaks of names that are given only
// later: the server must not look it through yet.
// https://www.postgresql.org/docs/current/runtime-config-client.html, check_function_bodies
func unchecked(c *sqlgen.Context, f *schema.Routine, text string) []sqlgen.Stmt {
	if f.Atomic || !slices.ContainsFunc(c.Later, func(name string) bool { return strings.Contains(f.Body, name) }) {
		return []sqlgen.Stmt{{SQL: text, Body: !f.Atomic}}
	}
	return asItIs(sqlgen.Stmt{SQL: text}, "The body speaks of names that are given below.")
}

// asItIs lets the server take the body of a routine without a look at it.
func asItIs(s sqlgen.Stmt, why string) []sqlgen.Stmt {
	return []sqlgen.Stmt{
		{SQL: "SET check_function_bodies = off", Comment: why, Ref: s.Ref},
		s,
		{SQL: "RESET check_function_bodies", Ref: s.Ref},
	}
}

// routineHow: CREATE OR REPLACE changes neither the result nor the names of
// arguments, and takes no default away.
// https://www.postgresql.org/docs/current/sql-createfunction.html, Notes
func routineHow(c planner.Change, from, to *schema.Routine) (planner.How, bool) {
	if c.Has("Returns", "ReturnsSet", "ReturnTable", "Window") || len(from.Args) != len(to.Args) {
		return planner.Replace, true
	}
	for i, a := range from.Args {
		b := to.Args[i]
		renamed := a.Name != b.Name && (a.Name != "" || a.Mode == "OUT" || a.Mode == "INOUT")
		if renamed || a.Mode != b.Mode || a.Type != b.Type || a.Default != "" && b.Default == "" {
			return planner.Replace, true
		}
	}
	return planner.InPlace, false
}
