package main

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlgen"
)

// dropRoles drops all roles but those of a new server.
const dropRoles = `DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT rolname FROM pg_roles WHERE oid >= 16384 LOOP
        EXECUTE format('DROP OWNED BY %I CASCADE', name);
    END LOOP;
    FOR name IN SELECT rolname FROM pg_roles WHERE oid >= 16384 LOOP
        EXECUTE format('DROP ROLE %I', name);
    END LOOP;
END $$`

func rolesOf(t *testing.T, url string) *schema.Schema {
	t.Helper()
	conn, err := pgtest.Open(t, url).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	roles, _, err := postgres.Roles(t.Context(), conn, nil)
	if err != nil {
		t.Fatal(err)
	}
	return roles
}

// allOfRoles is every column of every row that is about roles, but for passwords.
// A role that is valid until infinity is so for ever, as one without any time. It
// stands for pg_dumpall, which not every build of the server comes with.
const allOfRoles = `
SELECT 'role ' || (to_jsonb(a) - 'oid' - 'rolpassword' || jsonb_build_object('rolvaliduntil', nullif(rolvaliduntil, 'infinity')))::text
FROM pg_authid a WHERE oid >= 16384
UNION ALL SELECT format('member %s of %s by %s ', member::regrole, roleid::regrole, grantor::regrole) ||
	(to_jsonb(m) - 'oid' - 'roleid' - 'member' - 'grantor')::text FROM pg_auth_members m WHERE member >= 16384
UNION ALL SELECT format('setting of %s in %s: %s', setrole::regrole, datname, c)
FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) c WHERE setrole <> 0
UNION ALL SELECT format('comment on %s: %s', objoid::regrole, description)
FROM pg_shdescription WHERE classoid = 'pg_authid'::regclass AND objoid >= 16384
UNION ALL SELECT format('label of %s on %s: %s', provider, objoid::regrole, label)
FROM pg_shseclabel WHERE classoid = 'pg_authid'::regclass AND objoid >= 16384
ORDER BY 1`

