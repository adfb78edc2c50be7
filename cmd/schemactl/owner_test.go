package main

import (
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/scratch"
)

// TestSuperusersOwn plans on a server that does not have the superuser who owns what only superusers can.
func TestSuperusersOwn(t *testing.T) {
	const role = "schemactl_powerful"
	pgtest.Exec(t, pgtest.ServerURL(t), "CREATE ROLE "+role+" SUPERUSER")
	t.Cleanup(func() { pgtest.Exec(t, pgtest.ServerURL(t), "DROP ROLE "+role) })
	const before = `
CREATE TABLE t (a int);
CREATE FOREIGN DATA WRAPPER w;
ALTER FOREIGN DATA WRAPPER w OWNER TO schemactl_powerful;
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
ALTER EVENT TRIGGER e OWNER TO schemactl_powerful;`
	start, goal := pgtest.Database(t), pgtest.Database(t)
	pgtest.Exec(t, start, before)
	pgtest.Exec(t, goal, before+`
COMMENT ON EVENT TRIGGER e IS 'looks on';
CREATE SERVER s FOREIGN DATA WRAPPER w;`)
	server, err := scratch.Open(t.Context(), scratch.Options{DevURL: pgtest.Own(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	evolve(t, postgres.Scratch{Server: server}, start, stateAt(t, start), goal, edit{})
}
