package main

import (
	"bytes"
	"context"
	"database/sql"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlgen"
)

// An edit is one change of a schema, as SQL that somebody could have run.
type edit struct {
	title   string
	renames []string
	// moves are given as "kind.schema.name = schema.name".
	moves []string
	sql   string
	// refused is part of the error where the change cannot be planned.
	refused string
	// irreversible is part of the reason where there is no way back.
	irreversible string
	// lossy is part of the error with which the way back ends where it needs
	// rows that are gone.
	lossy string
	// way is how the file is read that counts: alone or beside the database; where
	// nothing is said, the length of the test's name decides.
	way string
	// keep notes what of the current schema goes on under another name.
	keep func(want, current *schema.Schema)
	// exact says why the dumps must agree as they are, without being restored first.
	exact string
	// anyPartNames leaves the names of the parts of indexes to the server.
	anyPartNames bool
}

// readEdits parses a list of edits: "== title", lines as "-- rename: …", SQL. It
// leaves out those that are not for the server of the tests.
func readEdits(t *testing.T, path string) []edit {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []edit
	for _, b := range blocksOf(t, string(data)) {
		e := edit{title: b.title}
		e.sql = e.marks(b.text)
		out = append(out, e)
	}
	return out
}

// A titledBlock is a part of a file under a line "== title".
type titledBlock struct{ title, text string }

// blocksOf are the parts of a file that are for the server of the tests.
func blocksOf(t *testing.T, data string) []titledBlock {
	t.Helper()
	var out []titledBlock
	for _, block := range strings.Split("\n"+data, "\n== ")[1:] {
		title, rest, _ := strings.Cut(block, "\n")
		if text, ok := pgtest.Meant(t, rest); ok {
			out = append(out, titledBlock{strings.TrimSpace(title), text})
		}
	}
	return out
}

