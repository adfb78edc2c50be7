package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// pairsEnv names the environment variable that gives TestPairs other files than those in testdata/pairs, as a pattern: whoever
// has two states of a schema as SQL can try what becomes of them.
const pairsEnv = "SCHEMACTL_TEST_PAIRS"

// pairMark stands between the SQL of the start and that of the goal: all of it, or what leads to it from the start.
var pairMark = regexp.MustCompile(`(?m)^-- (new|edit)$`)

// TestPairs takes databases that were built by themselves from one to the other and back, with rows in the tables where these
// can be there in both.
func TestPairs(t *testing.T) {
	pattern := os.Getenv(pairsEnv)
	if pattern == "" {
		pattern = filepath.Join(root, "testdata/pairs/*.pairs")
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no pairs in %s: %v", pattern, err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".pairs"), func(t *testing.T) {
			blocks := blocksOf(t, string(data))
			if len(blocks) == 0 {
				t.Fatal("there is no line that begins with ==")
			}
			for i, b := range everyNth(t, blocks) {
				for _, way := range waysOf(i) {
					t.Run(b.title+"/"+way, func(t *testing.T) {
						t.Parallel()
						p := parsePair(t, b)
						p.way = way
						p.check(t)
					})
				}
			}
		})
	}
}

// bothWaysEnv names the environment variable that lets the files of all pairs be read both ways.
const bothWaysEnv = "SCHEMACTL_TEST_BOTH_WAYS"

// waysOf are the ways in which the file of a pair is read. What comes of the two is compared in any case; that the plan made
// of it is the same too, every third shows.
func waysOf(i int) []string {
	if i%3 == 0 || os.Getenv(bothWaysEnv) != "" || os.Getenv(pairsEnv) != "" {
		return []string{alone, beside}
	}
	return []string{alone}
}

// A pair is two states of a database.
type pair struct {
	edit
	start, goal string
	// fromStart says that goal leads from the start.
	fromStart bool
}

func parsePair(t *testing.T, b titledBlock) pair {
	t.Helper()
	p := pair{edit: edit{title: b.title}}
	text := p.marks(b.text)
	at := pairMark.FindStringSubmatchIndex(text)
	if at == nil {
		t.Fatalf("%s: there is neither a line -- new nor a line -- edit", b.title)
	}
	p.start, p.goal = text[:at[0]], text[at[1]:]
	p.fromStart = text[at[2]:at[3]] == "edit"
	return p
}

func (p pair) check(t *testing.T) {
	failed := p.try(t, true)
	if failed != nil && aboutRows(failed.err) {
		failed = p.try(t, false)
	}
	if failed != nil {
		t.Fatal(failed.text)
	}
}

func (p pair) try(tb testing.TB, rows bool) (failed *failure) {
	t := &trial{TB: tb}
	defer t.end(&failed)
	start, goal := pgtest.Database(t), pgtest.Database(t)
	pgtest.Exec(t, start, p.start)
	if p.fromStart {
		pgtest.Exec(t, goal, p.start)
	}
	pgtest.Exec(t, goal, p.goal)
	if rows {
		pgtest.Fill(t, start)
	}
	source := scratchServer(t)
	evolve(t, source, start, stateAt(t, start), goal, p.edit)
	return nil
}
