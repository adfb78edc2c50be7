package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/schemactl/schemactl/internal/pgtest"
)

var update = flag.Bool("update", false, "write the outputs that scripts compare anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"schemactl": main})
}

// running bounds the scripts that run at a time: each keeps a server busy.
var running = make(chan struct{}, 2)

// TestScript runs the stories of testdata/script, each with databases of its
// own.
func TestScript(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join(root, "testdata", "script"),
		Setup:              func(e *testscript.Env) error { return prepare(e, root) },
		Cmds:               scriptCommands(),
		UpdateScripts:      *update,
		RequireUniqueNames: true,
	})
}

type tbKey struct{}

func prepare(e *testscript.Env, root string) error {
	running <- struct{}{}
	e.Defer(func() { <-running })
	e.Values[tbKey{}] = e.T().(testing.TB)
	e.Setenv("ROOT", root)
	e.Setenv("SQLITE", "sqlite://"+filepath.Join(e.WorkDir, "db.sqlite"))
	e.Setenv("NO_COLOR", "1")
	// Servers started for scratch databases are made from a cached template.
	if cache, err := os.UserCacheDir(); err == nil {
		e.Setenv("XDG_CACHE_HOME", cache)
	}
	e.Setenv("HOME", e.WorkDir)
	return nil
}

// A script is a running script, for the commands that this harness adds.
type script struct {
	ts *testscript.TestScript
	tb scriptTB
}

// A scriptTB makes what fails in a command fail at its line of the script.
type scriptTB struct {
	testing.TB
	ts *testscript.TestScript
}

func (t scriptTB) Fatal(args ...any) { t.ts.Fatalf("%s", fmt.Sprint(args...)) }

func (t scriptTB) Fatalf(format string, args ...any) { t.ts.Fatalf(format, args...) }

// A scriptCommand is a command of scripts; usage is what follows its name.
type scriptCommand struct {
	usage    string
	min, max int // numbers of arguments; a max of 0 means any
	run      func(s *script, neg bool, args []string)
}

func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	table := map[string]scriptCommand{
		"pgdb":      {"[NAME…]", 0, 0, (*script).pgdb},
		"pgrole":    {"NAME [OPTION…]", 1, 0, (*script).pgrole},
		"psql":      {"URL FILE | URL -c SQL", 2, 3, (*script).psql},
		"query":     {"URL SQL", 2, 2, (*script).query},
		"dump":      {"URL FILE", 2, 2, (*script).dumpTo},
		"rows":      {"URL FILE", 2, 2, (*script).rowsTo},
		"exits":     {"CODE COMMAND…", 2, 0, (*script).exits},
		"converged": {"URL [FLAG…]", 1, 0, (*script).converged},
		"roundtrip": {"URL", 1, 1, (*script).roundtrip},
		"evolve":    {"[-lossy] [-rows FILE] URL A.hcl B.hcl… [--FLAG=VALUE…]", 3, 0, (*script).evolve},
		"sqlevolve": {"[-lossy] A.sql B.sql|+CHANGE.sql [--FLAG=VALUE…]", 2, 0, (*script).sqlevolve},
	}
	out := map[string]func(*testscript.TestScript, bool, []string){}
	for name, c := range table {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			if len(args) < c.min || c.max > 0 && len(args) > c.max {
				ts.Fatalf("usage: %s %s", name, c.usage)
			}
			tb := ts.Value(tbKey{}).(testing.TB)
			c.run(&script{ts: ts, tb: scriptTB{tb, ts}}, neg, args)
		}
	}
	return out
}

func (s *script) mustHold(neg bool) {
	if neg {
		s.ts.Fatalf("this command cannot be negated")
	}
}

// pgdb makes empty PostgreSQL databases: $NAME is its URL, and $NAME_AT what
// follows the user in that. The name is URL where none is given.
func (s *script) pgdb(neg bool, names []string) {
	s.mustHold(neg)
	if len(names) == 0 {
		names = []string{"URL"}
	}
	for _, name := range names {
		at := pgtest.Database(s.tb)
		s.ts.Setenv(name, at)
		s.ts.Setenv(name+"_AT", afterUser(at))
	}
}

