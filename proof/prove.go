package proof

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A MismatchError says that statements ran but led elsewhere than planned.
type MismatchError struct {
	// When is "up" or "down", or "start" if the current schema could not be
	// built as it is.
	When string
	// Differences are sentences, one for each object.
	Differences []string
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("proving the plan (%s): the scratch database differs from what was planned:\n  %s",
		e.When, strings.Join(e.Differences, "\n  "))
}

// A RunError says that a planned statement failed on the scratch database.
type RunError struct {
	When string
	// Ref is the object that the statement is for; zero if that is not known.
	Ref schema.Ref
	Err error
	// Retyping is set where the type of a column was to change.
	Retyping *Retyping
}

// A Retyping is the change of a column's type.
type Retyping struct {
	From, To string
	// Cast is an expression that asks the server for its cast between them; empty
	// if it has none.
	Cast string
	// Example is one of an expression that does without, if Given is so.
	Example, Given string
}

// caster is a Database that knows which casts there are, and what may do in the
// place of one.
type caster interface {
	Cast(ctx context.Context, column, from, to string) string
	Convert(ctx context.Context, column, from, to string) (expr, given string)
}

// retyping describes the change of a column that failed, if its type was to
// change.
func (t *trial) retyping(ctx context.Context, db Database, r schema.Ref, want *schema.Schema) *Retyping {
	c, known := db.(caster)
	from, ok := schema.Find[*schema.Column](t.current, t.origin(r))
	to, also := schema.Find[*schema.Column](want, r)
	if !known || !ok || !also || from.Type == to.Type {
		return nil
	}
	out := &Retyping{From: from.Type, To: to.Type, Cast: c.Cast(ctx, to.Name, from.Type, to.Type)}
	if out.Cast == "" {
		out.Example, out.Given = c.Convert(ctx, to.Name, from.Type, to.Type)
	}
	return out
}

func (e *RunError) Error() string {
	text := fmt.Sprintf("proving the plan (%s): %s", e.When, e.Err)
	if sql := statementOf(e.Err); sql != "" {
		text += "\nin the statement\n  " + strings.ReplaceAll(sql, "\n", "\n  ")
	}
	return text
}

func (e *RunError) Unwrap() error { return e.Err }

// prove runs both directions over sample rows. Where rows stand in the way, it
// proves the rest without them and notes what a table with rows will meet.
func (w *work) prove(ctx context.Context, r *Result, goal *schema.Schema) error {
	t := &trial{work: w, result: r, goal: w.reach(goal), rows: true}
	err := t.run(ctx)
	stopped, ok := err.(*RunError)
	if !ok || ctx.Err() != nil {
		return err
	}
	t.rows = false
	bare := t.run(ctx)
	if back, ok := bare.(*RunError); ok && back.When == "down" && w.wide {
		// The server has no way back, as for most updates of an extension.
		r.Irreversible, r.Down = back.Error(), nil
		t.rows = true
		return t.run(ctx)
	}
	if bare != nil {
		return bare
	}
	w.notes = append(w.notes, fmt.Sprintf("with sample rows in the tables, the way %s stops: %s", stopped.When, stopped.Err))
	return nil
}

// reach is what of the goal the scratch database has: the part, and what the
// server made along with it.
func (w *work) reach(goal *schema.Schema) *schema.Schema {
	return goal.Filter(func(o schema.Object) bool { return w.part[o.Ref()] || !w.desired.Has(o.Ref()) })
}

// A trial is one run of both directions.
type trial struct {
	*work
	result *Result
	goal   *schema.Schema
	rows   bool
	// spelled holds what the scratch database spells otherwise than the target:
	// text that changes when it is read back, such as nested ANDs.
	spelled map[schema.Ref]schema.Object
	// altered is there once alteredRefs has been asked.
	altered map[schema.Ref]bool
}

