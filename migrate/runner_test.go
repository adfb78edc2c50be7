package migrate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeDB is a database whose schema is a set of names: "add x" adds one, "drop x" removes one, "fail" fails, "busy N" fails
// with a passing error for the first N tries.
type fakeDB struct {
	objects map[string]string
	records []Record
	tries   map[string]int
	log     []string // every statement run, with begin, commit and rollback

	clock     int64
	saved     *fakeDB // what Rollback goes back to
	history   bool
	loseLock  bool
	loseReply bool // the next commit takes effect and fails nevertheless
	cut       bool // the next "cut" statement kills the process, leaving no time to save
}

var errBusy = errors.New("busy")

func (f *fakeDB) Lock(context.Context, func(string, time.Duration)) (Lock, error) { return f, nil }
func (f *fakeDB) Applied(context.Context) ([]Record, error)                       { return slices.Clone(f.records), nil }
func (f *fakeDB) Session(context.Context) (Session, error)                        { f.history = true; return f, nil }
func (f *fakeDB) Unlock() error                                                   { return nil }
func (f *fakeDB) Close() error                                                    { return nil }
func (f *fakeDB) Reset(context.Context, Limits) error                             { return nil }
func (f *fakeDB) Retryable(err error) bool                                        { return errors.Is(err, errBusy) }
func (f *fakeDB) Held(context.Context) error {
	if f.loseLock {
		return errors.New("lost")
	}
	return nil
}

func (f *fakeDB) Took(_ context.Context, s Statement) (bool, error) {
	_, there := f.objects[strings.TrimPrefix(s.SQL, "add ")]
	return there, nil
}

func (f *fakeDB) State(context.Context) (State, error) {
	names := slices.Sorted(maps.Keys(f.objects))
	return State{"f:" + strings.Join(names, ","), maps.Clone(f.objects), nil}, nil
}

func (f *fakeDB) Begin(context.Context, []Statement) error {
	f.log = append(f.log, "begin")
	f.saved = &fakeDB{objects: maps.Clone(f.objects), records: slices.Clone(f.records)}
	return nil
}

func (f *fakeDB) Commit(context.Context) error {
	f.log = append(f.log, "commit")
	f.saved = nil
	if f.loseReply {
		return errors.New("connection reset")
	}
	return nil
}

func (f *fakeDB) Rollback() error {
	if f.saved != nil {
		f.log = append(f.log, "rollback")
		f.objects, f.records, f.saved = f.saved.objects, f.saved.records, nil
	}
	return nil
}

func (f *fakeDB) Exec(_ context.Context, s Statement) error {
	verb, name, _ := strings.Cut(strings.ReplaceAll(s.SQL, "\n", " "), " ")
	switch verb {
	case "add":
		f.objects[name] = "hash"
	case "drop":
		delete(f.objects, name)
	case "fail":
		return &SQLError{Err: errors.New("no such thing"), Position: len(s.SQL)}
	case "busy":
		if f.tries[name]++; fmt.Sprint(f.tries[name]) <= name {
			return errBusy
		}
	case "cut":
		if f.cut {
			panic("cut")
		}
	}
	f.log = append(f.log, s.SQL)
	return nil
}

func (f *fakeDB) Save(_ context.Context, r Record) error {
	f.Forget(context.Background(), r.Version)
	if r.Objects != nil {
		for i := range f.records {
			f.records[i].Objects = nil
		}
	}
	if f.clock++; r.AppliedAt.IsZero() {
		r.AppliedAt = time.Unix(f.clock, 0)
	}
	f.records = append(f.records, r)
	slices.SortFunc(f.records, func(a, b Record) int { return compareVersions(a.Version, b.Version) })
	return nil
}

func (f *fakeDB) Forget(_ context.Context, version string) error {
	f.records = slices.DeleteFunc(f.records, func(r Record) bool { return r.Version == version })
	return nil
}

// fixture is a Runner on a fake database and a folder of files.
func fixture(t *testing.T, files ...string) (*Runner, *fakeDB, string) {
	t.Helper()
	dir := t.TempDir()
	db := &fakeDB{objects: map[string]string{}, tries: map[string]int{}}
	r := &Runner{DB: db, pause: func(context.Context, time.Duration) error { return nil }, By: "me", ToolVersion: "1"}
	rewrite(t, r, dir, files...)
	return r, db, dir
}

