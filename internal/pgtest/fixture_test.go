package pgtest

import "testing"

func TestMeantFor(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"whole, meant", "-- since: 14\na\n\nb", "a\n\nb"},
		{"whole, not meant", "-- since: 16\na", "<none>"},
		{"whole, between", "-- since: 14\n-- before: 15\na", "<none>"},
		{"paragraph", "a\n\n-- since: 16\nb\nc\n\nd\n\n-- before: 16\ne", "a\n\n\nd\n\ne"},
		{"line", "a -- since: 15\nb, -- since: 16\nc -- before: 15\nd -- since: 14 -- before: 16", "a\nd"},
		{"build", "a -- needs: lz4\nb -- needs: zstd", "a"},
		{"no marker", "-- since then\na -- since: 14 or so", "-- since then\na -- since: 14 or so"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := meantFor(serverKind{15, map[string]bool{"lz4": true}}, c.text)
			if !ok {
				got = "<none>"
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
