package postgres

import (
	"context"
	"database/sql"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var checks = kind[*schema.Check]{
	name:   schema.KindCheck,
	read:   readChecks,
	create: createCheck,
	drop:   func(_ *sqlgen.Context, k *schema.Check) []sqlgen.Stmt { return dropConstraint(k) },
	alter: []alter[*schema.Check]{{
		fields: []string{"NotValid"},
		write: func(c *sqlgen.Context, _, to *schema.Check) []sqlgen.Stmt {
			return []sqlgen.Stmt{validateChanged(c, to, to.Schema, to.Table)}
		},
	}},
	how: func(c planner.Change, _, to *schema.Check) (planner.How, bool) {
		return planner.Replace, c.Has("NotValid") && to.NotValid
	},
	within: func(k *schema.Check) schema.Ref {
		if k.NotValid {
			return schema.Ref{}
		}
		return onTable(k.Schema, k.Table)
	},
	goesWith: func(_ *schema.Schema, k *schema.Check) []schema.Ref { return onColumns(k.Schema, k.Table) },
	rename:   func(from, to *schema.Check) []sqlgen.Stmt { return renameConstraint(from, to) },
	target:   func(k *schema.Check) string { return constraintTarget(k) },
}

// What a table merely inherits is no object. A check that is not enforced is never valid, so that NotValid says nothing
// of it.
func readChecks(ctx context.Context, r *reader) error {
	text := `
SELECT k.oid, k.conrelid, k.conname, pg_catalog.pg_get_expr(k.conbin, k.conrelid), k.connoinherit,
	NOT k.convalidated` + r.since(18, " AND k.conenforced, NOT k.conenforced", ", false") + `,
	coalesce(d.description, '')
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
WHERE k.contype = 'c' AND k.conrelid <> 0 AND k.conislocal
ORDER BY k.conrelid, k.conname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation uint32
		var k schema.Check
		if err := rows.Scan(&oid, &relation, &k.Name, &k.Expr, &k.NoInherit, &k.NotValid, &k.NotEnforced, &k.Comment); err != nil {
			return err
		}
		table, ok := r.relations[relation]
		if !ok {
			return nil
		}
		k.Schema, k.Table = table.Schema, table.Name
		r.add(address{"pg_constraint", oid, 0}, &k)
		return nil
	})
}

// checkClause leaves NOT VALID to ADD: CREATE TABLE would not keep it.
func checkClause(k *schema.Check) string {
	text := "CHECK " + parens(k.Expr)
	if k.NoInherit {
		text += " NO INHERIT"
	}
	if k.NotEnforced {
		text += " NOT ENFORCED"
	}
	return text
}

func createCheck(c *sqlgen.Context, k *schema.Check, _ []schema.Object) []sqlgen.Stmt {
	return addValidated(c, k, k.Schema, k.Table, k.NotValid, k.NotEnforced, "keeps reads and writes out")
}

// addValidated adds a check or foreign key. Online, the rows are checked
// after, under a lock that lets reads and writes go on.
func addValidated(c *sqlgen.Context, o schema.Object, schemaName, table string, notValid, notEnforced bool, lock string) []sqlgen.Stmt {
	s := addConstraint(o)
	mayFail := risk(riskMayFail, "this fails if a row of %s violates %s", onTable(schemaName, table).Path(), o.Ref().Name)
	switch {
	case notValid:
		s.Clause += " NOT VALID"
		return []sqlgen.Stmt{s}
	case notEnforced, !busy(c, schemaName, table):
		return []sqlgen.Stmt{s}
	case !c.Online:
		s.Risks = []sqlgen.Risk{mayFail, scans(schemaName, table, lock)}
		return []sqlgen.Stmt{s}
	}
	s.Clause += " NOT VALID"
	check := validate(schemaName, table, Ident(o.Ref().Name))
	check.Risks = []sqlgen.Risk{mayFail}
	return []sqlgen.Stmt{s, check}
}

// validateChanged validates a constraint that was there before the plan, so
// that it shares no transaction with its creation.
func validateChanged(c *sqlgen.Context, o schema.Object, schemaName, table string) sqlgen.Stmt {
	s := validate(schemaName, table, Ident(o.Ref().Name))
	s.NoTx = c.Online
	s.Risks = []sqlgen.Risk{risk(riskMayFail, "this fails if a row of %s violates %s", onTable(schemaName, table).Path(), o.Ref().Name)}
	return s
}
