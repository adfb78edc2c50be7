package schema

import "testing"

// family is a table, a partition with something of its own, and a partition
// of that.
func family() *Schema {
	parent := Ref{Kind: KindTable, Schema: "s", Name: "p"}
	child := Ref{Kind: KindTable, Schema: "s", Name: "c"}
	return New(
		&Table{Schema: "s", Name: "g", PartitionOf: child, Bound: "DEFAULT"},
		&Table{Schema: "s", Name: "c", PartitionOf: parent, Bound: "DEFAULT", PartitionBy: &PartitionKey{Strategy: "LIST"}},
		&Column{Schema: "s", Table: "c", Name: "b", Default: "NULL", NotNull: true},
		&Table{Schema: "s", Name: "p", PartitionBy: &PartitionKey{Strategy: "LIST"}},
		&Column{Schema: "s", Table: "p", Name: "a", Type: "integer", NotNull: true},
		&Column{Schema: "s", Table: "p", Name: "b", Type: "text", Default: "1", Storage: "MAIN"},
		&Check{Schema: "s", Table: "p", Name: "k", Expr: "a > 0"},
		&Check{Schema: "s", Table: "p", Name: "only", Expr: "a > 1", NoInherit: true},
	)
}

func TestFill(t *testing.T) {
	s := Fill(family())
	column := func(table, name string) *Column {
		t.Helper()
		c, ok := Find[*Column](s, Ref{Kind: KindColumn, Schema: "s", Table: table, Name: name})
		if !ok || !c.Inherited {
			t.Fatalf("%s.%s: %+v", table, name, c)
		}
		return c
	}
	if a := column("g", "a"); a.Type != "integer" || !a.NotNull {
		t.Errorf("a of g: %+v", a)
	}
	for _, table := range []string{"c", "g"} {
		if b := column(table, "b"); b.Type != "text" || b.Default != "" || !b.NotNull || b.Storage != "MAIN" {
			t.Errorf("b of %s: %+v", table, b)
		}
		if !s.Has(Ref{Kind: KindCheck, Schema: "s", Table: table, Name: "k"}) || s.Has(Ref{Kind: KindCheck, Schema: "s", Table: table, Name: "only"}) {
			t.Errorf("checks of %s", table)
		}
	}
}

// TestLean: what Fill adds, Lean takes, and nothing else.
func TestLean(t *testing.T) {
	want := family()
	got := Lean(Fill(want))
	if got.Len() != want.Len() {
		t.Fatalf("%d objects, want %d", got.Len(), want.Len())
	}
	for o := range want.All() {
		if is := got.Lookup(o.Ref()); is == nil || len(Changed(o, is)) > 0 {
			t.Errorf("%s: %+v, want %+v", o.Ref(), is, o)
		}
	}
}

// TestFillCircle: a mistaken file must not hang.
func TestFillCircle(t *testing.T) {
	a, b := Ref{Kind: KindTable, Schema: "s", Name: "a"}, Ref{Kind: KindTable, Schema: "s", Name: "b"}
	Fill(New(
		&Table{Schema: "s", Name: "a", Inherits: []Ref{b}},
		&Table{Schema: "s", Name: "b", Inherits: []Ref{a}},
		&Column{Schema: "s", Table: "a", Name: "x", Type: "text"},
	))
}
