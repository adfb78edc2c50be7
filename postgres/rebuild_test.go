package postgres

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// inspected reads a test database.
func inspected(t *testing.T, url string) *schema.Schema {
	t.Helper()
	return lookAt(t, pgtest.Open(t, url))
}

var withList = regexp.MustCompile(`WITH \(([a-z_.]+='[^']*'(, [a-z_.]+='[^']*')*)\)`)

// dump is pg_dump's view of a database with storage parameters in order: the
// server keeps them in that of their setting, which means nothing.
func dump(t *testing.T, url string) string {
	t.Helper()
	return withList.ReplaceAllStringFunc(dumpOf(t, url), func(text string) string {
		list := strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "WITH ("), ")"), ", ")
		slices.Sort(list)
		return "WITH (" + strings.Join(list, ", ") + ")"
	})
}

// bring leads a database to a schema and returns the script.
func bring(t *testing.T, url string, to *schema.Schema) string {
	t.Helper()
	plan, err := planner.New(inspected(t, url), to, Dialect{})
	if err != nil {
		t.Fatal(err)
	}
	stmts, err := sqlgen.Statements(plan, Dialect{}, sqlgen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	script := sqlgen.Script(stmts)
	if script != "" {
		pgtest.Exec(t, url, script)
	}
	return script
}

// rebuild makes what statements make in one database, reads it, makes it in
// another from what was read, and returns the script that did. The two must
// not differ, as pg_dump and the planner see them.
func rebuild(t *testing.T, statements string) string {
	t.Helper()
	original, copied := pgtest.Database(t), pgtest.Database(t)
	pgtest.Exec(t, original, statements)
	want := inspected(t, original)
	script := bring(t, copied, want)
	if got, want := dump(t, copied), dump(t, original); got != want {
		t.Errorf("the copy differs:\n%s\nthe script was\n%s", cmp.Diff(want, got), script)
	}
	if again := bring(t, copied, want); again != "" {
		t.Errorf("the copy is not the same to the planner:\n%s", again)
	}
	return script
}
