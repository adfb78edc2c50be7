package pgserver

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes an executable that answers --version.
func program(t *testing.T, dir, name, answer string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho '" + answer + "'\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}

// release makes a folder that looks like the server programs of a version.
func release(t *testing.T, answer string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	program(t, dir, "postgres", answer)
	program(t, dir, "initdb", answer)
	return dir
}

func TestVersion(t *testing.T) {
	for answer, want := range map[string]Binaries{
		"postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)": {Version: "15.20", Major: 15},
		"postgres (PostgreSQL) 18beta1":                        {Version: "18beta1", Major: 18},
		"postgres (PostgreSQL) 12.22":                          {Version: "12.22", Major: 12},
	} {
		text, major, err := version(t.Context(), filepath.Join(release(t, answer), "postgres"))
		if err != nil || text != want.Version || major != want.Major {
			t.Errorf("version of %q = %q, %d, %v; want %q, %d", answer, text, major, err, want.Version, want.Major)
		}
	}
	if _, _, err := version(t.Context(), filepath.Join(release(t, "hello"), "postgres")); err == nil {
		t.Error("no error for a program that is not PostgreSQL")
	}
}

func TestFindPrefersTheEnvironment(t *testing.T) {
	dir := release(t, "postgres (PostgreSQL) 16.1")
	t.Setenv(BinEnv, dir)
	got, err := Find(t.Context(), 0, release(t, "postgres (PostgreSQL) 17.1"))
	want := Binaries{Dir: dir, Major: 16, Version: "16.1"}
	if err != nil || got != want {
		t.Errorf("Find = %+v, %v; want %+v", got, err, want)
	}
}

func TestFindFollowsLinks(t *testing.T) {
	dir := release(t, "postgres (PostgreSQL) 16.1")
	links := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "postgres"), filepath.Join(links, "postgres")); err != nil {
		t.Fatal(err)
	}
	t.Setenv(BinEnv, links)
	if got, err := Find(t.Context(), 16); err != nil || got.Dir != dir {
		t.Errorf("Find = %+v, %v; want the folder %s", got, err, dir)
	}
}

func TestFindByMajor(t *testing.T) {
	t.Setenv(BinEnv, "")
	older, newer := release(t, "postgres (PostgreSQL) 98.1"), release(t, "postgres (PostgreSQL) 99.1")
	tooOld := release(t, "postgres (PostgreSQL) 9.6.24")
	for major, want := range map[int]string{0: older, 98: older, 99: newer} {
		if got, err := Find(t.Context(), major, tooOld, older, newer); err != nil || got.Dir != want {
			t.Errorf("Find(%d) = %+v, %v; want the folder %s", major, got, err, want)
		}
	}
}

func TestNotFound(t *testing.T) {
	cases := map[string]struct {
		env   string
		major int
		want  []string
	}{
		"an empty folder": {t.TempDir(), 0, []string{BinEnv, "holds none"}},
		"a major":         {"", 97, []string{"postgresql-97", "postgresql@97", "--dev-url"}},
	}
	for name, c := range cases {
		t.Setenv(BinEnv, c.env)
		_, err := Find(context.Background(), c.major)
		var missing *NotFoundError
		if !errors.As(err, &missing) {
			t.Fatalf("%s: Find = %v; want a NotFoundError", name, err)
		}
		for _, word := range c.want {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %q does not say %q", name, err, word)
			}
		}
	}
	if text := (&NotFoundError{}).Error(); !strings.Contains(text, "apt-get install postgresql;") {
		t.Errorf("%q does not tell how to install", text)
	}
}
