package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/scratch"
)

// A target is the database that a command works on.
type target struct {
	*dialect
	url string
	db  *sql.DB
	set *settings
}

// openTarget connects to the database of the settings, to read it.
func openTarget(ctx context.Context, s *settings) (*target, error) {
	return connect(ctx, s, func(d *dialect) func(string) (*sql.DB, error) {
		if d.openToRead != nil {
			return d.openToRead
		}
		return d.open
	})
}

// openToWrite connects to the database of the settings, to change it.
func openToWrite(ctx context.Context, s *settings) (*target, error) {
	return connect(ctx, s, func(d *dialect) func(string) (*sql.DB, error) { return d.open })
}

func connect(ctx context.Context, s *settings, how func(*dialect) func(string) (*sql.DB, error)) (*target, error) {
	if s.URL == "" {
		return nil, errNoURL
	}
	d, err := dialectOf(s.URL)
	if err != nil {
		return nil, err
	}
	db, err := how(d)(s.URL)
	if err == nil {
		if err = db.PingContext(ctx); err != nil {
			db.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", displayURL(s.URL), d.redact(err, s.URL))
	}
	return &target{dialect: d, url: s.URL, db: db, set: s}, nil
}

func (t *target) Close() { t.db.Close() }

// read inspects the database, and refuses what the graph cannot carry unless
// the user said to skip that.
func (t *target) read(ctx context.Context) (*inspection, error) {
	found, err := t.look(ctx)
	if err != nil {
		return nil, err
	}
	return found, t.refuse(found)
}

// look inspects the database.
func (t *target) look(ctx context.Context) (*inspection, error) {
	found, err := t.inspectAll(ctx, t.db)
	if err != nil {
		return nil, t.redact(err, t.url)
	}
	found.divide(t.dialect, t.set.Filters, nil)
	return found, nil
}

func (t *target) refuse(found *inspection) error {
	if len(found.unsupported) == 0 {
		return nil
	}
	list := "  " + strings.Join(found.unsupported, "\n  ")
	if t.set.SkipUnsupported {
		fmt.Fprintf(os.Stderr, "Warning: schemactl cannot carry these and leaves them alone:\n%s\n", list)
		return nil
	}
	return fmt.Errorf("the database holds what schemactl cannot carry:\n%s\nUse --skip-unsupported to go on and leave these alone", list)
}

// state is what the runner compares: the schema as it is now.
func (t *target) state(ctx context.Context, conn *sql.Conn) (migrate.State, error) {
	found, err := t.inspect(ctx, conn, true)
	if err != nil {
		return migrate.State{}, t.redact(err, t.url)
	}
	return stateOf(t.dialect, found.maker, found.all, t.set.Filters), nil
}

func (t *target) runner(dir *migrate.Dir) *migrate.Runner {
	if t.set.Tenant != "" {
		return &migrate.Runner{DB: t.tenant(t.db, t.set.Tenant), Dir: dir, ToolVersion: version()}
	}
	return &migrate.Runner{DB: t.history(t.db, t.state), Dir: dir, ToolVersion: version()}
}

// scratchSource finds scratch databases; nil with a note if there are none. Roles
// that the target's server is to get must not come there by the way: then the
// server is another.
func (t *target) scratchSource(ctx context.Context, major int, newRoles bool) (proof.Source, io.Closer, error) {
	o := scratch.Options{DevURL: t.set.DevURL, TargetURL: t.url, Major: major}
	if newRoles {
		o.TargetURL = ""
	}
	return t.scratch(ctx, o)
}

// openDir reads the migrations and checks them against the sum file.
func openDir(path string) (*migrate.Dir, error) {
	dir, err := migrate.Open(path)
	if err != nil {
		return nil, err
	}
	return dir, dir.Verify()
}

// readWithDir is for commands that work on the migrations before any database.
func readWithDir(c *cli.Context) (*settings, *migrate.Dir, error) {
	s, err := read(c)
	if err != nil {
		return nil, nil, err
	}
	dir, err := openDir(s.Dir)
	return s, dir, err
}

var errNotApproved = errors.New("nothing was changed: the answer was not yes")
