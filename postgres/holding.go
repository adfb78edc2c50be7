package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// keepInherited lets a stand-in hold what a table has of the parents that it
// leaves, and is to have of those that it joins. Nothing happens between the two if
// they are atOnce.
func keepInherited(c *sqlgen.Context, table schema.Ref, leave, join []schema.Ref, atOnce bool) []sqlgen.Stmt {
	if !awaitsParents(c, table) {
		return nil
	}
	h := holding{Context: c, table: table, leave: leave, join: join, columns: map[string]bool{}}
	if atOnce {
		h.returns = slices.DeleteFunc(slices.Clone(leave), func(p schema.Ref) bool { return !slices.Contains(join, p) })
	}
	return h.statements()
}

// hold lets a stand-in hold what a table has of parents that it leaves while one of its
// columns changes, but for that.
func hold(c *sqlgen.Context, table schema.Ref, parents []schema.Ref, changes string) []sqlgen.Stmt {
	h := holding{Context: c, table: table, leave: parents, join: parents, returns: parents, changes: changes, columns: map[string]bool{}}
	return h.statements()
}

func (h *holding) statements() []sqlgen.Stmt {
	c, table := h.Context, h.table
	s, there := c.Kept[standInOf(table)].(*standIn)
	if there {
		h.columns = s.columns
	}
	h.all()
	if !h.holds {
		return nil
	}
	clauses := h.late
	var stmts []sqlgen.Stmt
	if there {
		clauses = slices.Concat(prefixed("ADD COLUMN ", h.lines), prefixed("ADD ", h.checks), h.late)
	} else {
		s, stmts = standInFor(c, table, append(h.lines, h.checks...))
		s.columns = h.columns
	}
	for _, clause := range clauses {
		add := sqlgen.Stmt{Target: s.target(), Clause: clause}
		if !there {
			// It is like the table before that inherits from it.
			stmts = slices.Insert(stmts, len(stmts)-1, add)
			continue
		}
		stmts = append(stmts, add)
	}
	return stmts
}

func prefixed(word string, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = word + line
	}
	return out
}

// A holding is what a stand-in has to be made with.
type holding struct {
	*sqlgen.Context
	table       schema.Ref
	leave, join []schema.Ref
	// returns are the parents that the table leaves and joins at once.
	returns []schema.Ref
	columns map[string]bool
	// changes is the column that changes in between.
	changes string
	// lines and checks are of what the plan leaves as it is, late are the clauses that
	// add checks which may not be valid yet.
	lines, checks, late []string
	// holds says that something of it is not the table's own.
	holds bool
}

// all looks at what the table has, and at what it got on the way.
func (h *holding) all() {
	from, to := h.Plan.Families()
	columns := slices.Clone(from.Columns(h.table))
	for _, col := range to.Columns(h.table) {
		if !h.Plan.From.Has(col.Ref()) {
			columns = append(columns, col)
		}
	}
	for _, generated := range []bool{false, true} {
		for _, col := range columns {
			if (col.Generated != nil) == generated {
				h.column(col.Ref())
			}
		}
	}
	seen := map[string]bool{}
	for _, f := range []*schema.Families{from, to} {
		for _, p := range h.leave {
			for _, o := range f.Parts(p) {
				if k, ok := o.(*schema.Check); ok && !seen[k.Name] {
					seen[k.Name] = true
					h.check(h.table.InTable(schema.KindCheck, k.Name))
				}
			}
		}
	}
}

// passes reports whether a table has something of parents before and after, but
// not in between.
func (h *holding) passes(r schema.Ref) bool {
	in := func(s *schema.Schema, list []schema.Ref) bool {
		return slices.ContainsFunc(list, func(p schema.Ref) bool { return s.Has(p.InTable(r.Kind, r.Name)) })
	}
	return in(h.Plan.From, h.leave) && in(h.Plan.To, h.join) && !in(h.Plan.From, h.stay())
}

// stay lists the parents that the table has all the time.
func (h *holding) stay() []schema.Ref {
	from, to := h.Plan.Families()
	return slices.DeleteFunc(slices.Clone(from.Parents(h.table)), func(p schema.Ref) bool {
		return slices.Contains(h.leave, p) || !isParent(to, h.table, p)
	})
}

// comesBack reports whether a table has something of a parent by now that it leaves
// only for the moment.
func (h *holding) comesBack(r schema.Ref) bool {
	has := func(p schema.Ref) bool { return present(h.Context, p.InTable(r.Kind, r.Name)) != nil }
	return slices.ContainsFunc(h.returns, has) && !slices.ContainsFunc(h.stay(), has)
}

