package postgres

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

const everyType = `
CREATE SCHEMA "My Types";
CREATE TYPE status AS ENUM ('new', 'it''s open', 'back\slash', '');
COMMENT ON TYPE status IS 'of an order';
REVOKE ALL ON TYPE status FROM PUBLIC;
CREATE TYPE "My Types"."Empty One" AS ENUM ();
CREATE FUNCTION positive(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN amount AS numeric(12,2) DEFAULT 0.00 NOT NULL CONSTRAINT not_negative CHECK (VALUE >= 0) CHECK (VALUE < 1000);
COMMENT ON CONSTRAINT not_negative ON DOMAIN amount IS 'no debts';
CREATE DOMAIN "My Types"."Code" AS text COLLATE "C" CHECK (VALUE ~ '^[a-z]+$');
CREATE DOMAIN counted AS integer CHECK (positive(VALUE));
ALTER DOMAIN counted ADD CONSTRAINT later CHECK (VALUE < 100) NOT VALID;
CREATE DOMAIN codes AS "My Types"."Code"[];
CREATE TYPE address AS (city text COLLATE "C", "Zip Code" varchar(5), state status, amounts amount[]);
COMMENT ON COLUMN address.city IS 'in full';
COMMENT ON TYPE address IS 'postal';
CREATE TYPE nothing AS ();
CREATE TYPE nested AS (at address, seen timestamptz(3));
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE name_span AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops, multirange_type_name = many_names);
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
COMMENT ON COLLATION loose IS 'case does not matter';
CREATE COLLATION plain (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE TABLE t (a status DEFAULT 'new', b amount, c address, d float_range, e text COLLATE german, f status[], g "My Types"."Code");
`

func TestRebuildTypes(t *testing.T) {
	original, copied := pgtest.Database(t), pgtest.Database(t)
	pgtest.Exec(t, original, everyType)
	want := inspected(t, original)
	script := bring(t, copied, want)
	if got, want := dumpOf(t, copied), dumpOf(t, original); got != want {
		t.Errorf("the copy differs:\n%s\nthe script was\n%s", cmp.Diff(want, got), script)
	}
	if again := bring(t, copied, want); again != "" {
		t.Errorf("the copy is not the same to the planner:\n%s", again)
	}
}

const typesInUse = `
CREATE TYPE status AS ENUM ('a', 'b', 'c');
COMMENT ON TYPE status IS 'kept';
REVOKE ALL ON TYPE status FROM PUBLIC;
CREATE DOMAIN price AS integer DEFAULT 1 CONSTRAINT positive CHECK (VALUE > 0);
CREATE TYPE pair AS (x integer, y text);
CREATE TABLE t (id integer PRIMARY KEY, s status NOT NULL DEFAULT 'a', many status[] DEFAULT '{a,b}', p price, q pair,
	CHECK (s <> 'b' OR id > 0));
CREATE INDEX t_s ON t (s) WHERE s = 'a';
CREATE VIEW v AS SELECT id, s, p FROM t WHERE s = 'a';
CREATE FUNCTION f(s status) RETURNS status LANGUAGE sql AS 'SELECT s';
INSERT INTO t VALUES (1, 'a', '{a,b}', 5, (1, 'one')), (2, 'b', NULL, NULL, NULL), (3, 'a', '{}', 7, (NULL, NULL));
`

