package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// Scratch makes scratch databases in memory, for proof.
type Scratch struct{}

// EnsureRoles implements proof.Source. SQLite has no roles.
func (Scratch) EnsureRoles(context.Context, []string) error { return nil }

// New implements proof.Source.
func (Scratch) New(ctx context.Context) (proof.Database, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	// Each connection to :memory: is a database of its own.
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &scratchDatabase{db: db, conn: conn}, nil
}

// A scratchDatabase implements proof.Database.
type scratchDatabase struct {
	db   *sql.DB
	conn *sql.Conn
}

func (d *scratchDatabase) Close() error { return errors.Join(d.conn.Close(), d.db.Close()) }

// Trust implements proof.Database: SQLite has no functions of the user's.
func (d *scratchDatabase) Trust(context.Context, bool) error { return nil }

// Try runs statements in one transaction.
func (d *scratchDatabase) Try(ctx context.Context, stmts []sqlgen.Stmt) error {
	return transact(ctx, d.conn, func() error {
		for _, s := range stmts {
			if _, err := d.conn.ExecContext(ctx, s.SQL); err != nil {
				return &proof.StmtError{SQL: s.SQL, Err: err}
			}
		}
		return nil
	})
}

// Run runs statements as the runner does: foreign keys are not enforced while
// a table is rebuilt.
func (d *scratchDatabase) Run(ctx context.Context, stmts []sqlgen.Stmt) error {
	if _, err := d.conn.ExecContext(ctx, "PRAGMA foreign_keys = off"); err != nil {
		return err
	}
	return d.Try(ctx, stmts)
}

// Inspect implements proof.Database.
func (d *scratchDatabase) Inspect(ctx context.Context) (*schema.Schema, error) {
	found, err := Inspect(ctx, d.conn, false)
	if err != nil {
		return nil, err
	}
	if len(found.Unsupported) > 0 {
		return nil, fmt.Errorf("the statements made what schemactl cannot carry: %s", strings.Join(found.Unsupported, ", "))
	}
	return found.Schema, nil
}

// Fill implements proof.Database. A table that takes no rows stays empty: that
// is no error.
func (d *scratchDatabase) Fill(ctx context.Context, s *schema.Schema) error {
	triggers, err := d.dropTriggers(ctx)
	if err != nil {
		return err
	}
	columns := writable(s)
	for t := range schema.Of[*schema.Table](s) {
		for row := 1; row <= 2; row++ {
			// What a check refuses is left out: it is no sample of the user's data.
			_, _ = d.conn.ExecContext(ctx, insert(t, columns[t.Name], row))
		}
	}
	for _, text := range triggers {
		if _, err := d.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("bringing a trigger back: %w", err)
		}
	}
	return ctx.Err()
}

// dropTriggers keeps triggers from acting on sample rows; it returns what
// brings them back.
func (d *scratchDatabase) dropTriggers(ctx context.Context) (texts []string, err error) {
	rows, err := d.conn.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			rows.Close()
			return nil, err
		}
		names, texts = append(names, name), append(texts, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := d.conn.ExecContext(ctx, "DROP TRIGGER "+Ident(name)); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

func writable(s *schema.Schema) map[string][]*schema.Column {
	out := map[string][]*schema.Column{}
	for c := range schema.Of[*schema.Column](s) {
		if c.Generated == nil {
			out[c.Table] = append(out[c.Table], c)
		}
	}
	return out
}

// insert writes a row of numbers: SQLite takes a number for any type but those
// of STRICT tables, for which there is a value by type.
func insert(t *schema.Table, columns []*schema.Column, row int) string {
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = Ident(c.Name)
		values[i] = fmt.Sprint(row)
		switch typ := strings.ToUpper(c.Type); {
		case strings.Contains(typ, "TEXT"), strings.Contains(typ, "CHAR"):
			values[i] = fmt.Sprintf("'text %d'", row)
		case strings.Contains(typ, "BLOB"):
			values[i] = fmt.Sprintf("x'0%d'", row)
		}
	}
	if len(columns) == 0 {
		return "INSERT INTO " + Ident(t.Name) + " DEFAULT VALUES"
	}
	return "INSERT INTO " + Ident(t.Name) + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")"
}

// Snapshot implements proof.Database.
func (d *scratchDatabase) Snapshot(ctx context.Context, s *schema.Schema) (map[schema.Ref]string, error) {
	out := map[schema.Ref]string{}
	columns := writable(s)
	for t := range schema.Of[*schema.Table](s) {
		var n int
		if err := d.conn.QueryRowContext(ctx, "SELECT count(*) FROM "+Ident(t.Name)).Scan(&n); err != nil {
			return nil, err
		}
		out[t.Ref()] = fmt.Sprint(n)
		for _, c := range columns[t.Name] {
			digest, err := d.digest(ctx, t.Name, c.Name)
			if err != nil {
				return nil, err
			}
			out[c.Ref()] = digest
		}
	}
	return out, nil
}

func (d *scratchDatabase) digest(ctx context.Context, table, column string) (string, error) {
	rows, err := d.conn.QueryContext(ctx, fmt.Sprintf("SELECT quote(%s) FROM %s ORDER BY 1", Ident(column), Ident(table)))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	h := sha256.New()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%d:%s", len(value), value)
	}
	return hex.EncodeToString(h.Sum(nil)), rows.Err()
}

// Zero implements proof.Dialect: SQLite keeps any value in any column, but for
// those of STRICT tables.
func (Dialect) Zero(_ *schema.Schema, c *schema.Column, _ bool) (string, bool) {
	switch typ := strings.ToUpper(c.Type); {
	case strings.Contains(typ, "TEXT"), strings.Contains(typ, "CHAR"):
		return "''", true
	case strings.Contains(typ, "BLOB"):
		return "x''", true
	}
	return "0", true
}

// Normalize implements proof.Dialect.
func (Dialect) Normalize(s *schema.Schema) []string { return Normalize(s) }
