package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// SQLite has no lock that outlives a transaction and dies with its process, so the lock is a row with a time of expiry,
// which every step of its holder puts off and every write checks. After a crash, others wait until it expires.
const leaseTime = 30 * time.Second

const lockDDL = `CREATE TABLE IF NOT EXISTS main.schemactl_lock (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	token   TEXT NOT NULL,
	holder  TEXT NOT NULL,
	expires INTEGER NOT NULL
)`

// take puts our row in where there is none or an expired one. Times are Unix milliseconds.
const lockTake = `INSERT INTO main.schemactl_lock (id, token, holder, expires) VALUES (1, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET token = excluded.token, holder = excluded.holder, expires = excluded.expires
WHERE expires < ?`

const lockRenew = `UPDATE main.schemactl_lock SET expires = ? WHERE token = ?`

type historyLock struct {
	h     *History
	c     *sql.Conn
	token string
	busy  int // busy_timeout of the connection before, in milliseconds
}

// While others ask for the lock they hold SQLite's own one for a moment, which must not make a step of the holder fail.
const busyTimeout = 10 * time.Second

// Lock waits until no other runner has the lock, and keeps one connection until Unlock.
func (h *History) Lock(ctx context.Context, waiting func(holder string, since time.Duration)) (migrate.Lock, error) {
	if h.lock != nil {
		return nil, errors.New("the lock is held by this process already")
	}
	c, err := h.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening database: %w", err)
	}
	l := &historyLock{h: h, c: c, token: rand.Text()}
	if err := l.start(ctx, waiting); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	h.lock = l
	return l, nil
}

func (l *historyLock) start(ctx context.Context, waiting func(string, time.Duration)) error {
	if err := l.acquire(ctx, waiting); err != nil {
		return err
	}
	return l.patience(ctx)
}

// patience raises the busy_timeout of the connection.
func (l *historyLock) patience(ctx context.Context) error {
	if err := l.c.QueryRowContext(ctx, "PRAGMA busy_timeout").Scan(&l.busy); err != nil {
		return err
	}
	return l.setBusy(ctx, max(l.busy, int(busyTimeout.Milliseconds())))
}

func (l *historyLock) setBusy(ctx context.Context, ms int) error {
	_, err := l.c.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", ms))
	return err
}

func (l *historyLock) acquire(ctx context.Context, waiting func(string, time.Duration)) error {
	start, told := time.Now(), time.Time{}
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		ok, err := l.try(ctx)
		if ok || err != nil && !isBusy(err) {
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

func (l *historyLock) try(ctx context.Context) (ok bool, err error) {
	err = transact(ctx, l.c, func() error {
		if _, err := l.c.ExecContext(ctx, lockDDL); err != nil {
			return err
		}
		host, _ := os.Hostname() // an unknown host is left out of what others read about the holder
		now := time.Now()
		res, err := l.c.ExecContext(ctx, lockTake, l.token, fmt.Sprintf("process %d on %s", os.Getpid(), host),
			now.Add(leaseTime).UnixMilli(), now.UnixMilli())
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		ok = n == 1
		return err
	})
	return ok && err == nil, err
}

func (l *historyLock) holder(ctx context.Context) string {
	var holder string
	var expires int64
	err := l.c.QueryRowContext(ctx, "SELECT holder, expires FROM main.schemactl_lock").Scan(&holder, &expires)
	if err != nil {
		return "another writer"
	}
	return fmt.Sprintf("%s (if it is gone, its lock ends in %s)", holder, time.Until(time.UnixMilli(expires)).Round(time.Second))
}

// Held puts the expiry off. It fails when another runner took the lock after it had expired.
func (l *historyLock) Held(ctx context.Context) error {
	res, err := l.c.ExecContext(ctx, lockRenew, time.Now().Add(leaseTime).UnixMilli(), l.token)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n != 1 {
		err = errors.New("the lock expired and another runner took it: run again when that is done")
	}
	return err
}

// Unlock removes the row and gives the connection back.
func (l *historyLock) Unlock() error {
	l.h.lock = nil
	_, err := l.c.ExecContext(context.Background(), "DELETE FROM main.schemactl_lock WHERE token = ?", l.token)
	return errors.Join(err, l.setBusy(context.Background(), l.busy), l.c.Close())
}
