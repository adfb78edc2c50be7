package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/sqlgen"
)

var planCommand = &cli.Command{
	Name:  "plan",
	Usage: "write the migration that leads from the database to the schema files",
	Description: "Compares the database with the schema files, plans the way there and back,\n" +
		"proves both on scratch databases, and writes a pair of SQL files. On a terminal it asks\n" +
		"what the files do not tell: whether something was renamed, and what existing rows get.\n" +
		"The answers are in the migration, so nobody is asked again.",
	Flags: common(filtered(attributed(proving(formatFlag("text or json"),
		&cli.StringFlag{Name: "name", Aliases: []string{"n"}, Usage: "the name of the migration (default: from the changes)"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show the plan and write nothing"},
		&cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit with 2 when there are changes"},
		&cli.StringSliceFlag{Name: "rename", Usage: "KIND.PATH=NEW, as in table.public.users=people: a rename that the files do not tell; may be repeated"},
		&cli.StringSliceFlag{Name: "backfill", Usage: "TABLE.COLUMN=EXPRESSION, as in orders.code=upper(name): what existing rows get in a column that takes no NULL; may be repeated"},
		&cli.BoolFlag{Name: "no-input", Usage: "ask nothing, even on a terminal"},
		&cli.StringFlag{Name: "strategy", Value: "online", Usage: "online (no long locks on existing tables) or simple (plain statements)"},
	)...)...)...),
	Action: planAction,
}

func planAction(c *cli.Context) error {
	s, err := readAlone(c, "text", "json")
	if err != nil {
		return err
	}
	options, err := strategyOf(c)
	if err != nil {
		return err
	}
	p := &planning{
		set: s, name: c.String("name"), dryRun: c.Bool("dry-run"),
		renames: c.StringSlice("rename"), backfills: c.StringSlice("backfill"),
		asks: s.Format == "text" && !c.Bool("no-input") && onTerminal(), options: options,
	}
	changes, err := p.run(c.Context, c)
	if err == nil && changes && c.Bool("detailed-exitcode") {
		return errChanges
	}
	return err
}

// A planning is one run of the command.
type planning struct {
	set     *settings
	name    string
	dryRun  bool
	renames []string
	// backfills are TABLE.COLUMN=EXPRESSION, the values of existing rows.
	backfills []string
	// asks says that somebody is there to ask what the files do not tell.
	asks    bool
	options sqlgen.Options
}

func (p *planning) run(ctx context.Context, c *cli.Context) (changes bool, err error) {
	t, err := openTarget(ctx, p.set)
	if err != nil {
		return false, err
	}
	defer t.Close()
	if err := p.set.fire(ctx, "before_plan", t, happening{}); err != nil {
		return false, err
	}
	want, dir, found, err := p.read(ctx, t)
	if err != nil {
		return false, err
	}
	if err := errors.Join(want.refuseNew(t.dialect, found.major), answer(want.schema, p.renames), backfills(want.schema, t.defaultSchema, p.backfills)); err != nil {
		return false, err
	}
	if p.asks {
		if err := newQuestioner(os.Stdin, os.Stderr, found.schema, want.schema, t.proof).ask(); err != nil {
			return false, err
		}
	}
	result, err := p.plan(ctx, t, want, found)
	if err == nil {
		err = p.set.fire(ctx, "after_plan", t, happening{})
	}
	if err != nil {
		return false, want.explain(err)
	}
	p.tellSilence(os.Stderr, want, found)
	view := planView{result: result, out: c.App.Writer, color: p.set.Color}
	if result.Empty() {
		return false, view.nothing(p.set.Format)
	}
	m := p.migration(dir, result, found)
	var paths []string
	if !p.dryRun {
		if paths, err = p.write(ctx, t, dir, m); err != nil {
			return true, err
		}
	}
	return true, view.show(p.set.Format, m, paths)
}

// largeFiles is the size of schema files, in bytes, from which on it is worth
// to wait for what the database has before they are parsed.
const largeFiles = 1 << 20

// read reads the files, the migrations and the database.
func (p *planning) read(ctx context.Context, t *target) (*desired, *migrate.Dir, *inspection, error) {
	behind := readBehind(ctx, t, p.set.Dir)
	defer behind.stop()
	if hclschema.Size(p.set.Files) >= largeFiles {
		return p.readLarge(t, behind)
	}
	// Mistakes in the files are told before the database has answered.
	want, err := loadDesired(p.set, t.dialect, supposed(p.set.Filters, t.defaultSchema))
	if err != nil {
		return nil, nil, nil, err
	}
	dir, found, err := behind.wait()
	if err == nil {
		err = t.refuse(found)
	}
	if err == nil && found.alone.Len() > 0 {
		want, err = loadDesired(p.set, t.dialect, elsewhere(found.alone))
	}
	return want, dir, found, err
}

// readLarge reads the database first. What is left alone is told of then, too.
func (p *planning) readLarge(t *target, behind *reading) (*desired, *migrate.Dir, *inspection, error) {
	dir, found, err := behind.wait()
	if err == nil {
		err = t.refuse(found)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	beyond := supposed(p.set.Filters, t.defaultSchema)
	if found.alone.Len() > 0 {
		beyond = elsewhere(found.alone)
	}
	var want *desired
	// Answers change what was read.
	if found.alone.Len() > 0 || len(p.renames)+len(p.backfills) > 0 {
		want, err = loadDesired(p.set, t.dialect, beyond)
	} else {
		want, err = loadDesiredGiven(p.set, t.dialect, beyond, found.schema)
	}
	return want, dir, found, err
}

// write adds the migration to the directory, with the hooks around it.
func (p *planning) write(ctx context.Context, t *target, dir *migrate.Dir, m migrate.Migration) ([]string, error) {
	return p.set.writing(ctx, dir, t, []migrate.Migration{m}, func() ([]string, error) { return dir.Add(m) })
}

// refusePending keeps a plan from being made on top of a state that is not
// the one it will meet.
func refusePending(ctx context.Context, t *target, dir *migrate.Dir) error {
	pending, err := t.runner(dir).Pending(ctx)
	if err != nil {
		return t.redact(err, t.url)
	}
	if len(pending) == 0 {
		return nil
	}
	names := make([]string, len(pending))
	for i, m := range pending {
		names[i] = m.FileName()
	}
	return fmt.Errorf("the database has not had these migrations yet, so a plan from its state would repeat them:\n  %s\n"+
		"Apply them first (schemactl apply), or remove those that were never meant to be", strings.Join(names, "\n  "))
}

func (p *planning) plan(ctx context.Context, t *target, want *desired, found *inspection) (*proof.Result, error) {
	roles, err := p.findRoles(ctx, t, want)
	if err != nil {
		return nil, err
	}
	source := &lazySource{open: func() (proof.Source, closer, error) { return t.scratchSource(ctx, found.major, roles.anyNew()) }}
	defer source.Close()
	// What the files declare is managed, be it another tool's.
	found.divide(t.dialect, p.set.Filters, want.schema)
	found.tell()
	if want.shares && want.schema != found.all && !p.dryRun {
		found.startDigest()
	}
	options := p.options
	options.Leftover = found.invalid
	in := proof.Input{
		Current: found.all, Excluded: found.alone, Desired: stripNew(withoutRoles(want.schema), found.all, p.set.leftOut()),
		Grants: want.source.Mentions.Grants && !p.set.NoPrivileges, Exact: want.exact, LeaveLabels: p.set.NoSecurityLabels,
		Dialect: t.proofFor(found), Options: options, Scratch: source,
	}
	result, err := proof.Plan(ctx, in)
	if err != nil && source.failed != nil && ctx.Err() == nil {
		if p.set.DevURL != "" {
			return nil, t.redact(source.failed, p.set.DevURL)
		}
		in.Scratch = nil
		result, err = proof.Plan(ctx, in)
		if err == nil {
			result.Notes = append(result.Notes, fmt.Sprintf("there was no scratch database because: %s", source.failed))
		}
	}
	if err != nil {
		return nil, err
	}
	return roles.plan(ctx, in, result)
}

// migration makes the pair of files.
func (p *planning) migration(dir *migrate.Dir, r *proof.Result, found *inspection) migrate.Migration {
	name := p.name
	if name == "" {
		name = suggestName(r)
	}
	m := migrate.Migration{
		Version: dir.NextVersion(time.Now()), Name: migrate.Slug(name),
		Up: sqlgen.Script(r.Up), Down: downScript(r), HasDown: r.Irreversible == "",
	}
	if !m.HasDown {
		m.Up = "-- There is no way back from this: " + strings.ReplaceAll(r.Irreversible, "\n", "\n-- ") + "\n\n" + m.Up
		m.Down = ""
	}
	m.NoTransaction = !sqlgen.Transactional(r.Up)
	m.DownNoTransaction = !sqlgen.Transactional(r.Down)
	if n := len(dir.Migrations); n > 0 {
		m.Parent = dir.Migrations[n-1].Version
	}
	if r.Proven && !p.dryRun {
		m.From, m.To = found.fingerprints(r)
	}
	return m
}

// downScript says in the file what the way back cannot bring back.
func downScript(r *proof.Result) string {
	var b strings.Builder
	for _, risk := range sqlgen.Risks(r.Up) {
		if risk.Code == "data-loss" {
			b.WriteString("-- This brings the schema back, but not the data: " + strings.ReplaceAll(risk.Text, "\n", "\n-- ") + ".\n")
		}
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String() + sqlgen.Script(r.Down)
}
