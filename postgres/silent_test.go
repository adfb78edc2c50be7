package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestNothingSilent walks through every row that users can bring into any
// catalog of the server, over the fixtures of all kinds and one of what is not
// carried: each is an object that was read, a part of one, an extension's, or
// named as not supported. A catalog that no fixture has a row in fails too, so
// that what a later server brings cannot go unseen.
func TestNothingSilent(t *testing.T) {
	fixtures, err := filepath.Glob("../testdata/kinds/*.sql")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	w := catalogWalk{T: t, empty: map[string]bool{}}
	for _, path := range append(fixtures, "../testdata/unsupported.sql") {
		w.fixture(path)
	}
	for catalog, empty := range w.empty {
		if empty && elsewhere[catalog] == "" {
			t.Errorf("no fixture has an object in %s", catalog)
		}
	}
}

// elsewhere are the catalogs whose rows are none of a schema's business.
var elsewhere = map[string]string{
	"pg_largeobject_metadata": "large objects are rows, not schema",
}

// notSchema are rows that are none of a schema's business within catalogs whose
// other rows are: conditions over the catalog's row o.
var notSchema = map[string]string{
	// The query of a view is the view, and a value of an enum the enum.
	"pg_rewrite": "o.rulename = '_RETURN'",
	"pg_enum":    "true",
	// Those of a toast table.
	"pg_class": "o.relnamespace = 'pg_toast'::regnamespace",
	"pg_type":  "o.typnamespace = 'pg_toast'::regnamespace",
	// A shell that another operator brings along.
	"pg_operator": "o.oprcode = 0",
	// Those of other databases.
	"pg_subscription": "o.subdbid <> (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())",
}

type catalogWalk struct {
	*testing.T
	// empty are the catalogs in which no row was found.
	empty map[string]bool
}

// fixture walks through the database that a fixture makes.
func (w *catalogWalk) fixture(path string) {
	text, ok := pgtest.Fixture(w.T, path)
	if !ok {
		return
	}
	url := pgtest.Database(w.T)
	pgtest.Exec(w.T, url, text)
	ctx := context.Background()
	conn, err := pgtest.Open(w.T, url).Conn(ctx)
	if err != nil {
		w.Fatal(err)
	}
	defer conn.Close()
	r, missing, err := readEverything(ctx, &session{conn: conn})
	if err != nil {
		w.Fatal(err)
	}
	if len(r.strange) > 0 {
		w.Errorf("%s: pg_depend speaks of catalogs that are not known: %v", filepath.Base(path), r.strange)
	}
	d := &dependencies{reader: r}
	goes := w.goesWith(conn)
	names := map[address]string{}
	for _, catalog := range w.catalogs(conn) {
		w.rows(conn, catalog, names)
	}
	for a, name := range names {
		if !accounted(d, goes, missing, names, a) {
			w.Errorf("%s: %s of %s is neither carried nor named", filepath.Base(path), name, a.catalog)
		}
	}
}

// accounted reports whether a row, or what it goes with, is carried, an
// extension's or named.
func accounted(d *dependencies, goes map[address]address, missing []string, names map[address]string, a address) bool {
	const depth = 8
	for range depth {
		_, member := d.members[a]
		if member || d.find(a) != nil || isNamed(missing, names[a]) {
			return true
		}
		next, ok := goes[a]
		if !ok {
			return false
		}
		a = next
	}
	return false
}

// goesWith leads from what the server made along with something, or keeps as
// the copy of something, to that: dependencies of types i, P and S, and what
// hangs on what an extension brought.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html
func (w *catalogWalk) goesWith(conn *sql.Conn) map[address]address {
	const text = `
SELECT f.relname, d.objid, t.relname, d.refobjid FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class f ON f.oid = d.classid JOIN pg_catalog.pg_class t ON t.oid = d.refclassid
WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND (d.deptype IN ('i', 'P', 'S') OR d.deptype = 'a' AND EXISTS (SELECT FROM pg_catalog.pg_depend e
	WHERE e.deptype = 'e' AND e.classid = d.refclassid AND e.objid = d.refobjid))
ORDER BY d.deptype`
	out := map[address]address{}
	w.query(conn, text, func(rows *sql.Rows) error {
		var from, to address
		err := rows.Scan(&from.catalog, &from.oid, &to.catalog, &to.oid)
		out[from] = to
		return err
	})
	return out
}

// isNamed reports whether something, or what it belongs to, is among the names.
func isNamed(names []string, name string) bool {
	_, identity, _ := strings.Cut(name, ": ")
	if identity == "" {
		return false
	}
	return slices.ContainsFunc(names, func(n string) bool {
		_, whole, on := strings.Cut(identity, " on ")
		return strings.HasSuffix(n, identity) || on && strings.HasSuffix(n, whole)
	})
}

// catalogs lists those that have an OID and belong to the database, be it in part.
func (w *catalogWalk) catalogs(conn *sql.Conn) []string {
	const text = `
SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid'
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND (NOT c.relisshared OR c.relname = 'pg_subscription') ORDER BY 1`
	var out []string
	w.query(conn, text, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		out = append(out, name)
		return err
	})
	return out
}

// rows adds the rows of a catalog that initdb did not bring, and what they are.
func (w *catalogWalk) rows(conn *sql.Conn, catalog string, names map[address]string) {
	condition := "false"
	if c, ok := notSchema[catalog]; ok {
		condition = c
	}
	if elsewhere[catalog] != "" {
		condition = "true"
	}
	text := fmt.Sprintf(`
SELECT %[2]s, o.oid, CASE WHEN %[2]s THEN '' ELSE (SELECT i.type || ': ' || coalesce(i.identity, '')
	FROM pg_catalog.pg_identify_object('pg_catalog.%[1]s'::regclass, o.oid, 0) i) END
FROM pg_catalog.%[1]s o WHERE o.oid >= 16384`, catalog, condition)
	if _, seen := w.empty[catalog]; !seen {
		w.empty[catalog] = true
	}
	w.query(conn, text, func(rows *sql.Rows) error {
		a := address{catalog: catalog}
		var name string
		var other bool
		err := rows.Scan(&other, &a.oid, &name)
		if w.empty[catalog] = false; !other {
			names[a] = name
		}
		return err
	})
}

func (w *catalogWalk) query(conn *sql.Conn, text string, scan func(*sql.Rows) error) {
	w.Helper()
	rows, err := conn.QueryContext(context.Background(), text)
	if err != nil {
		w.Fatalf("%v\n%s", err, text)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			w.Fatalf("%v\n%s", err, text)
		}
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
}

// TestStrange: what is in a catalog that the program does not know is named.
func TestStrange(t *testing.T) {
	delete(knownCatalogs, "pg_cast")
	defer func() { knownCatalogs["pg_cast"] = true }()
	url := pgtest.Database(t)
	pgtest.Exec(t, url, "CREATE TYPE mood AS ENUM ('ok'); CREATE CAST (text AS mood) WITH INOUT")
	found := findIn(t, pgtest.Open(t, url))
	if want := "cast (pg_catalog.text AS public.mood)"; !slices.Contains(found.Unsupported, want) {
		t.Errorf("%q is not among %q", want, found.Unsupported)
	}
}
