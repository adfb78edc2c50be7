package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/schema"
)

// authored are types and defaults as people write them. What Normalize makes of
// one must be what the server makes of it, or be left alone.
var authored = []struct{ typ, value string }{
	{"text", "'x'"}, {"text", "'it''s \\ x'"}, {"text", "''::text"}, {"text", "null"}, {"TEXT", "'x'::text"},
	{"varchar(5)", "'x'"}, {"varchar", "'x'"}, {"varchar(5)", "'x'::varchar"}, {"varchar(5)", "NULL"}, {"varchar(5)", "'x'::text"},
	{"character varying (7)", "'x'"}, {"char", "'x'"}, {"char(3)", "'x'"}, {"bpchar", "'x'"}, {"bpchar(4)", ""}, {"name", "'x'"},
	{"int", "0"}, {"int4", "-1"}, {"integer", "'5'"}, {"int", "007"}, {"int", "+1"}, {"int", "2147483648::bigint"}, {"int", "'-5'"},
	{"bigint", "0"}, {"int8", "-1"}, {"bigint", "5000000000"}, {"bigint", "-5000000000"}, {"bigint", "'7'"}, {"int2", "-3"}, {"bigint", "1.0"},
	{"numeric(5,2)", "0.00"}, {"decimal(5)", "1"}, {"numeric", "-1.5"}, {"numeric", "'1.50'"}, {"numeric", "00.10"}, {"numeric", "1e3"}, {"numeric", "-0.0"},
	{"numeric", "123456789012345678901234567890"}, {"numeric(5,-2)", "100"}, {"dec", "1"},
	{"real", "0"}, {"float8", "1.5"}, {"float", "-1.5"}, {"float(24)", "0.5"}, {"float(25)", "'1.5'"},
	{"bool", "TRUE"}, {"boolean", "'t'"}, {"bool", "false"}, {"bool", "null"},
	{"jsonb", "'{}'"}, {"jsonb", `'{"b":1,"a":2}'`}, {"json", "'[]'"}, {"uuid", "'00000000-0000-0000-0000-00000000000a'"}, {"uuid", "gen_random_uuid()"},
	{"date", "'2020-01-01'"}, {"date", "'today'"}, {"date", "current_date"}, {"timestamptz", "NOW()"}, {"timestamptz(3)", "current_timestamp"},
	{"timestamp(3)", "'2020-01-01'"}, {"time with time zone", "'10:00'"}, {"timetz(2)", ""}, {"timestamp (3) with time zone", "localtimestamp"}, {"interval", "'1 day'"},
	{"public.status", "'a'"}, {"public.status", "'a'::public.status"}, {"status", "'a'"}, {"public.status[]", "'{}'"}, {"public.status[]", "'{a}'"},
	{"text[]", "'{}'"}, {"int[]", "'{}'::int[]"}, {"int[3]", "'{1,2}'"}, {"varchar(5)[]", "'{}'"}, {"text[]", "array[]::text[]"}, {"timestamptz(3)[][]", ""}, {"bool[]", "null"},
	{"public.label", "'x'"}, {"public.label", "null"}, {"public.short", "'x'"}, {"public.short", "null"},
	{"bit", ""}, {"bit(3)", "'101'"}, {"varbit(4)", ""}, {`"char"`, "'x'"}, {"bytea", `'\x00'`}, {"inet", "'127.0.0.1'"}, {"text", "current_user"}, {"name", "current_role"},
	{"interval second(3)", ""}, {"money", "1"}, {"tstzrange", "'empty'"}, {"double   precision", "0"},
}

func TestNormalizeColumns(t *testing.T) {
	url := pgtest.Database(t)
	ddl := `CREATE TYPE status AS ENUM ('a'); CREATE DOMAIN label AS text; CREATE DOMAIN short AS varchar(5);`
	var lines []string
	desired := schema.New(
		&schema.Enum{Schema: "public", Name: "status", Values: []string{"a"}},
		&schema.Domain{Schema: "public", Name: "label", Type: "text"}, &schema.Domain{Schema: "public", Name: "short", Type: "varchar(5)"})
	for i, a := range authored {
		name := "c" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		line := name + " " + a.typ
		if a.value != "" {
			line += " DEFAULT " + a.value
		}
		lines = append(lines, line)
		desired.Put(&schema.Column{Schema: "public", Table: "t", Name: name, Type: a.typ, Default: a.value})
	}
	pgtest.Exec(t, url, ddl+"CREATE TABLE t ("+strings.Join(lines, ",\n")+")")
	real := inspected(t, url)
	Dialect{}.Normalize(desired)
	settled := 0
	for i, a := range authored {
		name := "c" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		ref := schema.Ref{Kind: schema.KindColumn, Schema: "public", Table: "t", Name: name}
		got, _ := schema.Find[*schema.Column](desired, ref)
		want, _ := schema.Find[*schema.Column](real, ref)
		if got.Type != want.Type && got.Type != a.typ {
			t.Errorf("type %s: %s, the server says %s", a.typ, got.Type, want.Type)
		}
		if got.Default != want.Default && got.Default != a.value {
			t.Errorf("default %s of %s: %s, the server says %s", a.value, a.typ, got.Default, want.Default)
		}
		if got.Type == want.Type && got.Default == want.Default {
			settled++
		} else {
			t.Logf("left to the server: %s default %s -> %s, %s", a.typ, a.value, want.Type, want.Default)
		}
	}
	if settled < len(authored)*2/3 {
		t.Errorf("only %d of %d are settled", settled, len(authored))
	}
}

