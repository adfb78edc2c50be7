package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// Database makes an empty database and returns its URL. It is dropped when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	return create(t, "template1")
}

// Clone makes a copy of a database, rows included, and returns its URL. Idle connections to the original are closed;
// a busy one makes the test fail. Settings of ALTER DATABASE and grants on the database itself are not copied.
func Clone(t testing.TB, original string) string {
	t.Helper()
	name := databaseName(t, original)
	disconnect(t, name, "and state = 'idle'")
	return create(t, name)
}

func create(t testing.TB, template string) string {
	t.Helper()
	server := ServerURL(t)
	name := "schemactl_test_" + strings.ToLower(rand.Text())
	statement := "create database " + pq.QuoteIdentifier(name) + " template " + pq.QuoteIdentifier(template) + shared.strategy
	if err := patiently(statement); err != nil {
		t.Fatalf("creating a test database: %v", err)
	}
	made, err := url.Parse(server)
	if err != nil {
		t.Fatalf("reading %s: not a URL", URLEnv)
	}
	made.Path = "/" + name
	keep(t, made.String())
	t.Cleanup(func() { drop(t, name) })
	return made.String()
}

// administer opens the connections for what is done to whole databases, and tells the faster way to copy one, where there
// is a choice and the server waits for no disk.
func administer(server string) (db *sql.DB, strategy string, err error) {
	if db, err = sql.Open("postgres", server); err != nil {
		return nil, "", err
	}
	db.SetMaxIdleConns(4)
	err = db.QueryRow(`select case when current_setting('server_version_num')::int >= 150000 and current_setting('fsync') = 'off'
	then ' strategy file_copy' else '' end`).Scan(&strategy)
	return db, strategy, err
}

// drop ends the connections first. DROP DATABASE ... WITH (FORCE) is of PostgreSQL 13.
func drop(t testing.TB, name string) {
	t.Helper()
	disconnect(t, name, "")
	unsubscribe(t, name)
	if err := patiently("drop database if exists " + pq.QuoteIdentifier(name)); err != nil {
		t.Errorf("dropping a test database: %v", err)
	}
}

// unsubscribe drops the subscriptions of a database, which keep it from being dropped.
func unsubscribe(t testing.TB, name string) {
	t.Helper()
	var any bool
	err := shared.db.QueryRow(`select exists (select from pg_subscription s join pg_database d on d.oid = s.subdbid
	where d.datname = $1)`, name).Scan(&any)
	if err == nil && any {
		var at *url.URL
		if at, err = url.Parse(ServerURL(t)); err == nil {
			at.Path = "/" + name
			err = execute(at.String(), pgserver.Unsubscribe)
		}
	}
	if err != nil {
		t.Errorf("dropping the subscriptions of a test database: %v", err)
	}
}

func disconnect(t testing.TB, name, condition string) {
	t.Helper()
	statement := "select pg_terminate_backend(pid) from pg_stat_activity where datname = " + pq.QuoteLiteral(name) + " " + condition
	ServerURL(t)
	if _, err := shared.db.Exec(statement); err != nil {
		t.Errorf("closing the connections to a test database: %v", err)
	}
}

// patiently repeats a statement while other connections are in its way: a backend that was told to end takes a moment.
func patiently(statement string) error {
	const objectInUse = "55006"
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := shared.db.Exec(statement)
		var refused *pq.Error
		if err == nil || !errors.As(err, &refused) || string(refused.Code) != objectInUse || time.Now().After(deadline) {
			return err
		}
	}
}

func execute(address, statements string) error {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statements)
	return err
}

func databaseName(t testing.TB, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal("reading the URL of a test database: not a URL")
	}
	return strings.TrimPrefix(parsed.Path, "/")
}

// Open connects to a database until the test ends.
func Open(t testing.TB, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatalf("opening a test database: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Exec runs SQL statements. Several are one transaction, unless they hold transaction commands themselves,
// because they go to the server as one simple query.
func Exec(t testing.TB, address, statements string) {
	t.Helper()
	conn, done := Conn(t, address)
	defer done()
	if _, err := conn.ExecContext(context.Background(), statements); err != nil {
		t.Fatalf("running SQL: %v%s", err, place(err, statements))
	}
}

// place shows the lines of the statements from the one that an error points at.
func place(err error, statements string) string {
	var refused *pq.Error
	if !errors.As(err, &refused) {
		return ""
	}
	position := 0
	for _, digit := range refused.Position {
		position = position*10 + int(digit-'0')
	}
	characters := []rune(statements)
	if position < 1 || position > len(characters) {
		return ""
	}
	before := string(characters[:position-1])
	start := len([]rune(before[:strings.LastIndexByte(before, '\n')+1]))
	line, _, _ := strings.Cut(string(characters[start:]), "\n")
	return "\n\tat: " + line
}