func (t *trial) run(ctx context.Context) error {
	start := t.restrict(t.current)
	db, base, err := t.scratch(ctx, start)
	if err != nil {
		return fmt.Errorf("building the current schema on the scratch database: %w", err)
	}
	built, err := t.inspect(ctx, db)
	if err != nil {
		return err
	}
	t.spelled = respelled(start, built)
	if err := t.compare(built, base, start, "start"); err != nil {
		return err
	}
	var before map[schema.Ref]string
	if t.rows {
		if err := db.Fill(ctx, built); err != nil {
			return fmt.Errorf("putting sample rows into the scratch database: %w", err)
		}
		if before, err = db.Snapshot(ctx, built); err != nil {
			return fmt.Errorf("reading sample rows: %w", err)
		}
	}
	after, err := t.direction(ctx, db, base, &t.result.Up, t.goal, "up")
	if err != nil {
		return err
	}
	if err := t.survived(before, after, built, t.goal, true); err != nil {
		return err
	}
	if t.result.Irreversible != "" {
		return nil
	}
	again, err := t.direction(ctx, db, base, &t.result.Down, start, "down")
	if err != nil {
		return err
	}
	return t.survived(before, again, built, t.goal, false)
}

// direction runs one direction and reads what came of it.
func (t *trial) direction(ctx context.Context, db Database, base *schema.Schema, stmts *[]sqlgen.Stmt, want *schema.Schema, when string) (map[schema.Ref]string, error) {
	run, err := t.execute(ctx, db, *stmts)
	if err != nil {
		r := refOf(*stmts, err)
		return nil, &RunError{When: when, Ref: r, Err: err, Retyping: t.retyping(ctx, db, r, want)}
	}
	*stmts = run
	got, err := t.reached(ctx, db, base, want, when)
	if err != nil || !t.rows {
		return nil, err
	}
	values, err := db.Snapshot(ctx, got)
	if err != nil {
		return nil, fmt.Errorf("reading sample rows: %w", err)
	}
	return values, nil
}

// reached inspects and compares with what was wanted.
func (t *trial) reached(ctx context.Context, db Database, base, want *schema.Schema, when string) (*schema.Schema, error) {
	got, err := t.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	return got, t.compare(got, base, want, when)
}

// refOf finds the object that a failed statement is for.
func refOf(stmts []sqlgen.Stmt, err error) schema.Ref {
	text := statementOf(err)
	for _, s := range stmts {
		if s.SQL == text {
			return s.Ref
		}
	}
	return schema.Ref{}
}

func (t *trial) compare(got, base, want *schema.Schema, when string) error {
	all := want.Clone()
	for o := range base.All() {
		if !t.part[o.Ref()] {
			all.Put(o)
		}
	}
	for o := range want.All() {
		if same := t.spelled[o.Ref()]; same != nil && t.unchanged(o) {
			all.Put(same)
		}
	}
	if list := differences(all, got, schema.DefaultGrantsOf(all)); len(list) > 0 {
		return &MismatchError{When: when, Differences: list}
	}
	return nil
}

// unchanged reports whether o is as the current schema has it.
func (t *trial) unchanged(o schema.Object) bool {
	was := t.current.Lookup(o.Ref())
	return was != nil && len(schema.Changed(was, o)) == 0
}

// respelled finds the objects whose texts the server wrote in another way when
// it was given them as it had written them before. They mean the same: they
// were made from these very texts.
func respelled(want, got *schema.Schema) map[schema.Ref]schema.Object {
	out := map[schema.Ref]schema.Object{}
	for o := range want.All() {
		is := got.Lookup(o.Ref())
		if is == nil {
			continue
		}
		if fields := schema.Changed(o, is); len(fields) > 0 && !slices.ContainsFunc(fields, func(f string) bool { return !schema.TextFields[f] }) {
			out[o.Ref()] = is
		}
	}
	return out
}

