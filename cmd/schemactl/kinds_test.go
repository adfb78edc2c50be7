package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestKinds takes, for every kind of object, a fixture with all that the
// catalogs know of it through HCL to an empty database, and then each change
// of an attribute there and back.
func TestKinds(t *testing.T) {
	fixtures, err := filepath.Glob(filepath.Join(root, "testdata/kinds/*.sql"))
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".sql"), func(t *testing.T) { testKind(t, path) })
	}
}

func testKind(t *testing.T, path string) {
	sql, ok := pgtest.Fixture(t, path)
	if !ok {
		return
	}
	source := scratchServer(t)
	original := pgtest.Database(t)
	pgtest.Exec(t, original, sql)
	again := func(t *testing.T) string { return pgtest.Clone(t, original) }
	subscribes := strings.Contains(sql, "CREATE SUBSCRIPTION ")
	if subscribes {
		// The server does not copy the subscriptions of a database.
		again = func(t *testing.T) string {
			url := pgtest.Database(t)
			pgtest.Exec(t, url, sql)
			return url
		}
	}
	t.Run("empty", func(t *testing.T) {
		empty := stateAt(t, pgtest.Database(t))
		evolve(t, source, empty.url, empty, original, edit{})
	})
	start := stateAt(t, original)
	for _, e := range everyNth(t, readEdits(t, strings.TrimSuffix(path, ".sql")+".changes")) {
		t.Run(e.title, func(t *testing.T) {
			if !subscribes {
				// A transaction that changes a subscription and drops one locks the
				// catalog of the whole server twice, the second time against others
				// that have done the first.
				t.Parallel()
			}
			goal, url := again(t), again(t)
			pgtest.Exec(t, goal, e.sql)
			evolve(t, source, url, start, goal, e)
		})
	}
}

// everyEnv names the environment variable that makes TestKinds take one change
// in so many of each fixture, for servers that are tested beside the main one.
const everyEnv = "SCHEMACTL_TEST_EVERY"

// everyNth thins out a list as everyEnv says.
func everyNth[E any](t *testing.T, all []E) []E {
	t.Helper()
	text := os.Getenv(everyEnv)
	if text == "" {
		return all
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("reading %s: %q is not a number of changes", everyEnv, text)
	}
	var out []E
	for i := 0; i < len(all); i += n {
		out = append(out, all[i])
	}
	return out
}

// TestRealSchema takes a schema of the kind a product has grown over years
// through a chain of edits, with rows in the tables.
func TestRealSchema(t *testing.T) {
	source := scratchServer(t)
	dir := filepath.Join(root, "testdata/realschema")
	load := func(url, name string) {
		sql, ok := pgtest.Fixture(t, filepath.Join(dir, name))
		if !ok {
			t.Fatalf("%s is not for this server", name)
		}
		pgtest.Exec(t, url, sql)
	}
	empty, now := stateAt(t, pgtest.Database(t)), pgtest.Database(t)
	load(now, "schema.sql")
	t.Run("inspect and apply to an empty database", func(t *testing.T) { evolve(t, source, empty.url, empty, now, edit{}) })
	load(now, "rows.sql")
	for _, e := range readEdits(t, filepath.Join(dir, "edits.txt")) {
		goal := pgtest.Clone(t, now)
		pgtest.Exec(t, goal, e.sql)
		t.Run(e.title, func(t *testing.T) { evolve(t, source, pgtest.Clone(t, now), stateAt(t, now), goal, e) })
		now = goal
	}
}
