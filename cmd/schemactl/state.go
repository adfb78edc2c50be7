package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A side is one of two schemas that are compared: files, a database, what migrations lead to, or a dump.
type side struct {
	label string
	files *desired    // of HCL, until it is wanted as a database would have it
	found *inspection // of all others
	live  bool        // it is a database, whose owners mean something
	at    string      // the URL of that
}

// sides loads what is compared.
type sides struct {
	set     *settings
	dialect *dialect
	made    *replays // nil until a scratch database is wanted
}

func (l *sides) Close() error {
	if l.made == nil {
		return nil
	}
	return l.made.Close()
}

// blank makes an empty scratch database.
func (l *sides) blank(ctx context.Context, roles *schema.Schema) (*replay, error) {
	if l.made == nil {
		made, err := openReplays(ctx, l.set, l.dialect, roles)
		if err != nil {
			return nil, err
		}
		l.made = made
	}
	return l.made.new(ctx)
}

// load finds out what a text names, and reads it.
func (l *sides) load(ctx context.Context, text string) (*side, error) {
	if isURL(text) {
		return l.database(ctx, text)
	}
	if dir, version, ok := atVersion(text); ok {
		return l.migrations(ctx, dir, version)
	}
	if strings.EqualFold(filepath.Ext(text), ".sql") {
		return l.dump(ctx, text)
	}
	if _, err := os.Stat(text); err != nil {
		return nil, fmt.Errorf("reading %q: %w; a schema is a database URL, an HCL file or directory, FOLDER@VERSION of migrations, or a dump.sql", text, errors.Unwrap(err))
	}
	s := *l.set
	s.Files = []string{text}
	want, err := loadDesired(&s, l.dialect, supposed(s.Filters, l.dialect.defaultSchema))
	return &side{label: text, files: want}, err
}

// isURL tells a database from a path.
func isURL(text string) bool {
	if strings.Contains(text, "://") || strings.Contains(text, "host=") || strings.Contains(text, "dbname=") {
		return true
	}
	_, err := dialectOf(text)
	return err == nil
}

// atVersion takes FOLDER@VERSION apart. A folder that holds migrations stands for their newest.
func atVersion(text string) (dir, version string, ok bool) {
	if i := strings.LastIndexByte(text, '@'); i > 0 {
		if info, err := os.Stat(text[:i]); err == nil && info.IsDir() {
			return text[:i], text[i+1:], true
		}
	}
	found, err := filepath.Glob(filepath.Join(text, "*.up.sql"))
	return text, migrate.Head, err == nil && len(found) > 0
}

func (l *sides) database(ctx context.Context, at string) (*side, error) {
	s := *l.set
	s.URL = at
	t, err := openTarget(ctx, &s)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	if t.dialect != l.dialect {
		return nil, fmt.Errorf("%s is of another kind than %s: their schemas cannot be compared", displayURL(at), l.dialect.name)
	}
	found, err := t.read(ctx)
	return &side{label: displayURL(at), found: found, live: true, at: at}, err
}

// migrations replays a folder up to a version.
func (l *sides) migrations(ctx context.Context, path, version string) (*side, error) {
	dir, err := openDir(path)
	if err != nil {
		return nil, err
	}
	to, err := dir.Targets().Resolve(version)
	if err != nil {
		return nil, err
	}
	found, err := l.replayed(ctx, dir, to)
	return &side{label: path + "@" + version, found: found}, err
}

// replayed gives the schema that migrations lead to.
func (l *sides) replayed(ctx context.Context, dir *migrate.Dir, to string) (*inspection, error) {
	db, err := l.blank(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := db.upAll(ctx, upTo(dir, to)); err != nil {
		return nil, err
	}
	return db.read(ctx)
}

// upTo is a directory with what is not after a version.
func upTo(dir *migrate.Dir, version string) *migrate.Dir {
	var kept []migrate.Migration
	for _, m := range dir.Migrations {
		if migrate.ComparePlaces(m.Version, version) <= 0 {
			kept = append(kept, m)
		}
	}
	return migrate.NewDir(dir.Path, kept...)
}

// restrict is what pg_dump writes since the releases of August 2025 around its output, for psql.
// https://www.postgresql.org/docs/current/app-psql.html, \restrict
var restrict = regexp.MustCompile(`(?m)^\\(un)?restrict .*$`)

// dump runs a file of SQL on an empty database.
func (l *sides) dump(ctx context.Context, path string) (*side, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the dump: %w", err)
	}
	db, err := l.blank(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := db.script(ctx, restrict.ReplaceAllString(string(text), "")); err != nil {
		return nil, fmt.Errorf("loading %s on a scratch database: %w", path, err)
	}
	found, err := db.read(ctx)
	return &side{label: path, found: found}, err
}

// current is the side as a database would have it.
func (l *sides) current(ctx context.Context, s *side) (*inspection, error) {
	if s.found != nil {
		return s.found, nil
	}
	db, err := l.blank(ctx, s.files.schema)
	if err != nil {
		return nil, err
	}
	empty, err := db.read(ctx)
	if err != nil {
		return nil, err
	}
	p := &planning{set: l.set}
	result, err := p.plan(ctx, l.target(), s.files, empty)
	if err != nil {
		return nil, s.files.explain(err)
	}
	all := result.All()
	return &inspection{all: all, schema: all, alone: schema.New(), maker: empty.maker, major: empty.major}, nil
}

// wanted is the side as what a plan leads to. On scratch databases all is owned by the role that made them, so owners are
// compared between databases alone, and where a file names them.
func (l *sides) wanted(s, from *side) (*desired, error) {
	if s.files != nil {
		return s.files, nil
	}
	return desiredOf(l.set, l.dialect, s.found, strip(s.found.schema, leftOut{owners: !s.live || !from.live, labels: l.set.NoSecurityLabels}))
}

// desiredOf writes a part of what was found as a file and reads that, as it is done by hand with inspect and plan.
func desiredOf(set *settings, d *dialect, found *inspection, part *schema.Schema) (*desired, error) {
	text, err := found.encode(part)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "schemactl")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	s := *set
	s.Vars = nil
	s.Files = []string{filepath.Join(folder, hclschema.DefaultFile)}
	if err := os.WriteFile(s.Files[0], text, 0o600); err != nil {
		return nil, err
	}
	want, err := loadDesired(&s, d, elsewhere(found.alone))
	if err == nil {
		want.source.Mentions.Grants, want.exact = true, true
	}
	return want, err
}

// target stands for the database that scratch databases are to be like.
func (l *sides) target() *target { return &target{dialect: l.dialect, url: l.set.URL, set: l.set} }

// between plans the way from one side to the other.
func (l *sides) between(ctx context.Context, from, to *side, strategy sqlgen.Options) (*comparison, error) {
	now, err := l.current(ctx, from)
	if err != nil {
		return nil, err
	}
	want, err := l.wanted(to, from)
	if err != nil {
		return nil, err
	}
	t := l.target()
	if from.live && namesRoles(to) {
		set := *l.set
		set.URL = from.at
		server, err := openTarget(ctx, &set)
		if err != nil {
			return nil, err
		}
		defer server.Close()
		t.db = server.db
	}
	p := &planning{set: l.set, options: strategy}
	result, err := p.plan(ctx, t, want, now)
	if err != nil {
		return nil, want.explain(err)
	}
	if namesRoles(from) && !namesRoles(to) {
		result.Notes = append(result.Notes, "the roles of "+from.label+" were not compared: put it second, after a database, to compare them")
	}
	return &comparison{from: from, to: to, result: result}, nil
}
