package main

import (
	"slices"
	"testing"

	"github.com/schemactl/schemactl/filter"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/schema"
)

// TestUnsupportedLeftAlone: what cannot be carried is of no concern where it is
// in, or on, what is left alone.
func TestUnsupportedLeftAlone(t *testing.T) {
	whole := schema.New(
		&schema.Namespace{Name: "public"}, &schema.Namespace{Name: "odd"},
		&schema.Table{Schema: "public", Name: "t"}, &schema.Table{Schema: "public", Name: "tmp_t"},
	)
	missing := []missing{
		{"thing odd.a", schema.Ref{Kind: "thing", Schema: "odd", Name: "a"}},
		{"thing on public.tmp_t", schema.Ref{Kind: "thing", Schema: "public", Table: "tmp_t", Name: "b"}},
		{"thing on public.t", schema.Ref{Kind: "thing", Schema: "public", Table: "t", Name: "c"}},
		{"thing of the database", schema.Ref{}},
	}
	for _, c := range []struct {
		schemas, exclude []string
		want             []string
	}{
		{nil, nil, []string{"thing odd.a", "thing on public.tmp_t", "thing on public.t", "thing of the database"}},
		{nil, []string{"odd"}, []string{"thing on public.tmp_t", "thing on public.t", "thing of the database"}},
		{nil, []string{"*.tmp_*"}, []string{"thing odd.a", "thing on public.t", "thing of the database"}},
		{[]string{"public"}, nil, []string{"thing on public.tmp_t", "thing on public.t"}},
	} {
		set, err := filter.Parse(c.schemas, c.exclude, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := &inspection{all: whole, missing: missing}
		i.divide(&dialect{proof: postgres.Dialect{}}, set, nil)
		if !slices.Equal(i.unsupported, c.want) {
			t.Errorf("with %s: %q; want %q", set, i.unsupported, c.want)
		}
	}
}
