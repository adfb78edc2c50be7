package proof

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// A part is the set of refs that a change can touch, over both schemas: what
// changes, what hangs on the same table, what depends on it, and what all of
// these need.
type part struct {
	current, desired *schema.Schema // split
	in               map[schema.Ref]bool
	queue            []schema.Ref
	// pieces lists the parts of a table or view, in both schemas.
	pieces map[schema.Ref][]schema.Ref
	// guesses holds what new or changed objects seem to need.
	guesses map[schema.Ref][]schema.Ref
}

// affected finds the part that the changes touch. guesses are the needs of
// those objects whose needs no server has told.
// maker is the role that makes the objects of scratch databases.
func affected(current, desired *schema.Schema, changes []planner.Change, renamed []schema.Ref, guesses map[schema.Ref][]schema.Ref, maker string) map[schema.Ref]bool {
	p := &part{
		current: current, desired: desired, guesses: guesses,
		in: map[schema.Ref]bool{}, pieces: piecesOf(current, desired),
	}
	var seeds []schema.Ref
	for _, c := range changes {
		p.whole(c.Ref())
		if !onlyAttributes(c) {
			seeds = append(seeds, c.Ref())
		}
	}
	for _, r := range renamed {
		p.whole(r)
		seeds = append(seeds, r)
	}
	p.namesakes(renamed)
	p.siblings(changes)
	p.holdersOfRows(changes)
	p.dependents(seeds, p.current, p.desired)
	p.needs()
	p.defaultPrivileges(maker)
	p.needs()
	return p.in
}

// defaultPrivileges adds those that tell on what the maker makes of the part.
func (p *part) defaultPrivileges(maker string) {
	schemas := map[string]bool{"": true}
	for r := range p.in {
		schemas[r.Schema] = true
	}
	for _, s := range []*schema.Schema{p.current, p.desired} {
		for d := range schema.Of[*schema.DefaultPrivileges](s) {
			if d.Role == maker && schemas[d.Schema] {
				p.add(d.Ref())
			}
		}
	}
}

// namesakes adds the tables, whole, that partitions are of which get another name: what
// these have for their indexes is named after them.
func (p *part) namesakes(renamed []schema.Ref) {
	for i := 0; i < len(renamed); i++ {
		for _, s := range []*schema.Schema{p.current, p.desired} {
			tie, ok := schema.Find[*schema.Inheritance](s, renamed[i].InTable(schema.KindInheritance, "inheritance"))
			if !ok || tie.Bound == "" || renamed[i].Kind != schema.KindTable {
				continue
			}
			if up := tie.Parents[0]; !p.in[up] {
				p.whole(up)
				renamed = append(renamed, up)
			}
		}
	}
}

// siblings adds what a partition that comes, goes or gets another bound has to
// get along with: the partitioned table, whole, and its other partitions. These are
// also what an index or key lacks parts of.
func (p *part) siblings(changes []planner.Change) {
	parents := map[schema.Ref]bool{}
	for _, c := range changes {
		for _, o := range []schema.Object{c.From, c.To} {
			if i, ok := o.(*schema.Inheritance); ok && i.Bound != "" {
				for _, r := range i.Parents {
					parents[r] = true
					p.whole(r)
				}
			}
			if o != nil && schema.LacksParts(o) {
				parents[schema.Ref{Kind: schema.KindTable, Schema: o.Ref().Schema, Name: o.Ref().Table}] = true
			}
		}
	}
	if len(parents) == 0 {
		return
	}
	for _, s := range []*schema.Schema{p.current, p.desired} {
		for i := range schema.Of[*schema.Inheritance](s) {
			if i.Bound != "" && parents[i.Parents[0]] {
				p.add(schema.Ref{Kind: schema.KindTable, Schema: i.Schema, Name: i.Table})
				p.add(i.Ref())
			}
		}
	}
}

// holdersOfRows adds what may store whole rows of a table a column of which changes
// its type: the server says so only when it comes to that.
func (p *part) holdersOfRows(changes []planner.Change) {
	tables := map[schema.Ref]bool{}
	for _, c := range changes {
		if r := c.Ref(); r.Kind == schema.KindColumn && c.From != nil && c.To != nil && c.Has("Type") {
			tables[schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}] = true
		}
	}
	if len(tables) == 0 {
		return
	}
	for o := range p.current.All() {
		switch o := o.(type) {
		case *schema.Column:
			if slices.ContainsFunc(o.Needs, func(r schema.Ref) bool { return tables[r] }) {
				p.add(o.Ref())
			}
		case *schema.Materialized:
			if slices.ContainsFunc(o.Needs, func(r schema.Ref) bool { return tables[r] }) {
				p.whole(o.Ref())
			}
		}
	}
}