// marks takes lines as "-- rename: …" out of a text, and gives the rest.
func (e *edit) marks(text string) string {
	set := map[string]func(string){
		"rename":       func(text string) { e.renames = append(e.renames, text) },
		"move":         func(text string) { e.moves = append(e.moves, text) },
		"refused":      func(text string) { e.refused = text },
		"irreversible": func(text string) { e.irreversible = text },
		"lossy":        func(text string) { e.lossy = text },
		"exact":        func(text string) { e.exact = text },
		"renumbered":   func(string) { e.anyPartNames = true },
	}
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		word, value, _ := strings.Cut(strings.TrimPrefix(line, "-- "), ": ")
		if set[word] != nil && strings.HasPrefix(line, "-- ") {
			set[word](strings.TrimSpace(value))
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// moveInto tells by the attribute renamed_from where an object comes from.
func moveInto(t testing.TB, s *schema.Schema, text string) {
	t.Helper()
	was, now, _ := strings.Cut(text, " = ")
	kind, was, _ := strings.Cut(was, ".")
	for o := range s.All() {
		r := o.Ref()
		if fitsKind(r.Kind, kind) && r.Schema+"."+r.BaseName() == now {
			before := splitPath(was)
			o.Base().RenamedFrom = before[0] + "." + schema.Ref{Kind: r.Kind, Name: before[1]}.BaseName()
			return
		}
	}
	t.Fatalf("moving %s: there is no %s %s", text, kind, now)
}

// scratchServer is the test server, for scratch databases.
func scratchServer(t testing.TB) proof.Source {
	t.Helper()
	server, err := scratch.Open(t.Context(), scratch.Options{DevURL: pgtest.ServerURL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return postgres.Scratch{Server: server}
}

func inspectURL(t testing.TB, url string) *schema.Schema {
	t.Helper()
	conn, done := pgtest.Conn(t, url)
	defer done()
	found, err := postgres.Inspect(t.Context(), conn, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Unsupported) > 0 {
		t.Fatalf("not supported: %v", found.Unsupported)
	}
	return found.Schema
}

// throughHCL writes a schema as a file and reads that, with what the database
// has at hand and without it: both must come to the same. One of the two is
// what it gives.
func throughHCL(t testing.TB, s, found *schema.Schema) *schema.Schema {
	t.Helper()
	return throughHCLBy(t, s, found, []string{beside, alone}[len(t.Name())%2])
}

const alone, beside = "alone", "beside the database"

func throughHCLBy(t testing.TB, s, found *schema.Schema, way string) *schema.Schema {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schema.hcl")
	if err := os.WriteFile(path, []byte(encoded(t, s)), 0o600); err != nil {
		t.Fatal(err)
	}
	options := hclschema.Options{DefaultSchema: "public"}
	files, diags := hclschema.Load([]string{path})
	var out *schema.Schema
	if !diags.HasErrors() {
		out, _, diags = hclschema.Decode(files, options)
	}
	if diags.HasErrors() {
		var b bytes.Buffer
		hclschema.WriteDiagnostics(&b, files.Map(), diags, false, 0)
		t.Fatal(b.String())
	}
	read, diags := hclschema.Read([]string{path})
	options.Exact = true // as the file tells all of the other database
	given, _, more := hclschema.DecodeGiven(read, found, options)
	if diags = append(diags, more...); diags.HasErrors() {
		t.Fatal(diags)
	}
	// A file does not tell the order of those columns of a child that are also
	// its parent's.
	if diff := cmp.Diff(sortedLines(encoded(t, out)), sortedLines(encoded(t, given))); diff != "" {
		t.Fatalf("the file is read differently beside what the database has (-without +with):\n%s", diff)
	}
	if way == beside {
		return given
	}
	return out
}

// sortedLines leaves out empty lines, which stand between parts of some length:
// in another order there are others.
func sortedLines(text string) []string {
	lines := slices.Sorted(strings.SplitSeq(text, "\n"))
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

func encoded(t testing.TB, s *schema.Schema) string {
	t.Helper()
	text, err := hclschema.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// runScript runs a migration's text as apply does, statement by statement.
func runScript(t testing.TB, url string, stmts []sqlgen.Stmt) {
	t.Helper()
	if err := tryScript(t, url, stmts); err != nil {
		t.Fatalf("%v\n%s", err, sqlgen.Script(stmts))
	}
}

func tryScript(t testing.TB, url string, stmts []sqlgen.Stmt) error {
	t.Helper()
	text := sqlgen.Script(stmts)
	if _, err := migrate.Split(text); err != nil {
		t.Fatalf("splitting: %v\n%s", err, text)
	}
	conn, done := pgtest.Conn(t, url)
	defer done()
	for _, name := range postgres.SecretsOf(text) {
		// What the fixtures have for a secret, in the open.
		if _, err := conn.ExecContext(t.Context(), "SELECT set_config('schemactl.' || $1, 'host=/nowhere password=secret', false)", name); err != nil {
			t.Fatal(err)
		}
	}
	return execAll(t.Context(), conn, text, sqlgen.Transactional(stmts))
}

func execAll(ctx context.Context, conn *sql.Conn, text string, tx bool) error {
	if tx {
		_, err := conn.ExecContext(ctx, "BEGIN;\n"+text+"COMMIT")
		return err
	}
	list, err := migrate.Split(text)
	if err != nil {
		return err
	}
	for _, s := range list {
		if _, err := conn.ExecContext(ctx, s.SQL); err != nil {
			return err
		}
	}
	return nil
}

// A state is a database and what pg_dump and its tables say of it. Copies of
// the database are in the same state.
type state struct {
	url, dump, validity string
	rows                map[string]string
}

func stateAt(t testing.TB, url string) state {
	t.Helper()
	return state{url, pgtest.Dump(t, url), pgtest.Validity(t, url), pgtest.Rows(t, url)}
}

// evolve takes the database at url, a copy of start or start itself, to the
// state of the database at goal by way of HCL and a proven plan, and back, and
// compares with pg_dump both ways.
func evolve(t testing.TB, source proof.Source, url string, start state, goal string, e edit) {
	t.Helper()
	want := inspectURL(t, goal)
	current := inspectURL(t, url)
	if e.keep != nil {
		e.keep(want, current)
	}
	through := throughHCL
	if e.way != "" {
		through = func(t testing.TB, s, found *schema.Schema) *schema.Schema { return throughHCLBy(t, s, found, e.way) }
	}
	desired := through(t, want, current)
	renameNow(desired)
	if err := answer(desired, e.renames); err != nil {
		t.Fatal(err)
	}
	for _, m := range e.moves {
		moveInto(t, desired, m)
	}
	end, rows := pgtest.Dump(t, goal), maps.Clone(start.rows)
	members, there := pgtest.Members(t, url), pgtest.Members(t, goal)
	plan := func(current, desired *schema.Schema) (*proof.Result, error) {
		t.Helper()
		return proof.Plan(t.Context(), proof.Input{
			Current: current, Desired: desired, Grants: true, Exact: true,
			Dialect: postgres.Dialect{Major: pgtest.Major(t)}, Options: sqlgen.Options{Online: true}, Scratch: source,
		})
	}
	r, err := plan(current, desired)
	if e.refused != "" {
		if err == nil || !strings.Contains(err.Error(), e.refused) {
			t.Fatalf("got %v, want an error with %q", err, e.refused)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	stay := staying(members, there, r.Renames)
	if r.Empty() && start.validity != pgtest.Validity(t, goal) {
		t.Fatalf("nothing was planned, but inherited constraints differ (-from +to):\n%s", cmp.Diff(start.validity, pgtest.Validity(t, goal)))
	}
	if r.Empty() && start.dump != end && restored(t, start.dump, stay) != restored(t, end, stay) {
		t.Fatalf("nothing was planned, but pg_dump differs (-from +to):\n%s", cmp.Diff(start.dump, end))
	}
	if !r.Proven {
		t.Fatalf("not proven: %v", r.Notes)
	}
	runScript(t, url, r.Up)
	same(t, "after up", withSorted(end), withSorted(pgtest.Dump(t, url)), stay, e, r)
	sameValidity(t, "after up", pgtest.Validity(t, goal), url, e, r)
	left := pgtest.Rows(t, url)
	survived(t, "after up", rows, left, r)
	maps.DeleteFunc(rows, func(name, _ string) bool { _, ok := left[name]; return !ok })
	if !strings.Contains(r.Irreversible, e.irreversible) || e.irreversible == "" && r.Irreversible != "" {
		t.Fatalf("the reason against a way back is %q, want %q\n%s", r.Irreversible, e.irreversible, sqlgen.Script(r.Down))
	}
	current = inspectURL(t, url)
	again, err := plan(current, through(t, want, current))
	if err != nil {
		t.Fatal(err)
	}
	if !again.Empty() {
		t.Fatalf("planning again is not empty:\n%s", sqlgen.Script(again.Up))
	}
	if e.lossy != "" {
		if err := tryScript(t, url, r.Down); err == nil || !strings.Contains(err.Error(), e.lossy) {
			t.Fatalf("the way back ended with %v, want %q", err, e.lossy)
		}
		return
	}
	if r.Irreversible == "" {
		runScript(t, url, r.Down)
		same(t, "after down", unordered(start.dump), unordered(pgtest.Dump(t, url)), stay, e, r)
		sameValidity(t, "after down", start.validity, url, e, r)
		survived(t, "after down", rows, pgtest.Rows(t, url), r)
	}
}

// staying are the members that are there before and after, by either name.
func staying(before, after []string, renames []planner.Rename) []string {
	var out []string
	for _, name := range before {
		for _, now := range namesAfter(name, renames) {
			if slices.Contains(after, now) {
				out = append(out, name, now)
			}
		}
	}
	return out
}

// namesAfter are what pgtest.Members may call a column or check after renames: the
// server renames a parent's in its children too.
func namesAfter(name string, renames []planner.Rename) []string {
	word, path, _ := strings.Cut(name, " ")
	parts := splitPath(path)
	names := []string{parts[2]}
	for _, r := range renames {
		switch {
		case r.From.Kind == schema.KindSchema && parts[0] == r.From.Name:
			parts[0] = r.To.Name
		case r.From.Kind == schema.KindTable && parts[0] == r.From.Schema && parts[1] == r.From.Name:
			parts[0], parts[1] = r.To.Schema, r.To.Name
		case string(r.From.Kind) == word && slices.Contains(names, r.From.Name):
			names = append(names, r.To.Name)
		}
	}
	for i, n := range names {
		names[i] = word + " " + postgres.Qualified(parts[0], parts[1]) + "." + postgres.Ident(n)
	}
	return names
}

func same(t testing.TB, when, want, got string, stay []string, e edit, r *proof.Result) {
	t.Helper()
	compared := anyGrantorFirst
	if e.anyPartNames {
		compared = func(dump string) string { return withoutPartNames(anyGrantorFirst(dump)) }
	}
	if want == got || compared(want) == compared(got) {
		return
	}
	t.Logf("pg_dump differs %s (-want +got):\n%s\nup:\n%s\ndown:\n%s", when, cmp.Diff(want, got), sqlgen.Script(r.Up), sqlgen.Script(r.Down))
	if e.exact != "" {
		t.Fatalf("pg_dump differs %s, but must not: %s", when, e.exact)
	}
	if compared(restored(t, want, stay)) != compared(restored(t, got, stay)) {
		t.Fatalf("pg_dump still differs %s once both dumps are restored", when)
	}
}

// sameValidity compares what inherited checks and NOT NULLs are. A table that comes to one
// that is not valid has it valid, as there are no rows to look at; the pairs are such that
// the file says so.
func sameValidity(t testing.TB, when, want, url string, e edit, r *proof.Result) {
	t.Helper()
	fresh := map[string]bool{}
	for _, c := range r.Changes {
		if ref := c.Ref(); e.anyPartNames && ref.Kind == schema.KindTable && (c.From == nil || c.To == nil) {
			fresh[strings.TrimPrefix(postgres.Qualified(ref.Schema, ref.Name), "public.")] = true
		}
	}
	settled := func(text string) string {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			for _, kind := range []string{" c ", " n "} {
				if table, _, ok := strings.Cut(line, kind); ok && fresh[table] {
					lines[i] = strings.Replace(line, " not valid", " valid", 1)
				}
			}
		}
		return strings.Join(lines, "\n")
	}
	if diff := cmp.Diff(settled(want), settled(pgtest.Validity(t, url))); diff != "" {
		t.Fatalf("inherited constraints are not valid alike %s (-want +got):\n%s\nup:\n%s\ndown:\n%s", when, diff, sqlgen.Script(r.Up), sqlgen.Script(r.Down))
	}
}

// restored is a dump taken once more from a database that it was restored to:
// the server spells some expressions in another way then, which mean the same.
// stay names the columns and checks that are there before and after: whether a
// child declares those that it inherits as well is no change.
func restored(t testing.TB, dump string, stay []string) string {
	t.Helper()
	if pgtest.Major(t) < 16 {
		// A newer pg_dump says so of subscriptions of servers that do not know it.
		dump = strings.ReplaceAll(dump, ", run_as_owner = true", "")
	}
	url := pgtest.Database(t)
	pgtest.Exec(t, url, "SET search_path = ''; SET check_function_bodies = off;\n"+dump)
	pgtest.Undeclare(t, url, stay)
	return unordered(pgtest.Dump(t, url))
}

// survived checks that no table that is still there lost a row.
func survived(t testing.TB, when string, before, after map[string]string, r *proof.Result) {
	t.Helper()
	before = maps.Clone(before)
	for _, n := range r.Renames {
		for _, ref := range []schema.Ref{n.From, n.To} {
			delete(before, postgres.Qualified(ref.Schema, ref.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		rows, ok := after[name]
		lost := count(before[name]) - count(rows)
		if lost < 0 && (schema.HasAny[*schema.EventTrigger](r.Before) || schema.HasAny[*schema.EventTrigger](r.After)) {
			continue
		}
		if ok && lost != 0 {
			t.Fatalf("%s: table %s lost %d rows\nup:\n%s\ndown:\n%s", when, name, lost, sqlgen.Script(r.Up), sqlgen.Script(r.Down))
		}
	}
}

func count(rows string) int {
	if rows == "" {
		return 0
	}
	return strings.Count(rows, "\n") + 1
}
