package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// toy is a dialect of the planner's rules alone: tables and columns hold rows,
// parts are written within their table, views stand in the way of a type.
type toy struct{}

func (toy) How(c planner.Change) planner.How {
	switch c.Ref().Kind {
	case schema.KindTable, schema.KindColumn, schema.KindEnum:
		if c.Has("Recreated") {
			return planner.Refuse
		}
		return planner.InPlace
	case schema.KindDefault:
		return planner.InPlace
	}
	return planner.Replace
}

func (toy) Disturbs(c planner.Change, o schema.Object) planner.Effect {
	switch {
	case c.Has("Values") && o.Ref().Kind == schema.KindColumn:
		return planner.Ripple
	case c.Has("Type", "Values") && o.Ref().Kind == schema.KindView:
		return planner.Aside
	case c.Has("Type"):
		return planner.AsideIfChanged
	}
	return planner.Along
}

func (toy) Within(o schema.Object) (schema.Ref, bool) {
	r := o.Ref()
	if r.Kind == schema.KindDefault {
		return schema.Ref{Kind: schema.KindColumn, Schema: r.Schema, Table: r.Table, Name: r.Name}, true
	}
	if r.Kind == schema.KindColumn || schema.IsConstraint(r.Kind) {
		return schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}, true
	}
	return schema.Ref{}, false
}

func (t toy) GoesWith(_ *schema.Schema, o schema.Object) []schema.Ref {
	r := o.Ref()
	if r.Table == "" {
		return nil
	}
	refs := []schema.Ref{{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}}
	if p, ok := t.Within(o); ok && p != refs[0] {
		refs = append([]schema.Ref{p}, refs...)
	}
	return refs
}

func (toy) Loose(*schema.Schema, schema.Object) []schema.Ref { return nil }

func table(name string) *schema.Table { return &schema.Table{Name: name} }

func column(table, name, typ string) *schema.Column {
	return &schema.Column{Table: table, Name: name, Type: typ}
}

func key(table string) *schema.Key {
	return &schema.Key{Table: table, Name: table + "_pkey", Primary: true, Columns: []string{"id"}}
}

func foreign(table, col, to string) *schema.ForeignKey {
	f := &schema.ForeignKey{
		Table: table, Name: table + "_" + col + "_fkey", Columns: []string{col},
		RefTable: schema.Ref{Kind: schema.KindTable, Name: to}, RefColumns: []string{"id"},
	}
	f.Needs = []schema.Ref{{Kind: schema.KindPrimaryKey, Table: to, Name: to + "_pkey"}}
	return f
}

func view(name, as string, needs ...schema.Ref) *schema.View {
	v := &schema.View{Name: name, As: as}
	v.Needs = needs
	return v
}

func ref(o schema.Object) schema.Ref { return o.Ref() }

