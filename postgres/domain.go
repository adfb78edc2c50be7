package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var domains = kind[*schema.Domain]{
	name:   schema.KindDomain,
	read:   readDomains,
	stored: []string{"type d"},
	create: createDomain,
	drop: func(_ *sqlgen.Context, d *schema.Domain) []sqlgen.Stmt {
		return sqlgen.SQL("DROP DOMAIN " + Qualified(d.Schema, d.Name))
	},
	alter: []alter[*schema.Domain]{
		{fields: []string{"Type", "Collation"}, write: remakeAs[*schema.Domain]},
		{fields: []string{"Default"}, write: alterDomainDefault},
		{fields: []string{"NotNull", "NotNullName"}, write: alterDomainNotNull},
	},
	prevents: domainPrevents,
	disturbs: func(c planner.Change, dependent schema.Object) planner.Effect {
		if !c.Has("Type", "Collation", "Remade") {
			return planner.Along
		}
		if _, ok := dependent.(*schema.DomainCheck); ok {
			return planner.AsideIfChanged
		}
		return remakeEffect(c, dependent)
	},
	rename:    func(from, to *schema.Domain) []sqlgen.Stmt { return renameType("DOMAIN", from.Ref(), to.Ref()) },
	target:    func(d *schema.Domain) string { return "DOMAIN " + Qualified(d.Schema, d.Name) },
	owned:     true,
	grantable: true,
	also: []bearing[*schema.Domain]{{
		field:  "NotNullComment",
		target: domainNotNullTarget,
		text:   func(d *schema.Domain) string { return d.NotNullComment },
	}},
}

// defaultOfType is a default that the server has copied from the base type of a domain, as
// it would print it if it had been given to that.
const defaultOfType = `(
	WITH RECURSIVE base AS (
		SELECT u.oid, u.typtype, u.typbasetype FROM pg_catalog.pg_type u WHERE u.oid = t.typbasetype
		UNION ALL
		SELECT u.oid, u.typtype, u.typbasetype FROM base JOIN pg_catalog.pg_type u ON u.oid = base.typbasetype WHERE base.typtype = 'd'
	)
	SELECT pg_catalog.quote_literal(t.typdefault) || '::' || pg_catalog.format_type(base.oid, NULL)
	FROM base WHERE base.typtype <> 'd')`

