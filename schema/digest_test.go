package schema_test

import (
	"slices"
	"testing"

	"github.com/schemactl/schemactl/schema"
)

func TestReplaceIsTheDigestOfTheResult(t *testing.T) {
	keep := []schema.Object{&schema.Table{Name: "a"}, &schema.Table{Name: "m"}, &schema.Table{Name: "z"}}
	before := schema.New(&schema.Table{Name: "b"}, &schema.Column{Table: "b", Name: "c", Default: "1"})
	after := schema.New(&schema.Column{Table: "b", Name: "c"}, &schema.Table{Name: "b", Unlogged: true}, &schema.Table{Name: "zz"})
	whole := func(part *schema.Schema) schema.Digest {
		return schema.DigestOf(schema.New(append(slices.Collect(part.All()), keep...)...))
	}
	got, want := whole(before).Replace(before, after), whole(after)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if got.Fingerprint() != schema.Fingerprint(schema.Sums(schema.New(append(slices.Collect(after.All()), keep...)...))) {
		t.Error("the fingerprint of a digest is not that of its sums")
	}
}

func TestAddressesThatLookAlike(t *testing.T) {
	a, b := &schema.Table{Schema: "x.y", Name: "z"}, &schema.Table{Schema: "x", Name: "y.z"}
	d, e := schema.DigestOf(schema.New(a, b)), schema.DigestOf(schema.New(b, a))
	if len(d) != 1 || !slices.Equal(d, e) {
		t.Errorf("got %v and %v", d, e)
	}
}

func TestUnshared(t *testing.T) {
	a, b, c, d := &schema.Table{Name: "a"}, &schema.Table{Name: "b"}, &schema.Table{Name: "c"}, &schema.Table{Name: "d"}
	whole := schema.New(a, b, c, d)
	for _, test := range []struct{ other, want []schema.Object }{
		{[]schema.Object{a, b, c, d}, nil},
		{[]schema.Object{d, c, b, a}, nil},
		{[]schema.Object{&schema.Table{Name: "x"}, a, &schema.Table{Name: "y"}, c, d}, []schema.Object{b}},
		{[]schema.Object{a, &schema.Table{Name: "b"}, d}, []schema.Object{b, c}},
		{nil, []schema.Object{a, b, c, d}},
	} {
		if got := whole.Unshared(schema.New(test.other...)); !slices.Equal(got, test.want) {
			t.Errorf("beside %v: got %v, want %v", test.other, got, test.want)
		}
	}
}
