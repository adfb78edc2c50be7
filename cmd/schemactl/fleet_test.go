package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestFleet applies to many databases of one server: SCHEMACTL_TEST_FLEET says how many (task test:fleet takes 500).
func TestFleet(t *testing.T) {
	many := 12
	if text := os.Getenv("SCHEMACTL_TEST_FLEET"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 2 {
			t.Fatalf("SCHEMACTL_TEST_FLEET is %q, not a number of databases", text)
		}
		many = n
	}
	admin := pgtest.Database(t)
	at, err := url.Parse(admin)
	if err != nil {
		t.Fatal("the URL of the test server is none")
	}
	name := strings.TrimPrefix(at.Path, "/")
	pgtest.Exec(t, admin, "CREATE TABLE tenants (name text)")
	for i := range many {
		tenant := fmt.Sprintf("%s_%d", name, i)
		pgtest.Exec(t, pgtest.ServerURL(t), "CREATE DATABASE "+pq.QuoteIdentifier(tenant)+" TEMPLATE template0")
		t.Cleanup(func() { pgtest.Exec(t, pgtest.ServerURL(t), "DROP DATABASE "+pq.QuoteIdentifier(tenant)) })
		pgtest.Exec(t, admin, "INSERT INTO tenants VALUES ("+pq.QuoteLiteral(tenant)+")")
	}
	m := &member{t: t, name: "fleet", dir: t.TempDir(), url: admin}
	m.write("migrations/1_a.up.sql", "CREATE TABLE public.a (id int);\n")
	m.write("migrations/2_b.up.sql", "CREATE TABLE public.b (id int);\n")
	m.write("schemactl.hcl", "env \"tenants\" {\n  url = getenv(\"DATABASE_URL\")\n  targets {\n    query = \"SELECT name FROM tenants ORDER BY name\"\n    parallel = 4\n  }\n}\n")
	m.schemactl("hash")

	// One of them is in the way: it fails, and a second run goes on.
	bad := *at
	bad.Path = fmt.Sprintf("/%s_%d", name, many-1)
	pgtest.Exec(t, bad.String(), "CREATE TABLE public.b (other int)")
	out, err := m.try("schemactl", "apply", "--env", "tenants", "-y", "--max-failures", strconv.Itoa(many))
	if _, failed := err.(*exec.ExitError); !failed || !strings.Contains(out, fmt.Sprintf("%d databases: %d applied, 1 failed.", many, many-1)) {
		t.Fatalf("with one that fails: %v\n%s", err, out)
	}
	pgtest.Exec(t, bad.String(), "DROP TABLE public.b")
	out = m.schemactl("apply", "--env", "tenants", "-y")
	if !strings.Contains(out, fmt.Sprintf("%d databases: 1 applied, %d up to date.", many, many-1)) {
		t.Errorf("the second run:\n%s", out)
	}
	if _, err := os.Stat(filepath.Join(m.dir, "migrations", "schemactl.sum")); err != nil {
		t.Error(err)
	}
}
