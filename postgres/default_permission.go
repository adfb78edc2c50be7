package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// What there is of default privileges are their grants, which all kinds have.
var defaultPermissions = kind[*schema.DefaultPrivileges]{
	name:   schema.KindDefaultPermission,
	read:   readDefaultPermissions,
	stored: []string{"default privileges"},
	create: func(*sqlgen.Context, *schema.DefaultPrivileges, []schema.Object) []sqlgen.Stmt {
		return nil
	},
	drop: func(_ *sqlgen.Context, p *schema.DefaultPrivileges) []sqlgen.Stmt {
		var stmts []sqlgen.Stmt
		for _, g := range p.Grants {
			stmts = append(stmts, sqlgen.Stmt{SQL: defaultGrant(p, takeBack(g, holderByDefault(p)))})
		}
		return stmts
	},
	grantable: true,
	grantText: defaultGrant,
}

// defaultGrant writes one entry.
func defaultGrant(p *schema.DefaultPrivileges, g schema.Grant) string {
	text := "ALTER DEFAULT PRIVILEGES FOR ROLE " + Ident(p.Role)
	if p.Schema != "" {
		text += " IN SCHEMA " + Ident(p.Schema)
	}
	return text + " " + grantText(g.Privileges, p.Type, g)
}

// defaultTypes are the letters of pg_default_acl.defaclobjtype.
var defaultTypes = map[string]string{
	"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS", "L": "LARGE OBJECTS",
}

// What objects get everywhere takes the place of what is built in; what they
// get in one schema comes on top.
// https://www.postgresql.org/docs/current/catalog-pg-default-acl.html
func readDefaultPermissions(ctx context.Context, r *reader) error {
	const text = `
SELECT d.oid, pg_catalog.pg_get_userbyid(d.defaclrole), coalesce(n.nspname, ''), d.defaclobjtype::text, d.defaclacl::text[],
	CASE WHEN d.defaclnamespace = 0
		THEN pg_catalog.acldefault(CASE WHEN d.defaclobjtype = 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)::text[]
		ELSE '{}' END
FROM pg_catalog.pg_default_acl d
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
ORDER BY 2, 3, 4`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var letter string
		var p schema.DefaultPrivileges
		var acl, def pq.StringArray
		if err := rows.Scan(&oid, &p.Role, &p.Schema, &letter, &acl, &def); err != nil {
			return err
		}
		a := address{"pg_default_acl", oid, 0}
		if !r.mine(a, p.Schema) {
			return nil
		}
		p.Type = defaultTypes[letter]
		owner := p.Role
		if p.Schema != "" {
			owner = ""
		}
		p.Grants = grants(acl, def, owner)
		r.add(a, &p)
		return nil
	})
}