// rewrite puts files into the folder of a Runner and opens it again.
func rewrite(t *testing.T, r *Runner, dir string, files ...string) {
	t.Helper()
	put(t, dir, files...)
	r.Dir = open(t, dir)
	if err := r.Dir.Hash(); err != nil {
		t.Fatal(err)
	}
}

func (f *fakeDB) has() string { return strings.Join(slices.Sorted(maps.Keys(f.objects)), ",") }

func (f *fakeDB) recorded() string {
	var out []string
	for _, r := range f.records {
		text := fmt.Sprintf("%s %d/%d", r.Version, r.Done, r.Total)
		if r.Error != "" {
			text += " " + r.Error
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

const twoUp, twoDown = "-- schemactl:from f:a\n-- schemactl:to f:a,b\nadd b;", "drop b;"

func TestApplyAndRollback(t *testing.T) {
	r, db, dir := fixture(t, "1_a.up.sql", "add a;", "1_a.down.sql", "drop a;", "2_b.up.sql", twoUp, "2_b.down.sql", twoDown)
	var events []string
	r.Log = func(e Event) {
		events = append(events, fmt.Sprintf("%s %s %d/%d", e.Kind, e.Version, e.Index, e.Total))
	}
	ctx := t.Context()
	if got, err := r.Apply(ctx, Options{DryRun: true, To: "1"}); err != nil || !slices.Equal(got, []string{"1"}) || db.history {
		t.Fatalf("dry run: %v, %v, history %v", got, err, db.history)
	}
	if got, err := r.Apply(ctx, Options{}); err != nil || !slices.Equal(got, []string{"1", "2"}) {
		t.Fatalf("apply: %v, %v", got, err)
	}
	want := "start 1 1/2; statement_start 1 1/1; statement_done 1 1/1; end 1 1/2; start 2 2/2; statement_start 2 1/1; statement_done 2 1/1; end 2 2/2"
	if got := strings.Join(events, "; "); got != want {
		t.Errorf("events:\n%s\nwant\n%s", got, want)
	}
	if got, err := r.Apply(ctx, Options{}); err != nil || len(got) != 0 {
		t.Errorf("apply again: %v, %v", got, err)
	}
	if db.records[0].Objects != nil || db.records[1].Objects == nil || db.records[1].Before != "f:a" {
		t.Errorf("records: %+v", db.records)
	}
	r.Dir = open(t, t.TempDir()) // an older release: rolling back needs no files
	if got, err := r.Rollback(ctx, Options{}); err != nil || !slices.Equal(got, []string{"2"}) || db.has() != "a" {
		t.Fatalf("rollback: %v, %v, %s", got, err, db.has())
	}
	if db.records[0].Objects == nil {
		t.Error("the newest record has no objects after a rollback")
	}
	if got, err := r.Rollback(ctx, Options{To: "0"}); err != nil || !slices.Equal(got, []string{"1"}) || db.has() != "" {
		t.Fatalf("rollback to nothing: %v, %v, %s", got, err, db.has())
	}
	r.Dir = open(t, dir)
	if got, err := r.Apply(ctx, Options{To: "1"}); err != nil || !slices.Equal(got, []string{"1"}) {
		t.Errorf("apply to 1: %v, %v", got, err)
	}
}

func TestChecks(t *testing.T) {
	ctx := t.Context()
	r, db, _ := fixture(t, "1_a.up.sql", "add a;", "2_b.up.sql", twoUp, "2_b.down.sql", "drop a;")
	if _, err := r.Apply(ctx, Options{To: "1"}); err != nil {
		t.Fatal(err)
	}
	db.objects["x"] = "hash"
	_, err := r.Apply(ctx, Options{})
	var d *DriftError
	if !errors.As(err, &d) || d.When != "before" || !slices.Equal(d.Added, []string{"x"}) || !strings.Contains(err.Error(), "added: x") {
		t.Fatalf("drift before: %v", err)
	}
	if _, err := r.Apply(ctx, Options{DryRun: true}); !errors.As(err, &d) {
		t.Errorf("drift in a dry run: %v", err)
	}
	delete(db.objects, "x")
	if _, err := r.Apply(ctx, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rollback(ctx, Options{}); !errors.As(err, &d) || d.When != "after" || db.has() != "a,b" || len(db.records) != 2 {
		t.Errorf("a down file that does something else: %v, %s", err, db.has())
	}

	r, db, _ = fixture(t, "1_a.up.sql", "-- schemactl:to f:a\nadd x;")
	_, err = r.Apply(ctx, Options{})
	var p *PartialError
	if !errors.As(err, &p) || !errors.As(err, &d) || d.When != "after" || db.has() != "" || len(db.records) != 0 {
		t.Errorf("drift after: %v, %s", err, db.has())
	}
	r, _, _ = fixture(t, "1_a.up.sql", "-- schemactl:to other:a\nadd x;")
	var note string
	r.Log = func(e Event) { note += e.Detail }
	if _, err = r.Apply(ctx, Options{}); err != nil || !strings.Contains(note, "was not checked") {
		t.Errorf("a fingerprint of another server: %v, %q", err, note)
	}
}

func TestFailureRollsBack(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "add a;", "2_b.up.sql", "add b;\n\nfail\nthing;")
	done, err := r.Apply(t.Context(), Options{})
	var p *PartialError
	if !errors.As(err, &p) || p.Line() != 4 || !slices.Equal(p.Applied, []string{"1"}) || !slices.Equal(done, p.Applied) {
		t.Fatalf("got %v", err)
	}
	want := "2_b.up.sql:4: no such thing\nNothing of it was applied: it ran in one transaction, which was rolled back. " +
		"Correct what the error names, then run schemactl apply again. 1 migration before it: done and kept."
	if err.Error() != want || db.has() != "a" || db.recorded() != "1 1/1" {
		t.Errorf("got\n%v\n%s; %s", err, db.has(), db.recorded())
	}
}

func TestRetry(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "add a; busy 2", "2_b.up.sql", "-- schemactl:transaction none\nbusy 3; BEGIN; add b; busy 4; COMMIT")
	if _, err := r.Apply(t.Context(), Options{}); err != nil || db.recorded() != "1 2/2; 2 5/5" {
		t.Errorf("got %v, %s", err, db.recorded())
	}
	r, db, _ = fixture(t, "1_a.up.sql", "add a; busy 9")
	r.Tries = 3
	if _, err := r.Apply(t.Context(), Options{}); !errors.Is(err, errBusy) || db.has() != "" || db.tries["9"] != 3 {
		t.Errorf("got %v, %s, %d tries", err, db.has(), db.tries["9"])
	}
}

func TestStepwiseResumes(t *testing.T) {
	ctx := t.Context()
	none := "-- schemactl:transaction none\n"
	r, db, dir := fixture(t, "1_a.up.sql", none+"add a;\nBEGIN;\nadd b;\nCOMMIT;\nBEGIN;\nadd c;\nfail;\nCOMMIT;\nadd d;", "1_a.down.sql", "drop a;")
	_, err := r.Apply(ctx, Options{})
	var p *PartialError
	if !errors.As(err, &p) || p.Line() != 8 || db.has() != "a,b" || db.recorded() != "1 4/9 no such thing" {
		t.Fatalf("got %v; %s; %s", err, db.has(), db.recorded())
	}
	if !strings.Contains(err.Error(), "4 of 9 statements were applied and are kept") || !strings.Contains(err.Error(), "goes on with line 6") {
		t.Errorf("got %v", err)
	}
	if s, err := r.Status(ctx); err != nil || s[0].Condition != Partial {
		t.Errorf("status: %v, %v", s, err)
	}
	if _, err := r.Rollback(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "finish it with schemactl apply") {
		t.Errorf("rollback of a part: %v", err)
	}
	rewrite(t, r, dir, "1_a.up.sql", none+"add x;\nBEGIN;\nadd b;\nCOMMIT;\nadd c;")
	if _, err := r.Apply(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "the first 4 statements were applied and are edited") {
		t.Errorf("edited before: %v", err)
	}
	rewrite(t, r, dir, "1_a.up.sql", none+"-- a note\nadd a;\nBEGIN;\nadd b;\nCOMMIT;\nadd c;")
	db.log = nil
	if _, err := r.Apply(ctx, Options{}); err != nil || db.has() != "a,b,c" || db.recorded() != "1 5/5" || !slices.Equal(db.log, []string{"add c"}) {
		t.Errorf("got %v; %s; %s; %v", err, db.has(), db.recorded(), db.log)
	}
}

func TestStepwiseCrash(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "-- schemactl:transaction none\nadd a;\ncut b;\nadd c;")
	db.cut = true
	func() {
		defer func() { recover() }()
		r.Apply(t.Context(), Options{})
	}()
	if db.recorded() != "1 1/3 cut off while running statement 2 of 3, line 3" {
		t.Fatalf("got %s", db.recorded())
	}
	db.cut = false
	db.objects["cut b"] = "hash" // the statement took effect, as Took will find
	db.log = nil
	if _, err := r.Apply(t.Context(), Options{}); err != nil || !slices.Equal(db.log, []string{"add c"}) {
		t.Errorf("got %v, %v", err, db.log)
	}
}

func TestStepwiseDown(t *testing.T) {
	ctx := t.Context()
	none := "-- schemactl:transaction none\n"
	r, db, _ := fixture(t, "1_a.up.sql", "-- schemactl:from f:\nadd a;add b", "1_a.down.sql", none+"drop b; busy 1; drop a;")
	if _, err := r.Apply(ctx, Options{}); err != nil {
		t.Fatal(err)
	}
	r.Tries = 1
	if _, err := r.Rollback(ctx, Options{}); err == nil || db.recorded() != "1 1/3 busy" || !db.records[0].Undoing {
		t.Fatalf("got %v; %s", err, db.recorded())
	}
	if _, err := r.Apply(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "finish it with schemactl rollback") {
		t.Errorf("apply on top of half a rollback: %v", err)
	}
	if _, err := r.Rollback(ctx, Options{}); err != nil || db.has() != "" || len(db.records) != 0 {
		t.Errorf("got %v; %s; %s", err, db.has(), db.recorded())
	}
}

func TestMismatchIsReportedAfterwards(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "-- schemactl:transaction none\n-- schemactl:to f:b\nadd a;")
	_, err := r.Apply(t.Context(), Options{})
	var d *DriftError
	if !errors.As(err, &d) || !strings.Contains(err.Error(), "All of it was applied and recorded") || db.recorded() != "1 1/1" {
		t.Errorf("got %v; %s", err, db.recorded())
	}
}

