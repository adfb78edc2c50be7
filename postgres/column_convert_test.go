package postgres

import (
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// TestConvert lets the server try all conversions that are told as examples.
func TestConvert(t *testing.T) {
	conn, done := pgtest.Conn(t, pgtest.Database(t))
	defer done()
	d := &scratchDatabase{conn: conn}
	for _, c := range usualConversions {
		for _, from := range c.from {
			for _, to := range c.to {
				if _, given := d.Convert(t.Context(), `odd "name`, from, to); given != c.given {
					t.Errorf("%s to %s: given %q, want %q", from, to, given, c.given)
				}
			}
		}
	}
	for _, pair := range [][2]string{{"uuid", "bigint"}, {"bigint[]", "bigint"}, {"point", "point[]"}, {"jsonb", "inet"}, {"numeric(5,2)", "timestamp(3) without time zone"}} {
		if expr, given := d.Convert(t.Context(), "c", pair[0], pair[1]); expr == "" || given == "" {
			t.Errorf("%s to %s: no example", pair[0], pair[1])
		}
	}
}
