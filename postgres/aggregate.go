package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var aggregates = kind[*schema.Aggregate]{
	name:   schema.KindAggregate,
	read:   readAggregates,
	stored: []string{"routine a"},
	create: func(_ *sqlgen.Context, a *schema.Aggregate, _ []schema.Object) []sqlgen.Stmt {
		return sqlgen.SQL(aggregateText("CREATE AGGREGATE", a))
	},
	drop: func(_ *sqlgen.Context, a *schema.Aggregate) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + aggregateTarget(a))
	},
	alter: []alter[*schema.Aggregate]{
		{fields: []string{"Settings", "Parallel"}, write: func(_ *sqlgen.Context, _, to *schema.Aggregate) []sqlgen.Stmt {
			return sqlgen.SQL(aggregateText("CREATE OR REPLACE AGGREGATE", to))
		}},
	},
	how: func(_ planner.Change, from, to *schema.Aggregate) (planner.How, bool) {
		// These two decide what it returns, which a replacement cannot change.
		for _, name := range []string{"STYPE", "FINALFUNC"} {
			was, _ := optionOf(from.Settings, name)
			if is, _ := optionOf(to.Settings, name); was != is {
				return planner.Replace, true
			}
		}
		return planner.InPlace, false
	},
	rename: func(from, to *schema.Aggregate) []sqlgen.Stmt {
		return renameNamed("AGGREGATE", from.Ref(), to.Ref(), "("+aggregateArgs(from, bareArgs)+")")
	},
	target:    aggregateTarget,
	owned:     true,
	grantable: true,
	grantTarget: func(a *schema.Aggregate) string {
		return "FUNCTION " + Qualified(a.Schema, a.Name) + "(" + bareArgs(functionArgs(a)) + ")"
	},
}

func aggregateTarget(a *schema.Aggregate) string {
	return "AGGREGATE " + Qualified(a.Schema, a.Name) + "(" + aggregateArgs(a, bareArgs) + ")"
}

// functionArgs are the arguments as those of a function: a variadic one that
// stands on both sides of ORDER BY is one.
func functionArgs(a *schema.Aggregate) []schema.Arg {
	args := append([]schema.Arg{}, a.Args...)
	if n := len(args); n > 0 && len(a.OrderedSet) == 1 && args[n-1].Mode == "VARIADIC" && a.OrderedSet[0].Mode == "VARIADIC" {
		return args
	}
	return append(args, a.OrderedSet...)
}

// bareArgs writes the types alone.
func bareArgs(args []schema.Arg) string {
	types := make([]string, len(args))
	for i, a := range args {
		types[i] = a.Type
		if a.Mode == "VARIADIC" {
			types[i] = "VARIADIC " + a.Type
		}
	}
	return strings.Join(types, ", ")
}

func aggregateArgs(a *schema.Aggregate, list func([]schema.Arg) string) string {
	switch {
	case len(a.OrderedSet) > 0 && len(a.Args) > 0:
		return list(a.Args) + " ORDER BY " + list(a.OrderedSet)
	case len(a.OrderedSet) > 0:
		return "ORDER BY " + list(a.OrderedSet)
	case len(a.Args) == 0:
		return "*"
	}
	return list(a.Args)
}

// aggregateFlags are settings without a value.
var aggregateFlags = map[string]bool{"FINALFUNC_EXTRA": true, "MFINALFUNC_EXTRA": true}

func aggregateText(command string, a *schema.Aggregate) string {
	var lines []string
	for _, o := range a.Settings {
		if aggregateFlags[o.Name] {
			lines = append(lines, o.Name)
			continue
		}
		lines = append(lines, o.Name+" = "+o.Value)
	}
	if a.Parallel != "" {
		lines = append(lines, "PARALLEL = "+a.Parallel)
	}
	if a.Hypothetical {
		lines = append(lines, "HYPOTHETICAL")
	}
	return command + " " + Qualified(a.Schema, a.Name) + "(" + aggregateArgs(a, argList) + ") (\n    " + strings.Join(lines, ",\n    ") + "\n)"
}
