package postgres

import (
	"slices"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/schema"
)

func TestDependencies(t *testing.T) {
	url := pgtest.Database(t)
	pgtest.Exec(t, url, `
CREATE EXTENSION hstore;
CREATE TYPE status AS ENUM ('a'); CREATE TYPE pair AS (x status);
CREATE TABLE a (id integer PRIMARY KEY, s status[] DEFAULT '{a}', h hstore, n serial, u integer);
CREATE UNIQUE INDEX a_u ON a (u);
CREATE FUNCTION f(a) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE b (a integer CONSTRAINT fk REFERENCES a, u integer CONSTRAINT fu REFERENCES a (u), p pair, g integer GENERATED ALWAYS AS (abs(a)) STORED);
CREATE VIEW v AS SELECT a.id, f(a) FROM a; CREATE VIEW w AS SELECT id FROM v;
CREATE INDEX b_x ON b (((p).x));`)
	s := inspected(t, url)
	public := func(k schema.Kind, table, name string) schema.Ref {
		return schema.Ref{Kind: k, Schema: "public", Table: table, Name: name}
	}
	a, sequence := public(schema.KindTable, "", "a"), public(schema.KindSequence, "", "a_n_seq")
	for _, c := range []struct {
		object schema.Ref
		want   []schema.Ref
	}{
		{public(schema.KindColumn, "a", "s"), []schema.Ref{public(schema.KindEnum, "", "status")}},
		{public(schema.KindColumn, "a", "h"), []schema.Ref{{Kind: schema.KindExtension, Name: "hstore"}}},
		{public(schema.KindColumn, "a", "n"), nil},
		{public(schema.KindColumn, "b", "p"), []schema.Ref{public(schema.KindComposite, "", "pair")}},
		{public(schema.KindColumn, "b", "g"), []schema.Ref{public(schema.KindColumn, "b", "a")}},
		{public(schema.KindComposite, "", "pair"), []schema.Ref{public(schema.KindEnum, "", "status")}},
		{public(schema.KindForeignKey, "b", "fk"), []schema.Ref{public(schema.KindPrimaryKey, "a", "a_pkey")}},
		{public(schema.KindForeignKey, "b", "fu"), []schema.Ref{public(schema.KindIndex, "a", "a_u")}},
		{public(schema.KindFunction, "", "f(public.a)"), []schema.Ref{a}},
		{public(schema.KindView, "", "w"), []schema.Ref{public(schema.KindView, "", "v")}},
		{sequence, nil},
		{a, nil},
	} {
		o := s.Lookup(c.object)
		if o == nil {
			t.Errorf("no %s", c.object)
			continue
		}
		if got := o.Base().Needs; !slices.Equal(got, c.want) {
			t.Errorf("%s needs %v, not %v", c.object, got, c.want)
		}
	}
	n, _ := schema.Find[*schema.Column](s, public(schema.KindColumn, "a", "n"))
	if !slices.Equal(n.DefaultNeeds, []schema.Ref{sequence}) {
		t.Errorf("the default of %s needs %v", n.Ref(), n.DefaultNeeds)
	}
	v := s.Lookup(public(schema.KindView, "", "v")).Base().Needs
	for _, want := range []schema.Ref{public(schema.KindColumn, "a", "id"), public(schema.KindFunction, "", "f(public.a)")} {
		if !slices.Contains(v, want) {
			t.Errorf("the view needs %v, without %s", v, want)
		}
	}
}
