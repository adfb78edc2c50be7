package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A Rename gives one object another name. From is its ref at the moment of the
// rename, after those before it, and Old what the current schema has it under;
// the kind of all is the same. Along are the sequences that the server moves with
// a table to another schema.
type Rename struct {
	Old, From, To schema.Ref
	Along         []Rename
}

// Renames lists what has to be renamed on the way from one schema to another,
// in an order that the server takes: what contains others first, and no name
// taken before it is free. Where two objects exchange names, or a name is held
// by something that is to be dropped, that something gets a passing name.
//
// A RenamedFrom whose old object is gone and whose new one exists is a rename
// done earlier, and is passed over.
func Renames(from, to *schema.Schema) []Rename {
	r := newRenamer(from, to)
	for _, level := range [][]schema.Kind{
		{schema.KindSchema, schema.KindExtension, schema.KindEventTrigger, schema.KindPublication},
		nil, // everything that is neither above nor a part
		{partLevel},
	} {
		r.level(level)
	}
	return r.out
}

// InTurn puts renames that do not depend on each other's containers in an order that the server takes, with passing names for
// what holds a name that one of them wants. The Old of each is what from calls it.
func InTurn(from, to *schema.Schema, renames []Rename) []Rename {
	r := newRenamer(from, to)
	var wishes []wish
	for _, n := range renames {
		wishes = append(wishes, wish{old: n.From, from: n.From, to: n.To})
	}
	r.grant(wishes)
	return r.out
}

// partLevel stands for every kind that hangs on a table.
const partLevel schema.Kind = "part"

type renamer struct {
	from, to *schema.Schema
	// now maps the refs of from that contain others to what they are called
	// after the renames so far: schemas, and tables and their like.
	now map[schema.Ref]schema.Ref
	// was is the same the other way round.
	was map[schema.Ref]schema.Ref
	// taken tells which object of from has a name by now. The names are within
	// containers as from calls them, as those may be renamed in between.
	taken map[schema.Name]schema.Ref
	// partNames are the names by now of what hangs on a table, where renamed.
	partNames map[schema.Ref]string
	// carried is what goes along with a relation: see carriedBy.
	carried map[schema.Ref][]schema.Ref
	// families are those of from, and goalFamilies those of to, once they are asked for.
	families, goalFamilies *schema.Families
	// hangs is what hanging has found.
	hangs map[*schema.Schema]map[schema.Ref][]schema.Object
	out   []Rename
}

func newRenamer(from, to *schema.Schema) *renamer {
	r := &renamer{
		from: from, to: to, partNames: map[schema.Ref]string{},
		now: map[schema.Ref]schema.Ref{}, was: map[schema.Ref]schema.Ref{},
		hangs: map[*schema.Schema]map[schema.Ref][]schema.Object{},
	}
	r.taken = r.namesOf(from)
	return r
}

func (r *renamer) namesOf(s *schema.Schema) map[schema.Name]schema.Ref {
	names := make(map[schema.Name]schema.Ref, s.Len())
	for o := range s.All() {
		for _, n := range ownNames(o) {
			names[n] = o.Ref()
		}
		if q, ok := identitySequence(o); ok {
			names[schema.Name{Space: "relation", Schema: q.Schema, Name: q.Name}] = q
		}
	}
	return names
}

// A wish is a rename that waits for its name to be free.
type wish struct {
	old      schema.Ref // in from
	from, to schema.Ref
}

func (r *renamer) level(kinds []schema.Kind) {
	var wishes []wish
	for o := range r.to.All() {
		if o.Base().RenamedFrom == "" || !inLevel(kinds, o.Ref()) {
			continue
		}
		if w, ok := r.wish(o); ok {
			wishes = append(wishes, w)
		}
	}
	wishes = r.sensible(r.leading(wishes))
	r.grant(wishes)
}

// leading drops the wishes for what children have of a parent that is renamed
// alike: the server renames it there as well.
func (r *renamer) leading(wishes []wish) []wish {
	byOld := map[schema.Ref]wish{}
	inherited := false
	for _, w := range wishes {
		byOld[w.old] = w
		inherited = inherited || isInherited(r.from.Lookup(w.old))
	}
	if !inherited {
		return wishes
	}
	f := schema.NewFamilies(r.from)
	var led func(ref schema.Ref, name string) bool
	led = func(ref schema.Ref, name string) bool {
		return slices.ContainsFunc(f.Above(ref), func(up schema.Ref) bool {
			w, ok := byOld[up]
			return ok && w.to.Name == name || led(up, name)
		})
	}
	return slices.DeleteFunc(wishes, func(w wish) bool { return isInherited(r.from.Lookup(w.old)) && led(w.old, w.to.Name) })
}

