package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/migrate"
)

// classState reads a schema as the names and kinds of its relations.
func classState(ctx context.Context, c *sql.Conn) (migrate.State, error) {
	s := migrate.State{Fingerprint: "pg:", Objects: map[string]string{}}
	if _, err := c.ExecContext(ctx, "SET LOCAL search_path = ''"); err != nil {
		return s, err
	}
	rows, err := c.QueryContext(ctx, `SELECT oid::regclass::text, relkind::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace ORDER BY 1`)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return s, err
		}
		s.Objects[name] = kind
		s.Fingerprint += name + ";"
	}
	return s, rows.Err()
}

// historyRunner is a Runner on a database with a folder of files: name, text, …
func historyRunner(t *testing.T, address string, files ...string) *migrate.Runner {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d, err := migrate.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Hash(); err != nil {
		t.Fatal(err)
	}
	return &migrate.Runner{DB: NewHistory(pgtest.Open(t, address), classState), Dir: d, ToolVersion: "1.2"}
}

func historyScalar(t *testing.T, address, query string) string {
	t.Helper()
	var text string
	if err := pgtest.Open(t, address).QueryRow(query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

const historyNone = "-- schemactl:transaction none\n"

func TestHistoryRoundTrip(t *testing.T) {
	address := pgtest.Database(t)
	r := historyRunner(t, address,
		"1_a.up.sql", "-- schemactl:from pg:\n-- schemactl:to pg:public.a;public.a_pkey;\nCREATE TABLE public.a (id int PRIMARY KEY, n int);\n",
		"1_a.down.sql", "DROP TABLE a;",
		"2_b.up.sql", historyNone+"CREATE UNIQUE INDEX CONCURRENTLY i ON a (n);\nBEGIN;\nSET ROLE pg_monitor;\nRESET ROLE;\nCREATE TABLE public.b ();\nSET LOCAL ROLE pg_monitor;\nCOMMIT;\nVACUUM a;",
		"2_b.down.sql", historyNone+"DROP TABLE b;\nDROP INDEX CONCURRENTLY i;",
		"3_c.up.sql", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;\nSET search_path = pg_catalog;\nSET ROLE pg_monitor;",
		"3_c.down.sql", "DROP FUNCTION f();")
	if _, err := r.Status(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Apply(t.Context(), migrate.Options{DryRun: true}); err != nil {
		t.Fatal(err)
	}
	if got := historyScalar(t, address, "SELECT (to_regnamespace('schemactl') IS NULL)::text"); got != "true" {
		t.Error("status or a dry run made the history")
	}
	if done, err := r.Apply(t.Context(), migrate.Options{}); err != nil || len(done) != 3 {
		t.Fatalf("apply: %v, %v", done, err)
	}
	recs, err := r.DB.Applied(t.Context())
	if err != nil || len(recs) != 3 || recs[1].Done != 8 || recs[1].AppliedBy == "" || !strings.Contains(recs[0].Down, "DROP TABLE a") ||
		time.Since(recs[1].AppliedAt).Abs() > time.Minute || recs[2].Objects == nil || recs[1].Objects != nil || recs[0].Before != "pg:" {
		t.Errorf("records %+v, %v", recs, err)
	}
	if done, err := r.Rollback(t.Context(), migrate.Options{To: "0"}); err != nil || !slices.Equal(done, []string{"3", "2", "1"}) {
		t.Fatalf("rollback: %v, %v", done, err)
	}
	if got := historyScalar(t, address, "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "0" {
		t.Errorf("%s relations are left", got)
	}
}

func TestHistoryFailure(t *testing.T) {
	address := pgtest.Database(t)
	r := historyRunner(t, address, "1_a.up.sql", "CREATE TABLE a (id int);\n", "2_b.up.sql", "CREATE TABLE b ();\n\nSELECT 1,\n  nothing\nFROM a;")
	_, err := r.Apply(t.Context(), migrate.Options{})
	var p *migrate.PartialError
	var s *migrate.SQLError
	if !errors.As(err, &p) || !errors.As(err, &s) || s.Code != "42703" || p.Line() != 4 {
		t.Errorf("got %v", err)
	}
	if got := historyScalar(t, address, "SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "a" {
		t.Errorf("relations %s", got)
	}
	pgtest.Exec(t, address, "CREATE TABLE x ()")
	r = historyRunner(t, address, "1_a.up.sql", "CREATE TABLE a (id int);\n", "2_b.up.sql", "-- schemactl:from pg:public.a;\nCREATE TABLE b ();")
	_, err = r.Apply(t.Context(), migrate.Options{})
	var d *migrate.DriftError
	if !errors.As(err, &d) || !slices.Equal(d.Added, []string{"public.x"}) {
		t.Errorf("drift: %v", err)
	}
	pgtest.Exec(t, address, "DROP TABLE x")
	if _, err = r.Apply(t.Context(), migrate.Options{}); err != nil {
		t.Error(err)
	}
}

func TestHistoryConcurrentIndex(t *testing.T) {
	address := pgtest.Database(t)
	pgtest.Exec(t, address, `CREATE TABLE "T" (n int); INSERT INTO "T" VALUES (1), (1)`)
	r := historyRunner(t, address, "1_a.up.sql", historyNone+"SELECT 1;\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS Idx ON public.\"T\" (n);")
	_, err := r.Apply(t.Context(), migrate.Options{})
	var s *migrate.SQLError
	if !errors.As(err, &s) || s.Code != "23505" || !strings.Contains(err.Error(), "1 of 2 statements were applied") {
		t.Fatalf("got %v", err)
	}
	if got := historyScalar(t, address, "SELECT count(*)::text FROM pg_index WHERE NOT indisvalid"); got != "0" {
		t.Errorf("%s invalid indexes are left", got)
	}
	pgtest.Exec(t, address, `DELETE FROM "T"; CREATE INDEX idx ON "T" (n);
		UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx'::regclass`)
	if _, err := r.Apply(t.Context(), migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	if got := historyScalar(t, address, "SELECT (indisvalid AND indisunique)::text FROM pg_index WHERE indexrelid = 'idx'::regclass"); got != "true" {
		t.Error("the invalid index was taken for the one wanted")
	}
}

func TestHistoryTook(t *testing.T) {
	address := pgtest.Database(t)
	pgtest.Exec(t, address, `CREATE TABLE t (n int); CREATE INDEX i ON t (n); CREATE TYPE "E" AS ENUM ('it''s')`)
	h := NewHistory(pgtest.Open(t, address), classState)
	l, err := h.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Unlock()
	s, err := h.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for text, want := range map[string]bool{
		"CREATE INDEX CONCURRENTLY I ON t (n)": true, `CREATE INDEX CONCURRENTLY "I" ON t (n)`: false, "CREATE INDEX CONCURRENTLY j ON ONLY public.t (n)": false,
		"DROP INDEX CONCURRENTLY i": false, "DROP INDEX CONCURRENTLY IF EXISTS public.j": true,
		`ALTER TYPE "E" ADD VALUE 'it''s'`: true, `ALTER TYPE public."E" ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'`: false, "VACUUM t": false,
	} {
		if took, err := s.Took(t.Context(), migrate.Statement{SQL: text}); err != nil || took != want {
			t.Errorf("%s: %v, %v", text, took, err)
		}
	}
}

func TestHistoryConcurrentRunners(t *testing.T) {
	address := pgtest.Database(t)
	type result struct {
		done []string
		err  error
	}
	results := make(chan result)
	for range 4 {
		r := historyRunner(t, address, "1_a.up.sql", "CREATE TABLE a (id int);", "2_b.up.sql", historyNone+"CREATE INDEX CONCURRENTLY i ON a (id);")
		go func() {
			done, err := r.Apply(context.Background(), migrate.Options{})
			results <- result{done, err}
		}()
	}
	total := 0
	for range 4 {
		res := <-results
		if res.err != nil {
			t.Error(res.err)
		}
		total += len(res.done)
	}
	if total != 2 {
		t.Errorf("%d migrations were applied, want 2", total)
	}
}

func TestHistoryLock(t *testing.T) {
	address := pgtest.Database(t)
	one, two := NewHistory(pgtest.Open(t, address), classState), NewHistory(pgtest.Open(t, address), classState)
	l, err := one.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var holder string
	if _, err = two.Lock(ctx, func(h string, _ time.Duration) { holder = h }); err == nil || !strings.Contains(holder, fmt.Sprint("pid ", os.Getpid())) {
		t.Errorf("a second lock: %v, holder %q", err, holder)
	}
	pgtest.Exec(t, address, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
	if err := l.Held(t.Context()); err == nil {
		t.Error("a lock whose connection is gone is held")
	}
	// The runner is gone, its statement is still at work.
	if l, err = one.Lock(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	s, err := one.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if _, err = two.Lock(ctx, nil); err == nil {
		t.Error("the lock was given while a statement of another runner may run")
	}
	s.Close()
	if l, err = two.Lock(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.Unlock(); err != nil {
		t.Error(err)
	}
}

func TestHistoryLockTimeoutIsRetried(t *testing.T) {
	address := pgtest.Database(t)
	pgtest.Exec(t, address, "CREATE TABLE t (n int)")
	other, err := pgtest.Open(t, address).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback()
	if _, err := other.Exec("LOCK TABLE t"); err != nil {
		t.Fatal(err)
	}
	r := historyRunner(t, address, "1_a.up.sql", "CREATE TABLE u ();\nALTER TABLE t ADD COLUMN m int;")
	r.DB.(*History).LockTimeout = 100 * time.Millisecond
	r.Log = func(e migrate.Event) {
		if e.Kind == migrate.Retry {
			other.Rollback()
		}
	}
	if _, err := r.Apply(t.Context(), migrate.Options{}); err != nil {
		t.Error(err)
	}
}

func TestHistoryOddRoleSettings(t *testing.T) {
	address := pgtest.Database(t)
	pgtest.Exec(t, address, `DO $$ BEGIN
EXECUTE format('ALTER DATABASE %I SET statement_timeout = 200', current_database());
EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database());
EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
END $$`)
	r := historyRunner(t, address, "1_a.up.sql", "SELECT pg_sleep(0.4);\nCREATE TABLE a (x text DEFAULT 'a\\');", "2_b.up.sql", historyNone+"CREATE TABLE b ();")
	if _, err := r.Apply(t.Context(), migrate.Options{}); err != nil {
		t.Error(err)
	}
}

func TestHistoryOfALaterFormat(t *testing.T) {
	address := pgtest.Database(t)
	r := historyRunner(t, address, "1_a.up.sql", "SELECT 1;")
	if _, err := r.Apply(t.Context(), migrate.Options{}); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, address, "COMMENT ON TABLE schemactl.migrations IS '"+historyComment+"9'")
	if _, err := r.Status(t.Context()); err == nil || !strings.Contains(err.Error(), "use a newer schemactl") {
		t.Errorf("got %v", err)
	}
}

func TestHistoryLostConnection(t *testing.T) {
	address := pgtest.Database(t)
	for _, file := range []string{"CREATE TABLE %s ();\nSELECT pg_sleep(%s);", historyNone + "CREATE TABLE %s ();\nSELECT pg_sleep(%s);"} {
		name := fmt.Sprint("t", len(file))
		files := []string{fmt.Sprint(len(file), "_a.up.sql"), fmt.Sprintf(file, name, "60")}
		r := historyRunner(t, address, files...)
		r.Log = func(e migrate.Event) {
			if e.Kind == migrate.StatementStart && e.Index == 2 {
				time.AfterFunc(100*time.Millisecond, func() {
					pgtest.Exec(t, address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()")
				})
			}
		}
		_, err := r.Apply(t.Context(), migrate.Options{})
		var p *migrate.PartialError
		if !errors.As(err, &p) || p.Line() == 0 {
			t.Fatalf("got %v", err)
		}
		files[1] = fmt.Sprintf(file, name, "0")
		if done, err := historyRunner(t, address, files...).Apply(t.Context(), migrate.Options{}); err != nil || len(done) != 1 {
			t.Errorf("again: %v, %v", done, err)
		}
		pgtest.Exec(t, address, "DROP TABLE "+name+"; TRUNCATE schemactl.migrations")
	}
}

func TestHistoryCancel(t *testing.T) {
	address := pgtest.Database(t)
	r := historyRunner(t, address, "1_a.up.sql", "CREATE TABLE a ();\nSELECT pg_sleep(60);", "2_b.up.sql", "SELECT 1;")
	ctx, cancel := context.WithCancel(t.Context())
	r.Log = func(e migrate.Event) {
		if e.Kind == migrate.StatementStart && e.Index == 2 {
			time.AfterFunc(100*time.Millisecond, cancel)
		}
	}
	_, err := r.Apply(ctx, migrate.Options{})
	var p *migrate.PartialError
	if !errors.As(err, &p) || p.Line() != 2 {
		t.Errorf("got %v", err)
	}
	r.Log = nil
	if pending, err := r.Pending(t.Context()); err != nil || len(pending) != 2 {
		t.Errorf("pending: %v, %v", pending, err)
	}
	if got := historyScalar(t, address, "SELECT (to_regclass('a') IS NULL)::text"); got != "true" {
		t.Error("the cancelled migration left its table")
	}
}