// Each change is of a copy of typesInUse.
var typeChanges = []struct{ name, sql string }{
	{"enum values added", `ALTER TYPE status ADD VALUE 'z' BEFORE 'a'; ALTER TYPE status ADD VALUE 'm' AFTER 'b'; ALTER TYPE status ADD VALUE 'n' AFTER 'm'; ALTER TYPE status ADD VALUE 'last'`},
	{"domain default", `ALTER DOMAIN price DROP DEFAULT`},
	{"domain not null", `CREATE DOMAIN must AS text DEFAULT 'x'; ALTER DOMAIN must SET NOT NULL`},
	{"domain checks", `ALTER DOMAIN price DROP CONSTRAINT positive; ALTER DOMAIN price ADD CONSTRAINT small CHECK (VALUE < 50)`},
	{"domain check not valid", `ALTER DOMAIN price ADD CONSTRAINT small CHECK (VALUE < 50) NOT VALID`},
	{"attribute added", `ALTER TYPE pair ADD ATTRIBUTE z integer; COMMENT ON COLUMN pair.z IS 'new'`},
	{"attribute dropped", `ALTER TYPE pair DROP ATTRIBUTE y`},
	{"attributes of a type without columns", `CREATE TYPE free AS (a integer, b text); CREATE FUNCTION g(free) RETURNS text LANGUAGE sql AS 'SELECT 1::text'`},
	{"grants and comment", `GRANT USAGE ON TYPE status TO PUBLIC; COMMENT ON TYPE status IS NULL; COMMENT ON TYPE pair IS 'two'`},
	{"domain of another base", `DROP VIEW v; ALTER TABLE t ALTER p TYPE bigint; DROP DOMAIN price;
		CREATE DOMAIN price AS bigint DEFAULT 1 CONSTRAINT positive CHECK (VALUE > 0); ALTER TABLE t ALTER p TYPE price;
		CREATE VIEW v AS SELECT id, s, p FROM t WHERE s = 'a'`},
	{"attribute of another type", `ALTER TABLE t ALTER q TYPE text; DROP TYPE pair; CREATE TYPE pair AS (x bigint, y text); ALTER TABLE t ALTER q TYPE pair USING q::pair`},
	{"attributes moved", `ALTER TABLE t ALTER q TYPE text; DROP TYPE pair; CREATE TYPE pair AS (y text, n integer, x integer); ALTER TABLE t ALTER q TYPE pair USING NULL`},
	{"range multirange", `CREATE TYPE r AS RANGE (subtype = integer, multirange_type_name = rs)`},
}

func TestChangeTypes(t *testing.T) {
	base := pgtest.Database(t)
	pgtest.Exec(t, base, typesInUse)
	for _, c := range typeChanges {
		t.Run(c.name, func(t *testing.T) { changeTypes(t, base, c.sql) })
	}
}

// changeTypes makes a change by SQL on one copy of a database and by a plan on
// another, and takes it back by a plan.
func changeTypes(t *testing.T, base, statements string) {
	t.Helper()
	wanted, planned := pgtest.Clone(t, base), pgtest.Clone(t, base)
	pgtest.Exec(t, wanted, statements)
	up := bring(t, planned, inspected(t, wanted))
	if got, want := dumpOf(t, planned), dumpOf(t, wanted); got != want {
		t.Errorf("the plan leads elsewhere:\n%s\nit was\n%s", cmp.Diff(want, got), up)
	}
	down := bring(t, planned, inspected(t, base))
	if got, want := dumpOf(t, planned), dumpOf(t, base); got != want {
		t.Errorf("the way back leads elsewhere:\n%s\nit was\n%s", cmp.Diff(want, got), down)
	}
}

// altered plans the change of one object and returns the script.
func altered(t *testing.T, url string, r schema.Ref, change func(schema.Object)) string {
	t.Helper()
	to := inspected(t, url).Clone()
	o := to.Lookup(r)
	c := o.Named(r)
	change(c)
	to.Put(c)
	return bring(t, url, to)
}

func TestRemakeEnum(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, typesInUse+`UPDATE t SET s = 'a', many = '{a,c}';`)
	script := altered(t, url, schema.Ref{Kind: schema.KindEnum, Schema: "public", Name: "status"}, func(o schema.Object) {
		e := o.(*schema.Enum)
		e.Values = []string{"C", "b", "a"}
		e.RenamedValues = map[string]string{"c": "C"}
	})
	for _, want := range []string{
		"ALTER TYPE public.status RENAME VALUE 'c' TO 'C'",
		"ALTER TYPE public.status RENAME TO status__old", "DROP TYPE public.status__old",
		"ALTER COLUMN many TYPE public.status[] USING many::text[]::public.status[]",
	} {
		if !strings.Contains(script, want) {
			t.Errorf("missing %q in\n%s", want, script)
		}
	}
	rows := pgtest.Rows(t, url)["public.t"]
	if !strings.Contains(rows, `"many": ["a", "C"]`) {
		t.Errorf("rows: %s", rows)
	}
}

