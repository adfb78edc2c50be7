package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/schemactl/schemactl/filter"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlite"
)

// A dialect is a kind of database. This table is the only place that lists
// them.
type dialect struct {
	name    string
	schemes []string
	// defaultSchema is where objects are that name none.
	defaultSchema string
	proof         proof.Dialect
	// of is the dialect of the server of what was found; nil where they are all alike.
	of   func(found *inspection) proof.Dialect
	open func(url string) (*sql.DB, error)
	// openToRead opens a database that is not to be made if it is missing; nil
	// if open never makes one.
	openToRead func(url string) (*sql.DB, error)
	// inspectAll reads the schema as it stands; inspect does so on one connection,
	// inTx if that is in a transaction of its own.
	inspectAll func(ctx context.Context, db *sql.DB) (*inspection, error)
	inspect    func(ctx context.Context, conn *sql.Conn, inTx bool) (*inspection, error)
	history    func(db *sql.DB, state stateFunc) migrate.Database
	// tenant is the history of one schema among several of a database; nil where there are no schemas.
	tenant func(db *sql.DB, schema string) migrate.Database
	// script writes migrations for the client of the database, which runs them with the command in client.
	script  func() migrate.Scripter
	client  string
	scratch func(ctx context.Context, o scratch.Options) (proof.Source, io.Closer, error)
	// blanks makes empty databases to run migrations on.
	blanks func(ctx context.Context, o scratch.Options) (blanks, error)
	// redact takes secrets out of an error.
	redact func(err error, url string) error
	// roles reads those of the server, and names settings of theirs that are secret; nil where there are none.
	roles func(ctx context.Context, conn *sql.Conn, names []string) (found *schema.Schema, secrets []string, err error)
}

// proofFor is the dialect of the server of what was found.
func (d *dialect) proofFor(found *inspection) proof.Dialect {
	if d.of == nil {
		return d.proof
	}
	return d.of(found)
}

type stateFunc func(context.Context, *sql.Conn) (migrate.State, error)

// An inspection is what a database holds.
type inspection struct {
	// all is the whole; schema is the part that is managed and alone the rest.
	all, schema, alone *schema.Schema
	// set are the filters that divided it, and tools what they leave alone
	// without having been asked to.
	set   filter.Set
	tools []filter.ToolTable
	// missing is what the graph cannot carry, and unsupported the part of it
	// that is of concern.
	missing     []missing
	unsupported []string
	// maker tags fingerprints: the text of expressions differs between major
	// versions of a server, so fingerprints of different ones say nothing.
	maker string
	major int
	// digest is that of all, with its fingerprint, once it has been asked for.
	digest func() (schema.Digest, string)
	// usualOwners are the roles that own what nobody gave to another.
	usualOwners []string
	// invalid are the indexes that were found INVALID.
	invalid []schema.Ref
}

// A missing object is one that the graph cannot carry.
type missing struct {
	text string
	at   schema.Ref // zero where it is in no schema
}

var dialects = []*dialect{
	{
		name:          "PostgreSQL",
		schemes:       []string{"postgres", "postgresql"},
		defaultSchema: "public",
		proof:         postgres.Dialect{},
		of: func(found *inspection) proof.Dialect {
			return postgres.Dialect{Major: found.major, Makers: found.usualOwners}
		},
		open:       postgres.Open,
		inspect:    inspectPostgres,
		inspectAll: readPostgres,
		history: func(db *sql.DB, state stateFunc) migrate.Database {
			return postgres.NewHistory(db, state)
		},
		tenant:  tenantHistory,
		script:  func() migrate.Scripter { return postgres.NewScript() },
		client:  "psql --no-psqlrc --file",
		scratch: postgresScratch,
		blanks:  postgresBlanks,
		redact:  scratch.Redact,
		roles:   postgres.Roles,
	},
	{
		name:    "SQLite",
		schemes: []string{"sqlite", "sqlite3", "file"},
		proof:   sqlite.Dialect{},
		open:    sqlite.Open,

		openToRead: sqlite.OpenToRead,
		inspect:    inspectSQLite,
		inspectAll: readSQLite,
		history: func(db *sql.DB, state stateFunc) migrate.Database {
			return sqlite.NewHistory(db, state)
		},
		script: func() migrate.Scripter { return sqlite.NewScript() },
		client: "sqlite3 DATABASE <",
		scratch: func(context.Context, scratch.Options) (proof.Source, io.Closer, error) {
			return sqlite.Scratch{}, io.NopCloser(nil), nil
		},
		blanks: func(context.Context, scratch.Options) (blanks, error) { return sqlite.NewFiles() },
		redact: func(err error, _ string) error { return err },
	},
}

func inspectPostgres(ctx context.Context, conn *sql.Conn, inTx bool) (*inspection, error) {
	return fromPostgres(postgres.Inspect(ctx, conn, inTx))
}

func readPostgres(ctx context.Context, db *sql.DB) (*inspection, error) {
	return fromPostgres(postgres.InspectDatabase(ctx, db))
}

func fromPostgres(found *postgres.Inspection, err error) (*inspection, error) {
	if err != nil {
		return nil, err
	}
	i := &inspection{all: found.Schema, maker: fmt.Sprintf("pg%d", found.Major), major: found.Major, usualOwners: found.Owners, invalid: found.Invalid}
	for _, text := range found.Unsupported {
		i.missing = append(i.missing, missing{text, found.UnsupportedAt[text]})
	}
	return i, nil
}

func readSQLite(ctx context.Context, db *sql.DB) (*inspection, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return inspectSQLite(ctx, conn, false)
}

func inspectSQLite(ctx context.Context, conn *sql.Conn, inTx bool) (*inspection, error) {
	found, err := sqlite.Inspect(ctx, conn, inTx)
	if err != nil {
		return nil, err
	}
	i := &inspection{all: found.Schema, maker: "sqlite"}
	for _, text := range found.Unsupported {
		i.missing = append(i.missing, missing{text: text})
	}
	return i, nil
}

func postgresScratch(ctx context.Context, o scratch.Options) (proof.Source, io.Closer, error) {
	server, err := scratch.Open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	return postgres.Scratch{Server: server}, server, nil
}

func postgresBlanks(ctx context.Context, o scratch.Options) (blanks, error) {
	server, err := scratch.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	return server, nil
}

// dialectOf finds the dialect of a database URL.
func dialectOf(at string) (*dialect, error) {
	d, err := findDialect(at)
	if err != nil {
		return nil, fmt.Errorf("reading the database URL: %w", err)
	}
	return d, nil
}

func findDialect(at string) (*dialect, error) {
	scheme, _, ok := strings.Cut(at, ":")
	if ok {
		for _, d := range dialects {
			for _, s := range d.schemes {
				if s == strings.ToLower(scheme) {
					return d, nil
				}
			}
		}
	}
	if strings.Contains(at, "host=") || strings.Contains(at, "dbname=") {
		return dialects[0], nil
	}
	known := []string{}
	for _, d := range dialects {
		known = append(known, d.schemes[0]+"://")
	}
	if !ok || strings.ContainsAny(scheme, "@/ ") {
		scheme = ""
	}
	return nil, fmt.Errorf("%q is not a kind of database that schemactl knows; the URL begins with one of %s",
		scheme, strings.Join(known, ", "))
}

// displayURL is a database URL without its password.
func displayURL(at string) string {
	u, err := url.Parse(at)
	if err != nil || u.Scheme == "" {
		return "the database"
	}
	q := u.Query()
	for _, secret := range []string{"password", "sslpassword"} {
		q.Del(secret)
	}
	u.RawQuery = q.Encode()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return u.String()
}
