package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/migrate"
)

const (
	identPattern = `(?:"(?:[^"]|"")+"|[\pL_][\pL\pN_$]*)`
	namePattern  = `(` + identPattern + `(?:\s*\.\s*` + identPattern + `)?)`
)

var createConcurrently = regexp.MustCompile(`(?is)^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(` +
	identPattern + `)\s+on\s+(?:only\s+)?` + namePattern)

// effects tell whether a statement that cannot run in a transaction has taken effect: a pattern whose groups are the
// parameters of a query. What is not listed is run again, as VALIDATE CONSTRAINT may be.
var effects = []struct {
	pattern *regexp.Regexp
	query   string
}{
	{createConcurrently, `SELECT EXISTS (` + indexOf + ` AND i.indisvalid)`},
	{regexp.MustCompile(`(?is)^drop\s+index\s+concurrently\s+(?:if\s+exists\s+)?` + namePattern + `\s*$`),
		`SELECT pg_catalog.to_regclass($1) IS NULL`},
	{regexp.MustCompile(`(?is)^alter\s+type\s+` + namePattern + `\s+add\s+value\s+(?:if\s+not\s+exists\s+)?('(?:[^']|'')+')`),
		`SELECT EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype($1) AND enumlabel = $2)`},
}

// indexOf finds an index by the name and table of its CREATE INDEX.
const indexOf = `SELECT n.nspname, c.relname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $1 AND i.indrelid = pg_catalog.to_regclass($2)`

// Took reports whether a statement that was cut off has taken effect. An index must be valid for that.
func (s *historySession) Took(ctx context.Context, stmt migrate.Statement) (bool, error) {
	for _, e := range effects {
		groups := e.pattern.FindStringSubmatch(stmt.SQL)
		if groups == nil {
			continue
		}
		var took bool
		err := s.c.QueryRowContext(ctx, e.query, effectParameters(e.pattern, groups)...).Scan(&took)
		return took, err
	}
	return false, nil
}

// effectParameters turns what a pattern found into text: names of indexes and labels as the catalog has them, others as they
// are, for to_regclass.
func effectParameters(pattern *regexp.Regexp, groups []string) []any {
	out := make([]any, len(groups)-1)
	for i, g := range groups[1:] {
		out[i] = g
		switch {
		case strings.HasPrefix(g, "'"):
			out[i] = strings.ReplaceAll(g[1:len(g)-1], "''", "'")
		case pattern == createConcurrently && i == 0:
			out[i] = catalogName(g)
		}
	}
	return out
}

// catalogName is an identifier as the catalog has it (documentation, 4.1.1).
func catalogName(ident string) string {
	if strings.HasPrefix(ident, `"`) {
		return strings.ReplaceAll(ident[1:len(ident)-1], `""`, `"`)
	}
	return strings.ToLower(ident)
}

// concurrently runs a CONCURRENTLY statement outside a transaction and without lock_timeout: cut off on its way, it leaves an invalid index behind.
// One that an earlier try left is dropped first, because IF NOT EXISTS would take it for the index wanted.
func (s *historySession) concurrently(ctx context.Context, stmt migrate.Statement) (err error) {
	var timeout string
	if err := s.c.QueryRowContext(ctx, "SELECT pg_catalog.current_setting('lock_timeout')").Scan(&timeout); err != nil {
		return err
	}
	if err := s.set(ctx, "lock_timeout", "0"); err != nil {
		return err
	}
	defer func() {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if rerr := s.set(after, "lock_timeout", timeout); err == nil {
			err = rerr
		}
	}()
	groups := createConcurrently.FindStringSubmatch(stmt.SQL)
	if groups == nil {
		return s.exec(ctx, stmt.SQL)
	}
	names := effectParameters(createConcurrently, groups)
	if err := s.dropInvalid(ctx, names); err != nil {
		return err
	}
	if err := s.exec(ctx, stmt.SQL); err != nil {
		// Without a time limit: dropping waits for transactions as building did.
		return errors.Join(err, s.dropInvalid(context.WithoutCancel(ctx), names))
	}
	var valid bool
	if err := s.c.QueryRowContext(ctx, effects[0].query, names...).Scan(&valid); err != nil {
		return err
	}
	if !valid {
		return fmt.Errorf("index %v is not valid after it was built: drop it with DROP INDEX CONCURRENTLY, then run again", groups[1])
	}
	return nil
}

func (s *historySession) set(ctx context.Context, name, value string) error {
	_, err := s.c.ExecContext(ctx, "SELECT pg_catalog.set_config($1, $2, false)", name, value)
	return err
}

// dropInvalid drops the index of these names when it is not valid.
func (s *historySession) dropInvalid(ctx context.Context, names []any) error {
	rows, err := s.c.QueryContext(ctx, indexOf+` AND NOT i.indisvalid`, names...)
	if err != nil {
		// A lost connection is told by the statement itself.
		return nil
	}
	defer rows.Close()
	var schema, name string
	found := rows.Next()
	if found {
		if err := rows.Scan(&schema, &name); err != nil {
			return err
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || !found {
		return err
	}
	if err := s.exec(ctx, "DROP INDEX CONCURRENTLY "+pq.QuoteIdentifier(schema)+"."+pq.QuoteIdentifier(name)); err != nil {
		return fmt.Errorf("dropping the invalid index %s: %w", name, err)
	}
	return nil
}