func TestRemovedEnumValueIsARisk(t *testing.T) {
	from := &schema.Enum{Schema: "public", Name: "e", Values: []string{"a", "b"}}
	to := &schema.Enum{Schema: "public", Name: "e", Values: []string{"b"}}
	if !enumIsRemade(from, to) {
		t.Fatal("not remade")
	}
	if got := goneValues(from.Values, to.Values); !slices.Equal(got, []string{"'a'"}) {
		t.Errorf("gone: %v", got)
	}
}

func TestRenameAttribute(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, typesInUse)
	script := altered(t, url, schema.Ref{Kind: schema.KindComposite, Schema: "public", Name: "pair"}, func(o schema.Object) {
		c := o.(*schema.Composite)
		c.Fields = slices.Clone(c.Fields)
		c.Fields[0].Name, c.Fields[0].RenamedFrom = "first", "x"
	})
	if want := "ALTER TYPE public.pair RENAME ATTRIBUTE x TO first"; !strings.Contains(script, want) {
		t.Errorf("missing %q in\n%s", want, script)
	}
}

func TestDomainWithinAnotherType(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `CREATE DOMAIN d AS integer; CREATE TYPE pair AS (x d); CREATE TABLE t (c pair); CREATE DOMAIN free AS integer; CREATE TABLE f (c free)`)
	for domain, refused := range map[string]bool{"d": true, "free": false} {
		from := inspected(t, url)
		to := from.Clone()
		to.Put(&schema.DomainCheck{Schema: "public", Table: domain, Name: "c", Expr: "(VALUE > 0)"})
		plan, err := planner.New(from, to, Dialect{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = sqlgen.Statements(plan, Dialect{}, sqlgen.Options{Online: true})
		if (err != nil) != refused {
			t.Errorf("%s: %v", domain, err)
		}
	}
}

func TestUnsupported(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `
CREATE TABLE parent (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parent FOR VALUES FROM (0) TO (9);
CREATE TABLE base (a integer); CREATE TABLE child () INHERITS (base);
CREATE TYPE shape AS (a integer); CREATE TABLE typed OF shape;
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER sv FOREIGN DATA WRAPPER w OPTIONS (password 'hunter2');
CREATE FOREIGN TABLE ft (a integer) SERVER sv OPTIONS (token 'hunter2');
CREATE USER MAPPING FOR PUBLIC SERVER sv OPTIONS (password 'hunter2');
CREATE FUNCTION plus(shape, shape) RETURNS shape LANGUAGE sql AS 'SELECT $1';
CREATE OPERATOR ### (LEFTARG = shape, RIGHTARG = shape, FUNCTION = plus);
CREATE CAST (shape AS text) WITH INOUT;
CREATE TEXT SEARCH CONFIGURATION conf (COPY = english);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple);
CREATE TYPE shell;
CREATE OPERATOR FAMILY fam USING btree;
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE ACCESS METHOD am TYPE INDEX HANDLER bthandler;
CREATE POLICY pol ON child USING (true);
CREATE TABLE plain (id integer CONSTRAINT plain_key PRIMARY KEY, n integer GENERATED ALWAYS AS IDENTITY);
CREATE TEMP TABLE gone (a integer);`)
	found := findIn(t, pgtest.Open(t, url))
	got := strings.Join(found.Unsupported, "\n")
	for _, want := range []string{
		"secret option token of foreign table public.ft",
	} {
		if !strings.Contains("\n"+got+"\n", "\n"+want+"\n") {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "gone") || strings.Contains(got, "table public.plain") || strings.Contains(got, "plpgsql") || strings.Contains(got, "hunter2") {
		t.Errorf("too much in\n%s", got)
	}
}

func TestNothingUnsupported(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, everyType+`CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore;`)
	found := findIn(t, pgtest.Open(t, url))
	if len(found.Unsupported) > 0 {
		t.Error(strings.Join(found.Unsupported, "\n"))
	}
}