// present tells in which of the schemas something is as it is now; nil if it is not
// there. What a table has of a parent that it keeps changes with that.
func present(c *sqlgen.Context, r schema.Ref) *schema.Schema {
	follows := false
	for _, p := range following(c, onTable(r.Schema, r.Table)) {
		up := p.InTable(r.Kind, r.Name)
		if !c.Plan.From.Has(up) && !c.Plan.To.Has(up) {
			continue
		}
		follows = true
		if s := present(c, up); s != nil {
			return s
		}
	}
	now := c.Now(r)
	switch {
	case now == nil || follows:
		return nil
	case now == c.Plan.To.Lookup(r):
		return c.Plan.To
	}
	return c.Plan.From
}

// same reports whether the server would find that what r names agrees all the way.
func (h *holding) same(r schema.Ref) bool {
	was, is := h.Plan.From.Lookup(r), h.Plan.To.Lookup(r)
	fields := []string{"Type", "Collation", "Generated", "Expr", "NotValid", "NotEnforced"}
	return was != nil && is != nil && !h.Drops(r) && len(changedOf(was, is, fields)) == 0
}

// state gives the schema in which what the table has of its parents is as the stand-in
// is to hold it; nil if that need not be, or cannot.
func (h *holding) state(r schema.Ref) *schema.Schema {
	for _, s := range []*schema.Schema{h.Plan.From, h.Plan.To} {
		if o := s.Lookup(r); o != nil && !schema.OnlyInherited(o) {
			return nil
		}
	}
	switch {
	case h.comesBack(r):
		return present(h.Context, r)
	case h.Plan.From.Has(r) && h.passes(r) && h.same(r):
		return h.Plan.To
	}
	return nil
}

func (h *holding) column(r schema.Ref) {
	s := h.state(r)
	if s == nil || r.Name == h.changes {
		return
	}
	is, ok := schema.Find[*schema.Column](s, r)
	if !ok || !h.bases(s, is) {
		return
	}
	h.holds = true
	if !h.columns[is.Name] {
		h.columns[is.Name] = true
		was, ok := schema.Find[*schema.Column](h.Plan.From, r)
		if !ok {
			was = is
		}
		h.lines = append(h.lines, heldColumn(h.Context, was, is))
	}
}

func (h *holding) check(r schema.Ref) {
	s := h.state(r)
	if s == nil {
		return
	}
	is, ok := schema.Find[*schema.Check](s, r)
	if !ok || !h.bases(s, is) {
		return
	}
	switch clause, _ := constraintClause(is); {
	case h.same(r) && !is.NotValid:
		h.holds = true
		h.checks = append(h.checks, clause)
	case len(h.returns) > 0:
		h.holds = true
		if !is.NotEnforced {
			clause += " NOT VALID"
		}
		h.late = append(h.late, "ADD "+clause)
	}
}

// bases has the columns that an expression needs; false if one of them may not be
// a stand-in's.
func (h *holding) bases(s *schema.Schema, o schema.Object) bool {
	list := basesOf(s, o)
	if slices.ContainsFunc(list, func(b *schema.Column) bool { return b.Name == h.changes }) {
		return false
	}
	for i, b := range list {
		if at := present(h.Context, b.Ref()); at != nil && len(h.returns) > 0 {
			if now, ok := schema.Find[*schema.Column](at, b.Ref()); ok {
				list[i] = now
			}
		} else if !h.same(b.Ref()) {
			return false
		}
	}
	if slices.ContainsFunc(list, func(b *schema.Column) bool { return b.Generated != nil && !h.columns[b.Name] }) {
		return false
	}
	for _, b := range list {
		if !h.columns[b.Name] {
			h.columns[b.Name] = true
			h.lines = append(h.lines, bareColumn(b))
		}
	}
	return true
}

// heldColumn writes what a column that a table has already must agree in.
func heldColumn(c *sqlgen.Context, was, is *schema.Column) string {
	text := bareColumn(is)
	if is.Generated != nil {
		text += " " + generatedClause(is)
	}
	if c.Major >= 18 && was.NotNull && is.NotNull && !was.NotNullLocal && !was.NotNullNotValid {
		text += " CONSTRAINT " + Ident(was.NotNullIs()) + notNull
	}
	return text
}
