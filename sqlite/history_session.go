package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"os/user"
	"slices"
	"time"

	sqlite3 "modernc.org/sqlite"

	"github.com/schemactl/schemactl/migrate"
)

// Session makes the history table where there is none. It works on the connection of the lock.
func (h *History) Session(ctx context.Context) (migrate.Session, error) {
	if h.lock == nil {
		return nil, errors.New("a session needs the lock")
	}
	c := h.lock.c
	s := &historySession{h: h, c: c, user: "unknown"}
	if u, err := user.Current(); err == nil {
		s.user = u.Username
	}
	if err := transact(ctx, c, func() error {
		_, err := c.ExecContext(ctx, historyDDL)
		return err
	}); err != nil {
		return nil, fmt.Errorf("making history: %w", err)
	}
	if err := c.QueryRowContext(ctx, "PRAGMA busy_timeout").Scan(&s.busy); err != nil {
		return nil, err
	}
	return s, c.QueryRowContext(ctx, "PRAGMA foreign_keys").Scan(&s.foreignKeys)
}

type historySession struct {
	h    *History
	c    *sql.Conn
	user string
	inTx bool

	busy  int           // milliseconds that the connection waited for a lock at first
	limit time.Duration // of each statement; 0: none

	foreignKeys bool           // whether the connection enforced them at first
	before      bool           // whether it did before the transaction
	broken      map[string]int // rows that broke each foreign key before the transaction; nil: not to be checked
}

// Reset puts enforcement of foreign keys back as it was; there is no other setting that plain SQL leaves behind and that
// changes what the next file means, but legacy_alter_table.
func (s *historySession) Reset(ctx context.Context, l migrate.Limits) error {
	busy := int64(s.busy)
	if l.Lock != nil {
		// 0 is no limit in a header, and no waiting for SQLite.
		if busy = l.Lock.Milliseconds(); busy == 0 {
			busy = math.MaxInt32
		}
	}
	s.limit = 0
	if l.Statement != nil {
		s.limit = *l.Statement
	}
	_, err := s.c.ExecContext(ctx, fmt.Sprintf("PRAGMA foreign_keys = %t; PRAGMA legacy_alter_table = false; PRAGMA busy_timeout = %d", s.foreignKeys, busy))
	return err
}

// Begin turns enforcement of foreign keys off where a table may be rebuilt: it cannot be turned off within a transaction
// (documentation, PRAGMA foreign_keys), and with it DROP TABLE deletes the rows first, and with them those that refer to
// them. Commit checks the keys instead.
func (s *historySession) Begin(ctx context.Context, group []migrate.Statement) error {
	s.broken = nil
	if slices.ContainsFunc(group, rebuilds) {
		broken, err := s.check(ctx)
		if err != nil {
			return err
		}
		if err := s.c.QueryRowContext(ctx, "PRAGMA foreign_keys").Scan(&s.before); err != nil {
			return err
		}
		s.broken = broken
		if _, err := s.c.ExecContext(ctx, "PRAGMA foreign_keys = false"); err != nil {
			return err
		}
	}
	if _, err := s.c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return errors.Join(err, s.restore(ctx))
	}
	s.inTx = true
	return nil
}

// rebuilds reports whether a statement marks the rebuild of a table (documentation, ALTER TABLE, section 7).
func rebuilds(s migrate.Statement) bool {
	return s.Is("DROP", "TABLE") || s.Is("PRAGMA", "FOREIGN_KEYS")
}

// check counts the rows whose foreign key has no target. It does not go by rowid, which a rebuild may change.
func (s *historySession) check(ctx context.Context) (map[string]int, error) {
	rows, err := s.c.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, fmt.Errorf("checking foreign keys: %w", err)
	}
	defer rows.Close()
	broken := map[string]int{}
	for rows.Next() {
		var table, parent string
		var row, key sql.NullInt64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return nil, err
		}
		broken[fmt.Sprintf("of %s would refer to no row of %s", table, parent)]++
	}
	return broken, rows.Err()
}

func (s *historySession) checkKeys(ctx context.Context) error {
	if s.broken == nil {
		return nil
	}
	now, err := s.check(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if more := now[key] - s.broken[key]; more > 0 {
			errs = append(errs, fmt.Errorf("%d rows %s: remove or correct them in the migration", more, key))
		}
	}
	return errors.Join(errs...)
}

func (s *historySession) Commit(ctx context.Context) error {
	if err := s.checkKeys(ctx); err != nil {
		return err
	}
	if _, err := s.c.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	s.inTx = false
	return s.restore(ctx)
}

// Rollback ends the transaction, though SQLite may have done so by itself, as for a full disk.
func (s *historySession) Rollback() error {
	if !s.inTx {
		return nil
	}
	s.inTx = false
	ctx := context.Background()
	_, err := s.c.ExecContext(ctx, "ROLLBACK")
	return errors.Join(err, s.restore(ctx))
}

func (s *historySession) restore(ctx context.Context) error {
	if s.broken == nil {
		return nil
	}
	s.broken = nil
	_, err := s.c.ExecContext(ctx, fmt.Sprintf("PRAGMA foreign_keys = %t", s.before))
	return err
}

// Exec runs one statement. Turning foreign keys on or off is left to Begin and Commit where they do that.
func (s *historySession) Exec(ctx context.Context, stmt migrate.Statement) error {
	if s.inTx && stmt.Is("PRAGMA", "FOREIGN_KEYS") {
		return nil
	}
	limited := ctx
	if s.limit > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, s.limit)
		defer cancel()
	}
	_, err := s.c.ExecContext(limited, stmt.SQL)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("the statement took longer than its statement_timeout of %s", s.limit)
	}
	return serverError(err)
}

func serverError(err error) error {
	var e *sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	return &migrate.SQLError{Err: err, Code: fmt.Sprint(e.Code())}
}

// State reads the schema as the transaction sees it.
func (s *historySession) State(ctx context.Context) (migrate.State, error) {
	return s.h.state(ctx, s.c)
}

// Save writes the record, and puts the expiry of the lock off.
func (s *historySession) Save(ctx context.Context, r migrate.Record) error {
	if r.AppliedBy == "" {
		r.AppliedBy = s.user
	}
	return s.write(ctx, func() error { return saveRecord(ctx, s.c, r) })
}

// Forget removes the record, and puts the expiry of the lock off.
func (s *historySession) Forget(ctx context.Context, version string) error {
	return s.write(ctx, func() error {
		_, err := s.c.ExecContext(ctx, historyForget, version)
		return err
	})
}

// write calls f in a transaction, having made sure that the lock is still ours.
func (s *historySession) write(ctx context.Context, f func() error) error {
	held := func() error {
		if err := s.h.lock.Held(ctx); err != nil {
			return err
		}
		return f()
	}
	if s.inTx {
		return held()
	}
	return transact(ctx, s.c, held)
}

// Retryable reports whether another connection was writing.
func (s *historySession) Retryable(err error) bool { return isBusy(err) }

// SQLITE_BUSY and SQLITE_LOCKED (documentation, Result and Error Codes); the low byte is the primary code.
func isBusy(err error) bool {
	var e *sqlite3.Error
	return errors.As(err, &e) && (e.Code()&0xff == 5 || e.Code()&0xff == 6)
}

// Took reports false: what SQLite runs outside a transaction, VACUUM, PRAGMA and the like, may be run again.
func (s *historySession) Took(context.Context, migrate.Statement) (bool, error) { return false, nil }

// Close leaves the connection to the lock, with its settings put back.
func (s *historySession) Close() error { return s.Reset(context.Background(), migrate.Limits{}) }
