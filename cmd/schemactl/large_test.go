package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/benchschema"
	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestLargeFiles plans with a file so large that only what has changed in it is
// parsed.
func TestLargeFiles(t *testing.T) {
	var sql strings.Builder
	if err := benchschema.Tables(&sql, 900); err != nil {
		t.Fatal(err)
	}
	m := &member{t: t, name: "large", dir: t.TempDir(), url: pgtest.Database(t)}
	pgtest.Exec(t, m.url, sql.String())
	file := m.schemactl("inspect")
	if len(file) < largeFiles {
		t.Fatalf("the file has %d bytes, which is not large", len(file))
	}
	m.write("schema/schema.hcl", file)
	if out := m.schemactl("plan", "--file", "schema"); !strings.Contains(out, "Nothing to do") {
		t.Fatalf("nothing has changed, but: %s", out)
	}

	head, tail, ok := strings.Cut(file, "table \"t00500\" {\n")
	if !ok {
		t.Fatal("the file lacks a table")
	}
	m.write("schema/schema.hcl", head+"table \"t00500\" {\n  column \"added\" {\n    type = integer\n    null = true\n  }\n"+tail)
	m.schemactl("plan", "--file", "schema", "--name", "one")
	paths, err := filepath.Glob(filepath.Join(m.dir, "migrations", "*_one.up.sql"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("migrations: %v %v", paths, err)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), ";"); n != 1 || !strings.Contains(string(text), "ADD COLUMN added integer") {
		t.Fatalf("the migration:\n%s", text)
	}
	m.schemactl("apply", "--auto-approve")
	if out := m.schemactl("plan", "--file", "schema"); !strings.Contains(out, "Nothing to do") {
		t.Fatalf("after apply: %s", out)
	}

	m.write("schema/schema.hcl", head+"table \"t00500\" {\n  colum \"added\" {}\n"+tail)
	out, err := m.try("schemactl", "plan", "--file", "schema")
	if _, failed := err.(*exec.ExitError); !failed || !strings.Contains(out, "Unsupported block") || !strings.Contains(out, "colum \"added\" {}") {
		t.Fatalf("with a mistake: %v\n%s", err, out)
	}
}
