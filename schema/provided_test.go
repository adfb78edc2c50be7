package schema_test

import (
	"testing"

	"github.com/schemactl/schemactl/schema"
)

func TestParseProvided(t *testing.T) {
	for text, want := range map[string]schema.Ref{
		"FUNCTION pg_catalog.now()":           {Schema: "pg_catalog", Name: "now(): FUNCTION"},
		"function PG_Catalog.now()":           {Schema: "pg_catalog", Name: "now(): FUNCTION"},
		`FUNCTION "Odd.""S".f("T", integer)`:  {Schema: `Odd."S`, Name: `f("T", integer): FUNCTION`},
		"FOREIGN DATA WRAPPER postgres_fdw":   {Name: "postgres_fdw: FOREIGN DATA WRAPPER"},
		`LANGUAGE "Odd"`:                      {Name: `"Odd": LANGUAGE`},
		`TABLE ext."a.b"`:                     {Schema: "ext", Name: `"a.b": TABLE`},
		"SCHEMA pg_catalog":                   {Name: "pg_catalog: SCHEMA"},
		"PROCEDURE a.tidy(integer, interval)": {Schema: "a", Name: "tidy(integer, interval): PROCEDURE"},
	} {
		p, ok := schema.ParseProvided(text)
		if want.Kind = schema.KindProvided; !ok || p.Ref() != want {
			t.Errorf("%s: got %v, %t", text, p, ok)
			continue
		}
		again, ok := schema.ParseProvided(p.Target())
		if !ok || again.Ref() != want || p.Named(want).(*schema.Provided).Target() != p.Target() {
			t.Errorf("%s: its target %s is read as %v", text, p.Target(), again)
		}
	}
	for text, sort := range map[string]string{"FUNCTION now()": "FUNCTION", "TABLE": "", "public.f()": "", "FUNCTIONS a.b": "", "TYPE": ""} {
		p, ok := schema.ParseProvided(text)
		if ok || (p == nil) != (sort == "") || p != nil && p.Sort != sort {
			t.Errorf("%s: got %v, %t", text, p, ok)
		}
	}
}
