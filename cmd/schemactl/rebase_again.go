package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// again plans one of ours anew, to what it led to on our branch, with what they changed since.
func (b *rebasing) again(ctx context.Context, m migrate.Migration, own step, before *inspection, last bool) (migrate.Migration, error) {
	want, conflicts := merged(before.schema, own)
	desired := &desired{schema: want, source: b.want.source, files: b.want.files, set: b.set}
	if len(conflicts) > 0 {
		if !last {
			return m, fmt.Errorf("both branches change %s: take yours apart, so that the last of them has it", strings.Join(conflicts, ", "))
		}
		desired = b.want
	}
	p := &planning{set: b.db.set, name: m.Name, options: sqlgen.Options{Online: true}}
	result, err := p.plan(ctx, b.db.target, desired, before)
	if err != nil {
		return m, b.want.explain(err)
	}
	if result.Empty() {
		return m, errors.New("theirs has all of it already: remove it, and run schemactl rebase again")
	}
	if renames(m) && drops(result) {
		return m, errors.New("it renames something, which a new plan would drop and make again: put renamed_from into the schema files, remove it, and plan it again")
	}
	top := migrate.NewDir(b.dir.Path, b.ran...)
	planned := p.migration(top, result, before)
	if n := len(b.ran); n == 0 || migrate.Compare(m.Version, b.ran[n-1].Version) > 0 {
		planned.Version = m.Version
	}
	planned.From, planned.To = "", ""
	planned.Tags, planned.Depends, planned.NoLint, planned.Limits = m.Tags, m.Depends, m.NoLint, m.Limits
	planned.Up = planned.Text()
	return planned, nil
}

// renames reports whether a migration renames an object.
func renames(m migrate.Migration) bool {
	stmts, err := migrate.Split(m.Up)
	return err == nil && slices.ContainsFunc(stmts, func(s migrate.Statement) bool { return s.Has("RENAME") })
}

func drops(r *proof.Result) bool {
	for _, c := range r.Changes {
		if c.To == nil {
			return true
		}
	}
	return false
}

// merged is what theirs is with what ours changed, and names what both changed.
func merged(theirs *schema.Schema, own step) (out *schema.Schema, conflicts []string) {
	now, before, after := schema.Split(theirs), schema.Split(own.before.schema), schema.Split(own.after.schema)
	d := own.delta()
	there := wholeSums(theirs)
	for o := range now.All() {
		r := o.Ref()
		if sums, changed := d[r.String()]; changed && there[r.String()] != sums[0] {
			conflicts = append(conflicts, r.String())
		}
	}
	out = now.Filter(func(o schema.Object) bool {
		return !before.Has(o.Ref()) || after.Has(o.Ref())
	})
	for o := range after.All() {
		if _, changed := d[o.Ref().String()]; changed {
			out.Put(o)
		}
	}
	return out, conflicts
}
