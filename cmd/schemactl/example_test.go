package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// The example is schema.hcl, with its migrations for SQLite.
const (
	exampleSchema     = root + "/schema.hcl"
	exampleFirst      = root + "/testdata/example/first.hcl"
	exampleMigrations = root + "/migrations"
)

// schemactl runs a command and gives its output.
func schemactl(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("schemactl", args...)
	cmd.Env = append(os.Environ(), "DATABASE_URL=", "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("schemactl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// TestExampleMigrations applies the migrations in the tree to a new SQLite file: they lead to schema.hcl, and back to
// nothing. With -update they are planned anew if they do not.
func TestExampleMigrations(t *testing.T) {
	url := "sqlite://" + filepath.Join(t.TempDir(), "tracker.db")
	if *update && !leadsToExample(filepath.Join(t.TempDir(), "try.db")) {
		planExample(t)
	}
	schemactl(t, "apply", "--url", url, "--dir", exampleMigrations, "--auto-approve")
	nothingToDo(t, url, exampleMigrations)
	schemactl(t, "rollback", "--url", url, "--dir", exampleMigrations, "--to", "0", "--auto-approve")
	if left := schemactl(t, "inspect", "--url", url); left != "" {
		t.Errorf("rolling back all migrations leaves:\n%s", left)
	}
}

func leadsToExample(path string) bool {
	url := "sqlite://" + path
	if exec.Command("schemactl", "apply", "--url", url, "--dir", exampleMigrations, "--auto-approve").Run() != nil {
		return false
	}
	return exec.Command("schemactl", "plan", "--url", url, "--file", exampleSchema, "--dir", exampleMigrations, "--dry-run", "--detailed-exitcode").Run() == nil
}

func planExample(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(exampleMigrations); err != nil {
		t.Fatal(err)
	}
	url := "sqlite://" + filepath.Join(t.TempDir(), "plan.db")
	for _, step := range []struct{ file, name string }{{exampleFirst, "tracker"}, {exampleSchema, "labels"}} {
		schemactl(t, "plan", "--url", url, "--file", step.file, "--dir", exampleMigrations, "--name", step.name)
		schemactl(t, "apply", "--url", url, "--dir", exampleMigrations, "--auto-approve")
	}
}

// TestExampleOnPostgres plans the same file on PostgreSQL.
func TestExampleOnPostgres(t *testing.T) {
	url, dir := pgtest.Database(t), t.TempDir()
	for _, file := range []string{exampleFirst, exampleSchema} {
		schemactl(t, "plan", "--url", url, "--file", file, "--dir", dir)
		schemactl(t, "apply", "--url", url, "--dir", dir, "--auto-approve")
	}
	nothingToDo(t, url, dir)
	schemactl(t, "rollback", "--url", url, "--dir", dir, "--to", "0", "--auto-approve")
}

func nothingToDo(t *testing.T, url, dir string) {
	t.Helper()
	if out := schemactl(t, "plan", "--url", url, "--file", exampleSchema, "--dir", dir, "--dry-run"); !strings.Contains(out, "Nothing to do") {
		t.Errorf("after the migrations, the plan is not empty:\n%s", out)
	}
}

// TestExampleIsFormatted compares the example with the canonical style.
func TestExampleIsFormatted(t *testing.T) {
	schemactl(t, "fmt", "--check", "--file", exampleSchema, "--file", exampleFirst)
	schemactl(t, "validate", "--file", exampleSchema)
}