// What the server gives is canonical: nothing may change.
func TestNormalizeKeepsWhatWasRead(t *testing.T) {
	for _, statements := range []string{everyType, typesInUse, rebuiltTables} {
		url := pgtest.Database(t)
		pgtest.Exec(t, url, statements)
		keepsAll(t, inspected(t, url))
	}
}

func keepsAll(t *testing.T, s *schema.Schema) {
	t.Helper()
	before := schema.Sums(s)
	Dialect{}.Normalize(s)
	after := schema.Sums(s)
	for name, sum := range before {
		if after[name] != sum {
			t.Errorf("%s has changed", name)
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d objects became %d", len(before), len(after))
	}
}

func TestNormalizeFollowsRoutines(t *testing.T) {
	f := &schema.Routine{Schema: "public", Name: "f", Args: []schema.Arg{{Mode: "IN", Type: "varchar(5)"}, {Type: "int"}}, Returns: "trigger"}
	g := &schema.Trigger{Schema: "public", Table: "t", Name: "g", FunctionRef: f.Ref()}
	s := schema.New(f, g)
	Dialect{}.Normalize(s)
	want := schema.Ref{Kind: schema.KindFunction, Schema: "public", Name: "f(character varying, integer)"}
	if !s.Has(want) || s.Len() != 2 {
		t.Errorf("no %s", want)
	}
	if got, _ := schema.Find[*schema.Trigger](s, g.Ref()); got.FunctionRef != want {
		t.Errorf("the trigger has %s", got.FunctionRef)
	}
}

func TestRoutineTypeHasNoLength(t *testing.T) {
	for given, want := range map[string]string{
		"character(1)": "character", "char": "character", "bpchar": "character", "bpchar[]": "character[]", "char(3)[]": "character[]",
		"bit(1)": "bit", "numeric(3)": "numeric", "timestamp(3) with time zone": "timestamp with time zone",
		"interval(3)": "interval", "interval day to second(2)": "interval", "text[]": "text[]", "public.point3(2)": "public.point3(2)",
	} {
		if got := routineType(given); got != want {
			t.Errorf("%s became %s, not %s", given, got, want)
		}
	}
}

func TestSampleRows(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, everyType+`
CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code varchar(1) UNIQUE, at timestamptz(3) NOT NULL, small numeric(2,2));
CREATE TABLE kid (id integer PRIMARY KEY, parent bigint REFERENCES parent, state text CHECK (state IN ('on', 'off')), up text GENERATED ALWAYS AS (upper(state)) STORED,
	b bit(3), span tstzrange, EXCLUDE USING gist (span WITH &&), n nested, w address[]);
CREATE TABLE impossible (a integer CHECK (a > 5 AND a < 5), b integer NOT NULL CHECK (b > 5 AND b < 5));
CREATE TABLE nocolumns ();
CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
CREATE TRIGGER tg BEFORE INSERT ON kid FOR EACH ROW EXECUTE FUNCTION no();`)
	s := inspected(t, url)
	ctx := context.Background()
	conn, err := pgtest.Open(t, url).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	notes := SampleRows(ctx, conn, s)
	if len(notes) != 1 || !strings.Contains(notes[0], "impossible") {
		t.Errorf("notes: %q", notes)
	}
	values, err := Snapshot(ctx, conn, s)
	if err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]string{"parent": "2", "kid": "2", "t": "2", "impossible": "0", "nocolumns": "1"} {
		if got := values[schema.Ref{Kind: schema.KindTable, Schema: "public", Name: table}]; got != want {
			t.Errorf("%s has %s rows, not %s", table, got, want)
		}
	}
	column := schema.Ref{Kind: schema.KindColumn, Schema: "public", Table: "kid", Name: "state"}
	if _, ok := values[column.InTable(schema.KindColumn, "up")]; ok {
		t.Error("a generated column has a digest")
	}
	pgtest.Exec(t, url, `UPDATE kid SET state = 'on'`)
	later, err := Snapshot(ctx, conn, s)
	if err != nil {
		t.Fatal(err)
	}
	for r, v := range values {
		if (later[r] != v) != (r == column) {
			t.Errorf("%s: %s, then %s", r, v, later[r])
		}
	}
}
