package proof

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// work is one attempt at a plan, over a part of the schemas.
type work struct {
	in               Input
	current, desired *schema.Schema // split once plan has begun
	renames          []planner.Rename
	values           []valueRename
	// wide takes the whole of both schemas for the part.
	wide    bool
	part    map[schema.Ref]bool
	guesses map[schema.Ref][]schema.Ref
	open    []Database
	drafts  Database       // what Draft was called for
	base    *schema.Schema // what an empty database has
	notes   []string
	// lent leads from tables to what stands in for their parents at the end of the way back.
	lent map[schema.Ref]schema.Ref
	// lentParts are the columns and checks of those.
	lentParts map[schema.Ref]bool
	// plain leaves texts as they are where the server reads them as others.
	plain bool
	// spelled is set once a text was written as what it was made from.
	spelled bool
}

func (w *work) close() {
	for _, db := range w.open {
		db.Close()
	}
	w.open = nil
}

func (w *work) plan(ctx context.Context) (*Result, error) {
	w.current, w.desired = schema.Split(w.current), schema.Split(w.desired)
	if err := w.choose(ctx); err != nil {
		return nil, err
	}
	goal, err := w.canonical(ctx)
	if err != nil {
		return nil, err
	}
	start, err := w.renamed(ctx)
	if err != nil {
		return nil, err
	}
	if twins := w.twins(start, goal); len(twins) > 0 {
		w.renames = append(w.renames, twins...)
		if start, err = w.renamed(ctx); err != nil {
			return nil, err
		}
	}
	schema.KeepNotNullNames(goal, start, w.desired, w.origin)
	schema.KeepValidity(goal, start)
	r := &Result{Renames: w.renames, Values: w.forPeople(), Before: w.current, After: goal}
	r.Changes = planner.Diff(start, goal)
	if len(r.Changes) == 0 && len(w.renames) == 0 && len(w.values) == 0 {
		r.Proven, r.After = true, w.current
		return r, nil
	}
	if err := w.write(r, start, goal); err != nil {
		return nil, err
	}
	if err := w.prove(ctx, r, goal); err != nil {
		return nil, err
	}
	r.Proven, r.Notes = true, w.notes
	for _, db := range w.open {
		r.Notes = unproven(r.Notes, db)
	}
	r.Changes = shown(r.Changes)
	return r, nil
}

// lenient is a Database that can let something pass that its server could not
// say anything of.
type lenient interface {
	// Unproven tells of what that was, in sentences.
	Unproven() []string
}

