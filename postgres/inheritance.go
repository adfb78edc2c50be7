package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// An inheritance is read with its table.
var inheritances = kind[*schema.Inheritance]{
	name:   schema.KindInheritance,
	create: attach,
	drop:   detach,
	alter: []alter[*schema.Inheritance]{
		{fields: []string{"Bound", "Parents"}, write: reattach},
	},
	// Partitions leave before others come, so that no two bounds overlap meanwhile. A
	// table that gets other parents altogether becomes like them in between.
	how: func(c planner.Change, from, to *schema.Inheritance) (planner.How, bool) {
		partition := from.Bound != "" && to.Bound != "" && c.Has("Bound", "Parents")
		if partition || from.Bound == "" && to.Bound == "" && c.Has("Parents") && disjoint(from.Parents, to.Parents) {
			return planner.Replace, true
		}
		return planner.InPlace, c.Has("Recreated")
	},
	disturbs: func(planner.Change, schema.Object) planner.Effect { return planner.Along },
	within:   func(i *schema.Inheritance) schema.Ref { return onTable(i.Schema, i.Table) },
	goesWith: func(_ *schema.Schema, i *schema.Inheritance) []schema.Ref {
		return []schema.Ref{onTable(i.Schema, i.Table)}
	},
}

// attach makes an existing table a partition or an heir.
func attach(c *sqlgen.Context, i *schema.Inheritance, _ []schema.Object) []sqlgen.Stmt {
	table := onTable(i.Schema, i.Table)
	var stmts []sqlgen.Stmt
	if from, _ := c.Plan.Families(); len(from.Parents(table)) > 0 && joinsNew(c, table) {
		stmts = nameAfterItself(c, table)
	}
	return slices.Concat(stmts, attachTo(c, i, i.Parents), dismiss(c, table))
}

// attachTo has no context where a table comes back to where it was.
func attachTo(c *sqlgen.Context, i *schema.Inheritance, parents []schema.Ref) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, p := range parents {
		if i.Bound == "" {
			stmts = append(stmts, alterTable(i.Schema, i.Table, "INHERIT "+Qualified(p.Schema, p.Name)))
			continue
		}
		if c != nil {
			stmts = append(stmts, makeWay(c, onTable(i.Schema, i.Table))...)
		}
		s := alterTable(p.Schema, p.Name, "ATTACH PARTITION "+Qualified(i.Schema, i.Table)+" "+i.Bound)
		s.Alone = true
		if c == nil || busy(c, i.Schema, i.Table) {
			s.Risks = []sqlgen.Risk{
				scans(i.Schema, i.Table, "keeps reads and writes out, unless a valid check of its shows that they fit"),
				risk(riskMayFail, "this fails if a row of %s is outside of its bound, or a row of the default partition within it", onTable(i.Schema, i.Table).Path()),
			}
		}
		stmts = append(stmts, s)
	}
	return stmts
}

// Untie takes a table from its parents, before the steps of the plan: for a rename that is not to reach it.
func (Dialect) Untie(i *schema.Inheritance) []sqlgen.Stmt {
	return whole(detachFrom(nil, i, i.Parents))
}

// Tie gives it back.
func (Dialect) Tie(i *schema.Inheritance) []sqlgen.Stmt {
	return whole(attachTo(nil, i, i.Parents))
}

// StandInName is a name that nothing has for what stands in for the parents of a table.
func (Dialect) StandInName(table string, taken map[string]bool) string {
	return unused(table, "__parents", func(name string) bool { return taken[name] })
}

// Dismiss drops what has stood in for the parents of a table.
func (Dialect) Dismiss(table, standIn schema.Ref) []sqlgen.Stmt {
	return append(whole(detachFrom(nil, &schema.Inheritance{Schema: table.Schema, Table: table.Name}, []schema.Ref{standIn})),
		sqlgen.SQL("DROP TABLE "+Qualified(standIn.Schema, standIn.Name))...)
}

// whole writes out clauses that are not to be joined with others.
func whole(stmts []sqlgen.Stmt) []sqlgen.Stmt {
	for i, s := range stmts {
		stmts[i].SQL = s.Target + " " + s.Clause
		stmts[i].Target, stmts[i].Clause = "", ""
	}
	return stmts
}