func isInherited(o schema.Object) bool {
	switch o := o.(type) {
	case *schema.Column:
		return o.Inherited
	case *schema.Check:
		return o.Inherited
	}
	return false
}

func inLevel(kinds []schema.Kind, ref schema.Ref) bool {
	part := ref.Table != ""
	switch {
	case len(kinds) == 1 && kinds[0] == partLevel:
		return part
	case kinds == nil:
		return !part && !slices.Contains(topLevel, ref.Kind)
	}
	return slices.Contains(kinds, ref.Kind)
}

var topLevel = []schema.Kind{schema.KindSchema, schema.KindExtension, schema.KindEventTrigger, schema.KindPublication}

// wish finds the object that o is the new state of.
func (r *renamer) wish(o schema.Object) (wish, bool) {
	ref := o.Ref()
	was := ref
	schemaName, name := r.splitName(ref, o.Base().RenamedFrom)
	if schemaName != "" {
		was.Schema = schemaName
	}
	was = was.WithBase(name)
	// The file names containers as they will be; from knows them as they were.
	was = r.before(was)
	old := r.from.Lookup(was)
	if old == nil {
		return wish{}, false
	}
	return wish{old: was, from: r.called(was), to: ref}, true
}

// splitName takes "other.name" apart where that is an object of another schema.
func (r *renamer) splitName(ref schema.Ref, text string) (schemaName, name string) {
	before, after, ok := strings.Cut(text, ".")
	if ok && ref.Table == "" && ref.Schema != "" && after != "" && r.from.Has(schema.Ref{Kind: schema.KindSchema, Name: before}) {
		return before, after
	}
	return "", text
}

// before translates containers in ref from their new names to their old ones.
func (r *renamer) before(ref schema.Ref) schema.Ref {
	if ref.Table != "" {
		for _, k := range containers {
			if old, ok := r.was[schema.Ref{Kind: k, Schema: ref.Schema, Name: ref.Table}]; ok {
				ref.Schema, ref.Table = old.Schema, old.Name
				return ref
			}
		}
	}
	if old, ok := r.was[schema.Ref{Kind: schema.KindSchema, Name: ref.Schema}]; ok {
		ref.Schema = old.Name
	}
	return ref
}

// after translates containers in a ref of from to what they are called now.
func (r *renamer) after(ref schema.Ref) schema.Ref {
	if ref.Table != "" {
		for _, k := range containers {
			if now, ok := r.now[schema.Ref{Kind: k, Schema: ref.Schema, Name: ref.Table}]; ok {
				ref.Schema, ref.Table = now.Schema, now.Name
				return ref
			}
		}
	}
	if now, ok := r.now[schema.Ref{Kind: schema.KindSchema, Name: ref.Schema}]; ok {
		ref.Schema = now.Name
	}
	return ref
}

var containers = []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain, schema.KindServer}

// sensible drops the wishes that were granted in an earlier plan: the new
// object is there and is not itself renamed away, or all of a ring of
// exchanged names are already what they should be.
func (r *renamer) sensible(wishes []wish) []wish {
	for {
		leaving := map[schema.Ref]schema.Ref{}
		for _, w := range wishes {
			leaving[w.from] = w.to
		}
		kept := slices.DeleteFunc(slices.Clone(wishes), func(w wish) bool {
			return w.from == w.to || r.granted(w, leaving)
		})
		if len(kept) == len(wishes) {
			return kept
		}
		wishes = kept
	}
}

// granted reports whether a wish is an old one: the new object is there. Where
// names go round in a ring, they have gone round if every object is already
// what it should be.
func (r *renamer) granted(w wish, leaving map[schema.Ref]schema.Ref) bool {
	there := r.from.Lookup(w.to)
	if there == nil || r.to.Lookup(w.to).Base().RenameNow {
		return false
	}
	next, leaves := leaving[w.to]
	for leaves && next != w.from && next != w.to {
		next, leaves = leaving[next]
	}
	if leaves {
		return r.pieces(r.from, w.to) == r.pieces(r.to, w.to)
	}
	if _, leaves := leaving[w.to]; leaves {
		return false
	}
	return r.to.Has(w.old)
}

