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
	m.t.Helper()
	path := filepath.Join(m.dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.t.Fatal(err)
	}
}

func (m *member) text(file string) string {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, file))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

// schemactl and git run programs that must succeed, and return what they print.
func (m *member) schemactl(args ...string) string {
	m.t.Helper()
	return m.must("schemactl", args...)
}

func (m *member) git(args ...string) string {
	m.t.Helper()
	return m.must("git", args...)
}

func (m *member) must(program string, args ...string) string {
	m.t.Helper()
	out, err := m.try(program, args...)
	if err != nil {
		m.t.Fatalf("%s: %s %s: %v\n%s", m.name, program, strings.Join(args, " "), err, out)
	}
	return out
}

func (m *member) try(program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "DATABASE_URL="+m.url, "NO_COLOR=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_EDITOR=true",
		"GIT_AUTHOR_NAME="+m.name, "GIT_AUTHOR_EMAIL="+m.name+"@example.org", "GIT_COMMITTER_NAME="+m.name, "GIT_COMMITTER_EMAIL="+m.name+"@example.org")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// commit commits all there is.
func (m *member) commit(title string) {
	m.t.Helper()
	m.git("add", "-A")
	m.git("commit", "-qm", title)
}

// newest gives the paths of the newest migration, up and down.
func (m *member) newest() (up, down string) {
	m.t.Helper()
	files, err := filepath.Glob(filepath.Join(m.dir, "migrations", "*.up.sql"))
	if err != nil || len(files) == 0 {
		m.t.Fatalf("%s has no migrations: %v", m.name, err)
	}
	up = filepath.Join("migrations", filepath.Base(files[len(files)-1]))
	return up, strings.TrimSuffix(up, ".up.sql") + ".down.sql"
}
