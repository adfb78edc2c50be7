package postgres

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// samples are values of the server's own types, where %d is the number of the
// row, from 1 on. Texts are numbers, since those survive most casts.
var samples = map[string]string{
	"smallint": "%d", "integer": "%d", "bigint": "%d", "numeric": "%d", "real": "%d", "double precision": "%d",
	"money": "%d", "oid": "%d",
	"text": "%d", "character varying": "%d", "character": "%d", "bpchar": "%d", "name": "%d", `"char"`: "%d",
	"bytea": `\x0%d`, "json": `{"n": %d}`, "jsonb": `{"n": %d}`, "xml": "<n>%d</n>", "jsonpath": "$.n%d",
	"uuid": "00000000-0000-4000-8000-00000000000%d",
	"date": "2001-01-0%d", "timestamp without time zone": "2001-01-0%d 12:00:00", "timestamp with time zone": "2001-01-0%d 12:00:00+00",
	"time without time zone": "0%d:00:00", "time with time zone": "0%d:00:00+00", "interval": "%d days",
	"inet": "10.0.0.%d", "cidr": "10.0.%d.0/24", "macaddr": "02:00:00:00:00:0%d", "macaddr8": "02:00:00:00:00:00:00:0%d",
	"point": "(%d,1)", "box": "(%[1]d,%[1]d),(0,0)", "circle": "<(0,0),%d>", "lseg": "[(0,0),(%d,1)]",
	"path": "[(0,0),(%d,1)]", "polygon": "((0,0),(%d,1),(1,0))", "line": "{1,0,%d}",
	"tsvector": "%d", "tsquery": "%d", "pg_lsn": "0/%d",
	"int4range": "[%d0,%[1]d5)", "int8range": "[%d0,%[1]d5)", "numrange": "[%d0,%[1]d5)",
	"daterange": "[2001-01-0%d,2001-01-0%[1]d]", "tsrange": "[2001-01-0%d,2001-01-0%[1]d 12:00]", "tstzrange": "[2001-01-0%d 00:00+00,2001-01-0%[1]d 12:00+00]",
	"int4multirange": "{[%d0,%[1]d5)}", "int8multirange": "{[%d0,%[1]d5)}", "nummultirange": "{[%d0,%[1]d5)}",
	"datemultirange": "{[2001-01-0%d,2001-01-0%[1]d]}", "tsmultirange": "{}", "tstzmultirange": "{}",
	"hstore": "n=>%d", "citext": "%d", "ltree": "%d",
}

// A sampler writes values for columns.
type sampler struct{ schema *schema.Schema }

// deepest is how far types within types are followed.
const deepest = 8

// value writes the value of a row, numbered from 1, as SQL; ok is false if the
// type is not known.
func (p sampler) value(typ string, row, depth int) (text string, ok bool) {
	if depth > deepest {
		return "", false
	}
	if element, array := arrayOf(typ); array {
		v, ok := p.value(element, row, depth+1)
		return "ARRAY[" + v + "]::" + typ, ok
	}
	if v, ok := fitted(typ, row); ok {
		return Literal(v) + "::" + typ, true
	}
	schemaName, name := typeName(typ)
	if v, ok := p.userValue(schemaName, name, typ, row, depth); ok {
		return v, true
	}
	// Types of extensions go by their names, whatever their schema is.
	if format, ok := samples[name]; ok && schemaName != "" {
		return Literal(fmt.Sprintf(format, row)) + "::" + typ, true
	}
	return "", false
}

// fitted writes a value of one of the server's own types so that it fits its
// length or precision.
func fitted(typ string, row int) (string, bool) {
	base := withoutModifier(typ)
	first, scale := modifier(typ)
	switch base {
	case "bit", "bit varying":
		size := max(first, 1)
		return strings.Repeat("0", size-1) + strconv.Itoa(row%2), size <= 1<<16
	case "numeric":
		if first > 0 && scale >= first {
			return "0." + strings.Repeat("0", scale-1) + strconv.Itoa(row), true
		}
	}
	format, ok := samples[base]
	if !ok {
		return "", false
	}
	return fmt.Sprintf(format, row), true
}

// modifier reads the numbers of a type such as numeric(5,2); 0 where there are
// none.
func modifier(typ string) (first, second int) {
	_, rest, _ := strings.Cut(typ, "(")
	inner, _, ok := strings.Cut(rest, ")")
	if !ok {
		return 0, 0
	}
	a, b, _ := strings.Cut(inner, ",")
	// What is no number, as in interval fields, counts as none.
	first, _ = strconv.Atoi(strings.TrimSpace(a))
	second, _ = strconv.Atoi(strings.TrimSpace(b))
	return first, second
}

// domain finds the domain that a type is; nil if it is none.
func (p sampler) domain(typ string) *schema.Domain {
	schemaName, name := typeName(typ)
	d, _ := schema.Find[*schema.Domain](p.schema, schema.Ref{Kind: schema.KindDomain, Schema: schemaName, Name: name})
	return d
}

// takesNull reports whether a column may be NULL.
func (p sampler) takesNull(c *schema.Column) bool {
	d := p.domain(c.Type)
	return !c.NotNull && c.Identity == nil && (d == nil || !d.NotNull)
}

func (p sampler) userValue(schemaName, name, typ string, row, depth int) (string, bool) {
	ref := schema.Ref{Schema: schemaName, Name: name}
	ref.Kind = schema.KindEnum
	if e, ok := schema.Find[*schema.Enum](p.schema, ref); ok && len(e.Values) > 0 {
		value := e.Values[0]
		if row > 1 {
			value = e.Values[len(e.Values)-1]
		}
		return Literal(value) + "::" + typ, true
	}
	ref.Kind = schema.KindDomain
	if d, ok := schema.Find[*schema.Domain](p.schema, ref); ok {
		v, ok := p.value(d.Type, row, depth+1)
		return "(" + v + ")::" + typ, ok
	}
	ref.Kind = schema.KindRange
	if g, ok := schema.Find[*schema.Range](p.schema, ref); ok {
		v, ok := p.value(g.Subtype, row, depth+1)
		return typ + "(" + v + ", " + v + ", '[]')", ok
	}
	ref.Kind = schema.KindComposite
	t, ok := schema.Find[*schema.Composite](p.schema, ref)
	if !ok {
		return "", false
	}
	values := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		if values[i], ok = p.value(f.Type, row, depth+1); !ok {
			values[i] = "NULL"
		}
	}
	return "ROW(" + strings.Join(values, ", ") + ")::" + typ, true
}
