package migrate

import (
	"fmt"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		name, sql string
		want      []string // "line: statement"
	}{
		{"empty", "", nil},
		{"comments alone", "-- a;\n/* b; */\n", nil},
		{"empty statements", ";;\n ; ", nil},
		{"no last semicolon", "SELECT 1;\nSELECT 2", []string{"1: SELECT 1", "2: SELECT 2"}},
		{"leading comment out, inner kept", "-- x;\nSELECT /* ; */ 1 -- y;\n+ 1; -- z\n", []string{"2: SELECT /* ; */ 1 -- y;\n+ 1"}},
		{"trailing comment out at the end", "SELECT 1 -- y;\n", []string{"1: SELECT 1"}},
		{"quotes", `SELECT 'a;''b', "c;""d";SELECT 1`, []string{`1: SELECT 'a;''b', "c;""d"`, "1: SELECT 1"}},
		{"backslash in a plain string", `SELECT '\'; SELECT 2;`, []string{`1: SELECT '\'`, "1: SELECT 2"}},
		{"escape string", `SELECT E'\';', e'a''\\';SELECT 2`, []string{`1: SELECT E'\';', e'a''\\'`, "1: SELECT 2"}},
		{"escape string continued", "SELECT E'a'\n  'b\\';';SELECT 2", []string{"1: SELECT E'a'\n  'b\\';'", "2: SELECT 2"}},
		{"word that ends in e", `SELECT type'\';SELECT 2`, []string{`1: SELECT type'\'`, "1: SELECT 2"}},
		{"dollar quotes", "DO $$ BEGIN; END; $$; SELECT $a$ $$; $b$ $a$;", []string{"1: DO $$ BEGIN; END; $$", "1: SELECT $a$ $$; $b$ $a$"}},
		{"dollar within a word", "SELECT a$b$c; SELECT b$c", []string{"1: SELECT a$b$c", "1: SELECT b$c"}},
		{"parameter", "PREPARE p AS SELECT $1; SELECT $2", []string{"1: PREPARE p AS SELECT $1", "1: SELECT $2"}},
		{"nested comment", "/* a /* b; */ c; */ SELECT 1; SELECT 2", []string{"1: SELECT 1", "1: SELECT 2"}},
		{"rule", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);SELECT 3", []string{
			"1: CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "1: SELECT 3"}},
		{"begin atomic", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nSELECT 3;", []string{
			"1: CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "2: SELECT 3"}},
		{"or replace procedure", "create or replace procedure p() begin atomic select 1; end; select 2", []string{
			"1: create or replace procedure p() begin atomic select 1; end", "1: select 2"}},
		{"sqlite trigger", "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN\n UPDATE t SET a = CASE b WHEN 1 THEN 2 END; DELETE FROM u;\nEND;\nSELECT 1;", []string{
			"1: CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN\n UPDATE t SET a = CASE b WHEN 1 THEN 2 END; DELETE FROM u;\nEND", "4: SELECT 1"}},
		{"postgres trigger", "CREATE TRIGGER x BEFORE UPDATE ON begin FOR EACH ROW WHEN (new.begin) EXECUTE FUNCTION f(); SELECT 1", []string{
			"1: CREATE TRIGGER x BEFORE UPDATE ON begin FOR EACH ROW WHEN (new.begin) EXECUTE FUNCTION f()", "1: SELECT 1"}},
		{"transaction", "BEGIN;\nSELECT 1;\nCOMMIT;\nEND;", []string{"1: BEGIN", "2: SELECT 1", "3: COMMIT", "4: END"}},
		{"array subscripts", "SELECT ARRAY['a;b'][1]; SELECT 2", []string{"1: SELECT ARRAY['a;b'][1]", "1: SELECT 2"}},
		{"sqlite quoting", "SELECT `a;b`, [c]; SELECT 2", []string{"1: SELECT `a;b`, [c]", "1: SELECT 2"}},
		{"number with exponent", "SELECT 1e5; SELECT 2", []string{"1: SELECT 1e5", "1: SELECT 2"}},
		{"windows lines", "SELECT 1;\r\n\r\nSELECT 2;\r\n", []string{"1: SELECT 1", "3: SELECT 2"}},
		{"copy from a file of the server", "COPY t FROM '/tmp/x'; COPY (SELECT 1) TO STDOUT", []string{"1: COPY t FROM '/tmp/x'", "1: COPY (SELECT 1) TO STDOUT"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stmts, err := Split(tt.sql)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range stmts {
				got = append(got, fmt.Sprintf("%d: %s", s.Line, s.SQL))
			}
			if g, w := strings.Join(got, "\n---\n"), strings.Join(tt.want, "\n---\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestSplitErrors(t *testing.T) {
	tests := []struct{ name, sql, want string }{
		{"string", "SELECT 1;\nSELECT 'a;\n", "line 2: the quote ' that starts here is not closed"},
		{"identifier", "\n\nSELECT \"a;", "line 3: the quote \" that"},
		{"escape string", `SELECT E'a\'`, "line 1: the E'' string"},
		{"dollar", "DO $x$ begin end; $y$;", "line 1: the dollar-quoted text that starts here has no closing $x$"},
		{"comment", "SELECT 1;\n/* a /* b */", "line 2: the comment"},
		{"parenthesis", "CREATE TABLE t (\n a int; SELECT 2;", `line 1: "(" is not closed`},
		{"atomic body", "SELECT 1;\nCREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;", "line 3: the block"},
		{"psql command", "SELECT 1;\n\\connect other\n", "line 2: a backslash outside quotes"},
		{"copy", "SELECT 1;\n\nCOPY t (a) FROM stdin;\n1\n", "line 3: COPY FROM STDIN"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stmts, err := Split(tt.sql)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Fatalf("got %v, %v, want an error that starts with %q", stmts, err, tt.want)
			}
		})
	}
}

// FuzzSplit checks that statements are pieces of the text in their order, that their lines are right, and that splitting a
// statement again gives itself.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"SELECT 1; SELECT 'a;b'", "DO $$;$$; E'\\''", "/* /* */ */ ; x", "CREATE TRIGGER t BEGIN a; END; b",
		"CREATE FUNCTION f() BEGIN ATOMIC CASE x END; END; y", "(;)[;];", "e'a'\n'b'", "--\n;\r\n1e5'x'",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		stmts, err := Split(sql)
		if err != nil {
			return
		}
		at := 0
		for _, s := range stmts {
			n := strings.Index(sql[at:], s.SQL)
			if n < 0 || s.SQL == "" {
				t.Fatalf("%q is not in %q after %d", s.SQL, sql, at)
			}
			again, err := Split(s.SQL)
			if err != nil || len(again) != 1 || again[0].SQL != s.SQL {
				t.Fatalf("%q splits into %v, %v", s.SQL, again, err)
			}
			at += n + 1
			first, _, _ := strings.Cut(s.SQL, "\n")
			if lines := strings.Split(sql, "\n"); s.Line > len(lines) || !strings.Contains(lines[s.Line-1], first) {
				t.Fatalf("%q is not on line %d of %q", s.SQL, s.Line, sql)
			}
		}
	})
}

