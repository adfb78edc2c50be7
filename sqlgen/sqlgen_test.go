package sqlgen

import (
	"strings"
	"testing"

	"github.com/schemactl/schemactl/planner"
)

func TestScriptGroupsWhatCanShareATransaction(t *testing.T) {
	stmts := []Stmt{
		{SQL: "A", Risks: []Risk{{"data-loss", "all rows are lost"}}},
		{SQL: "B", Comment: "why"},
		{SQL: "C", NoTx: true},
		{SQL: "D"},
	}
	const want = `BEGIN;

-- risk: data-loss: all rows are lost.
A;

-- why
B;

COMMIT;

C;

BEGIN;

D;

COMMIT;
`
	if got := Script(stmts); got != want {
		t.Errorf("got:\n%s", got)
	}
	if got := Script(stmts[3:]); got != "D;\n" {
		t.Errorf("alone: got:\n%s", got)
	}
}

func TestJoinMakesOneStatementOfNeighbours(t *testing.T) {
	got := join([]Stmt{
		{Target: "ALTER TABLE t", Clause: "ADD a"},
		{Target: "ALTER TABLE t", Clause: "ADD b"},
		{Target: "ALTER TABLE t", Clause: "ADD c", Alone: true},
		{Target: "ALTER TABLE u", Clause: "ADD d"},
	})
	want := []string{"ALTER TABLE t\n    ADD a,\n    ADD b", "ALTER TABLE t ADD c", "ALTER TABLE u ADD d"}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i].SQL != want[i] {
			t.Errorf("got %q, want %q", got[i].SQL, want[i])
		}
	}
}

func TestGatherPutsWhatSharesATransactionFirst(t *testing.T) {
	p := &planner.Plan{Steps: []planner.Step{{}, {}, {After: []int{0}}, {After: []int{2}}}}
	written := [][]Stmt{
		{{SQL: "index", NoTx: true}},
		{{SQL: "table"}, {SQL: "validate", Last: true}},
		{{SQL: "needs index"}},
		{{SQL: "needs that"}},
	}
	var got []string
	for _, s := range gather(p, written) {
		got = append(got, s.SQL)
	}
	want := []string{"table", "index", "needs index", "needs that", "validate"}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestGatherPutsFirstWhatIsToGoFirst(t *testing.T) {
	p := &planner.Plan{Steps: []planner.Step{{}, {After: []int{0}}, {}}}
	written := [][]Stmt{
		{{SQL: "aside"}},
		{{SQL: "value", NoTx: true, First: true}, {SQL: "comment"}},
		{{SQL: "table"}},
	}
	const want = "value;\n\nBEGIN;\n\naside;\n\ncomment;\n\ntable;\n\nCOMMIT;\n"
	if got := Script(gather(p, written)); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestGatherTakesTheStepsOfNeighboursTogether(t *testing.T) {
	p := &planner.Plan{Steps: make([]planner.Step, 3)}
	change := func(target, name string) []Stmt {
		return []Stmt{
			{Target: target, Clause: "ADD " + name, Rung: 1},
			{Target: target, Clause: "CHECK " + name, Rung: 2, NoTx: true, Alone: true},
			{Target: target, Clause: "SET " + name, Rung: 3},
			{Target: target, Clause: "DROP " + name, Rung: 4},
		}
	}
	written := [][]Stmt{change("TABLE t", "a"), change("TABLE t", "b"), change("TABLE u", "c")}
	var got string
	for _, s := range join(gather(p, written)) {
		got += strings.ReplaceAll(s.SQL, "\n    ", " ") + "; "
	}
	const want = "TABLE t ADD a, ADD b; TABLE t CHECK a; TABLE t CHECK b; TABLE t SET a, SET b; TABLE t DROP a, DROP b; " +
		"TABLE u ADD c; TABLE u CHECK c; TABLE u SET c; TABLE u DROP c; "
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