func TestObstacles(t *testing.T) {
	ctx := t.Context()
	r, db, dir := fixture(t, "1_a.up.sql", "add a;", "3_c.up.sql", "add c;")
	if _, err := r.Apply(ctx, Options{}); err != nil {
		t.Fatal(err)
	}
	rewrite(t, r, dir, "2_b.up.sql", "add b;")
	if _, err := r.Apply(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "2_b is not applied but later ones are") {
		t.Errorf("out of order: %v", err)
	}
	rewrite(t, r, dir, "1_a.up.sql", "add z;")
	if _, err := r.Apply(ctx, Options{OutOfOrder: true}); err == nil || !strings.Contains(err.Error(), "1_a was edited after it was applied") {
		t.Errorf("edited: %v", err)
	}
	rewrite(t, r, dir, "1_a.up.sql", "add a;")
	db.records = append(db.records, Record{Version: "4"})
	if _, err := r.Apply(ctx, Options{OutOfOrder: true}); err == nil || !strings.Contains(err.Error(), "4_ is applied but its file is missing") {
		t.Errorf("missing: %v", err)
	}
	db.records = db.records[:2]
	if _, err := r.Apply(ctx, Options{OutOfOrder: true}); err != nil || db.has() != "a,b,c" {
		t.Errorf("allowed: %v, %s", err, db.has())
	}
	if _, err := r.Rollback(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "was applied without 2_b.down.sql") {
		t.Errorf("no down: %v", err)
	}
	put(t, dir, "2_b.up.sql", "add x;")
	r.Dir = open(t, dir)
	if _, err := r.Apply(ctx, Options{}); err == nil || !strings.Contains(err.Error(), "2_b.up.sql was edited") {
		t.Errorf("sum file: %v", err)
	}
}