// unproven adds to notes what a database let pass.
func unproven(notes []string, db Database) []string {
	if l, ok := db.(lenient); ok {
		for _, note := range l.Unproven() {
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

// choose decides which part of the schemas the scratch databases get.
func (w *work) choose(ctx context.Context) error {
	changes := planner.Diff(w.current, w.desired)
	w.guesses = guesses(w.desired, changes)
	classed := classGuesses(w.guesses, w.current, w.desired)
	if w.wide {
		w.part = map[schema.Ref]bool{}
		for _, s := range []*schema.Schema{w.current, w.desired} {
			for o := range s.All() {
				w.part[o.Ref()] = true
			}
		}
		return nil
	}
	var renamed []schema.Ref
	for _, r := range w.renames {
		renamed = append(renamed, r.Old, r.To)
	}
	renamed = append(renamed, classed...)
	maker, err := MakerOf(ctx, w.in.Scratch)
	w.part = affected(w.current, w.desired, changes, renamed, w.guesses, maker)
	return err
}

// guesses finds what new and changed objects seem to need.
func guesses(desired *schema.Schema, changes []planner.Change) map[schema.Ref][]schema.Ref {
	out := map[schema.Ref][]schema.Ref{}
	var v vocabulary
	for _, c := range changes {
		if c.To == nil {
			continue
		}
		if v == nil {
			v = newVocabulary(desired)
		}
		out[c.Ref()] = v.guess(c.To)
	}
	return out
}

func (w *work) restrict(s *schema.Schema) *schema.Schema {
	return s.Filter(func(o schema.Object) bool { return w.part[o.Ref()] })
}

func (w *work) inspect(ctx context.Context, db Database) (*schema.Schema, error) {
	s, err := db.Inspect(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the scratch database: %w", err)
	}
	return schema.Split(s), nil
}

// canonical lets the server spell the affected part of the desired schema and
// returns the whole of it: the rest is as the current schema has it.
func (w *work) canonical(ctx context.Context) (*schema.Schema, error) {
	want := w.restrict(w.desired)
	db, base, err := w.draft(ctx, want, w.guesses)
	if err != nil {
		return nil, err
	}
	got, err := w.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	if got, err = w.settled(ctx, got); err != nil {
		return nil, err
	}
	same, err := w.meantTheSame(ctx, got)
	if err != nil {
		return nil, err
	}
	goal := schema.New()
	for o := range w.desired.All() {
		r := o.Ref()
		switch spelled := got.Lookup(r); {
		case !w.part[r]:
			if was := w.current.Lookup(r); was != nil {
				o = was
			}
			goal.Put(o)
		case spelled == nil:
			return nil, missingError(r, w.desired, base, got)
		case w.in.alone[r] && w.asItIs(o):
			goal.Put(w.current.Lookup(r))
		case same[r]:
			goal.Put(schema.Intend(w.current.Lookup(r), o))
		default:
			goal.Put(settle(schema.Intend(spelled, o), o))
		}
	}
	for o := range got.All() {
		if r := o.Ref(); !w.desired.Has(r) && !base.Has(r) {
			goal.Put(o)
		}
	}
	return goal, nil
}

// missingError says what the server has in the place of an object that it took.
func missingError(r schema.Ref, desired, base, got *schema.Schema) error {
	text := fmt.Sprintf("creating %s: the server took it, but does not have it afterwards", r)
	var others []string
	for o := range got.All() {
		if is := o.Ref(); is.Kind == r.Kind && !desired.Has(is) && !base.Has(is) {
			others = append(others, is.String())
		}
	}
	if len(others) > 0 {
		text += "; it has " + strings.Join(others, ", ") + ", which may be the name to give to it"
	}
	return errors.New(text)
}

// hasNewTexts reports whether there are expressions that are not as the
// current schema has them.
func (w *work) hasNewTexts(got *schema.Schema) bool {
	for o := range got.All() {
		if !w.part[o.Ref()] || !schema.HasText(o) {
			continue
		}
		if was := w.current.Lookup(o.Ref()); was == nil || len(schema.Changed(was, o)) > 0 {
			return true
		}
	}
	return false
}

// meantTheSame finds those objects that only seem to change: nested ANDs that
// the database kept come back flat when they are made again. They have not
// changed if the current schema, built anew, comes back in the same spelling.
func (w *work) meantTheSame(ctx context.Context, got *schema.Schema) (map[schema.Ref]bool, error) {
	same := map[schema.Ref]bool{}
	for r := range respelled(w.restrict(w.current), got) {
		if w.desired.Has(r) {
			same[r] = true
		}
	}
	if len(same) == 0 {
		return nil, nil
	}
	db, _, err := w.draft(ctx, w.restrict(w.current), nil)
	if err != nil {
		return nil, fmt.Errorf("building the current schema on the scratch database: %w", err)
	}
	built, err := w.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	for r := range same {
		if is := built.Lookup(r); is == nil || len(schema.Changed(is, got.Lookup(r))) > 0 {
			delete(same, r)
		}
	}
	return same, nil
}

// settle leaves to the database what the author left to it.
func settle(spelled, authored schema.Object) schema.Object {
	spelled.Base().Owner = authored.Base().Owner
	spelled.Base().Grants = authored.Base().Grants
	if e, ok := spelled.(*schema.Extension); ok {
		e.Version = authored.(*schema.Extension).Version
	}
	return spelled
}

// renamed gives the current schema as it is after the renames, in the server's
// spelling.
func (w *work) renamed(ctx context.Context) (*schema.Schema, error) {
	w.values = w.valueRenames()
	if len(w.renames) == 0 && len(w.values) == 0 {
		return w.current, nil
	}
	db, base, err := w.draft(ctx, w.restrict(w.current), nil)
	if err != nil {
		return nil, fmt.Errorf("building the current schema on the scratch database: %w", err)
	}
	built, err := w.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	stmts, err := w.renameStatements(false)
	if err != nil {
		return nil, err
	}
	if err := db.Run(ctx, stmts); err != nil {
		return nil, fmt.Errorf("renaming: %w", err)
	}
	got, err := w.inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	start := w.current.Filter(func(o schema.Object) bool { return !w.part[o.Ref()] })
	for o := range got.All() {
		if r := o.Ref(); base.Has(r) && !w.part[r] {
			continue
		}
		origin := w.origin(o.Ref())
		if was := w.current.Lookup(origin); was != nil {
			if before := built.Lookup(o.Ref()); before != nil && origin == o.Ref() && len(schema.Changed(before, o)) == 0 {
				// The renames left it alone, but maybe not what it needs.
				if slices.ContainsFunc(was.Base().Needs, func(r schema.Ref) bool { return built.Has(r) && !got.Has(r) }) {
					was = was.Named(o.Ref())
					schema.CarryNeeds(was, o)
				}
				start.Put(withPartNames(was, o))
				continue
			}
			o.Base().Owner, o.Base().Grants = was.Base().Owner, was.Base().Grants
		}
		start.Put(o)
	}
	w.settleOwners(start)
	return start, nil
}

// withPartNames gives a table the names that the parts of its indexes have after renames.
func withPartNames(was, now schema.Object) schema.Object {
	is, ok := now.(*schema.Table)
	if !ok || slices.Equal(was.(*schema.Table).PartNames, is.PartNames) {
		return was
	}
	was = was.Named(was.Ref())
	was.(*schema.Table).PartNames = is.PartNames
	return was
}

// settleOwners leaves the owner and the grants of what the renames brought along, such
// as a function of a type that was renamed, as they are, where the files do not manage them.
func (w *work) settleOwners(start *schema.Schema) {
	for o := range start.All() {
		if want := w.desired.Lookup(o.Ref()); want != nil && w.part[o.Ref()] && w.current.Lookup(w.origin(o.Ref())) == nil {
			if want.Base().Owner == "" {
				o.Base().Owner = ""
			}
			if !w.in.Grants {
				o.Base().Grants = want.Base().Grants
			}
		}
	}
}

// write makes the statements of both directions.
func (w *work) write(r *Result, start, goal *schema.Schema) error {
	there, err := w.renameStatements(false)
	if err != nil {
		return err
	}
	target := w.lend(backward(w.in.Dialect, start, goal), goal)
	back, err := w.renameStatements(true)
	if err != nil {
		return err
	}
	in := w.in
	in.Dialect = w.dialect()
	up, err := statements(start, goal, in)
	if err != nil {
		return err
	}
	r.Up = w.afterFirst(up, there)
	in.Options.Later = w.formerNames()
	down, err := statements(goal, target, in)
	if hasNoReturn(err) {
		r.Irreversible = err.Error()
		return nil
	}
	if err != nil {
		return fmt.Errorf("planning the way back: %w", err)
	}
	r.Down = append(down, back...)
	return nil
}

// hasNoReturn reports whether an error says that the server has no way back: a
// value can be added to an enum but not always taken out again.
func hasNoReturn(err error) bool {
	var prevented *sqlgen.PreventedError
	return err != nil && (isAuthors(err) || errors.As(err, &prevented))
}

func statements(from, to *schema.Schema, in Input) ([]sqlgen.Stmt, error) {
	p, err := planner.New(from, to, in.Dialect)
	if err != nil {
		return nil, err
	}
	if err := in.untouched(p); err != nil {
		return nil, err
	}
	return sqlgen.Statements(p, in.Dialect, in.Options)
}

// Roles gives the names of the roles that own the objects of schemas, or have rights on them, sorted.
func Roles(schemas ...*schema.Schema) []string {
	set := map[string]bool{}
	for _, s := range schemas {
		for o := range s.All() {
			rolesOf(o, set)
		}
	}
	out := make([]string, 0, len(set))
	for r := range set {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

func rolesOf(o schema.Object, set map[string]bool) {
	note := func(name string) {
		if name != "" && name != "PUBLIC" {
			set[name] = true
		}
	}
	note(o.Base().Owner)
	for _, g := range o.Base().Grants {
		note(g.Role)
		note(g.By)
	}
	switch o := o.(type) {
	case *schema.Policy:
		for _, r := range o.To {
			note(r)
		}
	case *schema.DefaultPrivileges:
		note(o.Role)
	case *schema.UserMapping:
		note(o.Role)
	case *schema.Role:
		for _, m := range o.MemberOf {
			note(m.Role)
			note(m.Grantor)
		}
	}
}

// untried makes a plan without any server to ask.
func untried(in Input, desired *schema.Schema, renames []planner.Rename) (*Result, error) {
	if len(renames) > 0 {
		return nil, errors.New("planning renames: this needs a scratch database to see what follows from them; give one with --dev-url")
	}
	current, goal := schema.Split(in.Current), schema.Split(desired)
	changes := planner.Diff(current, goal)
	in.Dialect = guessing{in.Dialect, guesses(goal, changes)}
	up, err := statements(current, goal, in)
	if err != nil {
		return nil, err
	}
	down, err := statements(goal, backward(in.Dialect, current, goal), in)
	why := ""
	if hasNoReturn(err) {
		why, err = err.Error(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("planning the way back: %w", err)
	}
	return &Result{
		Up: up, Down: down, Irreversible: why, Changes: shown(changes), Before: current, After: goal,
		Notes: []string{"no scratch database could be had, so the plan was made from texts alone and was not run; --dev-url gives it one"},
	}, nil
}
