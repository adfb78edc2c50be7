package migrate

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// put writes files into a folder: name, text, name, text, …
func put(t *testing.T, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, path string) *Dir {
	t.Helper()
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddAndOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "migrations")
	d := open(t, path)
	if err := d.Verify(); err != nil || len(d.Migrations) != 0 {
		t.Fatalf("a missing folder: %v, %v", d.Migrations, err)
	}
	first := Migration{Version: "20260102030405", Name: "init", Up: "-- Makes t.\nCREATE TABLE t (a int);\n", Down: "DROP TABLE t;", HasDown: true,
		Header: Header{From: "pg15:a", To: "pg15:b"}}
	paths, err := d.Add(first)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"20260102030405_init.up.sql", "20260102030405_init.down.sql", "schemactl.sum"}
	for i, p := range paths {
		paths[i] = filepath.Base(p)
	}
	if !slices.Equal(paths, want) {
		t.Errorf("wrote %v, want %v", paths, want)
	}
	second := Migration{Version: "20260102030406", Name: "more", Up: "VACUUM;", Down: "VACUUM;", HasDown: true,
		Header: Header{Parent: "20260102030405", NoTransaction: true, DownNoTransaction: true}}
	if _, err := d.Add(second); err != nil {
		t.Fatal(err)
	}
	d = open(t, path)
	if err := d.Verify(); err != nil {
		t.Fatal(err)
	}
	if got := d.Migrations[0].Up; got != "-- schemactl:from pg15:a\n-- schemactl:to pg15:b\n\n-- Makes t.\nCREATE TABLE t (a int);\n" {
		t.Errorf("first up file:\n%s", got)
	}
	if !reflect.DeepEqual(d.Migrations[0].Header, first.Header) || !reflect.DeepEqual(d.Migrations[1].Header, second.Header) {
		t.Errorf("headers: %+v %+v", d.Migrations[0].Header, d.Migrations[1].Header)
	}
	if d.Migrations[1].Down != "-- schemactl:transaction none\n\nVACUUM;\n" {
		t.Errorf("second down file:\n%s", d.Migrations[1].Down)
	}
	if again := render(second.Header, d.Migrations[1].Up); again != d.Migrations[1].Up {
		t.Errorf("written again:\n%s", again)
	}
	if _, err := d.Add(second); err == nil || !strings.Contains(err.Error(), "is not after") {
		t.Errorf("adding a version twice: %v", err)
	}
	if err := d.Remove(second.Version); err != nil || len(d.Migrations) != 1 || d.Verify() != nil {
		t.Errorf("removing: %v, %v", err, d.Verify())
	}
}

