package scratch

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/schemactl/schemactl/internal/pgserver"
	"github.com/schemactl/schemactl/internal/pgtest"
)

func TestWithDatabase(t *testing.T) {
	cases := []struct{ at, want string }{
		{"postgres://u:p@h:5/old?sslmode=disable", "postgres://u:p@h:5/new?sslmode=disable"},
		{"postgres:///old?host=/run", "postgres:///new?host=%2Frun"},
		{"host=h dbname=old", "host=h dbname=old dbname='new'"},
	}
	for _, c := range cases {
		if got, err := WithDatabase(c.at, "new"); err != nil || got != c.want {
			t.Errorf("WithDatabase(%q) = %q, %v; want %q", c.at, got, err, c.want)
		}
	}
	if _, err := WithDatabase("postgres://u:se%cret@h/d", "new"); err == nil || strings.Contains(err.Error(), "cret") {
		t.Errorf("an invalid URL gives %v", err)
	}
}

func TestRedact(t *testing.T) {
	for _, at := range []string{
		"postgres://u:hunter2@h/d", "postgres://h/d?password=hunter2", "host=h password=hunter2", "postgres://u:hunter%32@h/d",
	} {
		err := Redact(errors.New("cannot reach "+at+" as hunter2"), at)
		if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "hunter%32") {
			t.Errorf("%q: the password shows in %q", at, err)
		}
	}
}

func TestStale(t *testing.T) {
	now := time.Unix(2_000_000_000, 0)
	for name, want := range map[string]bool{
		prefix + "1999000000_1_ab": true, prefix + "1999999999_1_ab": false, prefix + "mine": false, "other": false,
	} {
		if got := stale(name, now); got != want {
			t.Errorf("stale(%q) = %t", name, got)
		}
	}
}

func count(t *testing.T, db *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDatabasesGo(t *testing.T) {
	server := pgtest.ServerURL(t)
	db := pgtest.Open(t, server)
	left := prefix + "1_1_left"
	pgtest.Exec(t, server, "CREATE DATABASE "+left)
	s, err := Open(t.Context(), Options{DevURL: server})
	if err != nil {
		t.Fatal(err)
	}
	if count(t, db, "SELECT count(*) FROM pg_database WHERE datname = $1", left) != 0 {
		t.Error("what a crashed run left behind is still there")
	}
	ctx, cancel := context.WithCancel(t.Context())
	url, drop, err := s.New(ctx)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, url, "CREATE TABLE t ()")
	if _, _, err := s.New(ctx); err != nil {
		t.Fatal(err)
	}
	cancel() // as Ctrl-C does
	if err := drop(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	name := url[strings.LastIndex(url, "/")+1:]
	name, _, _ = strings.Cut(name, "?")
	if count(t, db, "SELECT count(*) FROM pg_database WHERE datname = $1", name) != 0 {
		t.Errorf("%s is still there", name)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	_, err := Open(t.Context(), Options{DevURL: "postgres://u:hunter2@127.0.0.1:1/d?sslmode=disable"})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestOwnServer(t *testing.T) {
	s, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	url, _, err := s.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EnsureRoles(t.Context(), []string{"somebody"}); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, url, "CREATE TABLE t (); ALTER TABLE t OWNER TO somebody")
	if err := s.EnsureSuperusers(t.Context(), []string{"somebody", "powerful"}); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, url, `CREATE FOREIGN DATA WRAPPER a; ALTER FOREIGN DATA WRAPPER a OWNER TO somebody;
		CREATE FOREIGN DATA WRAPPER b; ALTER FOREIGN DATA WRAPPER b OWNER TO powerful`)
}

func TestServerOfAnotherMajor(t *testing.T) {
	url, major := pgtest.ServerURL(t), pgtest.Major(t)
	server, err := Open(t.Context(), Options{DevURL: url, Major: major})
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	var other *MajorError
	if _, err := Open(t.Context(), Options{DevURL: url, Major: major + 1}); !errors.As(err, &other) || other.Major != major {
		t.Errorf("a server of another major gives %v", err)
	}
	var missing *pgserver.NotFoundError
	if _, err := Open(t.Context(), Options{Major: 99}); !errors.As(err, &missing) || missing.Major != 99 {
		t.Errorf("a major that the machine does not have gives %v", err)
	}
}