// steps prints a plan: one line a step, parts in parentheses.
func steps(t *testing.T, from, to *schema.Schema) string {
	t.Helper()
	p, err := planner.New(from, to, toy{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range p.Steps {
		line := fmt.Sprint([]string{"create", "alter", "drop"}[s.Action], " ", s.Ref())
		var parts []string
		for _, part := range s.Parts {
			parts = append(parts, part.Ref().Name)
		}
		if len(parts) > 0 {
			line += " (" + strings.Join(parts, " ") + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, got string, want ...string) {
	t.Helper()
	if w := strings.Join(want, "\n"); got != w {
		t.Errorf("got:\n%s\nwant:\n%s", got, w)
	}
}

func ring() *schema.Schema {
	return schema.New(
		table("a"), column("a", "id", "int"), column("a", "b_id", "int"),
		table("b"), column("b", "id", "int"), column("b", "a_id", "int"),
		key("a"), key("b"), foreign("a", "b_id", "b"), foreign("b", "a_id", "a"),
	)
}

func TestForeignKeyCycle(t *testing.T) {
	expect(t, steps(t, schema.New(), ring()),
		"create table a (id b_id a_pkey)",
		"create table b (id a_id b_pkey b_a_id_fkey)",
		"create foreign_key a.a_b_id_fkey")
	expect(t, steps(t, ring(), schema.New()),
		"drop foreign_key a.a_b_id_fkey",
		"drop table b (b_a_id_fkey b_pkey a_id id)",
		"drop table a (a_pkey b_id id)")
}

func TestViewsStepAsideForAType(t *testing.T) {
	c := column("t", "c", "int")
	make := func(typ string) *schema.Schema {
		return schema.New(table("t"), column("t", "c", typ),
			view("v", "select c from t", ref(c)), view("w", "select c from v", schema.Ref{Kind: schema.KindView, Name: "v"}))
	}
	expect(t, steps(t, make("int"), make("bigint")),
		"drop view w", "drop view v", "alter column t.c", "create view v", "create view w")
}

func TestTypeMadeAnewDisturbsWhatStandsOnItsColumns(t *testing.T) {
	enum := func(values ...string) *schema.Enum { return &schema.Enum{Name: "e", Values: values} }
	c := column("t", "c", "e")
	c.Needs = []schema.Ref{ref(enum())}
	make := func(values ...string) *schema.Schema {
		return schema.New(enum(values...), table("t"), c, view("v", "select c from t", ref(c)))
	}
	expect(t, steps(t, make("a", "b"), make("a")), "drop view v", "alter enum e", "create view v")
}

func TestNameIsTakenAfterItIsFree(t *testing.T) {
	expect(t, steps(t, schema.New(view("x", "select 1")), schema.New(table("x"))), "drop view x", "create table x")
}

func TestEqualSchemasNeedNothing(t *testing.T) {
	if got := steps(t, ring(), ring()); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestRowsAreNeverDroppedForAChange(t *testing.T) {
	f := func(returns string) *schema.View { return view("f", returns) }
	c := column("t", "c", "int")
	c.Needs = []schema.Ref{ref(f(""))}
	_, err := planner.New(schema.New(f("1"), table("t"), c), schema.New(f("2"), table("t"), c), toy{})
	if err == nil || !strings.Contains(err.Error(), "column t.c depends on it and holds rows") {
		t.Errorf("got %v", err)
	}
}

func TestRealCycleIsNamed(t *testing.T) {
	v, w := view("v", "w"), view("w", "v")
	v.Needs, w.Needs = []schema.Ref{ref(w)}, []schema.Ref{ref(v)}
	_, err := planner.New(schema.New(), schema.New(v, w), toy{})
	if err == nil || !strings.Contains(err.Error(), "view v, view w") {
		t.Errorf("got %v", err)
	}
}

func renames(from, to *schema.Schema) string {
	var lines []string
	for _, r := range planner.Renames(from, to) {
		lines = append(lines, r.From.Path()+" -> "+r.To.Path())
	}
	return strings.Join(lines, "\n")
}

func renamedTable(name, was string) *schema.Table {
	t := table(name)
	t.RenamedFrom = was
	return t
}

func renamedColumn(table, name, was string) *schema.Column {
	c := column(table, name, "int")
	c.RenamedFrom = was
	return c
}

func TestRenames(t *testing.T) {
	cases := []struct {
		name     string
		from, to *schema.Schema
		want     []string
	}{
		{"none", schema.New(table("a")), schema.New(table("a")), nil},
		{"table and column", schema.New(table("a"), column("a", "x", "int")),
			schema.New(renamedTable("b", "a"), renamedColumn("b", "y", "x")), []string{"a -> b", "b.x -> b.y"}},
		{"done before", schema.New(table("b"), column("b", "y", "int")),
			schema.New(renamedTable("b", "a"), renamedColumn("b", "y", "x")), nil},
		{"chain", schema.New(table("a"), table("b")),
			schema.New(renamedTable("b", "a"), renamedTable("c", "b")), []string{"b -> c", "a -> b"}},
		{"swap", schema.New(table("t"), column("t", "a", "text"), column("t", "b", "int")),
			schema.New(table("t"), &schema.Column{Table: "t", Name: "a", Type: "int", Common: schema.Common{RenamedFrom: "b"}},
				&schema.Column{Table: "t", Name: "b", Type: "text", Common: schema.Common{RenamedFrom: "a"}}),
			[]string{"t.a -> t.a__old", "t.b -> t.a", "t.a__old -> t.b"}},
		{"swapped before", schema.New(table("t"), column("t", "a", "int"), column("t", "b", "int")),
			schema.New(table("t"), renamedColumn("t", "a", "b"), renamedColumn("t", "b", "a")), nil},
		{"into a name that is dropped", schema.New(table("a"), view("b", "select 1")),
			schema.New(renamedTable("b", "a")), []string{"b -> b__old", "a -> b"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { expect(t, renames(c.from, c.to), c.want...) })
	}
}
