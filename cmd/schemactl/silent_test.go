package main

import (
	"maps"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// TestNotNullNamesStay takes a file that gives no names to NOT NULL constraints
// to a database where they have some of their own: they keep them, without a
// plan and through one that changes their tables.
func TestNotNullNamesStay(t *testing.T) {
	sql, ok := pgtest.Fixture(t, filepath.Join(root, "testdata/kinds/not_null.sql"))
	if !ok {
		t.Log("the names are of PostgreSQL 18")
		return
	}
	source, url := scratchServer(t), pgtest.Database(t)
	pgtest.Exec(t, url, sql)
	before := inspectURL(t, url)
	plan := func(desired *schema.Schema) *proof.Result {
		t.Helper()
		current := inspectURL(t, url)
		r, err := proof.Plan(t.Context(), proof.Input{
			Current: current, Desired: throughHCL(t, desired, current), Grants: true,
			Dialect: postgres.Dialect{Major: pgtest.Major(t)}, Scratch: source,
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := plan(silent(before)); !r.Empty() {
		t.Fatalf("names that the file does not give are changed:\n%s", sqlgen.Script(r.Up))
	}
	goal := pgtest.Clone(t, url)
	pgtest.Exec(t, goal, `ALTER TABLE public.t ADD COLUMN more text, ALTER COLUMN named TYPE varchar(50);
		ALTER TABLE public.parts ADD COLUMN more text;
		COMMENT ON DOMAIN public.named_domain IS 'changed'`)
	r := plan(silent(inspectURL(t, goal)))
	for _, way := range [][]sqlgen.Stmt{r.Up, r.Down} {
		runScript(t, url, way)
		if diff := cmp.Diff(notNullNames(before), notNullNames(inspectURL(t, url))); diff != "" {
			t.Fatalf("names of NOT NULL constraints are changed (-before +after):\n%s\n%s", diff, sqlgen.Script(way))
		}
	}
}

// silent is a schema as of a file that gives no names to NOT NULL constraints,
// but for those with comments.
func silent(s *schema.Schema) *schema.Schema {
	s = s.Clone()
	var named []schema.Object
	for o := range s.All() {
		o = o.Named(o.Ref())
		switch o := o.(type) {
		case *schema.Column:
			if o.NotNullComment == "" {
				o.NotNullName = ""
				named = append(named, o)
			}
		case *schema.Domain:
			if o.NotNullComment == "" {
				o.NotNullName = ""
				named = append(named, o)
			}
		}
	}
	for _, o := range named {
		s.Put(o)
	}
	return s
}

func notNullNames(s *schema.Schema) map[string]string {
	names := map[string]string{}
	for c := range schema.Of[*schema.Column](s) {
		names[c.Ref().String()] = c.NotNullName
	}
	for d := range schema.Of[*schema.Domain](s) {
		names[d.Ref().String()] = d.NotNullName
	}
	maps.DeleteFunc(names, func(_, name string) bool { return name == "" })
	return names
}
