package postgres

import (
	"context"
	"database/sql"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var checks = kind[*schema.Check]{
	name:   schema.KindCheck,
	read:   readChecks,
	stored: []string{"constraint c"},
	create: createCheck,
	drop:   dropCheck,
	alter: []alter[*schema.Check]{{
		fields: []string{"NotValid"},
		write:  validateCheck,
	}},
	how: func(c planner.Change, _, to *schema.Check) (planner.How, bool) {
		return planner.Replace, c.Has("NotValid") && to.NotValid
	},
	within: func(k *schema.Check) schema.Ref {
		if k.NotValid || k.ProvenLater {
			return schema.Ref{}
		}
		return onTable(k.Schema, k.Table)
	},
	goesWith: func(_ *schema.Schema, k *schema.Check) []schema.Ref { return onColumns(k.Schema, k.Table) },
	loose:    func(_ *schema.Schema, k *schema.Check) []schema.Ref { return k.Awaits },
	rename:   func(from, to *schema.Check) []sqlgen.Stmt { return renameConstraint(from, to) },
	target:   func(k *schema.Check) string { return constraintTarget(k) },
}

// A check that is not enforced is never valid, so that NotValid says nothing
// of it.
func readChecks(ctx context.Context, r *reader) error {
	text := `
SELECT k.oid, k.conrelid, k.conname, pg_catalog.pg_get_expr(k.conbin, k.conrelid), k.connoinherit,
	k.coninhcount > 0, k.coninhcount > 0 AND k.conislocal,
	NOT k.convalidated` + r.since(18, " AND k.conenforced, NOT k.conenforced", ", false") + `,
	coalesce(d.description, '')
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
WHERE k.contype = 'c' AND k.conrelid <> 0
ORDER BY k.conrelid, k.conname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation uint32
		var k schema.Check
		if err := rows.Scan(&oid, &relation, &k.Name, &k.Expr, &k.NoInherit, &k.Inherited, &k.Local, &k.NotValid, &k.NotEnforced, &k.Comment); err != nil {
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

// createCheck has nothing to do for a check that came along with the parent's.
func createCheck(c *sqlgen.Context, k *schema.Check, _ []schema.Object) []sqlgen.Stmt {
	for _, p := range following(c, onTable(k.Schema, k.Table)) {
		r := p.InTable(schema.KindCheck, k.Name)
		if up, ok := schema.Find[*schema.Check](c.Plan.To, r); ok && !up.NoInherit && changes(c, r) && (!k.Local || up.NotValid) {
			return proveBelow(c, k, up)
		} else if ok && !up.NoInherit && changes(c, r) && isForeign(c, k.Schema, k.Table) && c.Online && busy(c, up.Schema, up.Table) {
			// The parent's has come along, NOT VALID for now.
			return proveBelow(c, k, up)
		}
	}
	if k.ProvenLater {
		return proveBelow(c, k, &schema.Check{NotValid: true})
	}
	if k.Inherited && !k.Local && k.NotValid {
		return nil // the table was there when the parent got it
	}
	if stmts, ok := lentCheck(c, k); ok {
		return stmts
	}
	if k.Inherited && (!k.Local || awaitsParents(c, onTable(k.Schema, k.Table))) || meetsBelow(c, k.Ref()) {
		// ATTACH and INHERIT take no table whose check is not yet valid.
		plain := *c
		plain.Online = false
		c = &plain
	}
	return addValidated(c, k, k.Schema, k.Table, k.NotValid, k.NotEnforced, "keeps reads and writes out")
}

// meetsBelow reports whether a table below is to get a check of another parent too that
// it joins.
func meetsBelow(c *sqlgen.Context, r schema.Ref) bool {
	from, to := c.Plan.Families()
	return slices.ContainsFunc(followers(c, onTable(r.Schema, r.Table)), func(child schema.Ref) bool {
		joins := slices.ContainsFunc(to.Parents(child), func(p schema.Ref) bool {
			above, ok := schema.Find[*schema.Check](c.Plan.To, p.InTable(r.Kind, r.Name))
			return ok && !above.NotValid && !isParent(from, child, p) && !changes(c, above.Ref())
		})
		return joins || meetsBelow(c, child.InTable(r.Kind, r.Name))
	})
}

// proveBelow declares and validates what came along with a parent's check that
// is not valid.
func proveBelow(c *sqlgen.Context, k, up *schema.Check) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if k.Local {
		stmts = addValidated(c, k, k.Schema, k.Table, true, false, "")
	}
	if !k.NotValid && up.NotValid {
		stmts = append(stmts, validateChanged(c, k, k.Schema, k.Table))
	}
	return stmts
}

// validateCheck leaves to the parent what is validated there too.
func validateCheck(c *sqlgen.Context, from, to *schema.Check) []sqlgen.Stmt {
	if from.NotValid && to.NotValid {
		return nil
	}
	for _, p := range following(c, onTable(to.Schema, to.Table)) {
		r := p.InTable(schema.KindCheck, to.Name)
		was, ok := schema.Find[*schema.Check](c.Plan.From, r)
		is, also := schema.Find[*schema.Check](c.Plan.To, r)
		if ok && also && was.NotValid && !is.NotValid {
			return nil
		}
	}
	return []sqlgen.Stmt{validateChanged(c, to, to.Schema, to.Table)}
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
	check.Last = true
	check.Risks = []sqlgen.Risk{mayFail}
	return []sqlgen.Stmt{s, check}
}

// validateChanged validates a constraint that was there before the plan, so
// that it shares no transaction with its creation.
func validateChanged(c *sqlgen.Context, o schema.Object, schemaName, table string) sqlgen.Stmt {
	s := validate(schemaName, table, Ident(o.Ref().Name))
	s.NoTx, s.Last = c.Online, c.Online
	s.Risks = []sqlgen.Risk{risk(riskMayFail, "this fails if a row of %s violates %s", onTable(schemaName, table).Path(), o.Ref().Name)}
	return s
}

// changes reports whether an object is not the same after the plan, or is made
// anew on the way.
func changes(c *sqlgen.Context, r schema.Ref) bool {
	was, is := c.Plan.From.Lookup(r), c.Plan.To.Lookup(r)
	return was == nil || is == nil || c.Drops(r) || len(schema.Changed(was, is)) > 0
}

// dropCheck leaves to the parent what goes with the parent's check.
func dropCheck(c *sqlgen.Context, k *schema.Check) []sqlgen.Stmt {
	for _, p := range following(c, onTable(k.Schema, k.Table)) {
		r := p.InTable(schema.KindCheck, k.Name)
		if up, ok := schema.Find[*schema.Check](c.Plan.From, r); ok && !up.NoInherit && changes(c, r) {
			return nil
		}
	}
	return append(setProvenNotNull(c, k), dropCheckWithChildren(c, k)...)
}

// dropCheckWithChildren drops a check and then those of children that declare
// it themselves. Children that are to keep it make it theirs.
func dropCheckWithChildren(c *sqlgen.Context, k *schema.Check) []sqlgen.Stmt {
	keep := !c.Plan.To.Has(k.Ref()) && checkStaysBelow(c, k)
	word := ""
	if keep {
		word = "ONLY "
	}
	stmts := []sqlgen.Stmt{{Target: "ALTER TABLE " + word + Qualified(k.Schema, k.Table), Clause: "DROP CONSTRAINT " + Ident(k.Name)}}
	for _, b := range checksBelow(c, k) {
		if (keep || b.Local) && changes(c, b.Ref()) && !comesOfOthers(c, b.Ref(), onTable(k.Schema, k.Table)) {
			stmts = append(stmts, dropCheckWithChildren(c, b)...)
		}
	}
	return stmts
}

// comesOfOthers reports whether a table still has something of another parent than that
// which loses it.
func comesOfOthers(c *sqlgen.Context, r, loses schema.Ref) bool {
	return slices.ContainsFunc(following(c, onTable(r.Schema, r.Table)), func(p schema.Ref) bool {
		return p != loses && present(c, p.InTable(r.Kind, r.Name)) != nil
	})
}

// checksBelow lists what the children of a table have of a check.
func checksBelow(c *sqlgen.Context, k *schema.Check) []*schema.Check {
	var below []*schema.Check
	for _, child := range followers(c, onTable(k.Schema, k.Table)) {
		if was, ok := schema.Find[*schema.Check](c.Plan.From, child.InTable(schema.KindCheck, k.Name)); ok && was.Inherited {
			below = append(below, was)
		}
	}
	return below
}

// checkStaysBelow reports whether a table below is to keep a check that goes.
func checkStaysBelow(c *sqlgen.Context, k *schema.Check) bool {
	return slices.ContainsFunc(checksBelow(c, k), func(b *schema.Check) bool {
		return c.Plan.To.Has(b.Ref()) || checkStaysBelow(c, b)
	})
}
