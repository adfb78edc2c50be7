package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

// A kindOfType is a built-in type: the family says what can be done with its values, the sample has the value of row %d.
type kindOfType struct{ name, family, sample string }

var builtin = []kindOfType{
	{"integer", "number", "%d"}, {"text", "text", "'v%d'"}, {"bigint", "number", "%d"}, {"smallint", "number", "%d"},
	{"varchar(20)", "text", "'v%d'"}, {"varchar", "text", "'v%d'"}, {"char(4)", "text", "'v%d'"}, {"numeric(10,2)", "number", "%d.5"},
	{"numeric", "number", "%d.25"}, {"real", "number", "%d.5"}, {"double precision", "number", "%d.5"},
	{"boolean", "boolean", "(%d %% 2 = 0)"}, {"date", "date", "'2024-01-0%d'"}, {"timestamp", "time", "'2024-01-0%d 10:00'"},
	{"timestamptz(3)", "time", "'2024-01-0%d 10:00+00'"}, {"time", "other", "'0%d:00'"}, {"interval", "other", "'%d days'"},
	{"uuid", "id", "'00000000-0000-0000-0000-00000000000%d'"}, {"jsonb", "document", `'{"a": %d}'`}, {"json", "json", `'{"a": %d}'`},
	{"bytea", "other", `'\x0%d'`}, {"inet", "net", "'10.0.0.%d'"}, {"point", "shape", "'(%[1]d,%[1]d)'"}, {"bit(4)", "few", "B'0011'"},
	{"tsvector", "words", "'v%d'"}, {"int4range", "range", "'[%[1]d,%[1]d]'"}, {"tstzrange", "range", "'[2024-01-0%[1]d,2024-01-0%[1]d]'"},
	{"integer[]", "list", "'{%d}'"}, {"text[]", "list", "'{v%d}'"}, {"numeric(6,1)[]", "list", "'{%d}'"}, {"money", "other", "%d"},
	{"macaddr", "other", "'08:00:2b:01:02:0%d'"}, {"xml", "json", "'<a>%d</a>'"},
	{"int4multirange", "range", "'{[%[1]d,%[1]d]}'"}, {"name", "other", "'v%d'"}, {"interval hour to second(3)", "other", "'%d hours'"},
	{"timetz(2)", "other", "'0%d:00+00'"}, {"varbit(9)", "few", "B'0011'"}, {"box", "shape", "'(%[1]d,%[1]d),(0,0)'"}, {"tsquery", "other", "'v%d'"},
	{"jsonpath", "json", "'$.a%d'"}, {"int8range", "range", "'[%[1]d,%[1]d]'"}, {"oid", "other", "%d"}, {"cidr", "net", "'10.0.0.%d'"}, {"\"char\"", "other", "'%d'"},
}

// builtinType draws a type that the server has.
func (m *model) builtinType(c *chooser) string {
	name := builtin[c.upTo(len(builtin))].name
	if m.major < 14 && strings.Contains(name, "multirange") {
		return "int4range"
	}
	return name
}

// wider are the types that a column's values can be taken to, and back.
var wider = map[string][]string{
	"smallint": {"integer", "bigint", "numeric"}, "integer": {"bigint", "numeric", "text", "double precision"}, "bigint": {"numeric", "text", "integer"},
	"varchar(20)": {"varchar(40)", "text", "varchar(10)", "char(4)"}, "varchar": {"text", "varchar(30)"}, "text": {"varchar(60)", "varchar"},
	"char(4)": {"text", "varchar(20)"}, "numeric(10,2)": {"numeric(14,4)", "numeric", "text"}, "numeric": {"numeric(20,5)", "text"},
	"real": {"double precision", "text"}, "date": {"timestamp", "text", "timestamptz(3)"}, "timestamp": {"timestamptz(3)", "timestamp(0)", "text"},
	"timestamptz(3)": {"timestamp", "timestamptz"}, "json": {"jsonb", "text"}, "jsonb": {"json", "text"}, "uuid": {"text"},
	"boolean": {"text"}, "bit(4)": {"varbit", "bit(8)"}, "inet": {"cidr", "text"}, "integer[]": {"bigint[]", "text"},
	"text[]": {"varchar(9)[]"}, "interval": {"text", "interval(3)"}, "time": {"time(2)", "text"},
}

func known(name string) (kindOfType, bool) {
	i := slices.IndexFunc(builtin, func(k kindOfType) bool { return k.name == name })
	if i >= 0 {
		return builtin[i], true
	}
	base, _, _ := strings.Cut(name, "(")
	for _, k := range builtin {
		if first, _, _ := strings.Cut(k.name, "("); first == base && strings.HasSuffix(k.name, "[]") == strings.HasSuffix(name, "[]") {
			return k, true
		}
	}
	return map[string]kindOfType{
		"bigint[]": {name, "list", "'{%d}'"}, "varchar(9)[]": {name, "list", "'{v%d}'"},
		"varbit": {name, "few", "B'0011'"},
	}[name], true
}

