package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A default of a domain is read with that.
var domainDefaults = kind[*schema.DomainDefault]{
	name: schema.KindDomainDefault,
	create: func(_ *sqlgen.Context, d *schema.DomainDefault, _ []schema.Object) []sqlgen.Stmt {
		return setDomainDefault(d)
	},
	drop: func(_ *sqlgen.Context, d *schema.DomainDefault) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER DOMAIN " + Qualified(d.Schema, d.Domain) + " DROP DEFAULT")
	},
	alter: []alter[*schema.DomainDefault]{{
		fields: []string{"Expr"},
		write:  func(_ *sqlgen.Context, _, to *schema.DomainDefault) []sqlgen.Stmt { return setDomainDefault(to) },
	}},
	within:   defaultedDomain,
	goesWith: func(_ *schema.Schema, d *schema.DomainDefault) []schema.Ref { return []schema.Ref{defaultedDomain(d)} },
}

func defaultedDomain(d *schema.DomainDefault) schema.Ref {
	return schema.Ref{Kind: schema.KindDomain, Schema: d.Schema, Name: d.Domain}
}

func setDomainDefault(d *schema.DomainDefault) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER DOMAIN " + Qualified(d.Schema, d.Domain) + " SET DEFAULT " + d.Expr)
}
