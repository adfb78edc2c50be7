package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/schemactl/schemactl/migrate"
)

// A History runs migrations on a PostgreSQL database and keeps their records in the table schemactl.migrations.
type History struct {
	db    *sql.DB
	state func(context.Context, *sql.Conn) (migrate.State, error)

	// LockTimeout is how long a statement waits for a lock before its transaction is rolled back and tried again. It
	// is longer than the default deadlock_timeout of one second, because a waiting statement makes autovacuum give way
	// only after that (documentation, 25.1.6).
	LockTimeout time.Duration

	// Tenant is the schema that the history is of, where each schema of a database has one of its own; its records are in a
	// table of that name beside the common one.
	Tenant string

	// home says that it is a scratch database, where secrets have a value that opens nothing.
	home bool
}

// AtHome tells the history that its database is a scratch database: what a secret opens is none of its business.
func (h *History) AtHome() { h.home = true }

// sql is a statement on the table of the history.
func (h *History) sql(text string) string {
	if h.Tenant == "" {
		return text
	}
	return strings.ReplaceAll(text, historyTable, h.table())
}

func (h *History) table() string {
	if h.Tenant == "" {
		return historyTable
	}
	return HistorySchema + "." + pq.QuoteIdentifier(h.Tenant)
}

// The lock, the statements, and a look at the history after a lost connection each need one.
const historyConnections = 3

// NewHistory makes a History. State reads the schema on the connection given, within a transaction that is not its own to
// end; what it sets with SET LOCAL is taken back.
func NewHistory(db *sql.DB, state func(context.Context, *sql.Conn) (migrate.State, error)) *History {
	return &History{db: db, state: state, LockTimeout: 5 * time.Second}
}

// conn takes a connection from the pool, after a check that the pool is large enough: waiting for it would never end.
func (h *History) conn(ctx context.Context) (*sql.Conn, error) {
	if n := h.db.Stats().MaxOpenConnections; n > 0 && n < historyConnections {
		return nil, fmt.Errorf("connecting: migrations need %d connections, the pool allows %d", historyConnections, n)
	}
	c, err := h.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", withoutURL(err))
	}
	return c, nil
}

// withoutURL drops the connection string from an error of parsing it: it holds the password.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// Applied reads the history by version. It writes nothing; where there is no history the list is empty.
func (h *History) Applied(ctx context.Context) ([]migrate.Record, error) {
	c, err := h.conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if ok, err := h.there(ctx, c); err != nil || !ok {
		return nil, err
	}
	rows, err := c.QueryContext(ctx, h.sql(historySelect))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []migrate.Record
	for rows.Next() {
		rec, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, rows.Err()
}

func scanRecord(rows *sql.Rows) (migrate.Record, error) {
	var r migrate.Record
	var down sql.NullString
	var objects []byte
	var ms int64
	err := rows.Scan(&r.Version, &r.Name, &r.Checksum, &down, &r.Done, &r.Total, &r.Undoing, &r.Error, &r.AppliedAt, &r.AppliedBy,
		&ms, &r.ToolVersion, &r.Before, &r.Fingerprint, &objects)
	if err != nil {
		return r, err
	}
	r.Down, r.HasDown = down.String, down.Valid
	r.Duration = time.Duration(ms) * time.Millisecond
	if objects == nil {
		return r, nil
	}
	if err := json.Unmarshal(objects, &r.Objects); err != nil {
		return r, fmt.Errorf("reading objects of %s: %w", r.Version, err)
	}
	return r, nil
}

// State reads the schema in a snapshot of its own.
func (h *History) State(ctx context.Context) (migrate.State, error) {
	c, err := h.conn(ctx)
	if err != nil {
		return migrate.State{}, err
	}
	defer c.Close()
	return h.snapshot(ctx, c)
}

func (h *History) snapshot(ctx context.Context, c *sql.Conn) (migrate.State, error) {
	if _, err := c.ExecContext(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return migrate.State{}, err
	}
	s, err := h.state(ctx, c)
	return s, errors.Join(err, endSnapshot(ctx, c))
}

// endSnapshot ends a transaction though the context may be cancelled. A connection on which that fails is not given back to
// the pool, where the open transaction would fail whoever gets it next.
func endSnapshot(ctx context.Context, c *sql.Conn) error {
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, err := c.ExecContext(after, "ROLLBACK")
	if err != nil {
		discard(c)
	}
	return err
}

// serverError adds to an error what the server said about the statement.
func serverError(err error) error {
	var p *pq.Error
	if !errors.As(err, &p) {
		return err
	}
	// The server leaves the position out where it knows none.
	position, _ := strconv.Atoi(p.Position)
	return &migrate.SQLError{Err: err, Code: string(p.Code), Detail: p.Detail, Hint: p.Hint, Position: position}
}

// passing are the conditions that may be gone at the next try (documentation, appendix A).
var passing = []pqerror.Code{
	"55P03", // lock_not_available
	"40P01", // deadlock_detected
	"40001", // serialization_failure
}

func isPassing(err error) bool {
	var p *pq.Error
	if !errors.As(err, &p) {
		return false
	}
	// Two sessions that change one catalog row get no code of its own.
	return slices.Contains(passing, p.Code) || p.Code == "XX000" && p.Message == "tuple concurrently updated"
}
