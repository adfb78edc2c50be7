package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var squashCommand = &cli.Command{
	Name:      "squash",
	Usage:     "put one migration in the place of several, and prove that it does what they do",
	ArgsUsage: "FROM..TO",
	Description: "FROM and TO are the first and the last of them. What was planned is planned again as one change; what was\n" +
		"written by hand, renames, changes roles, or holds statements on rows is kept as it is, in its order. The pair\n" +
		"runs up, down and up again on a scratch database, beside those that it replaces. These move to\n" +
		"migrations/replaced: a database in the middle of them goes on with the rest, one past them has nothing to do,\n" +
		"and a new one runs the pair.",
	Flags: common(filtered(urlFlag(), dirFlag(), devURLFlag(),
		&cli.StringFlag{Name: "name", Aliases: []string{"n"}, Value: "squashed", Usage: "the name of the migration"},
		&cli.BoolFlag{Name: "dry-run", Usage: "show the migration and write nothing"},
		skipUnsupportedFlag(),
	)...),
	Action: squashAction,
}

func squashAction(c *cli.Context) error {
	from, to, ok := strings.Cut(c.Args().First(), "..")
	if c.Args().Len() != 1 || !ok || from == "" || to == "" {
		return errors.New("squash needs one range FROM..TO, as in: schemactl squash 20260101120000..20260301090000")
	}
	s, dir, err := readWithDir(c)
	if err != nil {
		return err
	}
	old, err := stretchOf(dir, from, to)
	if err != nil {
		return err
	}
	name := migrate.Slug(c.String("name"))
	if slices.ContainsFunc(old, func(m migrate.Migration) bool { return m.Name == name }) {
		return fmt.Errorf("reading --name: one of the range is called %s already: use another name, so that the history tells them apart", name)
	}
	q := &squashing{set: s, dir: dir, old: old, name: name}
	if err := q.run(c.Context); err != nil {
		return err
	}
	return q.finish(c)
}

// stretchOf finds the migrations from one target to another.
func stretchOf(dir *migrate.Dir, from, to string) ([]migrate.Migration, error) {
	var ends [2]string
	for i, target := range []string{from, to} {
		version, err := dir.Targets().Resolve(target)
		if err != nil {
			return nil, fmt.Errorf("reading the range %s..%s: %w", from, to, err)
		}
		if version == migrate.Base {
			return nil, fmt.Errorf("reading the range %s..%s: %s is before the first migration: name one", from, to, target)
		}
		ends[i] = version
	}
	old, err := dir.Between(ends[0], ends[1])
	if err == nil {
		err = ownSettings(old)
	}
	if err != nil {
		return nil, fmt.Errorf("squashing %s..%s: %w", from, to, err)
	}
	return old, nil
}

// ownSettings refuses what one file cannot have for a part of its statements alone.
func ownSettings(old []migrate.Migration) error {
	var errs []error
	for _, m := range old {
		what := ""
		stmts, err := migrate.Split(m.Up)
		switch {
		case err != nil:
			return err
		case m.Delimiter != "":
			what = "a delimiter"
		case m.Limits != (migrate.Limits{}):
			what = "timeouts"
		case slices.ContainsFunc(stmts, func(s migrate.Statement) bool { return firstWord(s) == "SET" }):
			what = "settings (SET)"
		default:
			continue
		}
		errs = append(errs, fmt.Errorf("%s has %s of its own, which would hold for the others too: end the range before it, or begin it after", m.FileName(), what))
	}
	return errors.Join(errs...)
}

func firstWord(s migrate.Statement) string { return strings.ToUpper(strings.Fields(s.SQL + " ;")[0]) }

// A squashing is one run of the command.
type squashing struct {
	set  *settings
	dir  *migrate.Dir
	old  []migrate.Migration
	name string
	made *replays

	states []*inspection // before the first, and after each
	parts  []part
	result migrate.Migration
	notes  []string
}

func (q *squashing) run(ctx context.Context) (err error) {
	d, err := dialectFor(q.set)
	if err != nil {
		return err
	}
	if q.made, err = openReplays(ctx, q.set, d, nil); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, q.made.Close()) }()
	chain, err := q.start(ctx)
	if err != nil {
		return err
	}
	for _, m := range q.old {
		if err := chain.upAll(ctx, chain.with(q.dir.Path, m)); err != nil {
			return fmt.Errorf("running what is to be squashed: %w", err)
		}
		found, err := chain.read(ctx)
		if err != nil {
			return err
		}
		q.states = append(q.states, found)
	}
	if err := q.makeParts(ctx); err != nil {
		return err
	}
	q.compose()
	return q.prove(ctx, chain)
}

