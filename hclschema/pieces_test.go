package hclschema

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// TestPieces parses large files in pieces, and compares with the parser.
func TestPieces(t *testing.T) {
	const size = 4 << 10
	filler := manyTables(10)
	join := func(parts ...string) []byte {
		return bytes.Join([][]byte{filler, []byte(strings.Join(parts, "")), filler, filler}, []byte("\n"))
	}
	pad := strings.Repeat("# a comment of some length\n", size/20)
	tests := map[string]struct {
		src   []byte
		whole bool // the file cannot be cut
	}{
		"tables":    {src: join()},
		"attribute": {src: join("x = {\n", pad, "}\n")},
		"twice":     {src: join("x = 1\n", pad, string(filler), "x = 1\n"), whole: true},
		"heredoc":   {src: join("x = <<SQL\n", strings.Repeat("{\n}\n", size/2), "SQL\n"), whole: true},
		"comment":   {src: join("/*\n", strings.Repeat("{\n}\n", size/2), "*/\n"), whole: true},
		"call":      {src: join("x = f(\n", strings.Repeat("{\n}\n,", size/2), "{\n}\n)\n"), whole: true},
		"mistake":   {src: join("table {{\n}\n"), whole: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if n := len(cut(test.src, size)); n < 2 {
				t.Fatalf("%d pieces", n)
			}
			got := parsePieces("x.hcl", test.src, size)
			if test.whole {
				if got != nil {
					t.Fatal("it was cut")
				}
				return
			}
			file, diags := hclsyntax.ParseConfig(test.src, "x.hcl", hcl.InitialPos)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			want := file.Body.(*hclsyntax.Body)
			if got == nil || len(got.Blocks) != len(want.Blocks) || len(got.Attributes) != len(want.Attributes) {
				t.Fatal("something is missing")
			}
			for i, b := range want.Blocks {
				g := got.Blocks[i]
				if g.Type != b.Type || !cmp.Equal(g.Labels, b.Labels) || g.Range() != b.Range() ||
					!cmp.Equal(g.Body.SrcRange, b.Body.SrcRange) || !cmp.Equal(g.CloseBraceRange, b.CloseBraceRange) {
					t.Fatalf("block %d: %v at %v, want %v at %v", i, g.Labels, g.Range(), b.Labels, b.Range())
				}
			}
			if got.SrcRange != want.SrcRange || got.EndRange != want.EndRange {
				t.Errorf("ranges %v %v, want %v %v", got.SrcRange, got.EndRange, want.SrcRange, want.EndRange)
			}
		})
	}
}
