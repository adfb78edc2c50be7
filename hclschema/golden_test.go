package hclschema

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/schemactl/schemactl/schema"
)

// decodeText decodes one file and fails on any diagnostic.
func decodeText(t testing.TB, name string, src []byte, opts Options) (*schema.Schema, *Source) {
	t.Helper()
	var f Files
	diags := f.Parse(name, src)
	s, source, more := Decode(&f, opts)
	if diags = append(diags, more...); len(diags) > 0 {
		t.Fatalf("decoding %s:\n%s", name, render(&f, diags))
	}
	return s, source
}

func render(f *Files, diags hcl.Diagnostics) string {
	var b bytes.Buffer
	_ = WriteDiagnostics(&b, f.Map(), diags, false, 100)
	return b.String()
}

var postgres = Options{DefaultSchema: "public"}

// TestGolden decodes each file of testdata/golden, encodes it, and compares
// that with the file of the same name that ends in .out. With UPDATE set in
// the environment the latter is written.
func TestGolden(t *testing.T) {
	names, _ := filepath.Glob("testdata/golden/*.hcl")
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			opts := postgres
			if strings.Contains(name, "sqlite") {
				opts = Options{}
			}
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			first, _ := decodeText(t, name, src, opts)
			out, err := Encode(first)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".hcl") + ".out"
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, out, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(out)); d != "" {
				t.Errorf("encoding differs:\n%s", d)
			}
			second, _ := decodeText(t, golden, out, opts)
			if d := difference(first, second); d != "" {
				t.Errorf("decoding what was encoded: %s", d)
			}
			if again, _ := Encode(second); !bytes.Equal(out, again) {
				t.Errorf("encoding twice differs:\n%s", cmp.Diff(string(out), string(again)))
			}
		})
	}
}

// difference names the first objects in which two schemas differ.
func difference(a, b *schema.Schema) string {
	var list []string
	for o := range a.All() {
		other := b.Lookup(o.Ref())
		if other == nil {
			list = append(list, o.Ref().String()+" is lost")
			continue
		}
		o, other = uncast(o), uncast(other)
		if names := schema.Changed(o, other); len(names) > 0 {
			list = append(list, o.Ref().String()+" differs in "+strings.Join(names, ", ")+"\n"+cmp.Diff(o, other))
		}
	}
	for o := range b.All() {
		if !a.Has(o.Ref()) {
			list = append(list, o.Ref().String()+" is new")
		}
	}
	return strings.Join(list, "\n")
}

// uncast drops the casts of literal defaults, which a dialect puts back: the
// language has no way to write them on a literal.
func uncast(o schema.Object) schema.Object {
	o = o.Named(o.Ref())
	strip := func(v *string) {
		if text, _, ok := cutLiteral(*v); ok {
			*v = quoteLiteral(text)
		}
	}
	switch o := o.(type) {
	case *schema.Column:
		strip(&o.Default)
	case *schema.Domain:
		strip(&o.Default)
	}
	return o
}
