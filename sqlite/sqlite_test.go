package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

func open(t *testing.T, statements string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	run(t, conn, statements)
	return conn
}

func run(t *testing.T, conn *sql.Conn, statements string) {
	t.Helper()
	if _, err := conn.ExecContext(context.Background(), statements); err != nil {
		t.Fatalf("%v in\n%s", err, statements)
	}
}

func inspected(t *testing.T, conn *sql.Conn) *schema.Schema {
	t.Helper()
	found, err := Inspect(context.Background(), conn, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Unsupported) > 0 {
		t.Fatalf("unsupported: %v", found.Unsupported)
	}
	return found.Schema
}

// script plans the way between two schemas and writes it.
func script(t *testing.T, from, to *schema.Schema) string {
	t.Helper()
	p, err := planner.New(from, to, Dialect{})
	if err != nil {
		t.Fatal(err)
	}
	stmts, err := sqlgen.Statements(p, Dialect{}, sqlgen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return sqlgen.Script(stmts)
}

// dump prints what a query gives, row by row.
func dump(t *testing.T, conn *sql.Conn, query string) string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var b strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			fmt.Fprintf(&b, "%v|", *v.(*any))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// texts is what sqlite_schema holds, in one spelling. A rename quotes the name.
func texts(t *testing.T, conn *sql.Conn) string {
	out := dump(t, conn, `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`)
	return canonical(strings.ReplaceAll(out, `"`, ""))
}

func checkEqual(t *testing.T, got, want *schema.Schema) {
	t.Helper()
	for _, c := range planner.Diff(got, want) {
		t.Errorf("%s differs: %v\n got %+v\nwant %+v", c.Ref(), c.Fields, c.From, c.To)
	}
}

const everything = `
CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, code VARCHAR ( 40 ) NOT NULL UNIQUE COLLATE nocase, "order" text DEFAULT 'it''s');
CREATE TABLE child (
    id int NOT NULL, parent_id bigint REFERENCES Parent ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    a numeric(12,2) DEFAULT (1+2) CHECK (a>0), b text DEFAULT current_timestamp, g text AS (lower(b)) VIRTUAL, h int GENERATED ALWAYS AS (id*-1) STORED,
    CONSTRAINT pk PRIMARY KEY (id, A), CHECK (a > 1 AND b <> ')'), CONSTRAINT ab UNIQUE (a, b),
    FOREIGN KEY (a, b) REFERENCES child (a, b) ON UPDATE SET NULL -- itself
) ;
CREATE TABLE strict (k text PRIMARY KEY, v any, n DOUBLE) WITHOUT ROWID;
CREATE TABLE pair (k text PRIMARY KEY, v any) STRICT;
CREATE UNIQUE INDEX i ON child (b COLLATE nocase DESC, lower(b)) WHERE a>0;
CREATE VIEW v (x, y) AS SELECT p.id, c.a /* note */
  FROM parent p JOIN child c ON c.parent_id = p.id;
CREATE VIEW w AS SELECT x AS v FROM v -- end
;
CREATE TRIGGER tg AFTER UPDATE OF a, b ON child WHEN new.a>old.a BEGIN UPDATE parent SET code = CASE WHEN 1 THEN ';' END; END;
CREATE TRIGGER tv INSTEAD OF INSERT ON v BEGIN SELECT 1; END;`

func TestCreateGivesTheSame(t *testing.T) {
	want := inspected(t, open(t, everything))
	text := script(t, schema.New(), want)
	conn := open(t, text)
	got := inspected(t, conn)
	checkEqual(t, got, want)
	if again := script(t, got, want); again != "" {
		t.Errorf("planned again:\n%s", again)
	}
	run(t, conn, script(t, got, schema.New()))
	if left := texts(t, conn); left != "" {
		t.Errorf("left: %s", left)
	}
}

func TestNormalizeKeepsWhatIsRead(t *testing.T) {
	want := inspected(t, open(t, everything))
	got := want.Clone()
	if notes := Normalize(got); len(notes) > 0 {
		t.Error(notes)
	}
	checkEqual(t, got, want)
	if err := Check(got); err != nil {
		t.Error(err)
	}
}

var changes = []struct {
	name, from, to string
	// native and rebuilt say what the script must or must not hold.
	rebuilt bool
}{
	{"add columns", `CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t`,
		`CREATE TABLE t (a int, b text NOT NULL DEFAULT 'x', c int CONSTRAINT fk REFERENCES t (a), d int CONSTRAINT dc CHECK (d > a)); CREATE VIEW v AS SELECT * FROM t`, false},
	{"drop column with its index and view", `CREATE TABLE t (a int, b int); CREATE INDEX i ON t (b); CREATE INDEX j ON t (a) WHERE b > 0; CREATE VIEW v AS SELECT b FROM t`,
		`CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t`, false},
	{"type", `CREATE TABLE t (a int, b text); CREATE INDEX i ON t (b); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; CREATE VIEW v AS SELECT b FROM t;
CREATE TABLE u (t_b text CONSTRAINT fk REFERENCES t (b))`,
		`CREATE TABLE t (a text, b text); CREATE INDEX i ON t (b); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; CREATE VIEW v AS SELECT b FROM t;
CREATE TABLE u (t_b text CONSTRAINT fk REFERENCES t (b))`, true},
	{"many at once", `CREATE TABLE t (a int, b text, z int); CREATE INDEX i ON t (b); CREATE INDEX old ON t (a)`,
		`CREATE TABLE t (a integer PRIMARY KEY, b text NOT NULL DEFAULT 'q', c int DEFAULT 5, CONSTRAINT ck CHECK (a > 0)) STRICT; CREATE INDEX i ON t (b, c); CREATE INDEX new ON t (a)`, true},
	{"view over a changed column", `CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT b FROM t`,
		`CREATE TABLE t (a int, c int NOT NULL DEFAULT 1, CONSTRAINT t_c_check CHECK (c > 0)); CREATE VIEW v AS SELECT c FROM t`, false},
	{"table to view", `CREATE TABLE t (a int); CREATE TABLE u (a int)`, `CREATE TABLE t (a int); CREATE VIEW u AS SELECT a FROM t`, false},
	{"circle of keys", ``, `CREATE TABLE a (id int PRIMARY KEY, b int CONSTRAINT f REFERENCES b (id)); CREATE TABLE b (id int PRIMARY KEY, a int CONSTRAINT f REFERENCES a (id))`, false},
	{"autoincrement", `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a int)`, `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a text)`, true},
	{"qualified check", `CREATE TABLE t (a int, CHECK (t.a > 0))`, `CREATE TABLE t (a text, CHECK ("t".a > 0))`, true},
	{"nothing left of it", `CREATE TABLE t (a int UNIQUE)`, `CREATE TABLE t (b int NOT NULL DEFAULT (1 + 1))`, true},
	{"generated", `CREATE TABLE t (a int, g int AS (a + 1) STORED)`, `CREATE TABLE t (a int, g int AS (a + 2) STORED)`, true},
}

func TestChange(t *testing.T) {
	for _, test := range changes {
		t.Run(test.name, func(t *testing.T) {
			conn, fresh := open(t, test.from), open(t, test.to)
			from, to := inspected(t, conn), inspected(t, fresh)
			up := script(t, from, to)
			if got := strings.Contains(up, "_schemactl_new_"); got != test.rebuilt {
				t.Errorf("rebuilt is %t in\n%s", got, up)
			}
			run(t, conn, "BEGIN;"+up+"COMMIT;")
			checkEqual(t, inspected(t, conn), to)
			down := script(t, to, from)
			run(t, conn, "BEGIN;"+down+"COMMIT;")
			checkEqual(t, inspected(t, conn), from)
		})
	}
}

func TestRebuildKeepsRows(t *testing.T) {
	conn := open(t, `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a text, n int);
INSERT INTO t (a, n) VALUES ('1', NULL), ('x', 2), ('3', 3); DELETE FROM t WHERE id = 3`)
	from := inspected(t, conn)
	to := inspected(t, open(t, `CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a int, n int NOT NULL, d text DEFAULT 'd' NOT NULL, CONSTRAINT u UNIQUE (a))`))
	c := *to.Lookup(schema.Ref{Kind: schema.KindColumn, Table: "t", Name: "n"}).(*schema.Column)
	c.Backfill = "7"
	to.Put(&c)
	run(t, conn, "BEGIN;"+script(t, from, to)+"COMMIT;"+"INSERT INTO t (a, n) VALUES (9, 9)")
	if got, want := dump(t, conn, "SELECT id, a, typeof(a), n, d FROM t"), "1|1|integer|7|d|\n2|x|text|2|d|\n4|9|integer|9|d|\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestRenamedTableIsNotRebuilt(t *testing.T) {
	conn := open(t, `CREATE TABLE a (id integer PRIMARY KEY, b text); CREATE VIEW v AS SELECT b FROM a`)
	to := inspected(t, open(t, `CREATE TABLE c (id integer PRIMARY KEY, b text); CREATE VIEW v AS SELECT b FROM c`))
	table := *to.Lookup(schema.Ref{Kind: schema.KindTable, Name: "c"}).(*schema.Table)
	table.RenamedFrom = "a"
	to.Put(&table)
	stmts, err := Dialect{}.Rename(&schema.Table{Name: "a"}, &table)
	if err != nil {
		t.Fatal(err)
	}
	// What the planner sees after the rename: parts under the new table, with
	// the names of constraints as they were.
	from := schema.New()
	for o := range inspected(t, conn).All() {
		r := o.Ref()
		if r.Table == "a" {
			r.Table = "c"
		}
		if r.Kind == schema.KindTable {
			r.Name = "c"
		}
		from.Put(o.Named(r))
	}
	run(t, conn, stmts[0].SQL)
	text := script(t, from, to)
	if strings.Contains(text, "_schemactl_new_") {
		t.Errorf("rebuilt:\n%s", text)
	}
	run(t, conn, text)
	checkEqual(t, inspected(t, conn), to)
}

func BenchmarkInspect(b *testing.B) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, _ := db.Conn(context.Background())
	for i := range 10000 {
		text := fmt.Sprintf("CREATE TABLE t%d (id integer PRIMARY KEY, a text NOT NULL DEFAULT 'x', b int CHECK (b > 0), c int REFERENCES t0)", i)
		if _, err := conn.ExecContext(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := Inspect(context.Background(), conn, false); err != nil {
			b.Fatal(err)
		}
	}
}