// survived compares the values of those columns that both sides have.
func (t *trial) survived(before, after map[schema.Ref]string, start, goal *schema.Schema, up bool) error {
	if !t.rows {
		return nil
	}
	var lost []string
	// Many an event trigger keeps a log of what is done.
	logged := schema.HasAny[*schema.EventTrigger](start) || schema.HasAny[*schema.EventTrigger](goal)
	for o := range start.All() {
		r := o.Ref()
		was, ok := before[r]
		if !ok {
			continue
		}
		now := t.renamedRef(r)
		if !t.keepsValues(o, goal.Lookup(now)) {
			continue
		}
		if !up {
			now = r
		}
		if is, ok := after[now]; (!ok || is != was) && !(logged && grew(before, after, r, now)) {
			lost = append(lost, fmt.Sprintf("%s: its values did not survive", r))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	slices.Sort(lost)
	when := "down"
	if up {
		when = "up"
	}
	return &MismatchError{When: when, Differences: lost}
}

// keepsValues reports whether values of o must be the same on the other side:
// those of a column whose type changes need not be.
func (t *trial) keepsValues(o, other schema.Object) bool {
	c, ok := o.(*schema.Column)
	if !ok {
		return other != nil
	}
	d, ok := other.(*schema.Column)
	return ok && c.Type == d.Type && (c.Generated == nil) == (d.Generated == nil) && c.Backfill == d.Backfill && !t.typeAltered(c)
}

// typeAltered reports whether a type that the column needs, or one that this
// is made of, changes by the way.
func (t *trial) typeAltered(c *schema.Column) bool {
	altered := t.alteredRefs()
	seen := map[schema.Ref]bool{}
	queue := c.Deps()
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		if seen[r] || r.Kind == schema.KindTable || r.Kind == schema.KindColumn {
			continue
		}
		seen[r] = true
		if altered[r] {
			return true
		}
		if o := t.current.Lookup(r); o != nil {
			queue = append(queue, o.Deps()...)
		}
	}
	return false
}

// alteredRefs are what changes, and what is not new.
func (t *trial) alteredRefs() map[schema.Ref]bool {
	if t.altered != nil {
		return t.altered
	}
	t.altered = map[schema.Ref]bool{}
	for _, ch := range t.result.Changes {
		if ch.From != nil {
			t.altered[ch.Ref()] = true
		}
	}
	for _, v := range t.values {
		t.altered[t.origin(v.enum)] = true
	}
	return t.altered
}

// renamedRef is what r is called after the renames.
func (t *trial) renamedRef(r schema.Ref) schema.Ref {
	for _, n := range t.renames {
		if at := slices.IndexFunc(n.Along, func(a planner.Rename) bool { return a.From == r }); at >= 0 {
			r = n.Along[at].To
			continue
		}
		switch {
		case n.From == r:
			r = n.To
		case n.From.Kind == schema.KindSchema && n.From.Name == r.Schema:
			r.Schema = n.To.Name
		case n.From.Table == "" && n.From.Schema == r.Schema && n.From.Name == r.Table:
			r.Schema, r.Table = n.To.Schema, n.To.Name
		}
	}
	return r
}

// Differences says, object by object, how two schemas in split form differ. An
// owner or an extension's version that want leaves open is not compared.
func Differences(want, got *schema.Schema) []string { return differences(want, got, nil) }

// differences leaves out, with byDefault, what objects may have of default
// privileges.
func differences(want, got *schema.Schema, byDefault *schema.DefaultGrants) []string {
	var out []string
	families := sync.OnceValue(func() *schema.Families { return schema.NewFamilies(got) })
	for o := range want.All() {
		is := got.Lookup(o.Ref())
		if is == nil {
			out = append(out, o.Ref().String()+": is missing")
			continue
		}
		for _, f := range schema.Changed(o, is) {
			if leftOpen(o, f) || f == "NotNullName" && namedAfterParent(o, is, families) || f == "Grants" && o.Base().GrantsOpen && byDefault.Meet(o, is) {
				continue
			}
			out = append(out, fmt.Sprintf("%s: %s should be %s, but is %s", o.Ref(), f, schema.Show(o, f), schema.Show(is, f)))
		}
	}
	for o := range got.All() {
		if !want.Has(o.Ref()) && !mayBring(want, o, byDefault) {
			out = append(out, o.Ref().String()+": should not be there")
		}
	}
	slices.Sort(out)
	return out
}

// mayBring reports whether something has from default privileges, with which an
// extension was made, what nothing is said of.
func mayBring(want *schema.Schema, o schema.Object, byDefault *schema.DefaultGrants) bool {
	p, ok := o.(*schema.Provided)
	if !ok || byDefault == nil {
		return false
	}
	r, _ := p.Extension()
	e := want.Lookup(r)
	return e != nil && e.Base().GrantsOpen && byDefault.Explain(p)
}

// namedAfterParent reports whether the NOT NULL of a child, for which no name was asked, has
// that of the parent's: a primary key that is made of an index leaves it so.
func namedAfterParent(want, is schema.Object, families func() *schema.Families) bool {
	w, asked := want.(*schema.Column)
	c, ok := is.(*schema.Column)
	return asked && ok && w.NotNullName == "" && c.Inherited && families().NotNullAbove(c, c.NotNullName) == c.NotNullName
}

func leftOpen(want schema.Object, field string) bool {
	switch field {
	case "Owner":
		return want.Base().Owner == ""
	case "Version":
		e, ok := want.(*schema.Extension)
		return ok && e.Version == ""
	}
	return false
}