// The collation of a domain is its own where it is not that of its base type.
// https://www.postgresql.org/docs/current/catalog-pg-type.html
func readDomains(ctx context.Context, r *reader) error {
	text := `
SELECT t.oid, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull,
	coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), ` + defaultOfType + `, ''),
	t.typdefaultbin IS NULL AND t.typdefault IS NOT NULL,
	coalesce(pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.collname), ''),
	coalesce(pg_catalog.obj_description(t.oid, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(t.typowner), t.typacl::text[], pg_catalog.acldefault('T', t.typowner)::text[],
	` + r.since(17, "coalesce(nn.oid, 0), coalesce(nn.conname, ''), coalesce(pg_catalog.obj_description(nn.oid, 'pg_constraint'), '')", "0, '', ''") + `
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation c ON c.oid = t.typcollation AND t.typcollation <> b.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace` + r.since(17, `
LEFT JOIN pg_catalog.pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n'`, "") + `
WHERE t.typtype = 'd' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var d schema.Domain
		var acl, def pq.StringArray
		var nn notNullRow
		err := rows.Scan(&oid, &d.Schema, &d.Name, &d.Type, &d.NotNull, &d.Default, &d.DefaultOfType, &d.Collation,
			&d.Comment, &d.Owner, &acl, &def, &nn.oid, &nn.name, &nn.comment)
		if err != nil {
			return err
		}
		a := address{"pg_type", oid, 0}
		if !r.mine(a, d.Schema) {
			return nil
		}
		nn.fill(&d.NotNullConstraint, objectName(d.Name, "", "not_null"), schema.IsNotNullName(nn.name, d.Name, ""))
		d.Grants = grants(acl, def, d.Owner)
		r.add(a, &d)
		if nn.oid != 0 {
			r.at[address{"pg_constraint", nn.oid, 0}] = &d
		}
		return nil
	})
}

func createDomain(_ *sqlgen.Context, d *schema.Domain, parts []schema.Object) []sqlgen.Stmt {
	var b strings.Builder
	b.WriteString("CREATE DOMAIN " + Qualified(d.Schema, d.Name) + " AS " + d.Type)
	if d.Collation != "" {
		b.WriteString(" COLLATE " + bare(d.Collation))
	}
	if d.Default != "" && !d.DefaultOfType {
		b.WriteString("\n    DEFAULT " + d.Default)
	}
	if d.NotNull {
		b.WriteString("\n    " + domainNotNull(d))
	}
	var late []sqlgen.Stmt
	for _, p := range parts {
		check, ok := p.(*schema.DomainCheck)
		switch {
		case !ok:
			if def, ok := p.(*schema.DomainDefault); ok && !def.OfType {
				b.WriteString("\n    DEFAULT " + def.Expr)
			}
		case check.NotValid:
			// CREATE DOMAIN takes no NOT VALID.
			late = append(late, addDomainCheck(check, true))
		default:
			b.WriteString("\n    " + domainCheckClause(check))
		}
	}
	return append([]sqlgen.Stmt{{SQL: b.String()}}, late...)
}

func alterDomainDefault(_ *sqlgen.Context, from, to *schema.Domain) []sqlgen.Stmt {
	if domainIsRemade(from, to) {
		return nil
	}
	if to.Default == "" {
		return sqlgen.SQL("ALTER DOMAIN " + Qualified(to.Schema, to.Name) + " DROP DEFAULT")
	}
	return sqlgen.SQL("ALTER DOMAIN " + Qualified(to.Schema, to.Name) + " SET DEFAULT " + to.Default)
}

func alterDomainNotNull(_ *sqlgen.Context, from, to *schema.Domain) []sqlgen.Stmt {
	name := Qualified(to.Schema, to.Name)
	if domainIsRemade(from, to) {
		return nil
	}
	switch {
	case !to.NotNull:
		return sqlgen.SQL("ALTER DOMAIN " + name + " DROP NOT NULL")
	case from.NotNull:
		old, now := domainNotNullName(from), domainNotNullName(to)
		if old == now {
			return nil
		}
		return sqlgen.SQL("ALTER DOMAIN " + name + " RENAME CONSTRAINT " + Ident(old) + " TO " + Ident(now))
	}
	set := "SET NOT NULL"
	if to.NotNullName != "" {
		set = "ADD " + domainNotNull(to)
	}
	return []sqlgen.Stmt{{
		SQL: "ALTER DOMAIN " + name + " " + set,
		Risks: []sqlgen.Risk{
			risk(riskNotNull, "the change fails while a column of type %s holds NULL", name),
			risk(riskLock, "every table with a column of type %s is read through under a SHARE lock", name),
		},
	}}
}

// domainNotNull is the NOT NULL of a domain, with its name if that is none of the
// server's choosing.
func domainNotNull(d *schema.Domain) string {
	if d.NotNullName == "" {
		return "NOT NULL"
	}
	return "CONSTRAINT " + Ident(d.NotNullName) + " NOT NULL"
}

func domainNotNullName(d *schema.Domain) string {
	switch {
	case d.NotNullName != "":
		return d.NotNullName
	case d.NotNullActual != "":
		return d.NotNullActual
	}
	return objectName(d.Name, "", "not_null")
}

// domainNotNullTarget names the constraint to COMMENT ON.
func domainNotNullTarget(d *schema.Domain) string {
	if !d.NotNull {
		return ""
	}
	return "CONSTRAINT " + Ident(domainNotNullName(d)) + " ON DOMAIN " + Qualified(d.Schema, d.Name)
}

func domainIsRemade(from, to *schema.Domain) bool {
	return from.Type != to.Type || from.Collation != to.Collation
}

// createDomainAnew makes a domain with the checks that no step of the plan
// makes.
func createDomainAnew(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
	to := o.(*schema.Domain)
	kept := keptChecks(c, to)
	stmts := createDomain(c, to, kept)
	for _, check := range kept {
		stmts = append(stmts, attributesOf(c, check)...)
	}
	return stmts
}

func domainRisks(m member) []sqlgen.Risk {
	from, to := m.from.(*schema.Domain), m.to.(*schema.Domain)
	if from.Type == to.Type {
		return nil
	}
	return []sqlgen.Risk{risk(riskMayFail, "values that %s cannot hold make the change fail, or lose what it does not keep", to.Type)}
}

// keptChecks lists the checks that no step of the plan makes: the new domain
// must get them with its creation.
func keptChecks(c *sqlgen.Context, to *schema.Domain) []schema.Object {
	var out []schema.Object
	for check := range schema.Of[*schema.DomainCheck](c.Plan.To) {
		if check.Schema == to.Schema && check.Table == to.Name && (!c.New(check.Ref()) || comesWithDomain(c, check)) {
			out = append(out, check)
		}
	}
	return out
}

// domainPrevents names what the server refuses: it does not look for NULL
// within arrays, composite values and ranges.
func domainPrevents(c *sqlgen.Context, s planner.Step) error {
	if s.Action != planner.Alter {
		return nil
	}
	from, to := s.From.(*schema.Domain), s.To.(*schema.Domain)
	if domainIsRemade(from, to) {
		return remakePrevents(c, from, to)
	}
	if !s.Has("NotNull") || !to.NotNull {
		return nil
	}
	if holder, ok := containerOf(c.Plan.From, to.Ref()); ok {
		return fmt.Errorf("setting NOT NULL on %s: %s holds values of it within another type, which PostgreSQL cannot look through; "+
			"give that column another type first, or make a new domain for it", to.Ref(), holder)
	}
	return nil
}
