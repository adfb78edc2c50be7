package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
)

// blanks makes empty databases.
type blanks interface {
	New(ctx context.Context) (url string, drop func() error, err error)
	EnsureRoles(ctx context.Context, roles []string) error
	Close() error
}

// Replays run migrations on scratch databases, as they would run on the target.
type replays struct {
	set     *settings
	dialect *dialect
	made    blanks
	open    []*replay
}

// A replay is one scratch database with a history of its own.
type replay struct {
	*target
	drop func() error
	last map[string]string // digests of the objects that a runner read last
	// found is what it read.
	found *inspection
	had   []migrate.Migration
	// passing says that the schema is not read after each migration.
	passing bool
}

// runner is that of the target, which reads the schema after each migration; what it reads is kept.
func (r *replay) runner(dir *migrate.Dir) *migrate.Runner {
	state := func(ctx context.Context, conn *sql.Conn) (migrate.State, error) {
		if r.passing {
			return migrate.State{}, nil
		}
		found, err := r.inspect(ctx, conn, true)
		if err != nil {
			return migrate.State{}, r.redact(err, r.url)
		}
		found.divide(r.dialect, r.set.Filters, nil)
		r.last, r.found = wholeSums(found.schema), found
		return stateOf(r.dialect, found.maker, found.all, r.set.Filters), r.refuse(found)
	}
	db := r.history(r.db, state)
	if h, ok := db.(interface{ AtHome() }); ok {
		h.AtHome()
	}
	return &migrate.Runner{DB: db, Dir: dir, ToolVersion: version()}
}

// openReplays finds a place for scratch databases. The roles that the schema files name are made there, unless it is the
// target's own server.
func openReplays(ctx context.Context, s *settings, d *dialect, want *schema.Schema) (*replays, error) {
	o := scratch.Options{DevURL: s.DevURL, TargetURL: s.URL}
	if makesRoles(s.Dir) {
		o.TargetURL = ""
	}
	if s.URL != "" && d.inspect != nil {
		o.Major = majorOf(ctx, s)
	}
	made, err := d.blanks(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("making scratch databases: %w", err)
	}
	r := &replays{set: s, dialect: d, made: made}
	if want != nil {
		if err := proof.EnsureRoles(ctx, made, want); err != nil {
			return nil, errors.Join(err, made.Close())
		}
	}
	return r, nil
}

// majorOf asks the target for its version, for a scratch server that is like it; 0 where it does not answer.
func majorOf(ctx context.Context, s *settings) int {
	t, err := openTarget(ctx, s)
	if err != nil {
		return 0
	}
	defer t.Close()
	var number int
	if err := t.db.QueryRowContext(ctx, "SELECT pg_catalog.current_setting('server_version_num')::int").Scan(&number); err != nil {
		return 0
	}
	return number / 10000
}

// Close drops what is left.
func (r *replays) Close() error {
	var errs []error
	for _, one := range r.open {
		errs = append(errs, one.Close())
	}
	return errors.Join(append(errs, r.made.Close())...)
}

// new makes an empty database.
func (r *replays) new(ctx context.Context) (*replay, error) {
	url, drop, err := r.made.New(ctx)
	if err != nil {
		return nil, err
	}
	s := *r.set
	s.URL = url
	t, err := openToWrite(ctx, &s)
	if err != nil {
		return nil, errors.Join(err, drop())
	}
	one := &replay{target: t, drop: drop}
	r.open = append(r.open, one)
	return one, nil
}

// Close drops the database.
func (r *replay) Close() error {
	if r.drop == nil {
		return nil
	}
	drop := r.drop
	r.drop = nil
	r.target.Close()
	return drop()
}

// wholeSums digests every object of a schema, with what fingerprints leave out: owners and privileges.
func wholeSums(s *schema.Schema) map[string]string {
	s = schema.Split(s)
	sums := make(map[string]string, s.Len())
	for o := range s.All() {
		sums[o.Ref().String()] = fmt.Sprintf("%s %s %v", schema.Hash(o), o.Base().Owner, o.Base().Grants)
	}
	return sums
}

// each runs migrations and calls f after each, with its version; last is what is there then.
func (r *replay) each(ctx context.Context, dir *migrate.Dir, way migrate.Direction, o migrate.Options, f func(version string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	runner := r.runner(dir)
	runner.Log = func(e migrate.Event) {
		if e.Kind == migrate.End && f != nil {
			if err := f(e.Version); err != nil {
				cancel(err)
			}
		}
	}
	run := runner.Apply
	if way == migrate.Back {
		run = runner.Rollback
	}
	_, err := run(ctx, o)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return r.redact(err, r.url)
}

// upAll runs the migrations of a directory that the database has not had. The schema is compared with what the header of the
// last says: reading it after each of many takes longer than they do.
func (r *replay) upAll(ctx context.Context, dir *migrate.Dir) error {
	if n := len(dir.Migrations); n > 1 {
		r.passing = true
		err := r.each(ctx, dir, migrate.Forward, migrate.Options{To: dir.Migrations[n-2].Version}, nil)
		r.passing = false
		if err != nil {
			return err
		}
	}
	return r.each(ctx, dir, migrate.Forward, migrate.Options{}, nil)
}

// script runs statements on the database.
func (r *replay) script(ctx context.Context, sql string) error {
	stmts, err := migrate.Split(sql)
	if err != nil {
		return err
	}
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return r.redact(err, r.url)
	}
	defer conn.Close()
	for _, s := range stmts {
		if _, err := conn.ExecContext(ctx, s.SQL); err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
	}
	return nil
}

// A delta is what one migration changed: the digests of objects before and after it, by address; empty for none.
type delta map[string][2]string

func deltaOf(before, after map[string]string) delta {
	d := delta{}
	for name, sum := range before {
		if after[name] != sum {
			d[name] = [2]string{sum, after[name]}
		}
	}
	for name, sum := range after {
		if _, there := before[name]; !there {
			d[name] = [2]string{"", sum}
		}
	}
	return d
}

// side gives the digests on one side of the delta (0 before, 1 after), from those on the other.
func (d delta) side(n int, other map[string]string) map[string]string {
	out := maps.Clone(other)
	for name, sums := range d {
		out[name] = sums[n]
		if sums[n] == "" {
			delete(out, name)
		}
	}
	return out
}

// lines names the objects of the delta, as many as a person reads.
func (d delta) lines() string {
	const most = 20
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(d)) {
		word := "changed"
		if d[name][0] == "" {
			word = "added"
		} else if d[name][1] == "" {
			word = "missing"
		}
		lines = append(lines, "  "+word+": "+name)
	}
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("  and %s more", plural(more, "object")))
	}
	return strings.Join(lines, "\n")
}
