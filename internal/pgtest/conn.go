package pgtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
	"testing"
)

// kept holds, by URL, the pools of the databases that tests have made. A connection costs the server more than most of what a
// test asks over it, so one is used again.
var kept sync.Map

// keep pools the connections to a database until the test ends.
func keep(t testing.TB, address string) {
	t.Helper()
	db := Open(t, address)
	db.SetMaxIdleConns(1)
	kept.Store(address, db)
	t.Cleanup(func() { kept.Delete(address) })
}

// Conn is a connection to a database, in the state of a new one. Call done when it is no longer used.
func Conn(t testing.TB, address string) (conn *sql.Conn, done func()) {
	t.Helper()
	if pool, ok := kept.Load(address); ok {
		db := pool.(*sql.DB)
		conn, err := fresh(db)
		if err != nil {
			// It was left in a transaction, or the server has ended it, as Clone has it do.
			conn, err = fresh(db)
		}
		if err != nil {
			t.Fatalf("connecting to a test database: %v", err)
		}
		return conn, func() { conn.Close() }
	}
	db, err := sql.Open("postgres", address)
	if err == nil {
		conn, err = db.Conn(context.Background())
	}
	if err != nil {
		t.Fatalf("connecting to a test database: %v", err)
	}
	return conn, func() {
		conn.Close()
		db.Close()
	}
}

// fresh takes a connection from the pool and resets it. One that cannot be reset is out of the pool then.
func fresh(db *sql.DB) (*sql.Conn, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	if _, err = conn.ExecContext(context.Background(), "DISCARD ALL"); err != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		conn.Close()
		return nil, err
	}
	return conn, nil
}
