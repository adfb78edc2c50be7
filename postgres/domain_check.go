package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var domainChecks = kind[*schema.DomainCheck]{
	name:   schema.KindDomainCheck,
	read:   readDomainChecks,
	stored: []string{"type d"},
	create: createDomainCheck,
	drop: func(_ *sqlgen.Context, d *schema.DomainCheck) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER DOMAIN " + Qualified(d.Schema, d.Table) + " DROP CONSTRAINT " + Ident(d.Name))
	},
	alter: []alter[*schema.DomainCheck]{{fields: []string{"NotValid"}, write: validateDomainCheck}},
	how: func(c planner.Change, from, to *schema.DomainCheck) (planner.How, bool) {
		// A valid check cannot be made NOT VALID again.
		return planner.Replace, c.Has("NotValid") && to.NotValid
	},
	prevents: domainCheckPrevents,
	within:   domainOf,
	goesWith: func(_ *schema.Schema, d *schema.DomainCheck) []schema.Ref { return []schema.Ref{domainOf(d)} },
	rename: func(from, to *schema.DomainCheck) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER DOMAIN " + Qualified(to.Schema, to.Table) + " RENAME CONSTRAINT " + Ident(from.Name) + " TO " + Ident(to.Name))
	},
	target: func(d *schema.DomainCheck) string {
		return "CONSTRAINT " + Ident(d.Name) + " ON DOMAIN " + Qualified(d.Schema, d.Table)
	},
}

func domainOf(d *schema.DomainCheck) schema.Ref {
	return schema.Ref{Kind: schema.KindDomain, Schema: d.Schema, Name: d.Table}
}

// https://www.postgresql.org/docs/current/catalog-pg-constraint.html
func readDomainChecks(ctx context.Context, r *reader) error {
	const text = `
SELECT c.oid, t.oid, n.nspname, t.typname, c.conname, pg_catalog.pg_get_expr(c.conbin, 0), NOT c.convalidated,
	coalesce(pg_catalog.obj_description(c.oid, 'pg_constraint'), '')
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_type t ON t.oid = c.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE c.contype = 'c' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, domain uint32
		var d schema.DomainCheck
		if err := rows.Scan(&oid, &domain, &d.Schema, &d.Table, &d.Name, &d.Expr, &d.NotValid, &d.Comment); err != nil {
			return err
		}
		if r.mine(address{"pg_type", domain, 0}, d.Schema) {
			r.add(address{"pg_constraint", oid, 0}, &d)
		}
		return nil
	})
}

func domainCheckClause(d *schema.DomainCheck) string {
	return "CONSTRAINT " + Ident(d.Name) + " CHECK (" + unwrap(d.Expr) + ")"
}

func addDomainCheck(d *schema.DomainCheck, notValid bool) sqlgen.Stmt {
	text := "ALTER DOMAIN " + Qualified(d.Schema, d.Table) + " ADD " + domainCheckClause(d)
	if notValid {
		text += " NOT VALID"
	}
	return sqlgen.Stmt{SQL: text}
}

func createDomainCheck(c *sqlgen.Context, d *schema.DomainCheck, _ []schema.Object) []sqlgen.Stmt {
	if d.NotValid {
		return []sqlgen.Stmt{addDomainCheck(d, true)}
	}
	if comesWithDomain(c, d) {
		return nil
	}
	if !c.Online || c.New(domainOf(d)) {
		return []sqlgen.Stmt{addDomainCheck(d, false)}
	}
	return append([]sqlgen.Stmt{addDomainCheck(d, true)}, validateDomainCheck(c, nil, d)...)
}

func validateDomainCheck(_ *sqlgen.Context, _, d *schema.DomainCheck) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER DOMAIN " + Qualified(d.Schema, d.Table) + " VALIDATE CONSTRAINT " + Ident(d.Name))
}

// domainCheckPrevents names what the server refuses: it does not look for
// values of the domain within arrays, composite values and ranges.
func domainCheckPrevents(c *sqlgen.Context, s planner.Step) error {
	if s.Action == planner.Drop {
		return nil
	}
	to := s.To.(*schema.DomainCheck)
	domain := domainOf(to)
	if to.NotValid || c.New(domain) || comesWithDomain(c, to) {
		return nil
	}
	if s.Action == planner.Alter && !s.Has("NotValid") {
		return nil
	}
	if holder, ok := containerOf(c.Plan.From, domain); ok {
		return fmt.Errorf("checking %s: %s holds values of the domain within another type, which PostgreSQL cannot look through; "+
			"mark the check not_valid, or give that column another type first", to.Ref(), holder)
	}
	return nil
}

// comesWithDomain reports whether a check has to be made with its domain, which
// the plan makes anew: afterwards there are values that cannot be looked at.
func comesWithDomain(c *sqlgen.Context, d *schema.DomainCheck) bool {
	if d.NotValid || c.Plan == nil {
		return false
	}
	domain := domainOf(d)
	for _, s := range c.Plan.Steps {
		if s.Action != planner.Alter {
			continue
		}
		anew := slices.ContainsFunc(s.Parts, func(p schema.Object) bool { return p.Ref() == domain })
		if s.Ref() == domain {
			anew = domainIsRemade(s.From.(*schema.Domain), s.To.(*schema.Domain))
		}
		if anew {
			_, held := containerOf(c.Plan.From, domain)
			return held
		}
	}
	return false
}

// containerOf finds a table's column that holds values of a domain within an
// array, a composite type or a range, or a domain over such, at any depth.
func containerOf(s *schema.Schema, domain schema.Ref) (holder schema.Ref, ok bool) {
	// holds tells for each type made of the domain whether it wraps its values.
	holds := map[schema.Ref]bool{domain: false}
	types := containerTypes(s)
	for grown := true; grown; {
		grown = false
		for _, t := range types {
			wraps, ok := wrapping(t.text, holds)
			wraps = wraps || !t.plain
			if known, seen := holds[t.ref]; ok && (!seen || wraps && !known) {
				holds[t.ref] = wraps
				grown = true
			}
		}
	}
	for col := range schema.Of[*schema.Column](s) {
		if wraps, ok := wrapping(col.Type, holds); ok && wraps {
			return col.Ref(), true
		}
	}
	return schema.Ref{}, false
}

// wrapping reports whether text names one of the types, or an array of it, and
// whether it wraps the values.
func wrapping(text string, holds map[schema.Ref]bool) (wraps, ok bool) {
	element, array := arrayOf(text)
	schemaName, name := typeName(element)
	for _, k := range []schema.Kind{schema.KindDomain, schema.KindComposite, schema.KindRange} {
		if wraps, ok := holds[schema.Ref{Kind: k, Schema: schemaName, Name: name}]; ok {
			return wraps || array, true
		}
	}
	return false, false
}

// A containerType is one type that a user-defined type is made of.
type containerType struct {
	ref  schema.Ref
	text string
	// plain marks a domain, whose values are those of its base type.
	plain bool
}

func containerTypes(s *schema.Schema) []containerType {
	var out []containerType
	for o := range s.All() {
		switch o := o.(type) {
		case *schema.Domain:
			out = append(out, containerType{o.Ref(), o.Type, true})
		case *schema.Composite:
			for _, f := range o.Fields {
				out = append(out, containerType{o.Ref(), f.Type, false})
			}
		case *schema.Range:
			out = append(out, containerType{o.Ref(), o.Subtype, false})
		}
	}
	return out
}
