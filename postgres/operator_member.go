package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/schemactl/schemactl/schema"
)

// memberOwner finds the class that a row o of pg_amop or pg_amproc belongs to,
// or else its family: which of the two it goes with is what pg_depend says.
func memberOwner(catalog, family, owner string) string {
	class := `(SELECT d.refobjid FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.` + catalog + `'::pg_catalog.regclass
		AND d.objid = o.oid AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass)`
	if owner == "pg_opclass" {
		return "coalesce(" + class + ", 0)"
	}
	return "CASE WHEN " + class + " IS NULL THEN " + family + " ELSE 0 END"
}

// readMembersOf reads the members of all operator classes (pg_opclass), or
// those of families that belong to no class (pg_opfamily), by the owner's OID.
// https://www.postgresql.org/docs/current/catalog-pg-amop.html
// https://www.postgresql.org/docs/current/catalog-pg-amproc.html
func (r *reader) readMembersOf(ctx context.Context, owner string) (map[uint32]*schema.Members, error) {
	out := map[uint32]*schema.Members{}
	of := func(oid uint32, a address) *schema.Members {
		if out[oid] == nil {
			out[oid] = &schema.Members{}
		}
		r.parts[a] = address{owner, oid, 0}
		return out[oid]
	}
	text := `
SELECT o.oid, ` + memberOwner("pg_amop", "o.amopfamily", owner) + `, o.amopstrategy, ` + operatorName("o.amopopr") + `,
	pg_catalog.format_type(o.amoplefttype, NULL), pg_catalog.format_type(o.amoprighttype, NULL),
	coalesce((SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.opfname)
		FROM pg_catalog.pg_opfamily f JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace WHERE f.oid = o.amopsortfamily), '')
FROM pg_catalog.pg_amop o WHERE o.oid >= 16384`
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, whose uint32
		var s schema.Strategy
		if err := rows.Scan(&oid, &whose, &s.Number, &s.Operator, &s.Left, &s.Right, &s.OrderBy); err != nil || whose == 0 {
			return err
		}
		m := of(whose, address{"pg_amop", oid, 0})
		m.Operators = append(m.Operators, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading pg_amop: %w", err)
	}
	text = `
SELECT o.oid, ` + memberOwner("pg_amproc", "o.amprocfamily", owner) + `, o.amprocnum, ` + procCall("o.amproc") + `,
	pg_catalog.format_type(o.amproclefttype, NULL), pg_catalog.format_type(o.amprocrighttype, NULL)
FROM pg_catalog.pg_amproc o WHERE o.oid >= 16384`
	err = r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, whose uint32
		var s schema.Support
		if err := rows.Scan(&oid, &whose, &s.Number, &s.Function, &s.Left, &s.Right); err != nil || whose == 0 {
			return err
		}
		m := of(whose, address{"pg_amproc", oid, 0})
		m.Functions = append(m.Functions, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading pg_amproc: %w", err)
	}
	for _, m := range out {
		*m = sortMembers(*m)
	}
	return out, nil
}
