package hclschema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/schemactl/schemactl/schema"
)

// TestRoundTrip writes random schemas of all kinds and reads them back.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomSchema(t)
		src, err := Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		var f Files
		diags := f.Parse("random.hcl", src)
		back, _, more := Decode(&f, postgres)
		if diags = append(diags, more...); len(diags) > 0 {
			t.Fatalf("decoding:\n%s\n%s", render(&f, diags), src)
		}
		if d := difference(s, back); d != "" {
			t.Fatalf("%s\n%s", d, src)
		}
		if formatted := Format(src); string(formatted) != string(src) {
			t.Fatalf("formatting changes what was written:\n%s", src)
		}
	})
}

// A maker draws the values of a schema.
type maker struct {
	*rapid.T
	s      *schema.Schema
	tables []schema.Ref
	types  []string
	funcs  []*schema.Routine
}

func randomSchema(t *rapid.T) *schema.Schema {
	m := &maker{T: t, s: schema.New()}
	for _, n := range []string{"public", "audit"} {
		m.add(&schema.Namespace{Name: n})
	}
	m.add(&schema.Extension{Name: m.name(), Schema: "public", Version: m.text()})
	m.add(&schema.Collation{Schema: "public", Name: m.name(), Provider: m.of("libc", "icu"), Locale: m.text(), Rules: m.text(), NonDeterministic: m.yes()})
	m.userTypes()
	m.functions()
	m.definitions()
	m.operators()
	m.textSearch()
	for range m.upTo(3) {
		m.table()
	}
	m.views()
	m.onTables()
	return m.s
}

// add gives an object the common fields and takes it in, unless its name is
// taken.
func (m *maker) add(o schema.Object) bool {
	b := o.Base()
	b.Comment = m.maybe(m.text)
	if r := o.Ref(); r.Kind == schema.KindOperator {
		b.RenamedFrom = m.of("", "other."+r.BaseName())
	} else if !nameless[r.Kind] {
		b.RenamedFrom = m.maybe(m.text)
	}
	b.Owner = m.maybe(m.text)
	if m.upTo(4) == 0 {
		b.Grants = []schema.Grant{{Role: m.of("app", "PUBLIC"), Privileges: []string{m.of("SELECT", "ALL", "USAGE")}, Grantable: m.yes(), Revoked: m.yes()}}
	}
	if schema.BearsLabels(o.Ref().Kind) && m.upTo(4) == 0 {
		if text := m.text(); text != "" {
			b.Labels = append(b.Labels, schema.Label{Provider: m.of("dummy", "Other one", "for", "1"), Text: text})
			schema.SortLabels(b.Labels)
		}
	}
	return m.s.Add(o)
}

func (m *maker) yes() bool                { return rapid.Bool().Draw(m.T, "yes") }
func (m *maker) upTo(n int) int           { return rapid.IntRange(0, n).Draw(m.T, "n") }
func (m *maker) of(list ...string) string { return rapid.SampledFrom(list).Draw(m.T, "word") }

var fragments = []string{
	"a", "B", " ", "  ", "\n", "\t", "\r", "'", `"`, `\`, "${", "%{", "$", "$${", "{", "}", "SQL", "\nSQL\n", "é", "日本", "~}", "#", "//", ";x", "x", "1", "\u0085", "\x01", "<<-SQL\n", ".",
}

// text joins awkward pieces.
func (m *maker) text() string {
	return norm.NFC.String(strings.Join(rapid.SliceOfN(rapid.SampledFrom(fragments), 1, 8).Draw(m.T, "text"), ""))
}

// sql is text without a margin.
func (m *maker) sql() string {
	if s := trimSQL(m.text()); s != "" {
		return s
	}
	return "x"
}

func (m *maker) name() string {
	if m.yes() {
		return m.of("a", "b", "users", "orders", "column", "table", "x-y", "Odd Name", `q"t`, "for", "true", "select", "a.b", "1st")
	}
	return m.sql()
}

func (m *maker) maybe(f func() string) string {
	if m.yes() {
		return f()
	}
	return ""
}

func (m *maker) number() *int64 {
	if m.yes() {
		return nil
	}
	n := rapid.Int64().Draw(m.T, "number")
	return &n
}

