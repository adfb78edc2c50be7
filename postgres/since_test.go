package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

func TestLacks(t *testing.T) {
	s := schema.New()
	s.Add(&schema.Table{Schema: "public", Name: "t"})
	s.Add(&schema.Column{Schema: "public", Table: "t", Name: "v", Type: "integer", Generated: &schema.Generated{Expr: "1", Virtual: true}})
	s.Add(&schema.Key{Schema: "public", Table: "t", Name: "u", Columns: []string{"v"}, NullsNotDistinct: true, WithoutOverlaps: true})
	s.Add(&schema.View{Schema: "public", Name: "w", As: "SELECT 1", Common: schema.Common{
		Grants: []schema.Grant{{Role: "r", Privileges: []string{"MAINTAIN", "SELECT"}}},
	}})
	for major, want := range map[int]string{
		12: "v.as 18, u.nulls_distinct 15, u.without_overlaps 18, w.permission 17",
		15: "v.as 18, u.without_overlaps 18, w.permission 17",
		17: "v.as 18, u.without_overlaps 18",
		18: "",
	} {
		var got []string
		for _, l := range (Dialect{}).Lacks(s, major) {
			got = append(got, fmt.Sprintf("%s.%s %d", l.Ref.Name, l.Attribute, l.Since))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("PostgreSQL %d lacks %q, want %q", major, text, want)
		}
	}
}