// A userType is one that the schema makes.
type userType struct {
	kind, schema, name string
	labels             []string // of an enum
	base               string   // of a domain or a range
	attrs              []*column
	check, notNull     bool
	def                string
	needs              []string
}

// baseType is a type of a form of its own, made with its two functions.
const baseType = "CREATE TYPE %[1]s;\n" +
	"CREATE FUNCTION public.%[2]s(cstring) RETURNS %[1]s LANGUAGE internal IMMUTABLE STRICT AS 'textin';\n" +
	"CREATE FUNCTION public.%[3]s(%[1]s) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';\n" +
	"CREATE TYPE %[1]s (INPUT = public.%[2]s, OUTPUT = public.%[3]s, INTERNALLENGTH = VARIABLE%[4]s);\n"

func (t *userType) text() string {
	switch t.kind {
	case "enum":
		return fmt.Sprintf("CREATE TYPE {type %s} AS ENUM ('%s');\n", t.name, strings.Join(t.labels, "', '"))
	case "base":
		return fmt.Sprintf(baseType, "{type "+t.name+"}", quote(strings.Trim(t.name, `"`)+"_in"), quote(strings.Trim(t.name, `"`)+"_out"), t.def)
	case "range":
		return fmt.Sprintf("CREATE TYPE {type %s} AS RANGE (subtype = %s%s);\n", t.name, t.base, t.def)
	case "domain":
		text := fmt.Sprintf("CREATE DOMAIN {type %s} AS %s%s", t.name, typeName(t.base), t.def)
		if t.notNull {
			text += " NOT NULL"
		}
		if t.check {
			text += fmt.Sprintf(" CONSTRAINT %s_check CHECK (%s)", strings.ReplaceAll(strings.Trim(t.name, `"`), " ", "_"), t.condition())
		}
		return text + ";\n"
	}
	var parts []string
	for _, a := range t.attrs {
		parts = append(parts, a.name+" "+typeName(a.typ))
	}
	return fmt.Sprintf("CREATE TYPE {type %s} AS (%s);\n", t.name, strings.Join(parts, ", "))
}

// condition is the check of a domain.
func (t *userType) condition() string {
	if i := slices.IndexFunc(t.needs, func(id string) bool { return strings.HasPrefix(id, "integer function ") }); i >= 0 {
		return "{" + t.needs[i] + "}(VALUE) IS DISTINCT FROM 77"
	}
	return "VALUE IS NOT DISTINCT FROM VALUE"
}

// typeName is a type in a text: those of the schema are ids.
func typeName(typ string) string {
	if id, list := strings.CutSuffix(typ, "[]"); strings.HasPrefix(typ, "type ") {
		if list {
			return "{" + id + "}[]"
		}
		return "{" + typ + "}"
	}
	return typ
}

func (m *model) userType(typ string) *userType {
	for _, t := range m.types {
		if "type "+t.name == typ {
			return t
		}
	}
	return nil
}

// family says what can be done with the values of a type.
func (m *model) family(typ string) string {
	if elem, list := strings.CutSuffix(typ, "[]"); list && strings.HasPrefix(typ, "type ") {
		if m.family(elem) == "json" {
			return "json"
		}
		return "few"
	}
	t := m.userType(typ)
	switch {
	case t == nil && strings.HasPrefix(typ, "type "):
		return "gone"
	case t == nil:
		k, _ := known(typ)
		return k.family
	case t.kind == "domain":
		return m.family(t.base)
	case t.kind == "enum":
		return "few"
	case t.kind == "base":
		return "json"
	case t.kind == "range":
		return "range"
	}
	return "row"
}

// sample is the value that a column of the type has in a row.
func (m *model) sample(typ string, row int) string {
	if elem, list := strings.CutSuffix(typ, "[]"); list && strings.HasPrefix(typ, "type ") {
		return fmt.Sprintf("ARRAY[%s]::%s", m.sample(elem, row), typeName(typ))
	}
	t := m.userType(typ)
	switch {
	case t == nil:
		k, _ := known(typ)
		if !strings.Contains(k.sample, "%") {
			return k.sample + "::" + typ
		}
		return fmt.Sprintf(k.sample, row) + "::" + typ
	case t.kind == "domain":
		return m.sample(t.base, row) + "::" + typeName(typ)
	case t.kind == "enum":
		return "'" + t.labels[0] + "'::" + typeName(typ)
	case t.kind == "base":
		return fmt.Sprintf("'v%d'::%s", row, typeName(typ))
	case t.kind == "range":
		return fmt.Sprintf("'[%[1]d,%[1]d]'::%s", row, typeName(typ))
	}
	var parts []string
	for _, a := range t.attrs {
		parts = append(parts, m.sample(a.typ, row))
	}
	return fmt.Sprintf("ROW(%s)::%s", strings.Join(parts, ", "), typeName(typ))
}

