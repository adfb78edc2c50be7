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
		addDefaultPrivileges(t, known)
		opts := postgres
		opts.Exact = rapid.Bool().Draw(t, "exact")
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
		got, gotSource, gotDiags := DecodeGiven(&read, known, opts)
		if a, b := render(&parsed, diags), render(&read, gotDiags); a != b {
			t.Fatalf("mistakes:\n%s\nwant:\n%s\n%s", b, a, src)
		}
		if diags.HasErrors() {
			return
		}
		if !opts.Exact {
			got = asManaged(got, wantSource)
		}
		sameAsDecoded(t, want, got, wantSource, gotSource)
	})
}

func sameAsDecoded(t *rapid.T, want, got *schema.Schema, wantSource, gotSource *Source) {
	if gotSource.Mentions.Grants != wantSource.Mentions.Grants {
		t.Fatalf("grants are managed: %t", gotSource.Mentions.Grants)
	}
	if d := difference(want, got); d != "" {
		t.Fatal(d)
	}
	for o := range want.All() {
		a, ok := wantSource.Range(o.Ref())
		if b, there := gotSource.Range(o.Ref()); a != b || ok != there {
			t.Fatalf("%s is at %v, want %v", o.Ref(), b, a)
		}
		if named := gotSource.NamesOwner(o.Ref()); named != wantSource.NamesOwner(o.Ref()) {
			t.Fatalf("the owner of %s is named: %t", o.Ref(), named)
		}
	}
}

// asManaged takes out what is left to the database where no file speaks of it.
func asManaged(s *schema.Schema, source *Source) *schema.Schema {
	out := schema.New()
	for o := range s.All() {
		o = o.Named(o.Ref())
		if !source.NamesOwner(o.Ref()) {
			o.Base().Owner = ""
		}
		if !source.Mentions.Grants && !schema.IsPrivileges(o.Ref().Kind) {
			o.Base().Grants = nil
		}
		out.Put(o)
	}
	return out
}

// addDefaultPrivileges adds what stands in blocks of no object.
func addDefaultPrivileges(t *rapid.T, s *schema.Schema) {
	for range rapid.IntRange(0, 2).Draw(t, "default privileges") {
		s.Add(&schema.DefaultPrivileges{
			Role: rapid.SampledFrom([]string{"app", "users"}).Draw(t, "role"), Type: rapid.SampledFrom([]string{"TABLES", "TYPES"}).Draw(t, "type"),
			Common: schema.Common{Grants: []schema.Grant{{Role: "PUBLIC", Privileges: []string{"USAGE"}}}},
		})
	}
}

// ofPrivileges tells a block about privileges.
func ofPrivileges(block string) bool {
	return strings.HasPrefix(block, "permission {") || strings.HasPrefix(block, "default_permission {")
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
		switch rapid.SampledFrom([]string{"remove", "repeat", "move", "comment", "rename", "attribute", "column", "silence", "owner"}).Draw(t, "edit") {
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
		case "silence":
			list = slices.DeleteFunc(list, ofPrivileges)
		case "owner":
			list[i] = strings.Replace(list[i], "{\n", "{\n  owner = \"x\"\n", 1)
		case "attribute":
			list[i] = strings.Replace(list[i], "{\n", "{\n  comment = \"x\"\n", 1)
		}
	}
	return list
}