// detach is not CONCURRENTLY: that leaves a check behind on the table, fails
// beside a default partition, and PostgreSQL 14 is the first to have it. The
// lock is short: no row is read.
func detach(c *sqlgen.Context, i *schema.Inheritance) []sqlgen.Stmt {
	table := onTable(i.Schema, i.Table)
	_, to := c.Plan.Families()
	stmts := keepInherited(c, table, i.Parents, to.Parents(table), false)
	return slices.Concat(stmts, nameLeaving(c, i), detachFrom(c, i, i.Parents), leftovers(c, table))
}

func detachFrom(c *sqlgen.Context, i *schema.Inheritance, parents []schema.Ref) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, p := range parents {
		if i.Bound == "" {
			// The server drops columns first, and those that are inherited not at all.
			s := alterTable(i.Schema, i.Table, "NO INHERIT "+Qualified(p.Schema, p.Name))
			s.Alone = true
			stmts = append(stmts, s)
			continue
		}
		s := alterTable(p.Schema, p.Name, "DETACH PARTITION "+Qualified(i.Schema, i.Table))
		s.Alone = true
		if c == nil || busy(c, p.Schema, p.Name) {
			s.Risks = []sqlgen.Risk{risk(riskLock, "for a moment, reads and writes of all of %s wait", p.Path())}
		}
		stmts = append(stmts, s)
	}
	return stmts
}

// reattach changes the parents, or the bound: the server has no ALTER for one.
// Parents that come before others in another order than now are left first.
func reattach(c *sqlgen.Context, from, to *schema.Inheritance) []sqlgen.Stmt {
	leave, join := from.Parents, to.Parents
	if from.Bound == "" && to.Bound == "" {
		leave, join = outOfOrder(from.Parents, to.Parents)
	}
	table := onTable(to.Schema, to.Table)
	stmts := append(keepInherited(c, table, leave, join, true), detachFrom(c, from, leave)...)
	if len(leave) == len(from.Parents) && !slices.Equal(leave, join) {
		stmts = append(stmts, nameAfterItself(c, table)...)
	}
	return slices.Concat(stmts, attachTo(c, to, join), dismiss(c, table))
}

// outOfOrder finds what to leave and what to join so that the parents are in
// their new order: those that join come last.
func outOfOrder(from, to []schema.Ref) (leave, join []schema.Ref) {
	kept := 0
	for _, p := range from {
		if kept < len(to) && to[kept] == p {
			kept++
			continue
		}
		leave = append(leave, p)
	}
	return leave, to[kept:]
}

func disjoint(a, b []schema.Ref) bool {
	return !slices.ContainsFunc(a, func(r schema.Ref) bool { return slices.Contains(b, r) })
}

// isParent reports whether a table takes its columns from another.
func isParent(f *schema.Families, child, parent schema.Ref) bool {
	return slices.Contains(f.Parents(child), parent)
}

// following lists the parents that a table has before, during and after the
// plan, so that what is done to them is done to it.
func following(c *sqlgen.Context, child schema.Ref) []schema.Ref {
	from, to := c.Plan.Families()
	var out []schema.Ref
	for _, p := range to.Parents(child) {
		if isParent(from, child, p) && !parts(c, child) {
			out = append(out, p)
		}
	}
	return out
}

// followers lists the children that a table has before, during and after the
// plan.
func followers(c *sqlgen.Context, parent schema.Ref) []schema.Ref {
	from, to := c.Plan.Families()
	var out []schema.Ref
	for _, child := range from.Children(parent) {
		if isParent(to, child, parent) && !parts(c, child) {
			out = append(out, child)
		}
	}
	return out
}

// parts reports whether a table leaves its parents on the way, be it to come back
// to them.
func parts(c *sqlgen.Context, child schema.Ref) bool {
	return c.Drops(child.InTable(schema.KindInheritance, "inheritance"))
}

// partitioned reports whether a table is, or will be, partitioned.
func partitioned(c *sqlgen.Context, schemaName, name string) bool {
	for _, s := range []*schema.Schema{c.Plan.To, c.Plan.From} {
		if t, ok := schema.Find[*schema.Table](s, onTable(schemaName, name)); ok {
			return t.PartitionBy != nil
		}
	}
	return false
}

// only writes ONLY before a table that has children, so that they are left as
// they are.
func only(c *sqlgen.Context, schemaName, name string) string {
	from, to := c.Plan.Families()
	t := onTable(schemaName, name)
	if len(from.Children(t)) == 0 && len(to.Children(t)) == 0 {
		return ""
	}
	return "ONLY "
}