func (m *maker) typ() string {
	base := rapid.SampledFrom(append([]string{
		"text", "integer", "bigint", "boolean", "numeric", "numeric(12,2)", "numeric(12,0)", "numeric(5,-2)", "character varying(40)",
		"character varying", "character(1)", "character(3)", "timestamp with time zone", "timestamp(3) without time zone",
		"time(2) with time zone", "interval", "interval year to month", "bit(1)", "bit varying(5)", "double precision", "jsonb", `"char"`,
		"public.citext", "ext.\"Odd\"(3)",
	}, m.types...)).Draw(m.T, "type")
	if m.yes() {
		return base
	}
	return base + "[]"
}

func (m *maker) options() []schema.Option {
	var list []schema.Option
	for _, n := range []string{"Odd name", "autovacuum_enabled", "fillfactor", "toast.x"} {
		if m.yes() {
			list = append(list, schema.Option{Name: n, Value: m.of("1", "true", "text", "0.50", "", "a\"b")})
		}
	}
	return list
}

func (m *maker) collation() string {
	return m.of("", "", `pg_catalog."C"`, `pg_catalog."en_US"`, `ext."my coll"`)
}

func (m *maker) defaultOf() string {
	return m.of("", "", "1", "0.00", "-5", "true", "'it''s'", "now()", "'{}'::jsonb", "a\n || b", "E'x'", "''")
}

func (m *maker) userTypes() {
	ns := m.of("public", "audit")
	e := &schema.Enum{Schema: ns, Name: m.name(), Values: slices.Compact(slices.Sorted(slices.Values([]string{m.text(), m.text(), "z"})))}
	if m.yes() {
		e.RenamedValues = map[string]string{m.text(): "z"}
	}
	d := &schema.Domain{Schema: ns, Name: m.name(), Type: m.typ(), NotNull: m.yes(), Default: m.defaultOf(), Collation: m.collation()}
	c := &schema.Composite{Schema: ns, Name: m.name(), Fields: []schema.Field{{Name: m.name(), Type: m.typ(), Collation: m.collation(), Comment: m.maybe(m.text)}}}
	r := &schema.Range{Schema: ns, Name: m.name(), Subtype: m.typ(), OpClass: m.of("", "pg_catalog.text_ops", "public.x_ops"), Multirange: m.maybe(m.text), Constructor: m.maybe(m.text), MultirangeConstructor: m.maybe(m.text)}
	seen := map[string]bool{}
	for _, o := range []schema.Object{e, d, c, r} {
		ref := o.Ref()
		if sql := qualify(ref.Schema, ref.Name); !seen[sql] && m.add(o) {
			seen[sql] = true
			m.types = append(m.types, sql)
		}
	}
	if m.s.Has(d.Ref()) {
		m.add(&schema.DomainCheck{Schema: ns, Table: d.Name, Name: m.name(), Expr: m.sql(), NotValid: m.yes()})
	}
	m.add(&schema.Sequence{Schema: ns, Name: m.name(), Type: m.of("bigint", "integer"), SequenceOptions: m.sequenceOptions(), Unlogged: m.yes()})
}

func (m *maker) sequenceOptions() schema.SequenceOptions {
	return schema.SequenceOptions{Start: m.number(), Increment: m.number(), Min: m.number(), Max: m.number(), Cache: m.number(), Cycle: m.yes()}
}

func (m *maker) args() []schema.Arg {
	var list []schema.Arg
	for range m.upTo(2) {
		list = append(list, schema.Arg{Mode: m.of("", "INOUT", "VARIADIC"), Name: m.maybe(m.name), Type: m.typ(), Default: m.defaultArg()})
	}
	return list
}

func (m *maker) defaultArg() string { return m.of("", "1", "'x'", "now()") }