func TestRollbackUndoesTheLastAppliedFirst(t *testing.T) {
	r, db, dir := fixture(t, "1_a.up.sql", "add a;", "1_a.down.sql", "drop a;",
		"3_c.up.sql", "-- schemactl:from f:a\nadd c;", "3_c.down.sql", "drop c;")
	if _, err := r.Apply(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	rewrite(t, r, dir, "2_b.up.sql", "-- schemactl:from f:a,c\nadd b;", "2_b.down.sql", "drop b;")
	if _, err := r.Apply(t.Context(), Options{OutOfOrder: true}); err != nil {
		t.Fatal(err)
	}
	if done, err := r.Rollback(t.Context(), Options{To: "1"}); err != nil || !slices.Equal(done, []string{"2", "3"}) || db.has() != "a" {
		t.Errorf("got %v, %v, %s", done, err, db.has())
	}
}

func TestNothingRunsWhenOneFileCannot(t *testing.T) {
	for _, bad := range []string{"add 'b", "COMMIT;", "-- schemactl:transaction none\nBEGIN;"} {
		r, db, _ := fixture(t, "1_a.up.sql", "add a;", "2_b.up.sql", bad)
		if _, err := r.Apply(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "reading 2_b.up.sql: line ") || db.history {
			t.Errorf("%s: got %v, history %v", bad, err, db.history)
		}
	}
}

func TestLostLockAndLostReply(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "add a;")
	db.loseLock = true
	if _, err := r.Apply(t.Context(), Options{}); err == nil || db.has() != "" {
		t.Errorf("lost lock: %v, %s", err, db.has())
	}
	db.loseLock, db.loseReply = false, true
	if done, err := r.Apply(t.Context(), Options{}); err != nil || len(done) != 1 {
		t.Errorf("lost reply of a commit that took place: %v, %v", done, err)
	}
}

