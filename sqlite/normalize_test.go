package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

// portable is what a file written for PostgreSQL decodes to.
func portable() *schema.Schema {
	t := &schema.Table{Schema: "public", Name: "users", Common: schema.Common{Comment: "people"}}
	col := func(name, kind string) *schema.Column {
		return &schema.Column{Schema: "public", Table: "users", Name: name, Type: kind, NotNull: true}
	}
	id, at, code := col("id", "bigint"), col("at", "timestamp with time zone"), col("code", "character varying(40)")
	id.Identity = &schema.Identity{Always: true}
	at.Default = "now()"
	code.Collation = `"C"`
	boss := col("boss", "bigint")
	boss.NotNull = false
	return schema.New(
		&schema.Namespace{Name: "public"}, t, id, at, code, boss, col("active", "boolean"), col("at_local", "timestamp(3) without time zone"),
		&schema.Key{Schema: "public", Table: "users", Name: "users_pkey", Primary: true, Columns: []string{"id"}},
		&schema.ForeignKey{Schema: "public", Table: "users", Name: "boss_fk", Columns: []string{"boss"}, RefTable: t.Ref(), RefColumns: []string{"id"}, OnDelete: "SET NULL"},
		&schema.Check{Schema: "public", Table: "users", Name: "c", Expr: "id\n >  -1"},
		&schema.Index{Schema: "public", Table: "users", Name: "x", Method: "btree", Parts: []schema.IndexPart{{Expr: "lower( code )"}, {Column: "at", Desc: true}}},
		&schema.View{Schema: "public", Name: "v", As: "\nSELECT id FROM users;\n"},
	)
}

const portableTable = `CREATE TABLE users (
    id integer PRIMARY KEY AUTOINCREMENT,
    at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    code varchar(40) NOT NULL,
    boss bigint,
    active boolean NOT NULL,
    at_local timestamp(3) NOT NULL,
    CONSTRAINT c CHECK (id > -1),
    CONSTRAINT boss_fk FOREIGN KEY (boss) REFERENCES users (id) ON DELETE SET NULL
);
`

func TestPortableSchema(t *testing.T) {
	want := portable()
	notes := Normalize(want)
	if len(notes) != 1 || !strings.Contains(notes[0], "comments") {
		t.Errorf("notes: %q", notes)
	}
	if err := Check(want); err != nil {
		t.Fatal(err)
	}
	text := script(t, schema.New(), want)
	if !strings.HasPrefix(text, portableTable) {
		t.Errorf("got\n%s", text)
	}
	conn := open(t, text)
	checkEqual(t, inspected(t, conn), want)
	if notes := SampleRows(context.Background(), conn, want); len(notes) > 0 {
		t.Error(notes)
	}
	users := schema.Ref{Kind: schema.KindTable, Name: "users"}
	got, err := Snapshot(context.Background(), conn, want)
	if err != nil || got[users] != "2" || got[users.InTable(schema.KindColumn, "code")] == "" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestStrictTypes(t *testing.T) {
	s := portable()
	strict := *s.Lookup(schema.Ref{Kind: schema.KindTable, Schema: "public", Name: "users"}).(*schema.Table)
	strict.Strict = true
	s.Put(&strict)
	Normalize(s)
	if err := Check(s); err != nil {
		t.Fatal(err)
	}
	checkEqual(t, inspected(t, open(t, script(t, schema.New(), s))), s)
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	s := portable()
	s.Put(&schema.Enum{Schema: "public", Name: "status", Values: []string{"a"}})
	s.Put(&schema.Column{Schema: "public", Table: "users", Name: "tags", Type: "text[]"})
	s.Put(&schema.Column{Schema: "public", Table: "users", Name: "n", Type: "integer", Identity: &schema.Identity{}})
	s.Put(&schema.Index{Schema: "public", Table: "users", Name: "g", Method: "gin", Parts: []schema.IndexPart{{Column: "at"}}})
	Normalize(s)
	err := Check(s)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"enum status: SQLite has no enum", "column users.tags: SQLite has no arrays",
		"column users.n: SQLite has no such thing as its identity", "index users.g: SQLite has no such thing as its method",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

func TestInspectNamesWhatItCannotCarry(t *testing.T) {
	conn := open(t, `CREATE VIRTUAL TABLE docs USING fts5(body); CREATE TABLE t (a int PRIMARY KEY ON CONFLICT REPLACE, b int, UNIQUE (b DESC))`)
	found, err := Inspect(context.Background(), conn, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(found.Unsupported, "; "), `virtual table docs; ON CONFLICT REPLACE of table t; key part "b DESC" of table t`; got != want {
		t.Errorf("got %s", got)
	}
	if n := found.Schema.Len(); n != 5 {
		t.Errorf("%d objects", n)
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"a>-1": "a > -1", "a - 1": "a - 1", "lower ( a )": "lower(a)", "a IN(1,2)": "a IN (1, 2)",
		"( a ) * -b": "(a) * -b", "a\n||'x  y' -- c\n": "a || 'x  y'", "a IN (-1)": "a IN (-1)", `"a b".c`: `"a b".c`, "1e-5+2": "1e-5 + 2",
		"CAST (a AS int)": "CAST(a AS int)", "NOT (a)": "NOT (a)",
	} {
		if got := canonical(in); got != want || canonical(got) != got {
			t.Errorf("canonical(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRename(t *testing.T) {
	from := &schema.Column{Table: "t", Name: "a"}
	stmts, err := Dialect{}.Rename(from, &schema.Column{Table: "t", Name: "b"})
	if err != nil || stmts[0].SQL != "ALTER TABLE t RENAME COLUMN a TO b" {
		t.Errorf("%v, %v", stmts, err)
	}
	if _, err := (Dialect{}).Rename(&schema.Check{Table: "t", Name: "a"}, &schema.Check{Table: "t", Name: "b"}); err == nil {
		t.Error("a check is renamed")
	}
}
