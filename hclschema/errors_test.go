package hclschema

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/schema"
)

// TestErrors decodes the files of testdata/errors. A diagnostic must start on
// each line that ends in "# ERROR: Summary", and none elsewhere.
func TestErrors(t *testing.T) {
	names, _ := filepath.Glob("testdata/errors/*.hcl")
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			files, diags := Load([]string{name})
			_, _, more := Decode(files, postgres)
			diags = append(diags, more...)
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for i, line := range strings.Split(string(src), "\n") {
				if _, summary, ok := strings.Cut(line, "# ERROR: "); ok {
					want = append(want, fmt.Sprintf("%03d %s", i+1, summary))
				}
			}
			for _, d := range diags {
				got = append(got, fmt.Sprintf("%03d %s", d.Subject.Start.Line, d.Summary))
			}
			slices.Sort(want)
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("diagnostics differ:\n%s\n%s", d, render(files, diags))
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "missing.hcl"), "Unreadable schema file"},
		{t.TempDir(), "Unreadable schema file"},
		{write("empty.hcl", " \n"), "Empty schema file"},
		{write("binary", "a\x00b"), "Not a text file"},
		{write("latin1", "x = \"\xe9\""), "Invalid encoding"},
		{write("nfd", "x = \"e\u0301\""), "Decomposed character"},
		{write("deep", "x = "+strings.Repeat("[", 100000)), "Nesting too deep"},
		{write("bangs", "x = "+strings.Repeat("!", 100000)+"true"), "Nesting too deep"},
		{write("templates", "x = "+strings.Repeat(`"${`, 100000)), "Nesting too deep"},
	} {
		_, diags := Load([]string{c.path})
		if len(diags) != 1 || diags[0].Summary != c.want {
			t.Errorf("loading %s: %v, want %s", filepath.Base(c.path), diags, c.want)
		}
	}
	lines := "# " + strings.Repeat("-", 1000) + "\n# " + strings.Repeat("(", 1000) + "\nschema \"x\" {}\n"
	if _, diags := Load([]string{write("fine.hcl", lines)}); len(diags) > 0 {
		t.Errorf("a comment is refused: %v", diags)
	}
}

func TestWriteDiagnostics(t *testing.T) {
	var f Files
	diags := f.Parse("bad.hcl", []byte("table \"t\" {\n\tcolumn \"a\" { typ = text }\n}\n"))
	_, _, more := Decode(&f, postgres)
	var b bytes.Buffer
	if err := WriteDiagnostics(&b, f.Map(), append(diags, more...), false, 60); err != nil {
		t.Fatal(err)
	}
	want := `Error: Missing required attribute

  on bad.hcl line 2, in table "t":
   2: 	column "a" { typ = text }
      	^^^^^^^^^^

A block of type "column" must have the attribute "type".

Error: Unsupported attribute

  on bad.hcl line 2, in table "t":
   2: 	column "a" { typ = text }
      	             ^^^

A block of type "column" has no attribute "typ". Did you
mean "type"?

`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestVariablesAndSource(t *testing.T) {
	src := []byte(`
variable "n" {
  type = number
}
variable "more" {
  type    = list(string)
  default = []
}
table "t" {
  for_each = { a = "x", b = "y" }
  name     = "t_${each.key}"
  owner    = "app"
  column "c" {
    type    = varchar(var.n)
    default = each.key == "a" ? sql("now()") : sql("1")
  }
}
view "v" {
  as         = "SELECT 1"
  depends_on = [table.t["b"]]
}
table "u" {
  column "t" {
    for_each = var.more
    name     = each.value
    type     = text
  }
}
policy "p" {
  for_each = [table.t["a"], table.u]
  on       = each.value
}
`)
	s, source := decodeText(t, "v.hcl", src, Options{DefaultSchema: "public", Variables: map[string]string{"n": "7", "more": `["one", "two"]`}})
	var got []string
	for o := range s.All() {
		got = append(got, o.Ref().String())
	}
	want := []string{
		"table public.t_a", "column public.t_a.c", "table public.t_b", "column public.t_b.c", "view public.v",
		"table public.u", "column public.u.one", "column public.u.two", "policy public.t_a.p", "policy public.u.p",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for o := range s.All() {
		r, ok := source.Range(o.Ref())
		if !ok || r.Filename != "v.hcl" {
			t.Errorf("%s has no place", o.Ref())
		}
		if r.Start.Line == 9 && !source.NamesOwner(o.Ref()) {
			t.Errorf("the owner of %s is not known to be managed", o.Ref())
		}
	}
}

// TestEveryKind holds the list of blocks against the list of kinds.
func TestEveryKind(t *testing.T) {
	for _, k := range schema.Kinds {
		if schema.IsPrivileges(k) {
			continue // a block is one entry of it
		}
		if !splitKinds[k] && !partKinds[k] && (blockTypes[string(k)] == nil || blockTypes[string(k)].kind != k) {
			t.Errorf("%s has no block", k)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		o    schema.Object
		want string
	}{
		{&schema.Namespace{Name: "e\u0301"}, "normalization form C"},
		{&schema.View{Name: "v", As: "a\x00b"}, "NUL byte"},
		{&schema.Policy{Table: "t", Name: "p"}, "is missing"},
		{&schema.Column{Table: "t", Name: "c"}, "is missing"},
		{&schema.Default{Table: "t", Column: "c"}, "have no block"},
	} {
		_, err := Encode(schema.New(c.o))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("encoding %s: %v, want %s", c.o.Ref(), err, c.want)
		}
	}
}
