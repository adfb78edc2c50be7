package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// zeros are values that stand for those that are gone, by type.
var zeros = map[string]string{
	"smallint": "0", "integer": "0", "bigint": "0", "numeric": "0", "real": "0", "double precision": "0",
	"money": "0", "oid": "0",
	"text": "''", "character varying": "''", "character": "''", "bpchar": "''", "name": "''", "citext": "''", "public.citext": "''",
	"boolean": "false", "bytea": "''", "json": "'{}'", "jsonb": "'{}'", "xml": "'<x/>'", "hstore": "''", "public.hstore": "''",
	"uuid": "'00000000-0000-0000-0000-000000000000'",
	"date": "'epoch'", "timestamp without time zone": "'epoch'", "timestamp with time zone": "'epoch'",
	"time without time zone": "'00:00'", "time with time zone": "'00:00+00'", "interval": "'0'",
	"inet": "'0.0.0.0'", "cidr": "'0.0.0.0/0'", "macaddr": "'00:00:00:00:00:00'", "macaddr8": "'00:00:00:00:00:00:00:00'",
	"point": "'(0,0)'", "box": "'(0,0),(0,0)'", "circle": "'<(0,0),0>'", "lseg": "'[(0,0),(0,0)]'",
	"path": "'[(0,0)]'", "polygon": "'((0,0))'", "line": "'{1,0,0}'",
	"tsvector": "''", "tsquery": "''",
	"int4range": "'empty'", "int8range": "'empty'", "numrange": "'empty'", "tsrange": "'empty'", "tstzrange": "'empty'", "daterange": "'empty'",
}

// Zero implements proof.Dialect: an expression for the rows of a NOT NULL
// column whose values are gone.
func (Dialect) Zero(s *schema.Schema, c *schema.Column, distinct bool) (string, bool) {
	if c.Foreign {
		return "", false // nobody looks at its rows
	}
	if value, ok := ofPlace[withoutModifier(c.Type)]; ok && distinct {
		return value, true
	}
	return zero(s, c.Type, 0)
}

// placeOfRow is another number for each row of a table: a page of 8 kB has room
// for 291 rows.
const placeOfRow = "(ctid::text::point)[0] * 300 + (ctid::text::point)[1]"

// ofPlace are values that differ from row to row, by type.
var ofPlace = map[string]string{
	"smallint": placeOfRow, "integer": placeOfRow, "bigint": placeOfRow, "numeric": placeOfRow, "double precision": placeOfRow,
	"text": "ctid::text", "character varying": "ctid::text", "citext": "ctid::text", "public.citext": "ctid::text",
	"uuid": "md5(ctid::text)::uuid",
}

// Varies reports whether an expression has another value for each row.
func (Dialect) Varies(expr string) bool { return volatileCall.MatchString(expr) }

// zero follows domains to their base type, as far as a sane depth.
func zero(s *schema.Schema, typ string, depth int) (string, bool) {
	if strings.HasSuffix(typ, "[]") {
		return "'{}'", true
	}
	if value, ok := zeros[withoutModifier(typ)]; ok {
		return value, true
	}
	for e := range schema.Of[*schema.Enum](s) {
		if typ == Qualified(e.Schema, e.Name) && len(e.Values) > 0 {
			return Literal(e.Values[0]), true
		}
	}
	const deepest = 8
	for d := range schema.Of[*schema.Domain](s) {
		if typ == Qualified(d.Schema, d.Name) && depth < deepest {
			return zero(s, d.Type, depth+1)
		}
	}
	return "", false
}

// withoutModifier takes (n) out of a type: "timestamp(3) without time zone".
func withoutModifier(typ string) string {
	before, rest, ok := strings.Cut(typ, "(")
	if !ok {
		return typ
	}
	_, after, _ := strings.Cut(rest, ")")
	return before + after
}
