package filter

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

func ref(k schema.Kind, names ...string) schema.Ref {
	r := schema.Ref{Kind: k}
	switch len(names) {
	case 1:
		r.Name = names[0]
	case 2:
		r.Schema, r.Name = names[0], names[1]
	case 3:
		r.Schema, r.Table, r.Name = names[0], names[1], names[2]
	}
	return r
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		ref     schema.Ref
		want    bool
	}{
		{"audit.*", ref(schema.KindTable, "audit", "log"), true},
		{"audit.*", ref(schema.KindColumn, "audit", "log", "id"), false},
		{"audit", ref(schema.KindSchema, "audit"), true},
		{"audit", ref(schema.KindTable, "public", "audit"), false},
		{"*.tmp_*[kind=table]", ref(schema.KindTable, "public", "tmp_1"), true},
		{"*.tmp_*[kind=table]", ref(schema.KindView, "public", "tmp_1"), false},
		{"*.tmp_*[kind=table|view]", ref(schema.KindView, "public", "tmp_1"), true},
		{"public.users.legacy_*[kind=column]", ref(schema.KindColumn, "public", "users", "legacy_id"), true},
		{"public.f", ref(schema.KindFunction, "public", "f(integer, text)"), true},
		{"public.f(integer*", ref(schema.KindFunction, "public", "f(integer, text)"), true},
		{"public.t?", ref(schema.KindTable, "public", "t1"), true},
		{`public."a.b"`, ref(schema.KindTable, "public", "a.b"), true},
		{"public.a/*", ref(schema.KindTable, "public", "a/b/c"), true},
		{"public.[a]", ref(schema.KindTable, "public", "[a]"), true},
		{"citext", ref(schema.KindExtension, "citext"), true},
	} {
		p, err := ParsePattern(c.pattern)
		if err != nil || p.Matches(c.ref) != c.want {
			t.Errorf("%s on %s: %v, %v; want %v", c.pattern, c.ref, p.Matches(c.ref), err, c.want)
		}
	}
}

func TestPatternErrors(t *testing.T) {
	for pattern, want := range map[string]string{
		"a.b[type=table]": "in brackets stands the kind",
		"a.b[kind=tabel]": `no kind "tabel"`,
		"a..b":            "SCHEMA.NAME",
		"":                "SCHEMA.NAME",
		"a.b.c.d":         "at most three names",
	} {
		if _, err := ParsePattern(pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", pattern, err, want)
		}
	}
}

func TestExcluded(t *testing.T) {
	all := schema.New(
		&schema.Namespace{Name: "public"}, &schema.Namespace{Name: "audit"},
		&schema.Table{Schema: "public", Name: "users"},
		&schema.Column{Schema: "public", Table: "users", Name: "id"},
		&schema.Column{Schema: "public", Table: "users", Name: "legacy"},
		&schema.Sequence{Schema: "public", Name: "users_legacy_seq", OwnedBy: ref(schema.KindColumn, "public", "users", "legacy")},
		&schema.Table{Schema: "audit", Name: "log"},
		&schema.Column{Schema: "audit", Table: "log", Name: "id"},
		&schema.Table{Schema: "public", Name: "alembic_version"},
		&schema.Column{Schema: "public", Table: "alembic_version", Name: "version_num"},
		&schema.Extension{Name: "citext"},
	)
	none := func(*schema.Schema, schema.Object) []schema.Ref { return nil }
	for _, c := range []struct {
		schemas, exclude, include []string
		want                      string
	}{
		{nil, nil, nil, "table public.alembic_version; column public.alembic_version.version_num"},
		{nil, nil, []string{"*.alembic_version"}, ""},
		{nil, []string{"audit.*"}, []string{"*.alembic_version"}, "schema audit; table audit.log; column audit.log.id"},
		{nil, []string{"*.*.legacy"}, []string{"*.alembic_version"}, "column public.users.legacy; sequence public.users_legacy_seq"},
		{[]string{"audit"}, nil, nil, "schema public; table public.users; column public.users.id; column public.users.legacy; " +
			"sequence public.users_legacy_seq; table public.alembic_version; column public.alembic_version.version_num; extension citext"},
	} {
		s, err := Parse(c.schemas, c.exclude, c.include)
		if err != nil {
			t.Fatal(err)
		}
		given := s
		s, _ = s.Resolve(all, none, nil)
		again, err := FromString(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%s is read as %s, %v", s, again, err)
		}
		var got []string
		for _, set := range []Set{s, again} {
			excluded := set.Excluded(all, none)
			_, alone := Without(all, excluded)
			got = got[:0]
			for o := range alone.All() {
				got = append(got, o.Ref().String())
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("%s leaves out %s; want %s", set, strings.Join(got, "; "), c.want)
			}
		}
		if declared := schema.New(&schema.Namespace{Name: "audit"}); slices.Contains(c.exclude, "audit.*") {
			if kept, _ := given.Resolve(all, none, declared); kept.Excluded(all, none)[ref(schema.KindSchema, "audit")] {
				t.Error("a schema that is declared is left alone")
			}
		}
	}
}
