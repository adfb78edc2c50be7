package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
)

var rebaseCommand = &cli.Command{
	Name:  "rebase",
	Usage: "after a merge, put your migrations after those of the other branch, and prove them there",
	Description: "Each of your migrations runs up, down and up again on top of theirs, on a scratch database. It is\n" +
		"kept if it changes there what it changed on your branch; otherwise one that was planned is planned\n" +
		"again, and one written by hand is an error that says what happened.\n" +
		"Which are yours is told by the conflict in schemactl.sum, by --onto or by --ours.",
	Flags: common(filtered(proving(
		&cli.StringFlag{Name: "onto", Usage: "a commit or branch of git: the migrations that it does not have are yours"},
		&cli.StringSliceFlag{Name: "ours", Usage: "the version of a migration that is yours; may be repeated"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show what would become of your migrations and write nothing"},
	)...)...),
	Action: rebaseAction,
}

func rebaseAction(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if c.IsSet("onto") && c.IsSet("ours") {
		return errors.New("reading flags: --onto and --ours exclude each other")
	}
	dir, err := migrate.Open(s.Dir)
	if err != nil {
		return err
	}
	ours, err := findOurs(c, dir)
	if err != nil {
		return err
	}
	if len(ours) == 0 {
		if err := dir.Verify(); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.App.Writer, "Nothing to rebase: no migration is yours alone, or all stand where they belong.")
		return err
	}
	for _, m := range ours {
		if len(m.Replaces) > 0 {
			return fmt.Errorf("%s was squashed on your branch, while theirs got migrations: take the folder as theirs has it, rebase what else is yours, and squash again", m.FileName())
		}
	}
	b := &rebasing{set: s, dir: dir, out: c.App.Writer}
	if err := b.run(c.Context, ours); err != nil {
		return err
	}
	return b.finish(c.Context, ours, c.Bool("dry-run"))
}

// A rebasing is one run of the command.
type rebasing struct {
	set  *settings
	dir  *migrate.Dir
	out  io.Writer
	want *desired
	made *replays

	own *replay // our branch as it was
	db  *replay // theirs, with ours on top

	base string              // the last of theirs
	ran  []migrate.Migration // on db, as they ran there
	done []migrate.Migration // ours, as they are to be written
	said []string            // what became of each
}

func (b *rebasing) run(ctx context.Context, ours []migrate.Migration) (err error) {
	d, err := dialectFor(b.set)
	if err != nil {
		return err
	}
	if err := unmerged(b.set); err != nil {
		return err
	}
	if b.want, err = loadDesired(b.set, d, supposed(b.set.Filters, d.defaultSchema)); err != nil {
		return err
	}
	if b.made, err = openReplays(ctx, b.set, d, b.want.schema); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.made.Close()) }()
	theirs := b.dir.Without(ours)
	if err := theirs.Verify(); err != nil {
		return fmt.Errorf("the migrations that are not yours do not fit each other: %w", err)
	}
	b.ran, b.base = theirs.Migrations, migrate.Base
	if n := len(b.ran); n > 0 {
		b.base = b.ran[n-1].Version
	}
	if err := b.replayBoth(ctx, ours); err != nil {
		return err
	}
	for i, m := range ours {
		if err := b.move(ctx, m, i == len(ours)-1); err != nil {
			return err
		}
	}
	return nil
}

// replayBoth makes the database of our branch, up to ours, and that of theirs.
func (b *rebasing) replayBoth(ctx context.Context, ours []migrate.Migration) (err error) {
	common, known, err := ownBranch(b.dir, ours)
	if err != nil {
		return err
	}
	if !known {
		common = b.common(ours[0])
	}
	if b.own, err = b.made.new(ctx); err != nil {
		return err
	}
	b.own.had = common
	if err := b.own.upAll(ctx, migrate.NewDir(b.dir.Path, common...)); err != nil {
		return fmt.Errorf("running what both branches have: %w", err)
	}
	return b.restart(ctx)
}

// common gives those of theirs that were there when the first of ours was made.
func (b *rebasing) common(first migrate.Migration) []migrate.Migration {
	out := []migrate.Migration{}
	for _, m := range b.ran {
		// What was written wholly by hand names no parent: then what is older was there.
		way := migrate.Compare(m.Version, firstOf(first.Parent, first.Version))
		if way < 0 || way == 0 && first.Parent != "" {
			out = append(out, m)
		}
	}
	return out
}

// restart makes the database of theirs anew, with those of ours that are done.
func (b *rebasing) restart(ctx context.Context) (err error) {
	if b.db != nil {
		if err := b.db.Close(); err != nil {
			return err
		}
	}
	if b.db, err = b.made.new(ctx); err != nil {
		return err
	}
	if err := b.db.upAll(ctx, migrate.NewDir(b.dir.Path, b.ran...)); err != nil {
		return fmt.Errorf("running their migrations: %w", err)
	}
	return nil
}

// A step is what one migration does to a database.
type step struct {
	before, after *inspection
}

func (s step) delta() delta { return deltaOf(wholeSums(s.before.schema), wholeSums(s.after.schema)) }

