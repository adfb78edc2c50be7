package hclschema

import (
	"slices"
	"testing"
)

func TestParseBound(t *testing.T) {
	cases := []struct {
		text         string
		from, to, in []string
	}{
		{"FOR VALUES FROM (1, 'a', MINVALUE) TO (10, 'it''s', '2030')", []string{"1", "'a'", "MINVALUE"}, []string{"10", "'it''s'", "'2030'"}, nil},
		{"FOR VALUES FROM ('x) TO (') TO (MAXVALUE)", []string{"'x) TO ('"}, []string{"MAXVALUE"}, nil},
		{"FOR VALUES IN ('a, b', NULL)", nil, nil, []string{"'a, b'", "NULL"}},
	}
	for _, c := range cases {
		b := parseBound(c.text)
		if b == nil || !slices.Equal(b.from, c.from) || !slices.Equal(b.to, c.to) || !slices.Equal(b.in, c.in) {
			t.Errorf("%s: %+v", c.text, b)
		}
	}
	if b := parseBound("FOR VALUES WITH (modulus 4, remainder 3)"); b == nil || b.modulus != "4" || b.remainder != "3" {
		t.Errorf("hash: %+v", b)
	}
	if b := parseBound("DEFAULT"); b == nil || !b.isDefault {
		t.Errorf("default: %+v", b)
	}
	if b := parseBound("FOR VALUES OF OLD"); b != nil {
		t.Errorf("unknown form: %+v", b)
	}
}
