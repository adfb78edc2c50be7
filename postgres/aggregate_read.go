package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// aggregateColumns are the settings of a pg_aggregate named a, in the order of
// the documentation of CREATE AGGREGATE; empty is not set.
// https://www.postgresql.org/docs/current/catalog-pg-aggregate.html
var aggregateColumns = []struct{ setting, expr string }{
	{"SFUNC", procName("a.aggtransfn")},
	{"STYPE", "pg_catalog.format_type(a.aggtranstype, NULL)"},
	{"SSPACE", "coalesce(nullif(a.aggtransspace, 0)::text, '')"},
	{"FINALFUNC", procName("a.aggfinalfn")},
	{"FINALFUNC_EXTRA", "CASE WHEN a.aggfinalextra THEN 'true' ELSE '' END"},
	{"FINALFUNC_MODIFY", modifyWord("a.aggfinalmodify")},
	{"COMBINEFUNC", procName("a.aggcombinefn")},
	{"SERIALFUNC", procName("a.aggserialfn")},
	{"DESERIALFUNC", procName("a.aggdeserialfn")},
	{"INITCOND", "coalesce(pg_catalog.quote_literal(a.agginitval), '')"},
	{"MSFUNC", procName("a.aggmtransfn")},
	{"MINVFUNC", procName("a.aggminvtransfn")},
	{"MSTYPE", "CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) ELSE '' END"},
	{"MSSPACE", "coalesce(nullif(a.aggmtransspace, 0)::text, '')"},
	{"MFINALFUNC", procName("a.aggmfinalfn")},
	{"MFINALFUNC_EXTRA", "CASE WHEN a.aggmfinalextra THEN 'true' ELSE '' END"},
	{"MFINALFUNC_MODIFY", "CASE WHEN a.aggmtransfn <> 0 THEN " + modifyWord("a.aggmfinalmodify") + " ELSE '' END"},
	{"MINITCOND", "coalesce(pg_catalog.quote_literal(a.aggminitval), '')"},
	{"SORTOP", `coalesce((SELECT 'OPERATOR(' || pg_catalog.quote_ident(sn.nspname) || '.' || s.oprname || ')'
		FROM pg_catalog.pg_operator s JOIN pg_catalog.pg_namespace sn ON sn.oid = s.oprnamespace WHERE s.oid = a.aggsortop), '')`},
}

// modifyWord leaves out the default, which is READ_WRITE for ordered-set
// aggregates and READ_ONLY for others.
func modifyWord(column string) string {
	return "CASE WHEN " + column + " = CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END THEN '' ELSE " +
		"CASE " + column + " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END"
}

func readAggregates(ctx context.Context, r *reader) error {
	settings := ""
	for _, c := range aggregateColumns {
		settings += ",\n\t" + c.expr
	}
	text := `
SELECT p.oid, n.nspname, p.proname, a.aggkind::text, a.aggnumdirectargs, p.proparallel::text,` + argColumns + `,
	coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), ''),
	pg_catalog.pg_get_userbyid(p.proowner), p.proacl::text[], pg_catalog.acldefault('f', p.proowner)::text[]` + settings + `
FROM pg_catalog.pg_aggregate a
JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		oid, a, err := scanAggregate(rows)
		if err != nil {
			return err
		}
		if at := (address{"pg_proc", oid, 0}); r.mine(at, a.Schema) {
			r.add(at, a)
		}
		return nil
	})
}

func scanAggregate(rows *sql.Rows) (oid uint32, a *schema.Aggregate, err error) {
	a = &schema.Aggregate{}
	var kind, parallel string
	var direct int
	var lists argLists
	var acl, def pq.StringArray
	values := make([]string, len(aggregateColumns))
	into := []any{&oid, &a.Schema, &a.Name, &kind, &direct, &parallel, &lists.types, &lists.names, &lists.modes,
		&a.Comment, &a.Owner, &acl, &def}
	for i := range values {
		into = append(into, &values[i])
	}
	if err := rows.Scan(into...); err != nil {
		return 0, nil, err
	}
	for i, v := range values {
		if v != "" {
			a.Settings = append(a.Settings, schema.Option{Name: aggregateColumns[i].setting, Value: v})
		}
	}
	a.Parallel, a.Hypothetical = parallels[parallel], kind == "h"
	a.Grants = grants(acl, def, a.Owner)
	a.Args = lists.args()
	if kind != "n" {
		splitOrdered(a, direct)
	}
	return oid, a, nil
}

// splitOrdered tells the direct arguments from the aggregated ones. Where all
// are direct, the last is variadic and stands for the aggregated ones too.
func splitOrdered(a *schema.Aggregate, direct int) {
	all := a.Args
	a.Args, a.OrderedSet = all[:direct:direct], all[direct:]
	if len(a.OrderedSet) == 0 && direct > 0 {
		a.OrderedSet = all[direct-1:]
	}
}