func (m *maker) functions() {
	for range m.upTo(3) {
		f := &schema.Routine{
			Schema: m.of("public", "audit"), Name: "f" + fmt.Sprint(m.upTo(1)), Procedure: m.yes(), Args: m.args(), Language: m.of("sql", "plpgsql", "plv8", "Odd Lang"),
			Body: m.text(), Atomic: m.yes(), Object: m.maybe(m.text), Volatility: m.of("", "STABLE", "IMMUTABLE"), Strict: m.yes(), LeakProof: m.yes(),
			SecurityDefiner: m.yes(), Window: m.yes(), Parallel: m.of("", "SAFE"), Cost: m.of("", "10", "0.5"), Rows: m.of("", "5"), Support: m.of("", "pg_catalog.sup"),
			Set: []schema.Option{{Name: "search_path", Value: m.text()}}, Transform: []string{m.typ()},
		}
		switch m.upTo(2) {
		case 0:
			f.Returns, f.ReturnsSet, f.ReturnTable = "TABLE", false, []schema.Field{{Name: m.name(), Type: m.typ()}}
		case 1:
			f.Returns, f.ReturnsSet = m.typ(), m.yes()
		}
		if f.Procedure {
			// A procedure shares the names of functions.
			f.Name = "p" + f.Name
			f.Returns, f.ReturnsSet, f.ReturnTable = "", false, nil
		}
		if m.add(f) && !f.Procedure {
			m.funcs = append(m.funcs, f)
		}
	}
	m.add(&schema.Aggregate{
		Schema: "public", Name: "agg", Args: []schema.Arg{{Type: m.typ()}}, Hypothetical: m.yes(), Parallel: m.of("", "SAFE"),
		Settings: []schema.Option{{Name: "SFUNC", Value: "pg_catalog.int4pl"}, {Name: "STYPE", Value: m.typ()}, {Name: "FINALFUNC_EXTRA", Value: "true"}, {Name: "INITCOND", Value: "'0'"}},
	})
}

func (m *maker) table() {
	o := &schema.Table{
		Schema: m.of("public", "audit"), Name: m.name(), Unlogged: m.yes(), With: m.options(), Tablespace: m.maybe(m.text), AccessMethod: m.of("", "heap"),
		RowSecurity: m.yes(), ForceRowSecurity: m.yes(), ReplicaIdentity: m.of("", "FULL", "NOTHING"), Strict: m.yes(), WithoutRowid: m.yes(),
	}
	if slices.Contains(m.types, qualify(o.Schema, o.Name)) || !m.add(o) {
		return
	}
	m.tables = append(m.tables, o.Ref())
	m.types = append(m.types, qualify(o.Schema, o.Name))
	var columns []string
	for range m.upTo(3) + 1 {
		if c := m.column(o); m.add(c) {
			columns = append(columns, c.Name)
		}
	}
	key := func(primary bool) *schema.Key {
		return &schema.Key{Schema: o.Schema, Table: o.Name, Name: m.of(o.Name+"_pkey", "k", m.name()), Primary: primary, Columns: columns, Timing: m.timing(), NullsNotDistinct: !primary && m.yes(), With: m.options(), Tablespace: m.maybe(m.text)}
	}
	m.add(key(true))
	m.add(key(false))
	m.add(&schema.Check{Schema: o.Schema, Table: o.Name, Name: m.name(), Expr: m.sql(), NoInherit: m.yes(), NotValid: m.yes(), NotEnforced: m.yes()})
	m.add(&schema.Exclude{Schema: o.Schema, Table: o.Name, Name: m.name(), Method: m.of("gist", "btree"), Parts: []schema.IndexPart{m.part(columns[0])}, Where: m.maybe(m.sql), Timing: m.timing()})
	to := m.tables[m.upTo(len(m.tables)-1)]
	for c := range schema.Of[*schema.Column](m.s) {
		if c.Schema == to.Schema && c.Table == to.Name {
			m.add(&schema.ForeignKey{Schema: o.Schema, Table: o.Name, Name: m.name(), Columns: columns[:1], RefTable: to, RefColumns: []string{c.Name}, Match: m.of("", "FULL"), OnUpdate: m.of("", "CASCADE"), OnDelete: m.of("", "SET NULL", "SET DEFAULT"), Timing: m.timing(), NotValid: m.yes()})
			break
		}
	}
	m.index(o.Ref(), columns)
	for i := range schema.Of[*schema.Index](m.s) {
		if i.Table == o.Name && i.Schema == o.Schema && m.yes() {
			o.ClusterOn = i.Name
		}
	}
}

func (m *maker) timing() schema.Timing {
	t := schema.Timing{Deferrable: m.yes()}
	t.InitiallyDeferred = t.Deferrable && m.yes()
	return t
}

func (m *maker) column(o *schema.Table) *schema.Column {
	c := &schema.Column{
		Schema: o.Schema, Table: o.Name, Name: m.name(), Type: m.typ(), NotNull: m.yes(), Default: m.defaultOf(), Collation: m.collation(),
		Storage: m.of("", "MAIN"), Compression: m.of("", "lz4"), Statistics: m.number(), Options: m.options(), AutoIncrement: m.yes(), Using: m.maybe(m.sql),
	}
	if m.yes() {
		c.Identity = &schema.Identity{Always: m.yes(), Sequence: m.maybe(m.text), Persistence: m.of("", "LOGGED", "UNLOGGED"), SequenceOptions: m.sequenceOptions()}
	}
	if m.yes() {
		c.Generated = &schema.Generated{Expr: m.sql(), Virtual: m.yes()}
	}
	return c
}