func dumpRoles(t *testing.T, url string) string {
	t.Helper()
	rows, err := pgtest.Open(t, url).Query(allOfRoles)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// TestRoles does with roles what TestKinds does with other objects, on a server
// of its own: they belong to all databases of one. The scratch databases are on
// the same server, and leave nothing there.
func TestRoles(t *testing.T) {
	url := pgtest.Own(t)
	pgtest.LabelProviders(t, url)
	sql, ok := pgtest.Fixture(t, filepath.Join(root, "testdata/roles.sql"))
	if !ok {
		t.Fatal("the fixture is not for this server")
	}
	server, err := scratch.Open(t.Context(), scratch.Options{DevURL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	none := dumpRoles(t, url)
	pgtest.Exec(t, url, sql)
	full := dumpRoles(t, url)
	t.Run("empty", func(t *testing.T) { evolveRoles(t, server, url, none, "", edit{sql: sql}) })
	for _, e := range everyNth(t, readEdits(t, filepath.Join(root, "testdata/roles.changes"))) {
		t.Run(e.title, func(t *testing.T) { evolveRoles(t, server, url, full, sql, e) })
	}
}

// evolveRoles takes the roles that SQL makes to those of an edit and back.
func evolveRoles(t *testing.T, server *scratch.Server, url, was, sql string, e edit) {
	t.Helper()
	pgtest.Exec(t, url, dropRoles)
	pgtest.Exec(t, url, sql+"\n"+e.sql)
	goal, end := rolesOf(t, url), dumpRoles(t, url)
	pgtest.Exec(t, url, dropRoles)
	pgtest.Exec(t, url, sql)
	plan := func(renames []string) *proof.Result {
		t.Helper()
		current := rolesOf(t, url)
		desired := throughHCL(t, goal, current)
		if err := answer(desired, renames); err != nil {
			t.Fatal(err)
		}
		r, err := proof.PlanRoles(t.Context(), proof.Input{
			Current: current, Desired: desired, Dialect: postgres.Dialect{}, Scratch: postgres.Scratch{Server: server},
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := plan(e.renames)
	if r.Empty() || !r.Proven {
		t.Fatalf("planned %d statements, proven %t", len(r.Up), r.Proven)
	}
	if got := dumpRoles(t, url); got != was {
		t.Fatalf("planning changed the server (-was +is):\n%s", cmp.Diff(was, got))
	}
	runScript(t, url, r.Up)
	if got := dumpRoles(t, url); got != end {
		t.Fatalf("the catalogs differ after up (-want +got):\n%s\n%s", cmp.Diff(end, got), sqlgen.Script(r.Up))
	}
	if again := plan(nil); !again.Empty() {
		t.Fatalf("planning again is not empty:\n%s", sqlgen.Script(again.Up))
	}
	runScript(t, url, r.Down)
	if got := dumpRoles(t, url); got != was {
		t.Fatalf("the catalogs differ after down (-want +got):\n%s\n%s", cmp.Diff(was, got), sqlgen.Script(r.Down))
	}
}

func TestStatementsOfRoles(t *testing.T) {
	for text, want := range map[string]bool{
		"CREATE USER mary;":                                    true,
		"alter  role\n app LOGIN":                              true,
		"DROP GROUP g":                                         true,
		"CREATE USER mapping_user":                             true,
		"CREATE USER MAPPING FOR app SERVER s":                 false,
		"DROP USER MAPPING FOR a SERVER s; CREATE ROLE b":      true,
		"CREATE TABLE user_roles (); ALTER TABLE t OWNER TO r": false,
	} {
		if got := changesRoles(text); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
}

// TestRolesOfCreator makes roles as one that is no superuser: from PostgreSQL 16 on it becomes a member of each, and grants in
// its own name.
func TestRolesOfCreator(t *testing.T) {
	super := pgtest.Own(t)
	pgtest.Exec(t, super, "CREATE ROLE creator LOGIN CREATEROLE CREATEDB")
	at, err := url.Parse(super)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.User("creator")
	server, err := scratch.Open(t.Context(), scratch.Options{DevURL: at.String()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	role := func(name string, memberOf ...schema.Membership) *schema.Role {
		return &schema.Role{Name: name, MemberOf: memberOf}
	}
	creator := role("creator")
	creator.Login, creator.CreateRole, creator.CreateDB = true, true, true
	plan := func(roles ...schema.Object) *proof.Result {
		t.Helper()
		want, names := schema.New(), []string(nil)
		for _, r := range roles {
			want.Add(r)
			names = append(names, r.Ref().Name)
		}
		conn, done := pgtest.Conn(t, at.String())
		defer done()
		current, _, err := postgres.Roles(t.Context(), conn, names)
		if err != nil {
			t.Fatal(err)
		}
		r, err := proof.PlanRoles(t.Context(), proof.Input{
			Current: current, Desired: want, Dialect: postgres.Dialect{Major: pgtest.Major(t)}, Scratch: postgres.Scratch{Server: server},
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := plan(creator)
	if !before.Empty() {
		t.Fatalf("the creator itself is changed:\n%s", sqlgen.Script(before.Up))
	}
	goal := []schema.Object{creator, role("made"), role("member", schema.Membership{Role: "made"})}
	r := plan(goal...)
	if r.Empty() || !r.Proven {
		t.Fatalf("planned %d statements, proven %t", len(r.Up), r.Proven)
	}
	runScript(t, at.String(), r.Up)
	if again := plan(goal...); !again.Empty() {
		t.Fatalf("planning again is not empty:\n%s", sqlgen.Script(again.Up))
	}
	left := plan(creator, role("made"), role("member"))
	if left.Empty() {
		t.Fatal("a membership that goes is not seen")
	}
	runScript(t, at.String(), left.Up)
	runScript(t, at.String(), left.Down)
	if again := plan(goal...); !again.Empty() {
		t.Fatalf("planning after the way back is not empty:\n%s", sqlgen.Script(again.Up))
	}
	runScript(t, at.String(), r.Down)
}