func TestUnits(t *testing.T) {
	tests := []struct {
		sql  string
		noTx bool
		want string
	}{
		{"a; b", false, "[a b]"},
		{"a; BEGIN; b; COMMIT; c", true, "a [b] c"},
		{"START TRANSACTION; a; SAVEPOINT s; ROLLBACK TO SAVEPOINT s; END", true, "[a SAVEPOINT s ROLLBACK TO SAVEPOINT s]"},
		{"a; COMMIT", false, "line 1: COMMIT in a file that runs in one transaction"},
		{"BEGIN; a", true, "line 1: BEGIN without COMMIT"},
		{"BEGIN; BEGIN", true, "line 1: BEGIN within the transaction of line 1"},
		{"a;\nCOMMIT", true, "line 2: COMMIT without BEGIN"},
		{"SAVEPOINT s; a; RELEASE s", true, "line 1: SAVEPOINT outside a transaction"},
		{"ROLLBACK TO s", true, "line 1: ROLLBACK outside a transaction"},
		{"BEGIN; a; ROLLBACK", true, "line 1: ROLLBACK cannot be recorded"},
		{"BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT", true, "line 1: BEGIN ISOLATION LEVEL SERIALIZABLE cannot be recorded"},
		{"BEGIN; COMMIT AND CHAIN", true, "line 1: COMMIT AND CHAIN cannot be recorded"},
		{"PREPARE TRANSACTION 'x'", false, "line 1: PREPARE TRANSACTION in a file"},
		{"PREPARE p AS SELECT 1", false, "[PREPARE p AS SELECT 1]"},
	}
	for _, tt := range tests {
		stmts, err := Split(tt.sql)
		if err != nil {
			t.Fatal(err)
		}
		us, err := units(stmts, tt.noTx)
		if got := printUnits(us); err != nil && !strings.HasPrefix(err.Error(), tt.want) || err == nil && got != tt.want {
			t.Errorf("%s: got %s, %v, want %s", tt.sql, got, err, tt.want)
		}
	}
}

func printUnits(us []unit) string {
	var out []string
	for _, u := range us {
		var body []string
		for _, s := range u.body {
			body = append(body, s.SQL)
		}
		text := strings.Join(body, " ")
		if u.tx {
			text = "[" + text + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}
