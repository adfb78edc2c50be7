package postgres

import (
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/schema"
)

// TestPartLabel compares the names that are guessed for the columns of indexes with those that the server gives.
func TestPartLabel(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `
CREATE TYPE pair AS (f integer, g integer[]);
CREATE FUNCTION own(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION "Odd Fn"(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (a integer, b text, c text, "Odd" text, d jsonb, at timestamp, list integer[], p pair, v varchar(20), ok boolean, n numeric);
CREATE INDEX ON t (left(c, 3), (coalesce(c, b)), (a::text), (d->>'x'), ((d->>'x')::int), (c IS NULL));
CREATE INDEX ON t ((CASE WHEN a = 1 THEN b ELSE c END), (CASE WHEN a = 1 THEN b END), (CASE WHEN a = 1 THEN 1 ELSE 2 END), (nullif(b, c)));
CREATE INDEX ON t ((greatest(a, 1)), (least(a, 1)), btrim(c), ltrim(c), substr(c, 1), (c COLLATE "C"), (list[1]), ((p).f), (((p).g)[1]));
CREATE INDEX ON t ((array[a, 1]), (lower(c)::uuid), (upper(c)::varchar), ((a + 1)::bigint), lower(v), (v::text), (NOT ok), (a IN (1, 2)));
CREATE INDEX ON t (to_tsvector('english'::regconfig, c), own(a), "Odd Fn"(a), (d #>> '{a,b}'), date_trunc('day', at), (c::varchar(5)));
CREATE INDEX ON t (((d->'x')::text::int), (a::smallint), (floor(n)::int), (c ~~ 'x%'), (-a), abs(-a), (coalesce(a, 0) + 1), ("Odd"::varchar));
CREATE INDEX ON t ((b || '::text'), ((a > 0)::int), (lower(b) || upper(c)), (a::numeric(10,2)), ((a, b) IS NULL), (b = 'x'::text));
`)
	pgtest.Exec(t, url, `CREATE INDEX ON t ((at AT TIME ZONE 'utc'))`)
	conn, done := pgtest.Conn(t, url)
	defer done()
	rows, err := conn.QueryContext(t.Context(), `
SELECT pg_get_indexdef(x.indexrelid, a.attnum, true), pg_get_indexdef(x.indexrelid, a.attnum, false), regexp_replace(a.attname, '\d$', '')
FROM pg_index x JOIN pg_attribute a ON a.attrelid = x.indexrelid WHERE x.indrelid = 't'::regclass AND a.attname !~ 'int\d'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var pretty, expr, want string
		if err := rows.Scan(&pretty, &expr, &want); err != nil {
			t.Fatal(err)
		}
		for _, e := range []string{pretty, expr} {
			if got := partLabel(schema.IndexPart{Expr: e}); got != want {
				t.Errorf("%s: got %s, want %s", e, got, want)
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for typ, want := range map[string]string{"(d ->> 'x'::text)::integer": "int4", "(a > 0)::bigint": "int8"} {
		if got := partLabel(schema.IndexPart{Expr: typ}); got != want {
			t.Errorf("%s: got %s, want %s", typ, got, want)
		}
	}
}
