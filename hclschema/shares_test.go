package hclschema

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

// TestShares writes so many objects that they are shared among several
// goroutines: the text is the one that one of them writes.
func TestShares(t *testing.T) {
	s := schema.New(&schema.Namespace{Name: "public"})
	for i := range 3*objectsAtOnce + 1 {
		name := fmt.Sprintf("t%05d", i)
		s.Put(&schema.Table{Schema: "public", Name: name})
		s.Put(&schema.Column{Schema: "public", Table: name, Name: "id", Type: "integer", NotNull: true})
	}
	var texts []string
	for _, procs := range []int{1, 4} {
		before := runtime.GOMAXPROCS(procs)
		text, err := Encode(s)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] {
		t.Fatal("four goroutines write another text than one")
	}
	path := filepath.Join(t.TempDir(), "schema.hcl")
	if err := os.WriteFile(path, []byte(texts[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	files, diags := Load([]string{path})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	back, _, diags := Decode(files, Options{DefaultSchema: "public"})
	if diags.HasErrors() || back.Len() != s.Len() {
		t.Fatalf("read back: %d objects of %d: %v", back.Len(), s.Len(), diags)
	}
}
