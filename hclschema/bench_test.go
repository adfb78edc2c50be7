package hclschema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/internal/benchschema"
)

// manyTables writes tables of eleven columns, with keys and an index.
func manyTables(n int) []byte {
	var b strings.Builder
	b.WriteString("schema \"public\" {}\nenum \"status\" {\n  schema = schema.public\n  values = [\"a\", \"b\"]\n}\n")
	for i := range n {
		fmt.Fprintf(&b, "table \"t%d\" {\n  schema = schema.public\n  column \"id\" {\n    type = bigint\n  }\n  column \"other_id\" {\n    type = bigint\n    null = true\n  }\n", i)
		b.WriteString("  column \"st\" {\n    type    = enum.status\n    default = \"a\"\n  }\n  column \"at\" {\n    type    = timestamptz(3)\n    default = sql(\"now()\")\n  }\n")
		for j := range 7 {
			fmt.Fprintf(&b, "  column \"c%d\" {\n    type    = varchar(40)\n    null    = true\n    comment = \"column %d\"\n  }\n", j, j)
		}
		b.WriteString("  primary_key {\n    columns = [column.id]\n  }\n  index \"i\" {\n    columns = [column.c1, column.c2]\n  }\n")
		fmt.Fprintf(&b, "  foreign_key \"fk\" {\n    columns     = [column.other_id]\n    ref_columns = [table.t%d.column.id]\n    on_delete   = CASCADE\n  }\n}\n", (i+1)%n)
	}
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	src := manyTables(benchschema.Size(b))
	for b.Loop() {
		hclsyntax.ParseConfig(src, "x.hcl", hcl.InitialPos)
	}
}

// BenchmarkDecode includes the parser's own time.
func BenchmarkDecode(b *testing.B) {
	src := manyTables(benchschema.Size(b))
	for b.Loop() {
		if s, _ := decodeText(b, "x.hcl", src, postgres); s.Len() < 10*benchschema.Size(b) {
			b.Fatal(s.Len())
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	s, _ := decodeText(b, "x.hcl", manyTables(benchschema.Size(b)), postgres)
	for b.Loop() {
		if _, err := Encode(s); err != nil {
			b.Fatal(err)
		}
	}
}
