package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// A History runs migrations on an SQLite database and keeps their records in the table schemactl_migrations. While the
// lock is held, all goes through one connection: a second one would wait for the first's transaction, and would see another
// database where that is in memory.
type History struct {
	db    *sql.DB
	state func(context.Context, *sql.Conn) (migrate.State, error)
	lock  *historyLock // nil unless held
}

// NewHistory makes a History for a database opened with the driver "sqlite". State reads the schema on the connection
// given; it neither begins nor ends a transaction. The tables named HistoryTable and LockTable are no part of the schema.
func NewHistory(db *sql.DB, state func(context.Context, *sql.Conn) (migrate.State, error)) *History {
	return &History{db: db, state: state}
}

// use calls f with the connection that holds the lock, or else with one from the pool.
func (h *History) use(ctx context.Context, f func(*sql.Conn) error) error {
	if h.lock != nil {
		return f(h.lock.c)
	}
	c, err := h.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("opening database: %w", err)
	}
	return errors.Join(f(c), c.Close())
}

// Applied reads the history by version. It writes nothing; where there is no history the list is empty.
func (h *History) Applied(ctx context.Context) (out []migrate.Record, err error) {
	err = h.use(ctx, func(c *sql.Conn) error {
		there, err := tableThere(ctx, c, HistoryTable)
		if err != nil || !there {
			return err
		}
		rows, err := c.QueryContext(ctx, historySelect)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			rec, err := scanRecord(rows)
			if err != nil {
				return err
			}
			out = append(out, rec)
		}
		return rows.Err()
	})
	return out, err
}

func scanRecord(rows *sql.Rows) (migrate.Record, error) {
	var r migrate.Record
	var down, objects sql.NullString
	var at string
	var ms int64
	err := rows.Scan(&r.Version, &r.Name, &r.Checksum, &down, &r.Done, &r.Total, &r.Undoing, &r.Error, &at, &r.AppliedBy,
		&ms, &r.ToolVersion, &r.Before, &r.Fingerprint, &objects)
	if err != nil {
		return r, err
	}
	r.Down, r.HasDown = down.String, down.Valid
	r.Duration = time.Duration(ms) * time.Millisecond
	if r.AppliedAt, err = time.Parse(timeLayout, at); err != nil {
		return r, fmt.Errorf("reading applied_at of %s: %w", r.Version, err)
	}
	if !objects.Valid {
		return r, nil
	}
	if err := json.Unmarshal([]byte(objects.String), &r.Objects); err != nil {
		return r, fmt.Errorf("reading objects of %s: %w", r.Version, err)
	}
	return r, nil
}

// State reads the schema. It writes nothing.
func (h *History) State(ctx context.Context) (s migrate.State, err error) {
	err = h.use(ctx, func(c *sql.Conn) error {
		s, err = h.state(ctx, c)
		return err
	})
	return s, err
}

// transact runs f in a transaction that may write from its start (documentation, BEGIN IMMEDIATE), so that it cannot fail
// half way for a writer that was faster.
func transact(ctx context.Context, c *sql.Conn, f func() error) error {
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := f(); err != nil {
		_, rerr := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, rerr)
	}
	_, err := c.ExecContext(ctx, "COMMIT")
	if err != nil {
		_, rerr := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, rerr)
	}
	return nil
}
