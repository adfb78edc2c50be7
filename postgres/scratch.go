package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlgen"
)

// A Scratch makes scratch databases on a server, for proof.
type Scratch struct{ Server *scratch.Server }

// EnsureRoles implements proof.Source.
func (s Scratch) EnsureRoles(ctx context.Context, roles []string) error {
	return s.Server.EnsureRoles(ctx, roles)
}

// EnsureSuperusers makes the owners of what only superusers own.
func (s Scratch) EnsureSuperusers(ctx context.Context, roles []string) error {
	return s.Server.EnsureSuperusers(ctx, roles)
}

// Maker is the role that makes the objects of its databases.
func (s Scratch) Maker(context.Context) (string, error) { return s.Server.Role(), nil }

// New implements proof.Source.
func (s Scratch) New(ctx context.Context) (proof.Database, error) {
	url, drop, err := s.Server.New(ctx)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		return nil, errors.Join(err, drop())
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, errors.Join(scratch.Redact(err, url), drop())
	}
	return &scratchDatabase{db: db, conn: conn, drop: drop, prepared: map[string]*sql.Stmt{}, providers: map[string]bool{}}, nil
}

// A scratchDatabase implements proof.Database on one connection.
type scratchDatabase struct {
	db   *sql.DB
	conn *sql.Conn
	drop func() error
	// draft says that all is one transaction, which Discard takes back.
	draft bool
	// prepared holds the queries of the catalogs: on an empty database most of
	// the time goes to planning them.
	prepared map[string]*sql.Stmt
	// unread collects, while it is not nil, why routines have bodies that the server refuses.
	unread map[string]error
	// providers tells of those of security labels whether the server lacks them.
	providers map[string]bool
}

func (d *scratchDatabase) Close() error {
	d.conn.Close()
	d.db.Close()
	return d.drop()
}

// Trust implements proof.Database.
// https://www.postgresql.org/docs/current/runtime-config-client.html, check_function_bodies
func (d *scratchDatabase) Trust(ctx context.Context, on bool) error {
	_, err := d.conn.ExecContext(ctx, fmt.Sprintf("SET check_function_bodies = %t", !on))
	return err
}

// Draft begins a transaction that Discard takes back. Statements that the
// server takes outside of transactions alone are none of Try's.
func (d *scratchDatabase) Draft(ctx context.Context) error {
	if err := d.Discard(ctx); err != nil {
		return err
	}
	_, err := d.conn.ExecContext(ctx, "BEGIN")
	d.draft = err == nil
	return err
}

// Discard takes back what was made since Draft.
func (d *scratchDatabase) Discard(ctx context.Context) error {
	if !d.draft {
		return nil
	}
	d.draft = false
	_, err := d.conn.ExecContext(ctx, "ROLLBACK")
	return err
}

// A bracket is what makes several statements one.
type bracket struct{ begin, commit, rollback string }

var (
	outermost = bracket{"BEGIN", "COMMIT", "ROLLBACK"}
	within    = bracket{"SAVEPOINT schemactl", "RELEASE schemactl", "ROLLBACK TO schemactl; RELEASE schemactl"}
)

func (d *scratchDatabase) bracket() bracket {
	if d.draft {
		return within
	}
	return outermost
}

// Try runs statements in one transaction: in one round trip, and where that
// fails once more one by one, to find the one at fault.
func (d *scratchDatabase) Try(ctx context.Context, stmts []sqlgen.Stmt) error {
	if len(stmts) == 0 {
		return nil
	}
	stmts, err := d.atHome(ctx, stmts)
	if err != nil {
		return err
	}
	texts := make([]string, len(stmts))
	for i, s := range stmts {
		texts[i] = s.SQL
	}
	if len(stmts) > 1 {
		if d.tryAll(ctx, strings.Join(texts, ";\n")) {
			return nil
		}
	}
	return d.transaction(ctx, stmts)
}

// tryAll runs a text in one round trip. Of a text with a mistake in its syntax
// the server runs nothing, not even the beginning of a transaction; the savepoint
// within one has to stand before.
func (d *scratchDatabase) tryAll(ctx context.Context, text string) bool {
	b, begin := d.bracket(), ""
	if !d.draft {
		begin = b.begin + ";\n"
	} else if _, err := d.conn.ExecContext(ctx, b.begin); err != nil {
		return false
	}
	if _, err := d.conn.ExecContext(ctx, begin+text+";\n"+b.commit); err != nil {
		d.rollback(ctx)
		return false
	}
	return true
}

func (d *scratchDatabase) rollback(ctx context.Context) {
	d.conn.ExecContext(context.WithoutCancel(ctx), d.bracket().rollback)
}

func (d *scratchDatabase) transaction(ctx context.Context, stmts []sqlgen.Stmt) error {
	b := d.bracket()
	if _, err := d.conn.ExecContext(ctx, b.begin); err != nil {
		return err
	}
	for _, s := range stmts {
		if err := d.one(ctx, s); err != nil {
			d.rollback(ctx)
			return &proof.StmtError{SQL: s.SQL, Err: err}
		}
	}
	_, err := d.conn.ExecContext(ctx, b.commit)
	if err != nil {
		d.rollback(ctx)
	}
	return err
}

// Run runs statements as a migration would: those that can in transactions,
// the others by themselves.
func (d *scratchDatabase) Run(ctx context.Context, stmts []sqlgen.Stmt) error {
	stmts, err := d.atHome(ctx, stmts)
	if err != nil {
		return err
	}
	for len(stmts) > 0 {
		n := 0
		for n < len(stmts) && !stmts[n].NoTx {
			n++
		}
		if n > 0 {
			if err := d.transaction(ctx, stmts[:n]); err != nil {
				return err
			}
			stmts = stmts[n:]
			continue
		}
		if _, err := d.conn.ExecContext(ctx, stmts[0].SQL); err != nil {
			return &proof.StmtError{SQL: stmts[0].SQL, Err: err}
		}
		stmts = stmts[1:]
	}
	return nil
}

// Inspect implements proof.Database.
func (d *scratchDatabase) Inspect(ctx context.Context) (*schema.Schema, error) {
	found, err := inspectWith(ctx, &session{conn: d.conn, prepared: d.prepared}, d.draft)
	if err != nil {
		return nil, err
	}
	if len(found.Unsupported) > 0 {
		return nil, fmt.Errorf("the statements made what schemactl cannot carry: %s", strings.Join(found.Unsupported, ", "))
	}
	return found.Schema, nil
}
