package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/schema"
)

// compose makes one migration of the parts.
func (q *squashing) compose() {
	first, last := q.old[0], q.old[len(q.old)-1]
	m := migrate.Migration{Version: last.Version, Name: q.name, HasDown: true}
	m.Parent, m.Tags = first.Parent, last.Tags
	for _, o := range q.old {
		m.Replaces = append(m.Replaces, o.Version)
		for _, v := range o.Depends {
			if migrate.Compare(v, first.Version) < 0 && !slices.Contains(m.Depends, v) {
				m.Depends = append(m.Depends, v)
			}
		}
	}
	if first.From != "" && last.To != "" {
		m.From, m.To = first.From, last.To
	}
	for _, p := range q.parts {
		m.NoTransaction = m.NoTransaction || p.upNoTx
		m.DownNoTransaction = m.DownNoTransaction || p.downNoTx
		m.HasDown = m.HasDown && p.hasDown
	}
	var up, down []string
	for _, p := range q.parts {
		up = append(up, within(p.up, m.NoTransaction && !p.upNoTx))
		down = append(down, within(p.down, m.DownNoTransaction && !p.downNoTx))
	}
	slices.Reverse(down)
	m.Up = strings.Join(up, "\n")
	if m.HasDown {
		m.Down = strings.Join(down, "\n")
	} else {
		m.DownNoTransaction = false
	}
	m.NoLint = meant(q.old, m.Up)
	m.Up = m.Text()
	q.result = m
}

// meant gives the codes of the risks of a text that those who wrote the migrations have said to be meant.
func meant(old []migrate.Migration, up string) []string {
	said := map[string]bool{}
	for _, m := range old {
		for _, code := range m.NoLint {
			said[code] = code != "all"
		}
		if slices.Contains(m.NoLint, "all") {
			for _, risk := range riskComment.FindAllStringSubmatch(m.Up, -1) {
				said[risk[1]] = true
			}
		}
	}
	var codes []string
	for _, risk := range riskComment.FindAllStringSubmatch(up, -1) {
		if said[risk[1]] && !slices.Contains(codes, risk[1]) {
			codes = append(codes, risk[1])
		}
	}
	return codes
}

// within takes the headers off a file, and puts a transaction around it where the others of its pair go without one.
func within(text string, transaction bool) string {
	text = migrate.Migration{Up: text}.Text()
	if transaction && strings.TrimSpace(text) != "" {
		return "BEGIN;\n\n" + text + "\nCOMMIT;\n"
	}
	return text
}

// prove runs the new pair beside the chain: up, down and up again.
func (q *squashing) prove(ctx context.Context, chain *replay) error {
	rows, err := q.rowsOf(ctx, chain)
	if err != nil {
		return err
	}
	if err := q.leaveRoles(ctx, chain); err != nil {
		return err
	}
	db, err := q.start(ctx)
	if err != nil {
		return err
	}
	before, after := wholeSums(q.states[0].schema), wholeSums(q.states[len(q.states)-1].schema)
	m := q.result
	m.Replaces = nil
	dir := db.with(q.dir.Path, m)
	if err := q.up(ctx, db, dir, after); err != nil {
		return err
	}
	if err := q.compareRows(ctx, rows, db); err != nil || !m.HasDown {
		return err
	}
	if err := db.each(ctx, dir, migrate.Back, migrate.Options{Steps: 1}, nil); err != nil {
		return fmt.Errorf("the squashed migration does not run down: %w", err)
	}
	if d := deltaOf(before, db.last); len(d) > 0 {
		return fmt.Errorf("the way back of the squashed migration does not lead to the schema before %s:\n%s", q.old[0].FileName(), d.lines())
	}
	return q.up(ctx, db, dir, after)
}

func (q *squashing) up(ctx context.Context, db *replay, dir *migrate.Dir, want map[string]string) error {
	if err := db.upAll(ctx, dir); err != nil {
		return fmt.Errorf("the squashed migration does not run: %w\nSquash a shorter range", err)
	}
	if d := deltaOf(want, db.last); len(d) > 0 {
		return fmt.Errorf("the squashed migration does not lead to the schema that the range leads to:\n%s\nSquash a shorter range", d.lines())
	}
	return nil
}

// leaveRoles takes the chain back where migrations change roles, which are those of all databases of the server: the pair is to
// find them as the range did, and may drop what another database has to let go of first.
func (q *squashing) leaveRoles(ctx context.Context, chain *replay) error {
	if !makesRoles(q.dir.Path) {
		return nil
	}
	chain.passing = true
	all := migrate.NewDir(q.dir.Path, chain.had...)
	if err := chain.each(ctx, all, migrate.Back, migrate.Options{Steps: len(chain.had)}, nil); err != nil {
		if ctx.Err() != nil {
			return err
		}
		q.notes = append(q.notes, fmt.Sprintf("the roles of the range were there already when the pair was proven, as not all migrations could be rolled back: %s", err))
	}
	return chain.Close()
}

// rowsOf digests the rows of all tables that the range leads to.
func (q *squashing) rowsOf(ctx context.Context, r *replay) (map[schema.Ref]rowDigest, error) {
	out := map[schema.Ref]rowDigest{}
	for t := range schema.Of[*schema.Table](q.states[len(q.states)-1].schema) {
		d, err := rowsDigest(ctx, r, t.Ref())
		if err != nil {
			return nil, err
		}
		out[t.Ref()] = d
	}
	return out, nil
}

// compareRows names the tables whose rows differ between two databases: only what each run makes anew, as the time, may.
func (q *squashing) compareRows(ctx context.Context, want map[schema.Ref]rowDigest, db *replay) error {
	got, err := q.rowsOf(ctx, db)
	if err != nil {
		return err
	}
	for t := range schema.Of[*schema.Table](q.states[len(q.states)-1].schema) {
		ref := t.Ref()
		one, other := want[ref], got[ref]
		if one.count != other.count {
			return fmt.Errorf("after the squashed migration table %s has %s, and after those that it replaces %s: squash a shorter range", ref.Path(), plural(other.count, "row"), plural(one.count, "row"))
		}
		if one.sum != other.sum {
			q.notes = append(q.notes, fmt.Sprintf("the rows of table %s are as many, but not the same: each run makes some values anew, such as the time", ref.Path()))
		}
	}
	return nil
}

type rowDigest struct {
	count int
	sum   string
}

// rowsDigest reads a table whole: on a scratch database there is only what the migrations put in.
func rowsDigest(ctx context.Context, r *replay, ref schema.Ref) (d rowDigest, err error) {
	rows, err := r.db.QueryContext(ctx, "SELECT * FROM "+sqlName(ref.Schema, ref.Name))
	if err != nil {
		return d, fmt.Errorf("reading the rows of table %s: %w", ref.Path(), r.redact(err, r.url))
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return d, err
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return d, err
		}
		lines = append(lines, fmt.Sprintf("%q", values))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return rowDigest{len(lines), string(sum[:])}, rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
