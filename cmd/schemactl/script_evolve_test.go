package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// An evolution is what evolve and sqlevolve are asked for.
type evolution struct {
	// lossy says that the way there or back may change values; the numbers of
	// rows of what exists on both sides must stay even then.
	lossy bool
	// rows is a file of SQL that fills the first state.
	rows  string
	files []string
	flags []string // of plan
}

func (s *script) evolution(args []string) evolution {
	var e evolution
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case "-lossy":
			e.lossy = true
		case "-rows":
			e.rows, args = args[1], args[1:]
		default:
			s.ts.Fatalf("unknown option %q", args[0])
		}
		args = args[1:]
	}
	for _, a := range args {
		if strings.HasPrefix(a, "--") {
			e.flags = append(e.flags, a)
		} else {
			e.files = append(e.files, a)
		}
	}
	return e
}

// evolve brings an empty database to the first state, and from each state to
// the next. Every step must lead where a database made from the next state
// alone is, leave nothing to plan, go back to where it came from, and go there
// again. $DIR is the directory of the migrations, $UP and $DOWN are the files of
// the last.
func (s *script) evolve(neg bool, args []string) {
	s.mustHold(neg)
	e := s.evolution(args)
	at, files := e.files[0], e.files[1:]
	dir := s.newDir()
	s.build(at, files[0], dir)
	if e.rows != "" {
		s.psql(false, []string{at, e.rows})
	}
	for _, file := range files[1:] {
		want := s.empty(at)
		s.build(want, file, s.ts.MkAbs(fmt.Sprintf("fresh%d", s.next())))
		s.step(e, at, file, dir, s.dump(want))
	}
}

// sqlevolve does the same between databases that were made with SQL: what
// inspect prints of the second is what the first is led to. A second file
// whose name begins with + is run on top of the first.
func (s *script) sqlevolve(neg bool, args []string) {
	s.mustHold(neg)
	e := s.evolution(args)
	first, second := e.files[0], e.files[1]
	at, want := pgtest.Database(s.tb), pgtest.Database(s.tb)
	s.psql(false, []string{at, first})
	if change, ok := strings.CutPrefix(second, "+"); ok {
		s.psql(false, []string{want, first})
		second = change
	}
	s.psql(false, []string{want, second})
	file := s.ts.MkAbs(fmt.Sprintf("inspected%d.hcl", s.next()))
	s.write(file, s.schemactl("inspect", "--url", want))
	s.step(e, at, file, s.newDir(), s.dump(want))
}

// build makes a database from a file.
func (s *script) build(at, file, dir string) {
	s.ts.Check(os.MkdirAll(dir, 0o777)) // a state without anything is no migration
	s.schemactl("plan", "--url", at, "--file", file, "--dir", dir, "--name", "start")
	s.schemactl("apply", "--url", at, "--dir", dir, "--auto-approve")
	s.converged(false, []string{at, "--file", file, "--dir", dir})
}

// step leads a database to a state, back, and there again.
func (s *script) step(e evolution, at, file, dir, want string) {
	before, rowsBefore := s.dump(at), s.rows(at)
	plan := append([]string{"plan", "--url", at, "--file", file, "--dir", dir}, e.flags...)
	if out := s.schemactl(plan...); strings.HasPrefix(out, "Nothing to do") {
		s.ts.Fatalf("there is nothing to plan for %s", file)
	}
	s.setNewest(dir)
	apply := []string{"apply", "--url", at, "--dir", dir, "--auto-approve"}
	s.schemactl(apply...)
	s.same("the database as planned, and one made from "+file, s.dump(at), want)
	rowsAfter := s.rows(at)
	// After a rename of tables a name may be another table's.
	if !slices.ContainsFunc(e.flags, func(f string) bool { return strings.HasPrefix(f, "--rename=table.") }) {
		s.sameCounts("up to "+file, rowsAfter, rowsBefore)
	}
	converged := []string{at, "--file", file, "--dir", dir}
	for _, f := range e.flags {
		if !strings.HasPrefix(f, "--rename") {
			converged = append(converged, f)
		}
	}
	s.converged(false, converged)

	s.schemactl("rollback", "--url", at, "--dir", dir, "--auto-approve")
	// Columns that come back come last.
	s.same("the database rolled back from "+file+", and as it was", unordered(s.dump(at)), unordered(before))
	if e.lossy {
		s.sameCounts("down from "+file, s.rows(at), rowsAfter)
	} else {
		s.same("the rows after "+file+" and back, and as they were", s.rows(at).String(), rowsBefore.String())
	}
	s.schemactl(apply...)
	s.same("the database as planned, the second time, and one made from "+file, s.dump(at), want)
	s.converged(false, converged)
}

