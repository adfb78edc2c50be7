package hclschema

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/schemactl/schemactl/schema"
)

// TestGiven reads files that are written of a random schema and then edited,
// with the schema at hand and without it.
func TestGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := randomSchema(t)
		written := known
		if rapid.Bool().Draw(t, "without owners") {
			written = withoutOwners(known)
		}
		e, err := encode(written, nil)
		if err != nil {
			t.Fatal(err)
		}
		src := []byte(strings.Join(edited(t, e), "\n"))
		var parsed Files
		diags := parsed.Parse("random.hcl", src)
		var want *schema.Schema
		var wantSource *Source
		if !diags.HasErrors() {
			want, wantSource, diags = Decode(&parsed, postgres)
		}

		var read Files
		if d := read.add("random.hcl", src); d != nil {
			return // no block is left, which Parse has refused
		}
		got, gotSource, gotDiags := DecodeGiven(&read, known, postgres)
		if a, b := render(&parsed, diags), render(&read, gotDiags); a != b {
			t.Fatalf("mistakes:\n%s\nwant:\n%s\n%s", b, a, src)
		}
		if diags.HasErrors() {
			return
		}
		if written != known {
			got = withoutOwners(got)
		}
		sameAsDecoded(t, want, got, wantSource, gotSource)
	})
}

func sameAsDecoded(t *rapid.T, want, got *schema.Schema, wantSource, gotSource *Source) {
	if gotSource.Mentions.Grants != wantSource.Mentions.Grants {
		t.Fatalf("grants are managed: %t", gotSource.Mentions.Grants)
	}
	if !wantSource.Mentions.Grants {
		got = withoutGrants(got)
	}
	if d := difference(want, got); d != "" {
		t.Fatal(d)
	}
	for o := range want.All() {
		a, ok := wantSource.Range(o.Ref())
		if b, there := gotSource.Range(o.Ref()); a != b || ok != there {
			t.Fatalf("%s is at %v, want %v", o.Ref(), b, a)
		}
	}
}

// withoutGrants takes out what is left to the database where no file speaks of
// it.
func withoutGrants(s *schema.Schema) *schema.Schema {
	out := schema.New()
	for o := range s.All() {
		if o.Ref().Kind == schema.KindDefaultPermission {
			continue
		}
		o = o.Named(o.Ref())
		o.Base().Grants = nil
		out.Put(o)
	}
	return out
}

// edited gives the blocks that an encoder wrote, with a few edits.
func edited(t *rapid.T, e *encoder) []string {
	var list []string
	for _, s := range e.spans {
		list = append(list, string(e.buf.Bytes()[s.start:s.end]))
	}
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		if len(list) == 0 {
			break
		}
		i := rapid.IntRange(0, len(list)-1).Draw(t, "block")
		switch rapid.SampledFrom([]string{"remove", "repeat", "move", "comment", "rename", "attribute", "column"}).Draw(t, "edit") {
		case "remove":
			list = slices.Delete(list, i, i+1)
		case "repeat":
			list = append(list, list[i])
		case "move":
			list = append(slices.Delete(slices.Clone(list), i, i+1), list[i])
		case "comment":
			list[i] = rapid.SampledFrom([]string{"# x\n", "// x\n", "/* x */\n", "/*\n}\n*/\n"}).Draw(t, "comment") + list[i]
		case "rename":
			list[i] = strings.Replace(list[i], `"`, `"x`, 1)
		case "column":
			if strings.HasPrefix(list[i], "table") {
				list[i] = strings.TrimSuffix(list[i], "}\n") + "  column \"extra\" {\n    type = text\n  }\n}\n"
			}
		case "attribute":
			list[i] = strings.Replace(list[i], "{\n", "{\n  comment = \"x\"\n", 1)
		}
	}
	return list
}