// pieces is a digest of an object and of what hangs on it.
func (r *renamer) pieces(s *schema.Schema, ref schema.Ref) string {
	sums := map[string]string{"": schema.Hash(s.Lookup(ref))}
	if ref.Table == "" {
		for _, o := range r.hanging(s)[schema.Ref{Schema: ref.Schema, Name: ref.Name}] {
			sums[o.Ref().String()] = schema.Hash(o)
		}
	}
	return schema.Fingerprint(sums)
}

// hanging lists what hangs on each relation of a schema, by the relation's schema and name.
func (r *renamer) hanging(s *schema.Schema) map[schema.Ref][]schema.Object {
	if r.hangs[s] == nil {
		on := map[schema.Ref][]schema.Object{}
		for o := range s.All() {
			if p := o.Ref(); p.Table != "" {
				at := schema.Ref{Schema: p.Schema, Name: p.Table}
				on[at] = append(on[at], o)
			}
		}
		r.hangs[s] = on
	}
	return r.hangs[s]
}

// grant makes the renames, each as soon as its name is free. What has come along
// with something else may be what it should be by then.
func (r *renamer) grant(wishes []wish) {
	for len(wishes) > 0 {
		var waiting []wish
		for _, w := range wishes {
			w.from = r.called(w.old)
			if _, held := r.holder(w, w.to); held {
				waiting = append(waiting, w)
			} else if w.from != w.to {
				r.rename(w.old, r.passBy(w), w.to)
			}
		}
		if len(waiting) == len(wishes) {
			r.makeRoom(waiting[0])
		}
		wishes = waiting
	}
}

// holder finds which other object of from has a name that the one of the wish, or
// what goes along with it, takes when it is called as ref says.
func (r *renamer) holder(w wish, ref schema.Ref) (old schema.Ref, held bool) {
	renamed := r.to.Lookup(w.to)
	if was := r.from.Lookup(w.old); was != nil {
		renamed = was.Named(ref)
	}
	for _, n := range ownNames(renamed) {
		if h, ok := r.taken[r.within(n)]; ok && h != w.old {
			return h, true
		}
	}
	if h, ok := r.takenBelow(w.old, ref); ok {
		return h, true
	}
	return r.inTheWay(w, ref)
}

// within gives a name as it is within the container that from calls otherwise.
func (r *renamer) within(n schema.Name) schema.Name {
	at := r.before(schema.Ref{Schema: n.Schema, Table: n.Table})
	n.Schema, n.Table = at.Schema, at.Table
	return n
}

// passBy goes the first step of two where an object gets another schema and
// another name: the server changes one at a time, and what it bears in between
// must be free. Where neither way is, a passing name serves. As each step is a
// rename of its own, the way back is the same in reverse.
func (r *renamer) passBy(w wish) schema.Ref {
	if w.from.Schema == w.to.Schema || w.from.BaseName() == w.to.BaseName() {
		return w.from
	}
	moved, called := w.from, w.from.WithBase(w.to.BaseName())
	moved.Schema = w.to.Schema
	for _, between := range []schema.Ref{moved, called} {
		if _, held := r.holder(w, between); !held {
			r.rename(w.old, w.from, between)
			return between
		}
	}
	passing := w.from
	passing.Name = r.freeName(w.from)
	moved.Name = passing.Name
	r.rename(w.old, w.from, passing)
	r.rename(w.old, passing, moved)
	return moved
}

// makeRoom gives what stands in the way of a wish a passing name: something that
// has a wish itself, or is dropped later in the plan, or goes along with something.
func (r *renamer) makeRoom(w wish) {
	old, _ := r.holder(w, w.to)
	passing := r.called(old)
	passing.Name = r.freeName(passing)
	r.rename(old, r.called(old), passing)
}

func (r *renamer) freeName(ref schema.Ref) string {
	base := ref.BaseName()
	for i := 0; ; i++ {
		name := base + "__old"
		if i > 0 {
			name = fmt.Sprintf("%s__old%d", base, i)
		}
		free := ref.WithBase(name)
		if !r.from.Has(free) && !r.to.Has(free) {
			return free.Name
		}
	}
}

func (r *renamer) rename(old, from, to schema.Ref) {
	r.out = append(r.out, Rename{Old: old, From: from, To: to, Along: r.carry(old, from, to)})
	if from.Table == "" {
		delete(r.was, from)
		r.now[old], r.was[to] = to, old
	} else {
		r.partNames[old] = to.Name
		r.renameBelow(old, to)
	}
	o := Bearer(r.from, old)
	if o == nil {
		return
	}
	for _, n := range ownNames(o.Named(from)) {
		delete(r.taken, r.within(n))
	}
	for _, n := range ownNames(o.Named(to)) {
		r.taken[r.within(n)] = old
	}
}
