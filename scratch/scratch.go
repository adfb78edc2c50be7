// Package scratch makes throw-away PostgreSQL databases: on the server of a
// URL that the user gives for it, on the target's own server, or on a server
// that it starts for the purpose. They always go, and those that a crashed run
// left behind are collected by the next.
package scratch

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// prefix begins the name of every scratch database; the time of its making in
// Unix seconds and a random part follow.
const prefix = "schemactl_scratch_"

// staleAfter is when a scratch database that nobody is connected to is taken
// for the remains of a crashed run.
const staleAfter = time.Hour

// creating begins from an empty database whatever template1 holds. Copying files
// takes a third of the time that writing each page to the WAL takes, but two
// checkpoints, which cost nothing on a server that does not wait for its disk;
// PostgreSQL 15 was the first to have a choice.
// https://www.postgresql.org/docs/current/sql-createdatabase.html
const creating = " TEMPLATE template0 ENCODING 'UTF8'"

// A Server is where scratch databases are made.
type Server struct {
	db   *sql.DB
	at   string
	own  *pgserver.Server
	what string
	role string
	// creating is how CREATE DATABASE goes on.
	creating string

	mu   sync.Mutex
	open map[string]bool
}

// Options say where scratch databases may be made.
type Options struct {
	// DevURL is a server given for it; nothing else is tried then.
	DevURL string
	// TargetURL is the database that the plan is for.
	TargetURL string
	// Major is the target's major version, 0 if there is no target: the server has
	// to be of the same.
	Major int
}

// Open finds a server for scratch databases, in the order of Options, and last
// starts one from the binaries on this machine.
func Open(ctx context.Context, o Options) (*Server, error) {
	if o.DevURL != "" {
		s, err := on(ctx, o.DevURL, "the server of --dev-url", o.Major)
		if err != nil {
			return nil, fmt.Errorf("opening the dev database: %w", err)
		}
		return s, nil
	}
	var tried []error
	if o.TargetURL != "" {
		s, err := on(ctx, o.TargetURL, "the target's server", 0)
		if err == nil {
			return s, nil
		}
		tried = append(tried, err)
	}
	s, err := start(ctx, o.Major)
	if err == nil {
		return s, nil
	}
	return nil, errors.Join(append(tried, err)...)
}

var errNoRight = errors.New("the role may not create databases")

// A MajorError says that a scratch server is not of the target's major version.
// Each spells expressions in its own way, and lacks or adds what others have: a
// plan that was proven on it would say nothing of the target.
type MajorError struct {
	What         string // the server in words
	Major, Wants int
}

func (e *MajorError) Error() string {
	return fmt.Sprintf("%s is PostgreSQL %d, but the target is PostgreSQL %d, and the two spell expressions, and keep constraints, "+
		"in different ways; name a server of major %d", e.What, e.Major, e.Wants, e.Wants)
}

// on uses a server that is there, if the role may create databases. With a major
// version it has to be of that.
func on(ctx context.Context, url, what string, major int) (*Server, error) {
	url, err := WithDefaults(url)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		return nil, Redact(err, url)
	}
	db.SetMaxIdleConns(1)
	var may, careless bool
	var number int
	var role string
	err = db.QueryRowContext(ctx, `SELECT rolname, rolcreatedb OR rolsuper,
	pg_catalog.current_setting('fsync') = 'off' AND pg_catalog.current_setting('server_version_num')::int >= 150000,
	pg_catalog.current_setting('server_version_num')::int
FROM pg_catalog.pg_roles WHERE rolname = current_user`).Scan(&role, &may, &careless, &number)
	if err == nil && !may {
		err = errNoRight
	}
	if is := number / 10000; err == nil && major != 0 && is != major {
		err = &MajorError{What: what, Major: is, Wants: major}
	}
	if err != nil {
		db.Close()
		return nil, Redact(err, url)
	}
	s := &Server{db: db, at: url, what: what, role: role, creating: creating, open: map[string]bool{}}
	if careless {
		s.creating += " STRATEGY file_copy"
	}
	s.collect(ctx)
	return s, nil
}

func start(ctx context.Context, major int) (*Server, error) {
	own, err := startOwn(ctx, major)
	if err != nil {
		return nil, err
	}
	s, err := on(ctx, own.URL("postgres"), "a server started for it", 0)
	if err != nil {
		own.Stop()
		return nil, err
	}
	s.own = own
	return s, nil
}

// Where says in words which server it is.
func (s *Server) Where() string { return s.what }

// Role is the one that makes the databases, and what is in them.
func (s *Server) Role() string { return s.role }