// ordered tells whether a btree can be made of a type; distinct whether each row has another value.
func (m *model) ordered(typ string) bool {
	return !slices.Contains([]string{"json", "shape", "row", "gone"}, m.family(typ))
}

func (m *model) distinct(typ string) bool {
	return m.ordered(typ) && !slices.Contains([]string{"few", "boolean", "words"}, m.family(typ))
}

// anyType draws a type for a column.
func (m *model) anyType(c *chooser) string {
	if len(m.types) > 0 && c.once(3) {
		t, _ := one(c, m.types)
		if c.once(4) {
			return "type " + t.name + "[]"
		}
		return "type " + t.name
	}
	if c.once(2) {
		return m.builtinType(c)
	}
	return builtin[c.upTo(4)].name
}

func (m *model) newType(c *chooser) {
	t := &userType{kind: c.word("enum", "domain", "composite", "range", "enum", "domain", "base"), name: m.name("y"), schema: m.anySchema(c)}
	t.needs = []string{"schema " + t.schema}
	m.drawType(c, t)
	m.types = append(m.types, t)
}

func (m *model) drawType(c *chooser, t *userType) {
	switch t.kind {
	case "enum":
		t.labels = []string{"first", "second", "third"}[:1+c.upTo(3)]
	case "base":
		t.def = c.word("", ", ALIGNMENT = double", ", DEFAULT = 'it''s'", ", CATEGORY = 'x', PREFERRED = true", ", COLLATABLE = true", ", STORAGE = extended")
	case "range":
		t.base = c.word("integer", "bigint", "numeric", "double precision", "text")
		t.def = map[string]string{"double precision": c.word("", ", subtype_diff = float8mi"), "text": c.word("", `, collation = "C"`)}[t.base]
	case "domain":
		t.base = m.builtinType(c)
		if earlier := m.userTypeBefore(c, t); earlier != "" && c.once(4) {
			t.base = earlier
			t.needs = append(t.needs, earlier)
		}
		t.check = m.ordered(t.base) && c.once(2)
		if f, ok := one(c, m.ofKind("integer function")); ok && t.base == "integer" && t.check {
			t.needs = append(t.needs, f.id())
		}
		t.notNull = c.once(5)
		if c.once(3) {
			t.def = " DEFAULT " + m.sample(t.base, 1)
		}
	default:
		for i := range 1 + c.upTo(3) {
			a := &column{name: fmt.Sprintf("a%d", i+1), typ: m.builtinType(c)}
			if earlier := m.userTypeBefore(c, t); earlier != "" && c.once(3) {
				a.typ = earlier
				t.needs = append(t.needs, earlier)
			}
			t.attrs = append(t.attrs, a)
		}
	}
}

// userTypeBefore draws a type that was made before another.
func (m *model) userTypeBefore(c *chooser, t *userType) string {
	end := slices.Index(m.types, t)
	if end < 0 {
		end = len(m.types)
	}
	if earlier, ok := one(c, m.types[:end]); ok {
		return "type " + earlier.name
	}
	return ""
}

func (m *model) changeType(c *chooser) {
	t, ok := one(c, m.types)
	if !ok {
		return
	}
	labels := t.labels
	fresh := userType{kind: t.kind, schema: t.schema, name: t.name, needs: []string{"schema " + t.schema}}
	if t.kind == "enum" {
		i := 1 + c.upTo(len(labels))
		fresh.labels = slices.Insert(slices.Clone(labels), min(i, len(labels)), "l"+m.name("l")[1:])
		switch c.upTo(5) {
		case 1:
			fresh.labels = labels[:max(1, i-1)]
		case 2: // the labels are in another order
			fresh.labels = append(slices.Clone(labels[i:]), labels[:i]...)
		case 3: // one is gone that rows may have
			fresh.labels = slices.Delete(slices.Clone(labels), i-1, i)
			if len(fresh.labels) == 0 {
				fresh.labels = labels
			}
		}
		for i, l := range fresh.labels {
			if l[len(l)-1] == '"' {
				fresh.labels[i] = "odd label"
			}
		}
		*t = fresh
		return
	}
	before := *t
	*t = fresh
	m.drawType(c, t)
	if t.kind == "domain" && !c.once(4) {
		t.base, t.needs = before.base, before.needs
	}
	t.check = t.check && m.ordered(t.base)
	if t.kind == "domain" {
		t.def = ""
	}
	if t.kind == "composite" && c.once(2) {
		t.attrs, t.needs = append(before.attrs, &column{name: m.name("a"), typ: "integer"}), before.needs
	}
}