func afterUser(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	u.User = nil
	return strings.TrimPrefix(u.String(), u.Scheme+"://")
}

// pgrole makes a role for the time of the script. Roles are the server's, so
// their names are to be the script's own; and a role can go only after the
// databases in which it has something, so it is made before them.
func (s *script) pgrole(neg bool, args []string) {
	s.mustHold(neg)
	server := pgtest.ServerURL(s.tb)
	drop := "DROP ROLE IF EXISTS " + args[0]
	pgtest.Exec(s.tb, server, drop+"; CREATE ROLE "+strings.Join(args, " "))
	s.tb.Cleanup(func() { pgtest.Exec(s.tb.TB, server, drop) })
}

// psql runs SQL statements; negated, they must fail.
func (s *script) psql(neg bool, args []string) {
	text := args[len(args)-1]
	if args[1] != "-c" {
		text = s.ts.ReadFile(args[1])
	}
	db := s.open(args[0])
	defer db.Close()
	_, err := db.Exec(text)
	switch {
	case neg && err == nil:
		s.ts.Fatalf("the SQL should have failed")
	case neg:
		fmt.Fprintln(s.ts.Stderr(), err)
	case err != nil:
		s.ts.Fatalf("running SQL: %v", err)
	}
}

// query prints the answer of a query, a row a line, with bars between values.
func (s *script) query(neg bool, args []string) {
	s.mustHold(neg)
	db := s.open(args[0])
	defer db.Close()
	out := s.ts.Stdout() // asked for even if there is no row: it empties what stdout was
	for _, line := range s.lines(db, args[1]) {
		fmt.Fprintln(out, line)
	}
}

// dumpTo writes the schema of a database to a file, without what differs from
// run to run.
func (s *script) dumpTo(neg bool, args []string) {
	s.mustHold(neg)
	s.write(args[1], s.dump(args[0]))
}

// rowsTo writes every row of a database to a file.
func (s *script) rowsTo(neg bool, args []string) {
	s.mustHold(neg)
	s.write(args[1], s.rows(args[0]).String())
}

func (s *script) write(name, text string) {
	s.ts.Check(os.WriteFile(s.ts.MkAbs(name), []byte(text), 0o666))
}

// exits runs a command that must end with an exit code.
func (s *script) exits(neg bool, args []string) {
	s.mustHold(neg)
	want, err := strconv.Atoi(args[0])
	if err != nil {
		s.ts.Fatalf("%q is no exit code", args[0])
	}
	got := 0
	if err := s.ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			s.ts.Fatalf("running %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		s.ts.Fatalf("the exit code is %d, not %d", got, want)
	}
}

// schemactl runs the program, which must succeed, and returns what it prints.
func (s *script) schemactl(args ...string) string {
	if err := s.ts.Exec("schemactl", args...); err != nil {
		s.ts.Fatalf("schemactl %s: %v", strings.Join(args, " "), err)
	}
	return s.ts.ReadFile("stdout")
}

// converged checks that a plan has nothing to do.
func (s *script) converged(neg bool, args []string) {
	s.mustHold(neg)
	out := s.schemactl(append([]string{"plan", "--dry-run", "--url", args[0]}, args[1:]...)...)
	if !strings.HasPrefix(out, "Nothing to do") {
		s.ts.Fatalf("the plan is not empty:\n%s", out)
	}
}

// roundtrip undoes the newest migration and applies it again.
func (s *script) roundtrip(neg bool, args []string) {
	s.mustHold(neg)
	before := s.dump(args[0])
	s.schemactl("rollback", "--url", args[0], "--steps", "1", "--auto-approve")
	s.schemactl("apply", "--url", args[0], "--auto-approve")
	s.same("after rolling back and applying again", s.dump(args[0]), before)
}
