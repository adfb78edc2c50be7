package main

import (
	"net/url"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/schema"
)

// TestPlainRole reads a schema as a role with no rights at all: on each major, others of the catalogs' columns are for
// superusers only.
func TestPlainRole(t *testing.T) {
	at := pgtest.Database(t)
	pgtest.Exec(t, at, "CREATE TABLE t (id int PRIMARY KEY); CREATE ROLE schemactl_plain LOGIN")
	t.Cleanup(func() { pgtest.Exec(t, at, "DROP ROLE schemactl_plain") })
	as, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	as.User = url.User("schemactl_plain")
	found, err := postgres.InspectDatabase(t.Context(), pgtest.Open(t, as.String()))
	if err != nil {
		t.Fatal(err)
	}
	if !found.Schema.Has(schema.Ref{Kind: schema.KindTable, Schema: "public", Name: "t"}) {
		t.Error("the table was not read")
	}
}
