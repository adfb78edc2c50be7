package hclschema

import (
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestMutilated decodes files with pieces cut out and put elsewhere: whatever
// an author writes is a diagnostic, and no panic.
func TestMutilated(t *testing.T) {
	src, err := os.ReadFile("testdata/golden/language.hcl")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := slices.Clone(src)
		for range rapid.IntRange(1, 4).Draw(t, "cuts") {
			from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
			to := min(from+rapid.IntRange(0, 40).Draw(t, "length"), len(text))
			piece := slices.Clone(text[from:to])
			text = slices.Delete(text, from, to)
			text = slices.Insert(text, rapid.IntRange(0, len(text)).Draw(t, "at"), piece...)
		}
		var f Files
		diags := f.Parse("x.hcl", text)
		s, _, more := Decode(&f, postgres)
		render(&f, append(diags, more...))
		if len(diags) == 0 && len(more) == 0 {
			if _, err := Encode(s); err != nil {
				t.Fatalf("what was decoded cannot be encoded: %v", err)
			}
		}
	})
}
