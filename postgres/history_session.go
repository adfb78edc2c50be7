package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/migrate"
)

// Session opens the connection that statements run on, and makes the history table where there is none.
func (h *History) Session(ctx context.Context) (migrate.Session, error) {
	c, err := h.conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &historySession{h: h, c: c}
	if err := s.Reset(ctx, migrate.Limits{}); err != nil {
		discard(c)
		return nil, err
	}
	if err := h.make(ctx, c); err != nil {
		discard(c)
		return nil, fmt.Errorf("making history: %w", err)
	}
	return s, nil
}

// A historySession is one connection. All of it goes through that, never through the pool.
type historySession struct {
	h    *History
	c    *sql.Conn
	inTx bool
	user string // current_user without SET ROLE
}

// settingsOf are those of roles and databases that would make a migration fail or mean something else, within the limits of
// the migration. The search_path stays that of the role: files written by hand count on it.
func settingsOf(lockTimeout time.Duration, l migrate.Limits) map[string]string {
	settings := map[string]string{
		"statement_timeout":                   "0",
		"transaction_timeout":                 "0",
		"idle_session_timeout":                "0",
		"idle_in_transaction_session_timeout": "0",
		"lock_timeout":                        milliseconds(lockTimeout),
		"default_transaction_read_only":       "off",
		"default_transaction_isolation":       "read committed",
		"standard_conforming_strings":         "on", // as the splitter reads strings
	}
	if l.Statement != nil {
		settings["statement_timeout"] = milliseconds(*l.Statement)
	}
	if l.Lock != nil {
		settings["lock_timeout"] = milliseconds(*l.Lock)
	}
	return settings
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + "ms" }

// setAll sets what this server version knows of the settings.
func setAll(ctx context.Context, c *sql.Conn, settings map[string]string) error {
	names := slices.Sorted(maps.Keys(settings))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = settings[name]
	}
	_, err := c.ExecContext(ctx, `SELECT pg_catalog.set_config(n.name, n.value, false)
FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS n(name, value)
WHERE pg_catalog.current_setting(n.name, true) IS NOT NULL`, pq.Array(names), pq.Array(values))
	return err
}

// Reset brings the session back to where it started and puts our settings in place. DISCARD ALL gives up advisory locks
// too; that of the runner is on another connection.
func (s *historySession) Reset(ctx context.Context, l migrate.Limits) error {
	if _, err := s.c.ExecContext(ctx, "DISCARD ALL"); err != nil {
		return err
	}
	if err := setAll(ctx, s.c, settingsOf(s.h.LockTimeout, l)); err != nil {
		return err
	}
	var ok bool
	err := s.c.QueryRowContext(ctx, "SELECT pg_catalog.pg_try_advisory_lock($1), CURRENT_USER", workKey).Scan(&ok, &s.user)
	if err == nil && !ok {
		err = errors.New("another runner is at work")
	}
	return err
}

func (s *historySession) Begin(ctx context.Context, group []migrate.Statement) error {
	for _, stmt := range group {
		if _, err := s.h.secrets(stmt.SQL); err != nil {
			return err
		}
	}
	_, err := s.c.ExecContext(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
	s.inTx = err == nil
	return serverError(err)
}

func (s *historySession) Commit(ctx context.Context) error {
	_, err := s.c.ExecContext(ctx, "COMMIT")
	if err == nil {
		s.inTx = false
	}
	return serverError(err)
}

func (s *historySession) Rollback() error {
	if !s.inTx {
		return nil
	}
	s.inTx = false
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := s.c.ExecContext(ctx, "ROLLBACK")
	return err
}

// Close gives the connection up: what its statements set is not for others.
func (s *historySession) Close() error {
	discard(s.c)
	return nil
}

// Retryable reports whether the error is a passing one, and the connection is still good.
func (s *historySession) Retryable(err error) bool { return isPassing(err) }

// Exec runs one statement. A text that may hold a second one goes through Prepare, where the server refuses that.
func (s *historySession) Exec(ctx context.Context, stmt migrate.Statement) error {
	if stmt.Has("CONCURRENTLY") && !s.inTx {
		return s.concurrently(ctx, stmt)
	}
	return s.exec(ctx, stmt.SQL)
}

func (s *historySession) exec(ctx context.Context, text string) error {
	secrets, err := s.h.secrets(text)
	if err != nil {
		return err
	}
	for _, x := range secrets {
		if _, err := s.c.ExecContext(ctx, "SELECT pg_catalog.set_config($1, $2, false)", secretSetting+x.Name, x.Value); err != nil {
			return serverError(err)
		}
	}
	if !strings.Contains(strings.TrimSuffix(strings.TrimSpace(text), ";"), ";") {
		// One message there and one back, of the three that Prepare takes.
		_, err := s.c.ExecContext(ctx, text)
		return serverError(err)
	}
	p, err := s.c.PrepareContext(ctx, text)
	if err != nil {
		return serverError(err)
	}
	_, err = p.ExecContext(ctx)
	// Once the statement has run, deallocating it can only fail with the connection, which the next use tells.
	_ = p.Close()
	return serverError(err)
}

// State reads the schema in the transaction. What reading sets is taken back by the savepoint.
func (s *historySession) State(ctx context.Context) (migrate.State, error) {
	if !s.inTx {
		return s.h.snapshot(ctx, s.c)
	}
	if _, err := s.c.ExecContext(ctx, "SAVEPOINT schemactl_state"); err != nil {
		return migrate.State{}, err
	}
	state, err := s.h.state(ctx, s.c)
	if err != nil {
		return state, err
	}
	for _, stmt := range []string{"ROLLBACK TO SAVEPOINT schemactl_state", "RELEASE SAVEPOINT schemactl_state"} {
		if _, err := s.c.ExecContext(ctx, stmt); err != nil {
			return state, err
		}
	}
	return state, nil
}

func (s *historySession) Save(ctx context.Context, r migrate.Record) error {
	return s.asSelf(ctx, func() error { return s.h.save(ctx, s.c, r) })
}

func (s *historySession) Forget(ctx context.Context, version string) error {
	return s.asSelf(ctx, func() error {
		_, err := s.c.ExecContext(ctx, s.h.sql(historyForget), version)
		return err
	})
}

// asSelf calls f as the role that opened the session, which owns the history, though a migration may have used SET ROLE.
func (s *historySession) asSelf(ctx context.Context, f func() error) error {
	var user, role string
	err := s.c.QueryRowContext(ctx, "SELECT CURRENT_USER, pg_catalog.current_setting('role')").Scan(&user, &role)
	if err != nil {
		return err
	}
	if user == s.user {
		return f()
	}
	if _, err := s.c.ExecContext(ctx, "RESET SESSION AUTHORIZATION"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	_, err = s.c.ExecContext(ctx, "SELECT pg_catalog.set_config('role', $1, false)", role)
	return err
}