// move puts one of ours on top.
func (b *rebasing) move(ctx context.Context, m migrate.Migration, last bool) error {
	own, err := b.ownStep(ctx, m)
	if err != nil {
		return err
	}
	before, err := b.db.read(ctx)
	if err != nil {
		return err
	}
	moved := b.renumbered(m)
	after, why := b.try(ctx, moved, before)
	if why == nil {
		if d := (step{before, after}).delta(); !sameDelta(d, own.delta()) {
			why = fmt.Errorf("on top of theirs it does not change what it changed before; there it would change:\n%s", d.lines())
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if why == nil {
		b.accept(m, moved, step{before, after}, "kept")
		return nil
	}
	if m.From == "" {
		return fmt.Errorf("%s was written by hand, and does not do on top of theirs what it did before: %w\nCorrect it, and run schemactl rebase again", m.FileName(), why)
	}
	if err := b.restart(ctx); err != nil {
		return err
	}
	if moved, err = b.again(ctx, m, own, before, last); err != nil {
		return fmt.Errorf("%s cannot stay as it is (%w)", m.FileName(), err)
	}
	if after, err = b.try(ctx, moved, before); err != nil {
		return fmt.Errorf("%s was planned again, but: %w", m.FileName(), err)
	}
	b.accept(m, moved, step{before, after}, "planned again, because "+firstLine(why))
	return nil
}

func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(text, ":")
}

func sameDelta(a, b delta) bool {
	if len(a) != len(b) {
		return false
	}
	for name, sums := range a {
		if b[name] != sums {
			return false
		}
	}
	return true
}

// ownStep runs one of ours on our branch as it was.
func (b *rebasing) ownStep(ctx context.Context, m migrate.Migration) (s step, err error) {
	if s.before, err = b.own.read(ctx); err != nil {
		return s, err
	}
	bare := m
	bare.Parent, bare.Depends = "", nil
	if err := b.own.upAll(ctx, b.own.with(b.dir.Path, bare)); err != nil {
		return s, fmt.Errorf("running your migrations as they were: %w", err)
	}
	s.after, err = b.own.read(ctx)
	return s, err
}

// with is a directory of what the database has had, and one migration more.
func (r *replay) with(path string, m migrate.Migration) *migrate.Dir {
	r.had = append(r.had, m)
	return migrate.NewDir(path, r.had...)
}

// renumbered gives one of ours a place after all that ran, without what its header says of schemas.
func (b *rebasing) renumbered(m migrate.Migration) migrate.Migration {
	top := migrate.NewDir(b.dir.Path, b.ran...)
	if n := len(b.ran); n > 0 {
		if migrate.Compare(m.Version, b.ran[n-1].Version) <= 0 {
			m.Version = top.NextVersion(time.Now())
		}
		if m.Parent != "" {
			m.Parent = b.ran[n-1].Version
		}
	}
	m.From, m.To = "", ""
	m.Up = m.Text()
	return m
}

// try runs a migration on top of theirs: up, down and up again.
func (b *rebasing) try(ctx context.Context, m migrate.Migration, before *inspection) (*inspection, error) {
	dir := migrate.NewDir(b.dir.Path, append(slices.Clone(b.ran), m)...)
	if err := b.db.upAll(ctx, dir); err != nil {
		return nil, err
	}
	after, err := b.db.read(ctx)
	if err != nil || !m.HasDown {
		return after, err
	}
	if err := b.db.each(ctx, dir, migrate.Back, migrate.Options{Steps: 1}, nil); err != nil {
		return nil, err
	}
	if d := deltaOf(wholeSums(before.schema), b.db.last); len(d) > 0 {
		return nil, fmt.Errorf("its way back does not lead to the schema before it:\n%s", d.lines())
	}
	return after, b.db.upAll(ctx, dir)
}

// accept takes a migration that ran.
func (b *rebasing) accept(was, m migrate.Migration, s step, what string) {
	b.ran = append(b.ran, m)
	if was.From != "" {
		m.From = s.before.fingerprintLike(b.db.dialect, was.From)
		m.To = s.after.fingerprintLike(b.db.dialect, was.To)
	}
	b.done = append(b.done, m)
	name := was.FileName()
	if m.FileName() != name {
		name += " is now " + m.FileName()
	}
	b.said = append(b.said, name+": "+what)
}

// finish writes what was proven.
func (b *rebasing) finish(ctx context.Context, ours []migrate.Migration, dry bool) error {
	for _, line := range b.said {
		fmt.Fprintln(b.out, line)
	}
	if dry {
		_, err := fmt.Fprintln(b.out, "Nothing was written: this is a dry run.")
		return err
	}
	paths, err := b.set.writing(ctx, b.dir, nil, b.done, func() ([]string, error) { return b.dir.Replace(ours, b.done) })
	for _, p := range paths {
		fmt.Fprintf(b.out, "Wrote %s\n", p)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "Proven: each ran up, down and up again on top of theirs.\nWhere %s applied already, undo that first: schemactl rollback --to %s, then schemactl apply.\n",
		isOrAre(ours), parentOf(ours[0]))
	return b.dir.Verify()
}

func isOrAre(ours []migrate.Migration) string {
	if len(ours) == 1 {
		return ours[0].FileName() + " is"
	}
	return fmt.Sprintf("%s to %s are", ours[0].FileName(), ours[len(ours)-1].FileName())
}

func parentOf(m migrate.Migration) string {
	if m.Parent == "" {
		return migrate.Base
	}
	return m.Parent
}

// unmerged refuses schema files that git left a conflict in.
func unmerged(s *settings) error {
	files := s.Files
	if len(files) == 0 {
		files = []string{"schema.hcl"}
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err == nil && strings.Contains("\n"+string(text), "\n<<<<<<< ") {
			return fmt.Errorf("%s has the marks of a merge conflict: resolve that first, since your migrations are compared with it", name)
		}
	}
	return nil
}
