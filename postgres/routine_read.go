package postgres

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// argModes are the letters of proargmodes.
// https://www.postgresql.org/docs/current/catalog-pg-proc.html
var argModes = map[string]string{"i": "", "o": "OUT", "b": "INOUT", "v": "VARIADIC", "t": "TABLE"}

var (
	volatilities = map[string]string{"i": "IMMUTABLE", "s": "STABLE", "v": ""}
	parallels    = map[string]string{"s": "SAFE", "r": "RESTRICTED", "u": ""}
)

// argColumns are the arguments of a pg_proc named p, as three lists: the types
// of all, and the names and modes of all or of none.
const argColumns = `
	ARRAY(SELECT pg_catalog.format_type(u.t, NULL) FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]))
		WITH ORDINALITY u(t, pos) ORDER BY u.pos),
	p.proargnames::text[], p.proargmodes::text[]`

// An argLists holds argColumns.
type argLists struct{ types, names, modes pq.StringArray }

func (l *argLists) args() []schema.Arg {
	args := make([]schema.Arg, len(l.types))
	for i, t := range l.types {
		args[i].Type = t
		if i < len(l.names) {
			args[i].Name = l.names[i]
		}
		if i < len(l.modes) {
			args[i].Mode = argModes[l.modes[i]]
		}
	}
	return args
}

// procName is SQL for the name of the function with an OID, without a schema
// if that is the server's own; empty if there is none.
func procName(oid string) string {
	return `coalesce((SELECT CASE WHEN fn.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(fn.nspname) || '.' END || pg_catalog.quote_ident(f.proname)
		FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = ` + oid + `), '')`
}

// readRoutines reads those of two prokinds. Cost and rows are read where they
// are not the defaults: 1 for C and internal functions and 100 for others,
// 1000 for what returns sets.
func (r *reader) readRoutines(ctx context.Context, kinds ...string) error {
	text := `
SELECT p.oid, n.nspname, p.proname, p.prokind::text,` + argColumns + `,
	CASE WHEN p.pronargdefaults > 0 THEN ARRAY(SELECT coalesce(pg_catalog.pg_get_function_arg_default(p.oid, i), '')
		FROM pg_catalog.generate_series(1, coalesce(pg_catalog.cardinality(p.proallargtypes), p.pronargs::int)) i ORDER BY i) END,
	pg_catalog.format_type(p.prorettype, NULL), p.proretset, l.lanname, p.prosrc, coalesce(p.probin::text, ''),
	` + r.since(14, "coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), '')", "''") + `,
	p.provolatile::text, p.proisstrict, p.proleakproof, p.prosecdef, p.proparallel::text,
	CASE WHEN p.procost <> CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END THEN p.procost END,
	CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows END,
	` + procName("p.prosupport") + `, p.proconfig,
	ARRAY(SELECT pg_catalog.format_type(u.t, NULL) FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY u(t, pos) ORDER BY u.pos),
	coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), ''),
	pg_catalog.pg_get_userbyid(p.proowner), p.proacl::text[], pg_catalog.acldefault('f', p.proowner)::text[]
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind = ANY ($1::"char"[]) AND ` + userSchemas + `
ORDER BY n.nspname, p.proname, p.oid`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		oid, f, err := scanRoutine(rows)
		if err != nil {
			return err
		}
		if a := (address{"pg_proc", oid, 0}); r.mine(a, f.Schema) {
			r.add(a, f)
		}
		return nil
	}, pq.Array(kinds))
}

func scanRoutine(rows *sql.Rows) (oid uint32, f *schema.Routine, err error) {
	f = &schema.Routine{}
	var kind, returns, sqlBody, volatility, parallel string
	var lists argLists
	var defaults, config, acl, def pq.StringArray
	var cost, estimate sql.NullFloat64
	err = rows.Scan(&oid, &f.Schema, &f.Name, &kind, &lists.types, &lists.names, &lists.modes, &defaults,
		&returns, &f.ReturnsSet, &f.Language, &f.Body, &f.Object, &sqlBody,
		&volatility, &f.Strict, &f.LeakProof, &f.SecurityDefiner, &parallel, &cost, &estimate,
		&f.Support, &config, (*pq.StringArray)(&f.Transform), &f.Comment, &f.Owner, &acl, &def)
	if err != nil {
		return 0, nil, err
	}
	f.Procedure, f.Window = kind == "p", kind == "w"
	f.Volatility, f.Parallel = volatilities[volatility], parallels[parallel]
	f.Cost, f.Rows = numberText(cost), numberText(estimate)
	f.Grants = grants(acl, def, f.Owner)
	if sqlBody != "" {
		f.Body, f.Atomic = trimQuery(sqlBody), true
	}
	for _, o := range config {
		f.Set = append(f.Set, options([]string{o}, "")...)
	}
	setArgs(f, lists.args(), defaults)
	setResult(f, returns)
	return oid, f, nil
}

// setArgs keeps the columns of RETURNS TABLE apart from the arguments.
func setArgs(f *schema.Routine, args []schema.Arg, defaults []string) {
	for i, a := range args {
		if a.Mode == "TABLE" {
			f.ReturnTable = append(f.ReturnTable, schema.Field{Name: a.Name, Type: a.Type})
			continue
		}
		if i < len(defaults) {
			a.Default = defaults[i]
		}
		f.Args = append(f.Args, a)
	}
}

func setResult(f *schema.Routine, returns string) {
	out := false
	for _, a := range f.Args {
		out = out || a.Mode == "OUT" || a.Mode == "INOUT"
	}
	switch {
	case f.Procedure:
	case len(f.ReturnTable) > 0:
		f.Returns, f.ReturnsSet = "TABLE", false
	case !out || f.ReturnsSet:
		f.Returns = returns
	}
}

func numberText(n sql.NullFloat64) string {
	if !n.Valid {
		return ""
	}
	return strconv.FormatFloat(n.Float64, 'f', -1, 32)
}
