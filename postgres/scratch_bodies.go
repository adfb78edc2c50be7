package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

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

// unknownNames are the conditions that say of a name that the server does not find it (documentation,
// appendix A).
var unknownNames = []pqerror.Code{
	pqerror.UndefinedTable,
	pqerror.UndefinedFunction,
	pqerror.UndefinedColumn,
	pqerror.UndefinedObject,
	pqerror.InvalidSchemaName,
}

func isUnknownName(err error) bool {
	var p *pq.Error
	return errors.As(err, &p) && slices.Contains(unknownNames, p.Code)
}

// unprocessed is what PostgreSQL says (PrepareInvalidationState in src/backend/utils/cache/inval.c) where the
// command before a savepoint invalidated something, but wrote no row. Without the savepoint it goes on.
const unprocessed = "cannot start a subtransaction when there are unprocessed inval messages"

// one runs a statement of a transaction. The body of a routine may speak of what the server does not
// find, and is left unread then. What is wrong wherever it runs, as its syntax, stays an error.
func (d *scratchDatabase) one(ctx context.Context, s sqlgen.Stmt) error {
	if d.unread == nil || !s.Body {
		_, err := d.conn.ExecContext(ctx, s.SQL)
		return err
	}
	if _, err := d.conn.ExecContext(ctx, "SAVEPOINT body"); err != nil {
		return err
	}
	_, refused := d.conn.ExecContext(ctx, s.SQL+";\nRELEASE body")
	switch {
	case refused != nil && strings.Contains(refused.Error(), unprocessed):
		_, err := d.conn.ExecContext(ctx, "ROLLBACK TO body;\nRELEASE body;\n"+s.SQL)
		return err
	case refused == nil || !isUnknownName(refused):
		return refused
	}
	_, err := d.conn.ExecContext(ctx, "ROLLBACK TO body;\nSET LOCAL check_function_bodies = off;\n"+s.SQL+";\nSET LOCAL check_function_bodies = on;\nRELEASE body")
	if err == nil {
		d.unread[s.SQL] = refused
	}
	return err
}