func (m *maker) part(column string) schema.IndexPart {
	p := schema.IndexPart{OpClass: m.of("", "pg_catalog.text_ops", "public.x_ops"), Collation: m.collation(), OpParams: m.options(), Desc: m.yes(), Statistics: m.number(), Operator: m.of("", "=", "&&")}
	if p.Column = column; m.yes() {
		p.Column, p.Expr = "", m.sql()
	}
	if m.yes() {
		p.Nulls = "FIRST"
		if p.Desc {
			p.Nulls = "LAST"
		}
	}
	return p
}

func (m *maker) index(on schema.Ref, columns []string) {
	i := &schema.Index{Schema: on.Schema, Table: on.Name, Name: m.name(), Unique: m.yes(), Method: m.of("", "gin", "rum"), Where: m.maybe(m.sql), NullsNotDistinct: m.yes(), With: m.options()}
	if m.yes() {
		i.Parts = []schema.IndexPart{m.part(columns[0])}
	} else {
		i.Parts = []schema.IndexPart{{Column: columns[0]}}
	}
	m.add(i)
}

func (m *maker) views() {
	taken := func(name string) bool { return slices.Contains(m.types, qualify("public", name)) }
	v := &schema.View{Schema: "public", Name: m.name(), Columns: []string{m.name()}, As: m.sql(), CheckOption: m.of("", "LOCAL"), Defaults: []schema.Option{{Name: "d", Value: "1"}}, ColumnComments: []schema.Option{{Name: "c", Value: m.text()}}}
	if v.SecurityBarrier = new(m.yes()); m.yes() {
		v.SecurityBarrier = nil
	}
	if taken(v.Name) || !m.add(v) {
		return
	}
	m.types = append(m.types, qualify("public", v.Name))
	x := &schema.Materialized{Schema: "public", Name: m.name(), As: m.sql(), With: m.options(), ReplicaIdentity: m.of("", "FULL", "NOTHING"), ColumnSettings: []schema.ColumnSetting{{Name: "c", Storage: "MAIN", Statistics: m.number()}}, ColumnComments: []schema.Option{{Name: "c", Value: m.text()}}}
	if !taken(x.Name) && m.add(x) {
		m.index(x.Ref(), []string{m.name()})
	}
}

func (m *maker) onTables() {
	for _, t := range m.tables {
		p := &schema.Policy{Schema: t.Schema, Table: t.Name, Name: m.name(), Restrictive: m.yes(), For: m.of("", "SELECT"), Using: m.maybe(m.sql), Check: m.maybe(m.sql)}
		if m.yes() {
			p.To = []string{"app", m.of("b", "c d")}
		}
		m.add(p)
		m.add(&schema.Rule{Schema: t.Schema, Table: t.Name, Name: m.name(), Event: m.of("INSERT", "UPDATE"), Instead: m.yes(), Where: m.maybe(m.sql), Do: []string{m.sql(), m.sql()}, Enabled: m.of("", "REPLICA")})
		m.add(&schema.Statistics{Schema: t.Schema, Name: m.name(), On: t, Kinds: []string{"ndistinct"}, Exprs: []string{m.sql()}, Target: m.number()})
		m.trigger(t)
		m.add(&schema.Publication{Name: m.name(), AllTables: m.yes(), Tables: []schema.PublishedTable{{Table: t, Where: m.maybe(m.sql)}}, Schemas: []string{"audit"}, Operations: []string{"insert", "delete"}, ViaRoot: m.yes()})
	}
	e := &schema.EventTrigger{Name: m.name(), On: "sql_drop", Tags: []string{m.text()}, Function: "pg_catalog.x", Enabled: m.of("", "ALWAYS")}
	m.add(e)
}

