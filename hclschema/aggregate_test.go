package hclschema

import (
	"testing"

	"github.com/schemactl/schemactl/schema"
)

// TestOverloadedSupport: which of several functions an aggregate calls is not said
// where it is one of a name.
func TestOverloadedSupport(t *testing.T) {
	src := "schema \"public\" {\n}\n"
	for _, typ := range []string{"text", "bigint"} {
		src += "function \"add\" {\n  lang = SQL\n  return = " + typ + "\n  arg \"s\" {\n    type = " + typ + "\n  }\n  arg \"v\" {\n    type = " + typ + "\n  }\n  as = \"SELECT s\"\n}\n"
	}
	src += "aggregate \"total\" {\n  arg {\n    type = bigint\n  }\n  state_type = bigint\n  state_func = \"public.add\"\n}\n"
	var files Files
	diags := files.Parse("overloaded.hcl", []byte(src))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s, _, diags := Decode(&files, postgres)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	needs := map[string]bool{}
	for a := range schema.Of[*schema.Aggregate](s) {
		for _, r := range a.Needs {
			needs[r.Name] = true
		}
	}
	for _, name := range []string{"add(text, text)", "add(bigint, bigint)"} {
		if !needs[name] {
			t.Errorf("%s is not needed: %v", name, needs)
		}
	}
}
