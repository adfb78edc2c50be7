package sqlite

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/migrate"
)

// A Script writes what a session of History does for the program sqlite3.
type Script struct {
	rebuilding bool
}

// NewScript makes a Script.
func NewScript() *Script { return &Script{} }

// The clock of SQLite in Unix milliseconds, as in the lock.
const scriptNow = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"

// scriptOpen takes the lock for a token that each run of the script makes for itself.
const scriptOpen = `.bail on
.timeout 10000

CREATE TEMP TABLE schemactl_script AS SELECT lower(hex(randomblob(16))) AS token;
%s;
%s;

BEGIN IMMEDIATE;
INSERT INTO main.schemactl_lock (id, token, holder, expires)
SELECT 1, token, 'a script of schemactl', ` + scriptNow + ` + %d FROM temp.schemactl_script WHERE true
ON CONFLICT (id) DO UPDATE SET token = excluded.token, holder = excluded.holder, expires = excluded.expires
WHERE expires < ` + scriptNow + `;
%s
%s
%s
COMMIT;`

const (
	ours    = "EXISTS (SELECT 1 FROM main.schemactl_lock JOIN temp.schemactl_script USING (token))"
	whole   = "NOT EXISTS (SELECT 1 FROM main.schemactl_migrations WHERE error <> '')"
	newest  = "coalesce((SELECT version FROM main.schemactl_migrations ORDER BY length(ltrim(version, '0')) DESC, ltrim(version, '0') DESC LIMIT 1), 'base')"
	dangles = "(SELECT count(*) FROM pragma_foreign_key_check)"
)

// require stops the script unless a condition holds: SQL has no other way to fail with a message.
func require(condition, message string) string {
	return "CREATE TEMP TABLE schemactl_check (ok CONSTRAINT \"" + strings.ReplaceAll(message, `"`, `""`) + "\" CHECK (ok));\n" +
		"INSERT INTO temp.schemactl_check SELECT " + condition + ";\nDROP TABLE temp.schemactl_check;"
}

// Open implements migrate.Scripter.
func (s *Script) Open(from string) string {
	return fmt.Sprintf(scriptOpen, lockDDL, historyDDL, leaseTime.Milliseconds(),
		require(ours, "another run of migrations is at work on this database"),
		require(whole, "a migration stopped on its way: finish it with schemactl apply or rollback first"),
		require(newest+" = "+Literal(from), "the database is not at "+from+", where this script begins"))
}

// Reset implements migrate.Scripter: the settings are those that a connection has from the start. The client has no limit for
// the time of a statement.
func (s *Script) Reset(l migrate.Limits) string {
	busy := busyTimeout.Milliseconds()
	if l.Lock != nil {
		if busy = l.Lock.Milliseconds(); busy == 0 {
			busy = math.MaxInt32 // 0 is no limit in a header, and no waiting for SQLite
		}
	}
	text := fmt.Sprintf("PRAGMA foreign_keys = off;\nPRAGMA legacy_alter_table = off;\n.timeout %d", busy)
	if l.Statement != nil {
		text += fmt.Sprintf("\n-- The limit of %s for a statement is not enforced: sqlite3 has none.", *l.Statement)
	}
	return text
}

// Begin does without foreign keys where a table may be rebuilt: see the Begin of a session.
func (s *Script) Begin(group []migrate.Statement) string {
	s.rebuilding = slices.ContainsFunc(group, rebuilds)
	if !s.rebuilding {
		return "BEGIN IMMEDIATE;"
	}
	return "PRAGMA foreign_keys = off;\nBEGIN IMMEDIATE;\nCREATE TEMP TABLE schemactl_dangling AS SELECT " + dangles + " AS n;"
}

// Commit implements migrate.Scripter.
func (s *Script) Commit() string {
	if !s.rebuilding {
		return "COMMIT;"
	}
	s.rebuilding = false
	return require(dangles+" <= (SELECT n FROM temp.schemactl_dangling)", "rows would refer to rows that are gone: remove or correct them in the migration") +
		"\nDROP TABLE temp.schemactl_dangling;\nCOMMIT;"
}

// Exec implements migrate.Scripter.
func (s *Script) Exec(stmt migrate.Statement) string {
	if s.rebuilding && stmt.Is("PRAGMA", "FOREIGN_KEYS") {
		return ""
	}
	return migrate.Terminated(stmt)
}

// Save implements migrate.Scripter.
func (s *Script) Save(r migrate.Record) string {
	by := r.AppliedBy
	if by == "" {
		by = "a script"
	}
	down := "NULL"
	if r.HasDown {
		down = Literal(r.Down)
	}
	undoing := "0"
	if r.Undoing {
		undoing = "1"
	}
	text := s.held() + "\n" + withValues(historySave, []string{
		Literal(r.Version), Literal(r.Name), Literal(r.Checksum), down, strconv.Itoa(r.Done), strconv.Itoa(r.Total), undoing, Literal(r.Error),
		"NULL", Literal(by), strconv.FormatInt(r.Duration.Milliseconds(), 10), Literal(r.ToolVersion), Literal(r.Before), Literal(r.Fingerprint), "NULL",
	}) + ";"
	if !r.Partial() {
		text += "\n" + withValues(historyClear, []string{Literal(r.Version)}) + ";"
	}
	return text
}

// Forget implements migrate.Scripter.
func (s *Script) Forget(version string) string {
	return s.held() + "\n" + withValues(historyForget, []string{Literal(version)}) + ";"
}

// held makes sure that the lock is still ours, and puts its expiry off.
func (s *Script) held() string {
	return require(ours, "the lock was lost on the way") + "\n" +
		fmt.Sprintf("UPDATE main.schemactl_lock SET expires = %s + %d;", scriptNow, leaseTime.Milliseconds())
}

// Close implements migrate.Scripter.
func (s *Script) Close() string {
	return "DELETE FROM main.schemactl_lock WHERE token = (SELECT token FROM temp.schemactl_script);\nDROP TABLE temp.schemactl_script;"
}

// withValues puts values in the place of the parameters of a statement, in their order.
func withValues(query string, values []string) string {
	parts := strings.Split(query, "?")
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		if i < len(parts)-1 {
			b.WriteString(values[i])
		}
	}
	return b.String()
}
