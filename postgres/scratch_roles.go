package postgres

import (
	"context"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// Clear lets the roles of some names step aside, and makes those of others that
// are missing, within the transaction of a draft. The role of the session stays:
// it cannot be renamed.
func (d *scratchDatabase) Clear(ctx context.Context, gone, there []string) error {
	const text = `
SELECT 'ALTER ROLE ' || pg_catalog.quote_ident(o.rolname) || ' RENAME TO schemactl_aside_' || o.oid
FROM pg_catalog.pg_roles o WHERE o.rolname = ANY ($1) AND o.rolname NOT IN (SESSION_USER, CURRENT_USER)
UNION ALL SELECT 'CREATE ROLE ' || pg_catalog.quote_ident(u.name)
FROM pg_catalog.unnest($2::text[]) u(name) WHERE u.name NOT IN (SELECT o.rolname FROM pg_catalog.pg_roles o)`
	var stmts []string
	rows, err := d.conn.QueryContext(ctx, text, pq.Array(gone), pq.Array(there))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var stmt string
		if err := rows.Scan(&stmt); err != nil {
			return err
		}
		stmts = append(stmts, stmt)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, stmt := range stmts {
		if _, err := d.conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

// Roles reads roles of the server.
func (d *scratchDatabase) Roles(ctx context.Context, names []string) (*schema.Schema, error) {
	found, _, err := Roles(ctx, d.conn, names)
	return found, err
}
