package postgres

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// A Script writes what a session of History does for psql.
type Script struct {
	LockTimeout time.Duration

	role string // the statement that took another role last
}

// NewScript makes a Script with the settings of NewHistory.
func NewScript() *Script { return &Script{LockTimeout: NewHistory(nil, nil).LockTimeout} }

// scriptOpen is run as one transaction. The lock is tried for, not waited for, as by the runner: see History.Lock.
const scriptOpen = `\set ON_ERROR_STOP on
\set AUTOCOMMIT on
\set QUIET on

DO $schemactl$
DECLARE
	head text;
BEGIN
	PERFORM pg_catalog.set_config('search_path', '', true);
	IF NOT pg_catalog.pg_try_advisory_lock(%[1]d) THEN
		RAISE EXCEPTION 'another run of migrations is at work on this database';
	END IF;
	IF NOT pg_catalog.pg_try_advisory_lock(%[2]d) THEN
		RAISE EXCEPTION 'another run of migrations is at work on this database';
	END IF;
	IF pg_catalog.to_regnamespace('schemactl') IS NULL THEN
		CREATE SCHEMA schemactl;
	END IF;
	IF pg_catalog.to_regclass('schemactl.migrations') IS NULL THEN
		%[3]s;
	ELSIF pg_catalog.obj_description('schemactl.migrations'::pg_catalog.regclass, 'pg_class') <> %[4]s THEN
		RAISE EXCEPTION 'the history has another format than this script knows: write it with the schemactl that applied the last migration';
	END IF;
	IF EXISTS (SELECT FROM schemactl.migrations WHERE error <> '') THEN
		RAISE EXCEPTION 'a migration stopped on its way: finish it with schemactl apply or rollback first';
	END IF;
	SELECT version INTO head FROM schemactl.migrations
	ORDER BY pg_catalog.length(pg_catalog.ltrim(version, '0')) DESC, pg_catalog.ltrim(version, '0') COLLATE "C" DESC LIMIT 1;
	IF COALESCE(head, 'base') <> %[5]s THEN
		RAISE EXCEPTION 'the database is at %%, and this script begins at %%', COALESCE(head, 'base'), %[5]s;
	END IF;
END
$schemactl$;`

// Open implements migrate.Scripter.
func (s *Script) Open(from string) string {
	ddl := strings.ReplaceAll(strings.Join(historyDDL, ";\n\t\t"), "\n\t", "\n\t\t\t")
	return fmt.Sprintf(scriptOpen, lockKey, workKey, ddl, Literal(historyComment+historyFormat), Literal(from))
}

// Reset does what DISCARD ALL does, but for giving up the lock, and puts the settings of a session in place.
func (s *Script) Reset(l migrate.Limits) string {
	s.role = ""
	settings := settingsOf(s.LockTimeout, l)
	var b strings.Builder
	b.WriteString("CLOSE ALL;\nRESET SESSION AUTHORIZATION;\nRESET ALL;\nDEALLOCATE ALL;\nUNLISTEN *;\nDISCARD PLANS;\nDISCARD TEMP;\nDISCARD SEQUENCES;\n")
	b.WriteString("DO $schemactl$\nBEGIN\n\tPERFORM pg_catalog.set_config(n.name, n.value, false) FROM (VALUES\n")
	for i, name := range slices.Sorted(maps.Keys(settings)) {
		comma := ","
		if i == len(settings)-1 {
			comma = ""
		}
		fmt.Fprintf(&b, "\t\t(%s, %s)%s\n", Literal(name), Literal(settings[name]), comma)
	}
	b.WriteString("\t) AS n(name, value) WHERE pg_catalog.current_setting(n.name, true) IS NOT NULL;\nEND\n$schemactl$;")
	return b.String()
}

// Begin implements migrate.Scripter.
func (s *Script) Begin([]migrate.Statement) string {
	return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
}

// Commit implements migrate.Scripter.
func (s *Script) Commit() string { return "COMMIT;" }

// Exec implements migrate.Scripter. An index that an earlier try left behind without its being valid is not looked for: the
// script stops there, and says so.
func (s *Script) Exec(stmt migrate.Statement) string {
	for _, role := range [][]string{{"SET", "ROLE"}, {"SET", "*", "ROLE"}, {"SET", "SESSION", "AUTHORIZATION"}, {"SET", "*", "SESSION", "AUTHORIZATION"}} {
		if stmt.Is(role...) {
			s.role = stmt.SQL
		}
	}
	return migrate.Terminated(stmt)
}

// Save implements migrate.Scripter.
func (s *Script) Save(r migrate.Record) string {
	objects := "NULL"
	if r.Objects != nil {
		data, err := json.Marshal(r.Objects)
		if err == nil { // a map of texts always has a JSON form
			objects = Literal(string(data))
		}
	}
	values := []string{
		Literal(r.Version), Literal(r.Name), Literal(r.Checksum), orNull(r.Down, r.HasDown), strconv.Itoa(r.Done), strconv.Itoa(r.Total),
		strconv.FormatBool(r.Undoing), Literal(r.Error), "NULL", orNull(r.AppliedBy, r.AppliedBy != ""),
		strconv.FormatInt(int64(r.Duration/time.Millisecond), 10), Literal(r.ToolVersion), Literal(r.Before), Literal(r.Fingerprint), objects,
	}
	text := withValues(historySave, values) + ";"
	if !r.Partial() {
		text = withValues(historyClear, []string{Literal(r.Version)}) + ";\n" + text
	}
	return s.asSelf(text)
}

// Forget implements migrate.Scripter.
func (s *Script) Forget(version string) string {
	return s.asSelf(withValues(historyForget, []string{Literal(version)}) + ";")
}

// asSelf writes the history as the role that opened the session, though a migration may have taken another.
func (s *Script) asSelf(text string) string {
	if s.role == "" {
		return text
	}
	return "RESET SESSION AUTHORIZATION;\n" + text + "\n" + s.role + ";"
}

// Close implements migrate.Scripter.
func (s *Script) Close() string {
	return fmt.Sprintf("RESET SESSION AUTHORIZATION;\nDO $schemactl$\nBEGIN\n\tPERFORM pg_catalog.pg_advisory_unlock(%d);\n\tPERFORM pg_catalog.pg_advisory_unlock(%d);\nEND\n$schemactl$;", workKey, lockKey)
}

func orNull(text string, valid bool) string {
	if !valid {
		return "NULL"
	}
	return Literal(text)
}

var parameter = regexp.MustCompile(`\$[0-9]+`)

// withValues puts values in the place of the parameters of a statement.
func withValues(query string, values []string) string {
	return parameter.ReplaceAllStringFunc(query, func(p string) string {
		n, err := strconv.Atoi(p[1:])
		if err != nil || n > len(values) {
			return p
		}
		return values[n-1]
	})
}