func TestVerify(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, dir string)
		want   []string // parts of the error, in its order; none: no error
	}{
		{"untouched", func(*testing.T, string) {}, nil},
		{"line endings", func(t *testing.T, dir string) { put(t, dir, "1_a.up.sql", "SELECT 1;\r\n") }, nil},
		{"notes", func(t *testing.T, dir string) { put(t, dir, "README.md", "", ".keep", "") }, nil},
		{"edited", func(t *testing.T, dir string) { put(t, dir, "1_a.up.sql", "SELECT 2;\n") }, []string{"1_a.up.sql was edited"}},
		{"edited down", func(t *testing.T, dir string) { put(t, dir, "1_a.down.sql", "SELECT 2;\n") }, []string{"1_a.down.sql was edited"}},
		{"missing", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "2_b.up.sql")) }, []string{"2_b.up.sql is in schemactl.sum but missing"}},
		{"extra", func(t *testing.T, dir string) { put(t, dir, "3_c.up.sql", "") }, []string{"3_c.up.sql is not in schemactl.sum"}},
		{"foreign", func(t *testing.T, dir string) { put(t, dir, "x.sql", "") }, []string{"x.sql is no migration file"}},
		{"duplicate", func(t *testing.T, dir string) { put(t, dir, "02_c.up.sql", "") }, []string{"have one version", "02_c.up.sql is not in"}},
		{"down alone", func(t *testing.T, dir string) { put(t, dir, "3_c.down.sql", "") }, []string{"3_c.down.sql has no 3_c.up.sql beside it"}},
		{"no sum", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, sumName)) }, []string{"schemactl.sum is missing"}},
		{"first line of sum", func(t *testing.T, dir string) {
			text, _ := os.ReadFile(filepath.Join(dir, sumName))
			put(t, dir, sumName, "h1:x"+string(text[4:]))
		}, []string{"its first line does not match"}},
		{"two at once", func(t *testing.T, dir string) { put(t, dir, "1_a.up.sql", "", "3_c.up.sql", "") }, []string{"1_a.up.sql was edited", "3_c.up.sql is not in"}},
		{"other parent", func(t *testing.T, dir string) {
			put(t, dir, "3_c.up.sql", "-- schemactl:parent 1\n")
			if err := open(t, dir).Hash(); err != nil {
				t.Fatal(err)
			}
		}, []string{"3_c.up.sql was planned on top of 1, but 2 precedes it: run schemactl rebase, or remove it and plan it again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "1_a.up.sql", "SELECT 1;\n", "1_a.down.sql", "SELECT 1;\n", "2_b.up.sql", "SELECT 2;\n")
			if err := open(t, dir).Hash(); err != nil {
				t.Fatal(err)
			}
			tt.change(t, dir)
			err := open(t, dir).Verify()
			if (err == nil) != (len(tt.want) == 0) {
				t.Fatalf("got %v", err)
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown directive", "-- schemactl:parent 1\n\n-- schemactl:form x\nSELECT 1;", `1_a.up.sql:3: unknown directive "-- schemactl:form"`},
		{"late directive", "SELECT 1;\n-- schemactl:to x\n", "1_a.up.sql:2: "},
		{"twice", "-- schemactl:to x\n-- schemactl:to y\n", "is already on line 1"},
		{"no value", "-- schemactl:to\n", "has no value"},
		{"transaction", "-- schemactl:transaction some\n", `transaction "some" is not known`},
		{"parent", "-- schemactl:parent x1\n", "is not a version"},
		{"latin-1", "SELECT '\xe4';", "is not UTF-8"},
		{"byte order mark", "\xef\xbb\xbfSELECT 1;", "byte order mark"},
		{"zero byte", "SELECT 1;\x00", "is not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, "1_a.up.sql", tt.text)
			if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	dir := t.TempDir()
	put(t, dir, "1_a.up.sql", "SELECT '-- schemactl:x\n-- schemactl:y';")
	if _, err := Open(dir); err != nil {
		t.Errorf("a directive in a string: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "2_b.up.sql"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("a folder as a file: %v", err)
	}
}

func TestOrderAndNextVersion(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "10_b.up.sql", "", "2_a.up.sql", "", "9.up.sql", "")
	d := open(t, dir)
	var got []string
	for _, m := range d.Migrations {
		got = append(got, m.FileName())
	}
	if !slices.Equal(got, []string{"2_a.up.sql", "9.up.sql", "10_b.up.sql"}) {
		t.Errorf("order: %v", got)
	}
	now := time.Date(2026, 1, 2, 5, 4, 59, 0, time.FixedZone("", 7200))
	tests := []struct{ head, want string }{
		{"10", "20260102030459"},
		{"20260102030458", "20260102030459"},
		{"20260102030459", "20260102030500"},
		{"20270101235959", "20270102000000"},
		{"99999999999999", "100000000000000"},
	}
	for _, tt := range tests {
		d := &Dir{Migrations: []Migration{{Version: tt.head}}}
		if got := d.NextVersion(now); got != tt.want {
			t.Errorf("after %s: %s, want %s", tt.head, got, tt.want)
		}
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"Add e-mail to Users!": "add_e_mail_to_users", "  ": "migration", "../../etc": "etc", "größe": "größe", "a__b": "a_b",
	} {
		if got := Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
	if n := len(Slug(strings.Repeat("ab ", 100))); n > maxSlug+1 {
		t.Errorf("a long text gives %d bytes", n)
	}
}

// The history knows how a way back runs by its text alone, so a directory that is on no disk has it there too.
func TestNewDirWritesHowTheWayBackRuns(t *testing.T) {
	m := Migration{Version: "1", Up: "SELECT 1;\n", Down: "SELECT 2;\n", HasDown: true, Header: Header{DownNoTransaction: true}}
	if got, want := NewDir("", m).Migrations[0].Down, "-- schemactl:transaction none\n\nSELECT 2;\n"; got != want {
		t.Errorf("the way back is %q, want %q", got, want)
	}
}
