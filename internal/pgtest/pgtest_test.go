package pgtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

const shop = `
create role pgtest_reader;
create schema schemactl; create table schemactl.migrations (version text);
create table "Order Items" (id int primary key, note text, price numeric(8,2), parent int references "Order Items");
create index on "Order Items" (price);
grant select on "Order Items" to pgtest_reader;
create function body() returns text language plpgsql as $$
begin



-- Dumped from here
SET default_tablespace = '';
	return 'SET x = 1';
end $$;
insert into "Order Items" values (1, 'a', 1.50), (2, null, 2.00);
insert into schemactl.migrations values ('1');`

func database(t *testing.T, statements string) string {
	t.Helper()
	address := Database(t)
	Exec(t, address, statements)
	return address
}

func dropReader(t *testing.T) {
	t.Helper()
	t.Cleanup(func() { Exec(t, ServerURL(t), "drop role pgtest_reader") })
}

func TestDatabasesAreApart(t *testing.T) {
	one, two := database(t, "create table a (x int)"), database(t, "create table b (x int)")
	for address, want := range map[string]string{one: "a", two: "b"} {
		var got string
		if err := Open(t, address).QueryRow("select string_agg(relname, ',') from pg_class where relnamespace = 'public'::regnamespace").Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("tables %q; want %q", got, want)
		}
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	var address string
	t.Run("use", func(t *testing.T) {
		address = Database(t)
		if err := Open(t, address).Ping(); err != nil {
			t.Fatal(err)
		}
	})
	var left int
	query := "select count(*) from pg_database where datname = $1"
	if err := Open(t, ServerURL(t)).QueryRow(query, databaseName(t, address)).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d databases are left, %v", left, err)
	}
}

func TestDump(t *testing.T) {
	dropReader(t)
	dump := Dump(t, database(t, shop))
	if !strings.HasPrefix(dump, "--\n-- Name: ") {
		t.Errorf("the dump begins %.60q", dump)
	}
	for text, want := range map[string]int{
		`CREATE TABLE public."Order Items"`:                   1,
		`ALTER TABLE public."Order Items" OWNER TO postgres;`: 1,
		"GRANT SELECT": 1,
		"begin\n\n\n\n-- Dumped from here\nSET default_tablespace = '';\n\treturn 'SET x = 1';": 1,
		"\nSET ":               1, // the one in the function
		"set_config":           0,
		"migrations":           0,
		"restrict ":            0,
		"PostgreSQL":           0,
		"default_table_access": 0,
		"\n\n\n--\n-- Name:":   0,
	} {
		if got := strings.Count(dump, text); got != want {
			t.Errorf("%d times %q in the dump; want %d:\n%s", got, text, want, dump)
		}
	}
}

func TestDumpOptions(t *testing.T) {
	dropReader(t)
	dump := Dump(t, database(t, shop), NoOwners, NoPrivileges)
	if strings.Contains(dump, "OWNER TO") || strings.Contains(dump, "GRANT") {
		t.Errorf("owners or privileges are in the dump:\n%s", dump)
	}
}

// Servers before 15 have something to say about the schema public, so an empty database's dump is not always empty.
func TestDumpOfNothing(t *testing.T) {
	one, two := Dump(t, Database(t)), Dump(t, Database(t))
	if one != two || strings.Contains(one, "SET ") || strings.Contains(one, "TABLE") {
		t.Errorf("dumps of empty databases: %q and %q", one, two)
	}
}

// Where a table is in another tablespace, the settings between the tables are what says so.
func TestTidyKeepsSettingsThatTell(t *testing.T) {
	const dump = "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET a = b;\n\n" +
		"SET default_tablespace = fast;\n\nSET default_table_access_method = heap;\n\n--\n-- Name: a; Type: TABLE\n--\n\nCREATE TABLE a ();\n\n\n" +
		"SET default_tablespace = '';\n\n--\n-- Name: b; Type: TABLE\n--\n\nCREATE TABLE b ();\n\n\n" +
		"--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc\n\n"
	const want = "SET default_tablespace = fast;\n\n--\n-- Name: a; Type: TABLE\n--\n\nCREATE TABLE a ();\n\n\n" +
		"SET default_tablespace = '';\n\n--\n-- Name: b; Type: TABLE\n--\n\nCREATE TABLE b ();\n"
	if got := tidy(dump); got != want {
		t.Errorf("tidy gave\n%s\nwant\n%s", got, want)
	}
}

func TestCloneAndRows(t *testing.T) {
	dropReader(t)
	original := database(t, shop)
	open := Open(t, original)
	if err := open.Ping(); err != nil { // leaves an idle connection in its pool
		t.Fatal(err)
	}
	clone := Clone(t, original)
	if got, want := Dump(t, clone), Dump(t, original); got != want {
		t.Errorf("the clone's schema is\n%s\nwant\n%s", got, want)
	}
	Exec(t, clone, `update "Order Items" set note = 'b' where id = 1`)
	for address, note := range map[string]string{original: "a", clone: "b"} {
		rows := Rows(t, address)
		want := `{"id": 1, "note": "` + note + `", "price": 1.50, "parent": null}` + "\n" + `{"id": 2, "note": null, "price": 2.00, "parent": null}`
		if len(rows) != 1 || rows[`public."Order Items"`] != want {
			t.Errorf("rows are %q; want %q", rows, want)
		}
	}
}

func TestPlaceOfAnError(t *testing.T) {
	const statements = "create table a (x int);\ncreate table é (x nonsense);\nselect 1"
	err := execute(Database(t), statements)
	if err == nil {
		t.Fatal("no error")
	}
	if got := place(err, statements); got != "\n\tat: create table é (x nonsense);" {
		t.Errorf("the place of %q is %q", err, got)
	}
}

// childEnv makes the test program run one failing test.
const childEnv = "PGTEST_CHILD"

func TestChild(t *testing.T) {
	if os.Getenv(childEnv) != "" {
		Database(t)
	}
}

// A missing server is a failure that tells what to do, never a test left out.
func TestMissingServerFails(t *testing.T) {
	for _, c := range []struct{ setting, want string }{
		{MajorEnv + "=97", "scripts/install-postgres.sh 97"},
		{MajorEnv + "=new", "is not a major version"},
		{"SCHEMACTL_POSTGRES_BIN=" + t.TempDir(), "holds none"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
		cmd.Env = append(os.Environ(), childEnv+"=1", URLEnv+"=", MajorEnv+"=", "SCHEMACTL_POSTGRES_BIN=", c.setting)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("with %s: %v, %s; want a failure that says %q", c.setting, err, out, c.want)
		}
	}
}
