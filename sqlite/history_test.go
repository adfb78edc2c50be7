package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// masterState reads a schema as its texts in sqlite_master, without the tool's own tables.
func masterState(ctx context.Context, c *sql.Conn) (migrate.State, error) {
	s := migrate.State{Objects: map[string]string{}}
	rows, err := c.QueryContext(ctx, "SELECT type || '.' || name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE 'schemactl%' ORDER BY 1")
	if err != nil {
		return s, err
	}
	defer rows.Close()
	s.Fingerprint = "sqlite:"
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return s, err
		}
		s.Objects[name] = text
		s.Fingerprint += name + ";"
	}
	return s, rows.Err()
}

func historyFile(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// historyRunner is a Runner on a database with a folder of files: name, text, …
func historyRunner(t *testing.T, db *sql.DB, files ...string) *migrate.Runner {
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
	return &migrate.Runner{DB: NewHistory(db, masterState), Dir: d, ToolVersion: "1.2"}
}

func historyTables(t *testing.T, db *sql.DB) string {
	t.Helper()
	var names sql.NullString
	if err := db.QueryRow("SELECT group_concat(name, ',') FROM (SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name)").Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names.String
}

const historyRebuild = `-- schemactl:transaction none
PRAGMA foreign_keys = off;
BEGIN;
CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO new_parent (id) SELECT id FROM parent;
DROP TABLE parent;
ALTER TABLE new_parent RENAME TO parent;
COMMIT;
PRAGMA foreign_keys = on;
`

const historyFirst = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent ON DELETE CASCADE);
INSERT INTO parent VALUES (1), (2);
INSERT INTO child VALUES (10, 1), (20, 2);
CREATE TRIGGER t AFTER INSERT ON child BEGIN UPDATE child SET id = CASE WHEN 1 THEN NEW.id END WHERE id = NEW.id; SELECT 1; END;
`

func TestHistoryRoundTrip(t *testing.T) {
	for name, dsn := range map[string]string{
		"file": filepath.Join(t.TempDir(), "x.db") + "?_pragma=foreign_keys(1)", "memory": ":memory:?_pragma=foreign_keys(1)",
	} {
		t.Run(name, func(t *testing.T) {
			db := historyFile(t, dsn)
			db.SetMaxOpenConns(1)
			r := historyRunner(t, db, "1_a.up.sql", historyFirst, "1_a.down.sql", "DROP TABLE child; DROP TABLE parent;",
				"2_b.up.sql", historyRebuild, "2_b.down.sql", "ALTER TABLE parent DROP COLUMN name;")
			if _, err := r.Status(t.Context()); err != nil || historyTables(t, db) != "" {
				t.Fatalf("status: %v, tables %q", err, historyTables(t, db))
			}
			if done, err := r.Apply(t.Context(), migrate.Options{}); err != nil || len(done) != 2 {
				t.Fatalf("apply: %v, %v", done, err)
			}
			var rows, keys int
			if err := db.QueryRow("SELECT count(*) FROM child").Scan(&rows); err != nil || rows != 2 {
				t.Errorf("%d rows of child are left, %v", rows, err)
			}
			if err := db.QueryRow("PRAGMA foreign_keys").Scan(&keys); err != nil || keys != 1 {
				t.Errorf("foreign_keys = %d, %v", keys, err)
			}
			recs, err := r.DB.Applied(t.Context())
			if err != nil || len(recs) != 2 || recs[1].Done != 8 || recs[1].AppliedBy == "" || recs[1].ToolVersion != "1.2" ||
				time.Since(recs[1].AppliedAt).Abs() > time.Minute || recs[1].Objects == nil || recs[0].Objects != nil {
				t.Errorf("records %+v, %v", recs, err)
			}
			if done, err := r.Rollback(t.Context(), migrate.Options{To: "0"}); err != nil || !slices.Equal(done, []string{"2", "1"}) {
				t.Fatalf("rollback: %v, %v", done, err)
			}
			if got := historyTables(t, db); got != "schemactl_lock,schemactl_migrations" {
				t.Errorf("tables after rollback: %s", got)
			}
		})
	}
}

func TestHistoryFailureRollsBack(t *testing.T) {
	db := historyFile(t, filepath.Join(t.TempDir(), "x.db")+"?_pragma=foreign_keys(1)")
	r := historyRunner(t, db, "1_a.up.sql", historyFirst, "2_b.up.sql", "CREATE TABLE x (a);\nINSERT INTO nowhere VALUES (1);")
	_, err := r.Apply(t.Context(), migrate.Options{})
	var p *migrate.PartialError
	if !errors.As(err, &p) || p.Line() != 2 || strings.Contains(historyTables(t, db), "x") {
		t.Errorf("got %v, tables %s", err, historyTables(t, db))
	}
	r = historyRunner(t, db, "1_a.up.sql", historyFirst, "2_b.up.sql", "DROP TABLE parent;\nCREATE TABLE parent (id INTEGER PRIMARY KEY);")
	if _, err = r.Apply(t.Context(), migrate.Options{}); err == nil || !strings.Contains(err.Error(), "2 rows of child would refer to no row of parent") {
		t.Errorf("broken foreign keys: %v", err)
	}
	var rows int
	if err := db.QueryRow("SELECT count(*) FROM parent").Scan(&rows); err != nil || rows != 2 {
		t.Errorf("%d rows of parent are left, %v", rows, err)
	}
	if p, err := r.Pending(t.Context()); err != nil || len(p) != 1 {
		t.Errorf("pending: %v, %v", p, err)
	}
}

func TestHistoryLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	one, two := NewHistory(historyFile(t, path), masterState), NewHistory(historyFile(t, path), masterState)
	l, err := one.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	var holder string
	_, err = two.Lock(ctx, func(h string, _ time.Duration) { holder = h })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(holder, "process ") {
		t.Errorf("a second lock: %v, holder %q", err, holder)
	}
	// As after a crash of the holder, long ago.
	if _, err := one.db.Exec("UPDATE schemactl_lock SET expires = 1"); err != nil {
		t.Fatal(err)
	}
	l2, err := two.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Held(t.Context()); err == nil {
		t.Error("the first runner still holds the lock")
	}
	if err := errors.Join(l.Unlock(), l2.Held(t.Context()), l2.Unlock()); err != nil {
		t.Error(err)
	}
}

func TestHistoryConcurrentRunners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	errs := make(chan error)
	counts := make(chan int)
	for range 4 {
		r := historyRunner(t, historyFile(t, path), "1_a.up.sql", "CREATE TABLE a (id int);", "2_b.up.sql", "CREATE TABLE b (id int);")
		go func() {
			done, err := r.Apply(context.Background(), migrate.Options{})
			errs <- err
			counts <- len(done)
		}()
	}
	total := 0
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
		total += <-counts
	}
	if total != 2 {
		t.Errorf("%d migrations were applied, want 2", total)
	}
}