// start makes a database that has had what precedes the range.
func (q *squashing) start(ctx context.Context) (*replay, error) {
	db, err := q.made.new(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range q.dir.Migrations {
		if migrate.Compare(m.Version, q.old[0].Version) < 0 {
			db.had = append(db.had, m)
		}
	}
	if err := db.upAll(ctx, migrate.NewDir(q.dir.Path, db.had...)); err != nil {
		return nil, fmt.Errorf("running what precedes the range: %w", err)
	}
	if q.states == nil {
		found, err := db.read(ctx)
		if err != nil {
			return nil, err
		}
		q.states = append(q.states, found)
	}
	return db, nil
}

// A part of the new pair: what was planned for several, or the text of one.
type part struct {
	up, down         string
	upNoTx, downNoTx bool
	hasDown          bool
}

// makeParts plans stretches anew and keeps the others.
func (q *squashing) makeParts(ctx context.Context) error {
	for i := 0; i < len(q.old); {
		k := i
		for k < len(q.old) && plannable(q.old[k]) {
			k++
		}
		if k-i < 2 || !q.steady(i, k) {
			k = max(k, i+1)
			for _, m := range q.old[i:k] {
				q.parts = append(q.parts, part{m.Up, m.Down, m.NoTransaction, m.DownNoTransaction, m.HasDown})
			}
			i = k
			continue
		}
		p, err := q.plan(ctx, q.states[i], q.states[k])
		if err != nil {
			return err
		}
		if p != nil {
			q.parts = append(q.parts, *p)
		}
		i = k
	}
	return nil
}

// rowWords begin or mark statements whose effect is more than the schema that they lead to.
var rowWords = []string{"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "DO", "CALL", "SELECT", "WITH"}

// plannable reports whether all that a migration does is told by the schemas before and after it.
func plannable(m migrate.Migration) bool {
	if m.From == "" || len(m.Depends) > 0 {
		return false
	}
	stmts, err := migrate.Split(m.Up)
	if err != nil {
		return false
	}
	for _, s := range stmts {
		first := firstWord(s)
		if slices.Contains(rowWords, first) || beyondSchema(s) || s.Has("RENAME") || strings.Contains(strings.ToUpper(s.SQL), " USING ") && first == "ALTER" {
			return false
		}
	}
	return true
}

// beyondSchema reports whether a statement changes what belongs to the server, of which no schema tells: roles, what they are
// members of, and databases.
func beyondSchema(s migrate.Statement) bool {
	switch firstWord(s) {
	case "GRANT", "REVOKE":
		return !s.Has("ON")
	case "COMMENT", "SECURITY":
		return s.Has("ROLE") || s.Has("DATABASE") || s.Has("TABLESPACE")
	case "CREATE", "ALTER", "DROP":
		words := strings.Fields(s.SQL + " ; ;")
		return changesRoles(s.SQL) || slices.Contains([]string{"DATABASE", "SYSTEM", "TABLESPACE"}, strings.ToUpper(words[1]))
	}
	return false
}

// steady reports whether what holds rows on both sides of a stretch is there all the way: what goes and comes back loses its
// rows, which one plan would keep.
func (q *squashing) steady(i, k int) bool {
	first, last := q.states[i].schema, q.states[k].schema
	for o := range last.All() {
		r := o.Ref()
		if r.Kind != schema.KindTable && r.Kind != schema.KindColumn || !first.Has(r) {
			continue
		}
		for _, between := range q.states[i+1 : k] {
			if !between.schema.Has(r) {
				return false
			}
		}
	}
	return true
}

// plan makes one change of a stretch; nil where it comes to nothing.
func (q *squashing) plan(ctx context.Context, before, after *inspection) (*part, error) {
	want, err := desiredOf(q.set, q.made.dialect, after, after.schema)
	if err != nil {
		return nil, err
	}
	p := &planning{set: q.set, name: q.name, options: sqlgen.Options{Online: true}}
	result, err := p.plan(ctx, (&sides{set: q.set, dialect: q.made.dialect}).target(), want, before)
	if err != nil {
		return nil, want.explain(err)
	}
	if result.Empty() {
		return nil, nil
	}
	m := p.migration(q.dir, result, before)
	return &part{m.Up, m.Down, m.NoTransaction, m.DownNoTransaction, m.HasDown}, nil
}

func (q *squashing) finish(c *cli.Context) error {
	w := c.App.Writer
	var replaced []string
	for _, m := range q.old {
		replaced = append(replaced, m.FileName())
	}
	if c.Bool("dry-run") {
		fmt.Fprintf(w, "%s would replace %s:\n\n%s", q.result.FileName(), strings.Join(replaced, ", "), indent(q.result.Text()))
		if q.result.HasDown {
			fmt.Fprintf(w, "\n%s", indent(q.result.DownText()))
		}
	} else {
		var moved []string
		written, err := q.set.writing(c.Context, q.dir, nil, []migrate.Migration{q.result}, func() (paths []string, err error) {
			paths, moved, err = q.dir.Squash(q.result, q.old)
			return paths, err
		})
		for _, p := range written {
			fmt.Fprintf(w, "Wrote %s\n", p)
		}
		for _, p := range moved {
			fmt.Fprintf(w, "Moved to %s\n", p)
		}
		if err != nil {
			return err
		}
	}
	for _, n := range q.notes {
		fmt.Fprintf(w, "Note: %s.\n", n)
	}
	how := "ran up, down and up again"
	if !q.result.HasDown {
		how = "ran up"
	}
	fmt.Fprintf(w, "Proven: it %s beside those that it replaces, and led to the same schema.\n", how)
	if c.Bool("dry-run") {
		fmt.Fprintln(w, "Nothing was written: this is a dry run.")
	}
	return nil
}
