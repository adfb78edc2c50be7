package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// Keys of the advisory locks: "schemact" and "schemacw" as bytes. They are per database by themselves.
//
// The runner holds lockKey on a connection of its own. Its statements run on another one, which holds workKey: when the
// runner is killed, the server drops the first lock at once, but goes on with the statement under way.
const (
	lockKey int64 = 0x736368656d616374
	workKey int64 = 0x736368656d616377
)

// holdsKey is a condition on pg_locks for a 64-bit key (documentation, 52.12 pg_locks).
const holdsKey = `l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
	AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
	AND (l.classid::bigint << 32 | l.objid::bigint) `

// Lock waits for the lock by trying again and again: a session that waits within pg_advisory_lock holds a snapshot, for
// which CREATE INDEX CONCURRENTLY of the holder waits in turn.
func (h *History) Lock(ctx context.Context, waiting func(holder string, since time.Duration)) (migrate.Lock, error) {
	c, err := h.conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &historyLock{c: c}
	if err := l.acquire(ctx, waiting); err != nil {
		discard(c)
		return nil, err
	}
	return l, nil
}

type historyLock struct{ c *sql.Conn }

func (l *historyLock) acquire(ctx context.Context, waiting func(string, time.Duration)) error {
	if err := l.prepare(ctx); err != nil {
		return err
	}
	start := time.Now()
	told := start
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		ok, err := l.try(ctx)
		if err != nil || ok {
			return err
		}
		if time.Since(told) >= time.Second && waiting != nil {
			told = time.Now()
			waiting(l.holder(ctx), time.Since(start))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", l.holder(context.WithoutCancel(ctx)), ctx.Err())
		case <-time.After(pause):
		}
	}
}

// prepare sets the session up: it is idle for as long as a migration takes.
func (l *historyLock) prepare(ctx context.Context) error {
	var standby bool
	if err := l.c.QueryRowContext(ctx, "SELECT pg_catalog.pg_is_in_recovery()").Scan(&standby); err != nil {
		return err
	}
	if standby {
		return errors.New("the server is a standby, which takes no changes: connect to the primary")
	}
	host, _ := os.Hostname() // an unknown host is left out of what others read about the holder
	return setAll(ctx, l.c, map[string]string{
		"application_name":     fmt.Sprintf("schemactl %s pid %d", host, os.Getpid()),
		"statement_timeout":    "0",
		"idle_session_timeout": "0",
		"search_path":          "",
	})
}

func (l *historyLock) try(ctx context.Context) (bool, error) {
	var ok bool
	if err := l.c.QueryRowContext(ctx, "SELECT pg_catalog.pg_try_advisory_lock($1)", lockKey).Scan(&ok); err != nil || !ok {
		return false, err
	}
	var busy bool
	err := l.c.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE "+holdsKey+"= $1)", workKey).Scan(&busy)
	if err != nil || !busy {
		return err == nil, err
	}
	_, err = l.c.ExecContext(ctx, "SELECT pg_catalog.pg_advisory_unlock($1)", lockKey)
	return false, err
}

// holder describes the session that holds the lock.
func (l *historyLock) holder(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var text string
	err := l.c.QueryRowContext(ctx, `SELECT pg_catalog.format('%s (user %s, server process %s, %s)', a.application_name, a.usename, a.pid, a.state)
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE a.pid <> pg_catalog.pg_backend_pid() AND `+holdsKey+`IN ($1, $2)
ORDER BY a.pid LIMIT 1`, lockKey, workKey).Scan(&text)
	if err != nil {
		return "another runner"
	}
	return text
}

// Held asks the server, in a statement of its own: behind a pooler that gives every transaction another connection, the
// lock would not be found.
func (l *historyLock) Held(ctx context.Context) error {
	var held bool
	err := l.c.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = pg_catalog.pg_backend_pid() AND "+holdsKey+"= $1)", lockKey).Scan(&held)
	if err != nil {
		return err
	}
	if !held {
		return errors.New("the lock is lost: connect to the server itself, not through a pooler in transaction mode, and run again")
	}
	return nil
}

// Unlock gives the lock back and closes the connection, whose settings are no one else's.
func (l *historyLock) Unlock() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	defer discard(l.c)
	var ok bool
	if err := l.c.QueryRowContext(ctx, "SELECT pg_catalog.pg_advisory_unlock($1)", lockKey).Scan(&ok); err != nil {
		return err
	}
	if !ok {
		return errors.New("the lock was lost on the way: see that no other runner worked at the same time")
	}
	return nil
}

// discard closes a connection for good, rather than giving it back to the pool.
func discard(c *sql.Conn) {
	_ = c.Raw(func(any) error { return driver.ErrBadConn })
	_ = c.Close()
}