func (s *script) same(what, got, want string) {
	if got != want {
		s.ts.Fatalf("%s, differ (- should be, + is):\n%s", what, cmp.Diff(want, got))
	}
}

func (s *script) sameCounts(what string, got, want tableRows) {
	for _, table := range want.tables() {
		if now, ok := got[table]; ok && len(now) != len(want[table]) {
			s.ts.Fatalf("%s: %s has %d rows, and had %d", what, table, len(now), len(want[table]))
		}
	}
}

// empty makes a database like another one.
func (s *script) empty(like string) string {
	if strings.HasPrefix(like, "sqlite") {
		return "sqlite://" + s.ts.MkAbs(fmt.Sprintf("fresh%d.sqlite", s.next()))
	}
	return pgtest.Database(s.tb)
}

// setNewest lets $UP and $DOWN name the files of the newest migration.
func (s *script) setNewest(dir string) {
	for name, suffix := range map[string]string{"UP": "up", "DOWN": "down"} {
		files, err := filepath.Glob(filepath.Join(dir, "*."+suffix+".sql"))
		s.ts.Check(err)
		s.ts.Setenv(name, slices.Max(files))
	}
}

func (s *script) newDir() string {
	dir := s.ts.MkAbs(fmt.Sprintf("evolve%d", s.next()))
	s.ts.Setenv("DIR", dir)
	return dir
}

// next counts, for names of files that no other command uses.
func (s *script) next() int {
	var n int
	_, _ = fmt.Sscan(s.ts.Getenv("COUNT"), &n)
	n++
	s.ts.Setenv("COUNT", fmt.Sprint(n))
	return n
}

// tableRows are the rows of each table, sorted.
type tableRows map[string][]string

func (r tableRows) tables() []string {
	var names []string
	for name := range r {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (r tableRows) String() string {
	var b strings.Builder
	for _, name := range r.tables() {
		fmt.Fprintf(&b, "%s\n", name)
		for _, row := range r[name] {
			fmt.Fprintf(&b, "  %s\n", row)
		}
	}
	return b.String()
}

func (s *script) rows(at string) tableRows {
	out := tableRows{}
	if strings.HasPrefix(at, "sqlite") {
		return s.sqliteRows(at)
	}
	for table, text := range pgtest.Rows(s.tb, at) {
		out[table] = nil
		if text != "" {
			out[table] = strings.Split(text, "\n")
		}
	}
	return out
}

func (s *script) dump(at string) string {
	if strings.HasPrefix(at, "sqlite") {
		return s.sqliteDump(at)
	}
	return withSorted(withoutVersions(pgtest.Dump(s.tb, at)))
}

// Some builds of PostgreSQL stamp columns with an attribute option pg_attver,
// whose value says when they were made.
var (
	versionOption = regexp.MustCompile(`pg_attver=\d+(, )?|, pg_attver=\d+`)
	noOptions     = regexp.MustCompile(`(?m)^ALTER TABLE ONLY .* SET \(\);\n`)
	emptyLines    = regexp.MustCompile(`\n{3,}`)
)

func withoutVersions(dump string) string {
	dump = noOptions.ReplaceAllString(versionOption.ReplaceAllString(dump, ""), "")
	return emptyLines.ReplaceAllString(dump, "\n\n")
}

func sqlitePath(at string) string {
	return filepath.Clean(strings.TrimPrefix(at, "sqlite://"))
}
