package postgres

import (
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestProvenKey: what a partition has of its table's foreign key is no object,
// so that its being valid alone could not be kept.
func TestProvenKey(t *testing.T) {
	if pgtest.Major(t) < 18 {
		return // foreign keys of partitioned tables are all valid
	}
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `CREATE TABLE public.t (id integer PRIMARY KEY);
CREATE TABLE public.parts (k integer, t integer) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES IN (2);
ALTER TABLE public.parts ADD CONSTRAINT parts_t FOREIGN KEY (t) REFERENCES public.t NOT VALID;
ALTER TABLE public.parts_1 VALIDATE CONSTRAINT parts_t;`)
	found := findIn(t, pgtest.Open(t, url))
	want := "foreign key of a partition that is valid while that of the partitioned table is not parts_t on public.parts_1"
	if got := strings.Join(found.Unsupported, "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestIncompleteExclusion: nothing makes such a constraint complete.
func TestIncompleteExclusion(t *testing.T) {
	if pgtest.Major(t) < 17 {
		return // partitioned tables have no exclusion constraints
	}
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `CREATE TABLE public.parts (k integer, r int4range) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
ALTER TABLE ONLY public.parts ADD CONSTRAINT parts_x EXCLUDE (k WITH =);`)
	found := findIn(t, pgtest.Open(t, url))
	want := "exclusion constraint of a partitioned table that some partition has no part of parts_x on public.parts"
	if got := strings.Join(found.Unsupported, "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOddConstructor: a range has one name for all the functions that make its values.
func TestOddConstructor(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `CREATE TYPE public.span AS RANGE (SUBTYPE = numeric);
ALTER FUNCTION public.span(numeric, numeric) RENAME TO spanned;`)
	found := findIn(t, pgtest.Open(t, url))
	want := "constructor of a range type that is called otherwise than others of it, function public.spanned(numeric,numeric)"
	if got := strings.Join(found.Unsupported, "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