func TestStop(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "add a;", "2_b.up.sql", "add b;")
	stop := make(chan struct{})
	r.Log = func(e Event) {
		if e.Kind == StatementDone {
			close(stop)
		}
	}
	done, err := r.Apply(t.Context(), Options{Stop: stop})
	if !errors.Is(err, ErrStopped) || !slices.Equal(done, []string{"1"}) || db.has() != "a" {
		t.Errorf("got %v, %v, %s", done, err, db.has())
	}
}

func TestStopBetweenSteps(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "-- schemactl:transaction none\nadd a;\nadd b;", "1_a.down.sql", "-- schemactl:transaction none\nfail x;")
	stop := make(chan struct{})
	r.Log = func(e Event) {
		if e.Kind == StatementDone {
			close(stop)
		}
	}
	if _, err := r.Apply(t.Context(), Options{Stop: stop}); !errors.Is(err, ErrStopped) || !strings.HasPrefix(db.recorded(), "1 1/2 stopped as asked") {
		t.Errorf("got %v, %s", err, db.recorded())
	}
	r.Log = nil
	if _, err := r.Apply(t.Context(), Options{}); err != nil || !slices.Equal(db.log, []string{"add a", "add b"}) {
		t.Errorf("got %v, %v", err, db.log)
	}
	if _, err := r.Rollback(t.Context(), Options{}); err == nil || db.recorded() != "1 2/2" || db.records[0].Undoing {
		t.Errorf("a rollback that did nothing: %v, %s", err, db.recorded())
	}
}

func TestBaseline(t *testing.T) {
	r, db, _ := fixture(t, "1_a.up.sql", "add a;", "2_b.up.sql", twoUp, "3_c.up.sql", "add c;")
	var d *DriftError
	if _, err := r.Baseline(t.Context(), "2"); !errors.As(err, &d) || len(db.records) != 0 {
		t.Errorf("another schema: %v", err)
	}
	db.objects = map[string]string{"a": "1", "b": "1"}
	if done, err := r.Baseline(t.Context(), "2"); err != nil || !slices.Equal(done, []string{"1", "2"}) {
		t.Fatalf("got %v, %v", done, err)
	}
	if p, err := r.Pending(t.Context()); err != nil || len(p) != 1 || p[0].Version != "3" {
		t.Errorf("pending: %v, %v", p, err)
	}
	if _, err := r.Baseline(t.Context(), "2"); err == nil || !strings.Contains(err.Error(), "the history has 2 migrations already") {
		t.Errorf("a second time: %v", err)
	}
}
