package postgres

import (
	"context"

	"github.com/schemactl/schemactl/sqlgen"
)

// AsItIs implements proof.Leaver.
func (d *scratchDatabase) AsItIs(s sqlgen.Stmt) []sqlgen.Stmt {
	return asItIs(s, "The body is taken as it is: the server does not find all that it speaks of.")
}

// RunLeaving implements proof.Leaver.
func (d *scratchDatabase) RunLeaving(ctx context.Context, stmts []sqlgen.Stmt) (map[string]error, error) {
	d.unread = map[string]error{}
	defer func() { d.unread = nil }()
	if err := d.Trust(ctx, false); err != nil {
		return nil, err
	}
	err := d.Run(ctx, stmts)
	return d.unread, err
}

// one runs a statement of a transaction. The body of a routine may be refused then, and is left
// unread.
func (d *scratchDatabase) one(ctx context.Context, s sqlgen.Stmt) error {
	if d.unread == nil || !s.Body {
		_, err := d.conn.ExecContext(ctx, s.SQL)
		return err
	}
	if _, err := d.conn.ExecContext(ctx, "SAVEPOINT body"); err != nil {
		return err
	}
	_, refused := d.conn.ExecContext(ctx, s.SQL+";\nRELEASE body")
	if refused == nil {
		return nil
	}
	_, err := d.conn.ExecContext(ctx, "ROLLBACK TO body;\nSET LOCAL check_function_bodies = off;\n"+s.SQL+";\nSET LOCAL check_function_bodies = on;\nRELEASE body")
	if err == nil {
		d.unread[s.SQL] = refused
	}
	return err
}
