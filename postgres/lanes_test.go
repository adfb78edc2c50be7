package postgres

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/schema"
)

// second makes every reading use a second connection.
func second(t *testing.T) {
	before := manyRelations
	manyRelations = 1
	t.Cleanup(func() { manyRelations = before })
}

// TestTwoConnections compares what two connections read with what one reads, over
// the fixtures of all kinds.
func TestTwoConnections(t *testing.T) {
	second(t)
	fixtures, err := filepath.Glob("../testdata/kinds/*.sql")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range fixtures {
		sql, ok := pgtest.Fixture(t, path)
		if !ok {
			continue
		}
		at := pgtest.Database(t)
		pgtest.Exec(t, at, sql)
		compareConnections(t, path, pgtest.Open(t, at))
	}
}

func compareConnections(t *testing.T, what string, db *sql.DB) {
	t.Helper()
	one := findIn(t, db)
	two, err := InspectDatabase(t.Context(), db)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	list := func(s *schema.Schema) []schema.Object { return slices.Collect(s.All()) }
	if a, b := list(one.Schema), list(two.Schema); !reflect.DeepEqual(a, b) {
		t.Errorf("%s: two connections read %d objects, one reads %d, and they are not alike", what, len(b), len(a))
	}
	if !slices.Equal(one.Unsupported, two.Unsupported) {
		t.Errorf("%s: two connections do not support %q, one does not support %q", what, two.Unsupported, one.Unsupported)
	}
}

// TestSecondConnectionCannotBeHad reads on one connection where the server allows
// no other, or no snapshot for it.
func TestSecondConnectionCannotBeHad(t *testing.T) {
	second(t)
	at := pgtest.Database(t)
	pgtest.Exec(t, at, `CREATE TABLE t (id int PRIMARY KEY, note text CHECK (note <> ''));
CREATE ROLE schemactl_reader LOGIN CONNECTION LIMIT 1;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_export_snapshot() FROM PUBLIC;`)
	t.Cleanup(func() { pgtest.Exec(t, at, "DROP ROLE schemactl_reader") })
	as, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	as.User = url.User("schemactl_reader")
	for _, allowed := range []string{"", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_export_snapshot() TO PUBLIC"} {
		pgtest.Exec(t, at, allowed)
		db := pgtest.Open(t, as.String())
		found, err := InspectDatabase(context.Background(), db)
		// The server counts a connection until its process has ended.
		for tries := 0; tries < 200 && err != nil && strings.Contains(err.Error(), "too many connections for role"); tries++ {
			time.Sleep(50 * time.Millisecond)
			found, err = InspectDatabase(context.Background(), db)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !found.Schema.Has(schema.Ref{Kind: schema.KindCheck, Schema: "public", Table: "t", Name: "t_note_check"}) {
			t.Errorf("the check of the table was not read: %v", slices.Collect(found.Schema.All()))
		}
		db.Close()
	}
}