// collect drops what crashed runs left behind. What cannot be dropped stays.
func (s *Server) collect(ctx context.Context) {
	rows, err := s.db.QueryContext(ctx, `SELECT d.datname FROM pg_catalog.pg_database d
WHERE d.datname LIKE $1 AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
		strings.ReplaceAll(prefix, "_", `\_`)+"%")
	if err != nil {
		return
	}
	var names []string
	for rows.Next() {
		var name string
		if rows.Scan(&name) == nil && stale(name, time.Now()) {
			names = append(names, name)
		}
	}
	rows.Close()
	for _, name := range names {
		s.dropDatabase(ctx, name)
	}
}

func stale(name string, now time.Time) bool {
	made, _, ok := strings.Cut(strings.TrimPrefix(name, prefix), "_")
	if !ok {
		return false
	}
	seconds, err := strconv.ParseInt(made, 10, 64)
	return err == nil && now.Sub(time.Unix(seconds, 0)) > staleAfter
}

// New makes an empty database and returns its URL and what drops it.
func (s *Server) New(ctx context.Context) (url string, drop func() error, err error) {
	var random [6]byte
	rand.Read(random[:])
	name := fmt.Sprintf("%s%d_%d_%s", prefix, time.Now().Unix(), os.Getpid(), hex.EncodeToString(random[:]))
	if _, err := s.db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name)+s.creating); err != nil {
		if ctx.Err() != nil {
			s.drop(name)
		}
		return "", nil, fmt.Errorf("creating a scratch database on %s: %w", s.what, Redact(err, s.at))
	}
	s.mu.Lock()
	s.open[name] = true
	s.mu.Unlock()
	url, err = WithDatabase(s.at, name)
	return url, func() error { return s.drop(name) }, err
}

// drop drops a scratch database, whoever may still be connected to it, and
// even when the caller was interrupted.
func (s *Server) drop(name string) error {
	s.mu.Lock()
	delete(s.open, name)
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s.db.ExecContext(ctx, "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1", name)
	if err := s.dropDatabase(ctx, name); err != nil {
		return fmt.Errorf("dropping the scratch database %s: %w", name, Redact(err, s.at))
	}
	return nil
}

// objectInUse is the code of what the server says of a database with
// subscriptions, too.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const objectInUse = "55006"

func (s *Server) dropDatabase(ctx context.Context, name string) error {
	statement := "DROP DATABASE IF EXISTS " + pq.QuoteIdentifier(name)
	_, err := s.db.ExecContext(ctx, statement)
	var refused *pq.Error
	if !errors.As(err, &refused) || refused.Code != objectInUse {
		return err
	}
	if err := s.unsubscribe(ctx, name); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, statement)
	return err
}

// unsubscribe drops the subscriptions of a database.
func (s *Server) unsubscribe(ctx context.Context, name string) error {
	url, err := WithDatabase(s.at, name)
	if err != nil {
		return err
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, pgserver.Unsubscribe)
	return err
}

// EnsureRoles creates the roles that do not exist, without any rights, on a
// server that is not the target's: there they are the user's business.
func (s *Server) EnsureRoles(ctx context.Context, roles []string) error {
	if s.what == "the target's server" {
		return nil
	}
	for _, role := range roles {
		var exists bool
		if err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1)", role).Scan(&exists); err != nil {
			return fmt.Errorf("looking for role %s: %w", role, Redact(err, s.at))
		}
		if exists {
			continue
		}
		if _, err := s.db.ExecContext(ctx, "CREATE ROLE "+pq.QuoteIdentifier(role)); err != nil {
			return fmt.Errorf("creating role %s on the scratch server: %w", role, Redact(err, s.at))
		}
	}
	return nil
}

// EnsureSuperusers creates the roles that do not exist as superusers that nobody can log in as, on
// a server that is not the target's. One that was started here serves no other end, so that those
// that exist become such too. Where the server's role may make none, plain ones have to do.
func (s *Server) EnsureSuperusers(ctx context.Context, roles []string) error {
	if s.what == "the target's server" {
		return nil
	}
	for _, role := range roles {
		var exists, super bool
		const text = "SELECT count(*) > 0, coalesce(bool_or(rolsuper), false) FROM pg_catalog.pg_roles WHERE rolname = $1"
		if err := s.db.QueryRowContext(ctx, text, role).Scan(&exists, &super); err != nil {
			return fmt.Errorf("looking for role %s: %w", role, Redact(err, s.at))
		}
		name := pq.QuoteIdentifier(role)
		switch {
		case !exists:
			_, _ = s.db.ExecContext(ctx, "CREATE ROLE "+name+" SUPERUSER")
		case !super && s.own != nil:
			_, _ = s.db.ExecContext(ctx, "ALTER ROLE "+name+" SUPERUSER")
		}
	}
	return nil
}

// Close drops what is left and stops the server if it was started here.
func (s *Server) Close() error {
	s.mu.Lock()
	var names []string
	for name := range s.open {
		names = append(names, name)
	}
	s.mu.Unlock()
	var errs []error
	if s.own == nil {
		for _, name := range names {
			errs = append(errs, s.drop(name))
		}
	}
	s.db.Close()
	if s.own != nil {
		s.own.Stop()
	}
	return errors.Join(errs...)
}
