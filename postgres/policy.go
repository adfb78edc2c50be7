package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var policies = kind[*schema.Policy]{
	name:   schema.KindPolicy,
	read:   readPolicies,
	stored: []string{"policy"},
	create: createPolicy,
	drop: func(_ *sqlgen.Context, p *schema.Policy) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + policyTarget(p))
	},
	alter: []alter[*schema.Policy]{{fields: []string{"To", "Using", "Check"}, write: alterPolicy}},
	how: func(c planner.Change, from, to *schema.Policy) (planner.How, bool) {
		// ALTER POLICY takes no expression away.
		return planner.Replace, from.Using != "" && to.Using == "" || from.Check != "" && to.Check == ""
	},
	goesWith: func(_ *schema.Schema, p *schema.Policy) []schema.Ref { return onRelation(p.Schema, p.Table) },
	rename:   func(from, to *schema.Policy) []sqlgen.Stmt { return renameOn("POLICY", from.Ref(), to.Ref()) },
	target:   policyTarget,
}

func policyTarget(p *schema.Policy) string {
	return "POLICY " + Ident(p.Name) + " ON " + Qualified(p.Schema, p.Table)
}

// policyCommands are the letters of polcmd.
// https://www.postgresql.org/docs/current/catalog-pg-policy.html
var policyCommands = map[string]string{"*": "", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

// The role 0 in polroles is PUBLIC, and then the only one.
func readPolicies(ctx context.Context, r *reader) error {
	const text = `
SELECT p.oid, p.polrelid, p.polname, NOT p.polpermissive, p.polcmd::text,
	ARRAY(SELECT a.rolname::text FROM pg_catalog.unnest(p.polroles) u(oid)
		JOIN pg_catalog.pg_roles a ON a.oid = u.oid ORDER BY a.rolname COLLATE "C"),
	coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), ''),
	coalesce(pg_catalog.obj_description(p.oid, 'pg_policy'), '')
FROM pg_catalog.pg_policy p`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation uint32
		var p schema.Policy
		var command string
		err := rows.Scan(&oid, &relation, &p.Name, &p.Restrictive, &command, (*pq.StringArray)(&p.To), &p.Using, &p.Check, &p.Comment)
		if err != nil {
			return err
		}
		on, ok := r.relations[relation]
		a := address{"pg_policy", oid, 0}
		if !ok || !r.mine(a, on.Schema) {
			return nil
		}
		p.Schema, p.Table, p.For = on.Schema, on.Name, policyCommands[command]
		r.add(a, &p)
		return nil
	})
}

func createPolicy(_ *sqlgen.Context, p *schema.Policy, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE " + policyTarget(p)
	if p.Restrictive {
		text += "\n    AS RESTRICTIVE"
	}
	if p.For != "" {
		text += "\n    FOR " + p.For
	}
	if len(p.To) > 0 {
		text += "\n    TO " + roleList(p.To)
	}
	return sqlgen.SQL(text + policyExprs(p.Using, p.Check))
}

func policyExprs(using, check string) string {
	var text string
	if using != "" {
		text += "\n    USING " + parens(using)
	}
	if check != "" {
		text += "\n    WITH CHECK " + parens(check)
	}
	return text
}

func roleList(roles []string) string {
	if len(roles) == 0 {
		return "PUBLIC"
	}
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = Role(r)
	}
	return strings.Join(out, ", ")
}

func alterPolicy(_ *sqlgen.Context, from, to *schema.Policy) []sqlgen.Stmt {
	text := "ALTER " + policyTarget(to)
	if roleList(from.To) != roleList(to.To) {
		text += "\n    TO " + roleList(to.To)
	}
	using, check := to.Using, to.Check
	if using == from.Using {
		using = ""
	}
	if check == from.Check {
		check = ""
	}
	return sqlgen.SQL(text + policyExprs(using, check))
}