// onlyAttributes reports whether a change cannot disturb what depends on the
// object, as none of these attributes can, and no others that are given.
func onlyAttributes(c planner.Change, others ...string) bool {
	return c.From != nil && c.To != nil && !slices.ContainsFunc(c.Fields, func(f string) bool {
		return f != "Comment" && f != "Owner" && f != "Grants" && f != "Labels" && !slices.Contains(others, f)
	})
}

// piecesOf lists what hangs on each table, view, domain and sequence.
func piecesOf(schemas ...*schema.Schema) map[schema.Ref][]schema.Ref {
	out := map[schema.Ref][]schema.Ref{}
	for i, s := range schemas {
		for o := range s.All() {
			r := o.Ref()
			if r.Table == "" || slices.ContainsFunc(schemas[:i], func(s *schema.Schema) bool { return s.Has(r) }) {
				continue
			}
			bearer := schema.Ref{Schema: r.Schema, Name: r.Table}
			out[bearer] = append(out[bearer], r)
		}
	}
	return out
}

func (p *part) add(r schema.Ref) {
	if !p.in[r] && (p.current.Has(r) || p.desired.Has(r)) {
		p.in[r] = true
		p.queue = append(p.queue, r)
	}
}

// whole adds an object with the table it hangs on and all that hangs there.
func (p *part) whole(r schema.Ref) {
	p.add(r)
	bearer := schema.Ref{Schema: r.Schema, Name: r.Table}
	if r.Table == "" {
		bearer.Name = r.Name
	}
	for _, k := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain, schema.KindSequence} {
		if r.Table != "" || k == r.Kind {
			p.add(schema.Ref{Kind: k, Schema: bearer.Schema, Name: bearer.Name})
		}
	}
	if r.Table != "" || schema.IsRelation(r.Kind) || r.Kind == schema.KindDomain || r.Kind == schema.KindSequence {
		for _, piece := range p.pieces[bearer] {
			p.add(piece)
		}
	}
}

// dependents adds what stands on the seeds, in either schema, and on that.
func (p *part) dependents(seeds []schema.Ref, schemas ...*schema.Schema) {
	done := map[schema.Ref]bool{}
	// Little stands on most of what changes, and looking for that takes less
	// than listing what stands on each object there is.
	const looks = 2
	for range looks {
		if seeds = p.level(seeds, done, schemas); len(seeds) == 0 {
			return
		}
	}
	var standing []map[schema.Ref][]schema.Object
	for _, s := range schemas {
		standing = append(standing, planner.Dependents(s))
	}
	for len(seeds) > 0 {
		r := seeds[len(seeds)-1]
		seeds = seeds[:len(seeds)-1]
		if done[r] {
			continue
		}
		done[r] = true
		for _, graph := range standing {
			for _, o := range graph[r] {
				p.standing(o.Ref())
				seeds = append(seeds, o.Ref())
			}
		}
	}
}

// level adds what stands on the seeds itself, and returns it.
func (p *part) level(seeds []schema.Ref, done map[schema.Ref]bool, schemas []*schema.Schema) (next []schema.Ref) {
	wanted := map[schema.Ref]bool{}
	for _, r := range seeds {
		if !done[r] {
			wanted[r], done[r] = true, true
		}
	}
	for _, s := range schemas {
		for o := range s.All() {
			if self := o.Ref(); slices.ContainsFunc(schema.AllDeps(o), func(dep schema.Ref) bool { return wanted[dep] && dep != self }) {
				p.standing(self)
				next = append(next, self)
			}
		}
	}
	return next
}

// standing adds a dependent; a view with its triggers, rules and indexes.
func (p *part) standing(r schema.Ref) {
	if r.Table == "" {
		p.whole(r)
		return
	}
	p.add(r)
}

// needs adds what the part needs to be built, as little of it as possible.
func (p *part) needs() {
	for len(p.queue) > 0 {
		r := p.queue[len(p.queue)-1]
		p.queue = p.queue[:len(p.queue)-1]
		for _, s := range []*schema.Schema{p.current, p.desired} {
			if o := s.Lookup(r); o != nil {
				for _, dep := range schema.AllDeps(o) {
					p.add(dep)
				}
			}
		}
		for _, g := range p.guesses[r] {
			p.guessed(g)
		}
	}
}

// guessed adds an object that a text names: of a table, all columns and keys,
// since the text may use any.
func (p *part) guessed(r schema.Ref) {
	p.add(r)
	if r.Kind != schema.KindTable {
		return
	}
	for _, piece := range p.pieces[schema.Ref{Schema: r.Schema, Name: r.Name}] {
		switch piece.Kind {
		case schema.KindColumn, schema.KindPrimaryKey, schema.KindUnique:
			p.add(piece)
		}
	}
}
