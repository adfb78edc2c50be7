package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A member is one of a team: a clone of the repository and a database.
type member struct {
	t    *testing.T
	name string
	dir  string
	url  string
}

func (m *member) write(file, text string) {
	path := filepath.Join(m.dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.t.Fatal(err)
	}
}

func (m *member) schemactl(args ...string) string {
	m.t.Helper()
	if args[0] == "plan" || args[0] == "rebase" || args[0] == "verify" {
		args = append(args, "--file", "schema")
	}
	out, err := m.try("schemactl", args...)
	if err != nil {
		m.t.Fatalf("%s: schemactl %s: %v\n%s", m.name, strings.Join(args, " "), err, out)
	}
	return out
}

func (m *member) try(program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "DATABASE_URL="+m.url, "NO_COLOR=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME="+m.name, "GIT_AUTHOR_EMAIL="+m.name+"@example.org", "GIT_COMMITTER_NAME="+m.name, "GIT_COMMITTER_EMAIL="+m.name+"@example.org")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