func (m *maker) trigger(t schema.Ref) {
	g := &schema.Trigger{
		Schema: t.Schema, Table: t.Name, Name: m.name(), When: schema.Moment(m.of("BEFORE", "AFTER", "INSTEAD OF")), Events: []string{"INSERT", "UPDATE", "TRUNCATE"},
		ForEachRow: m.yes(), Condition: m.maybe(m.sql), Constraint: m.yes(), Timing: m.timing(), OldTable: m.maybe(m.text), NewTable: m.maybe(m.text), Enabled: m.of("", "DISABLED"),
	}
	switch {
	case m.yes():
		g.Body = "BEGIN\n" + m.sql() + "\nEND"
	case len(m.funcs) > 0:
		f := m.funcs[0]
		g.Function, g.FunctionRef, g.Args = qualify(f.Schema, f.Name), f.Ref(), []string{m.text()}
	default:
		g.Function = "pg_catalog.suppress_redundant_updates_trigger"
	}
	if m.yes() {
		for c := range schema.Of[*schema.Column](m.s) {
			if c.Schema == t.Schema && c.Table == t.Name {
				g.UpdateOf = []string{c.Name}
			}
		}
	}
	m.add(g)
}

func (m *maker) definitions() {
	m.add(&schema.Definition{Sort: m.of("language", "access_method", "transform"), Name: m.name(), Create: m.sql(), Drop: m.maybe(m.sql)})
	d := &schema.Definition{Schema: m.of("public", "audit"), Sort: schema.SortType, Name: m.name(), Create: m.sql()}
	if typ := qualify(d.Schema, d.Name); !slices.Contains(m.types, typ) && m.add(d) {
		m.types = append(m.types, typ)
	}
}

func (m *maker) operators() {
	operator := func() string { return m.of("=", "<->", "public.===", `"Odd Name".~`) }
	o := &schema.Operator{
		Schema: m.of("public", "audit"), Name: m.of("===", "-", "|/"), Left: m.maybe(m.plainType), Right: m.plainType(), Function: "f",
		Restrict: m.maybe(func() string { return "eqsel" }), Join: m.maybe(func() string { return "public.sel" }),
		Commutator: m.maybe(operator), Negator: m.maybe(operator), Hashes: m.yes(), Merges: m.yes(),
	}
	m.add(o)
	members := func(typ string) schema.Members {
		return schema.Members{
			Operators: []schema.Strategy{{Number: 1, Operator: operator(), Left: typ, Right: typ, OrderBy: m.of("", "pg_catalog.float_ops")}},
			Functions: []schema.Support{{Number: 2, Function: m.of("f(integer, text)", "audit.g()"), Left: typ, Right: typ}},
		}
	}
	f := &schema.OperatorFamily{Schema: "public", Name: m.name(), Method: m.of("btree", "gist"), Members: members(m.plainType())}
	m.add(f)
	m.add(&schema.OperatorClass{
		Schema: "audit", Name: m.name(), Method: f.Method, Type: m.plainType(), Storage: m.maybe(m.plainType), Default: m.yes(),
		Family: m.of("", qualify("public", f.Name), "pg_catalog.text_ops"), Members: members(""),
	})
	k := &schema.Cast{Source: m.plainType(), Target: m.plainType(), InOut: m.yes(), Context: m.of("", "IMPLICIT")}
	if !k.InOut {
		k.Function = m.of("", "f(integer)")
	}
	m.add(k)
	m.add(&schema.Conversion{Schema: "public", Name: m.name(), For: "LATIN1", To: m.text(), Function: "latin", Default: m.yes()})
}

func (m *maker) plainType() string {
	return m.of("integer", "text", "bit", "timestamp without time zone", "other.thing")
}

func (m *maker) textSearch() {
	p := &schema.TextSearchParser{Schema: "public", Name: m.name(), Start: "s", GetToken: "t", End: "public.e", Headline: m.of("", "h"), LexTypes: "l"}
	m.add(p)
	t := &schema.TextSearchTemplate{Schema: "audit", Name: m.name(), Init: m.of("", "i"), Lexize: "l"}
	m.add(t)
	d := &schema.TextSearchDictionary{Schema: "public", Name: m.name(), Template: m.of(qualify("audit", t.Name), "pg_catalog.simple"), Options: m.options()}
	m.add(d)
	m.add(&schema.TextSearchConfiguration{
		Schema: "public", Name: m.name(), Parser: m.of(qualify("public", p.Name), `pg_catalog."default"`),
		Mappings: []schema.TokenMapping{{Token: "asciiword", Dictionaries: []string{qualify("public", d.Name), "pg_catalog.simple"}}, {Token: "word", Dictionaries: []string{"a.b"}}},
	})
}
