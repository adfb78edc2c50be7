package postgres

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// copies lists what the server keeps on a partition on behalf of the
// partitioned table, without its being an object: keys, indexes, foreign keys
// and triggers. Their names are those that the server chooses.
func copies(f *schema.Families, s *schema.Schema, table schema.Ref) []schema.Object {
	return objectsOf(copiesOf(f, s, table))
}

func objectsOf(list []copied) []schema.Object {
	out := make([]schema.Object, len(list))
	for i, c := range list {
		out[i] = c.Object
	}
	return out
}

// A copied object is what the server keeps on behalf of another, an object of a
// table somewhere above.
type copied struct {
	schema.Object
	of schema.Ref
}

func copiesOf(f *schema.Families, s *schema.Schema, table schema.Ref) []copied {
	var out []copied
	t, ok := schema.Find[*schema.Inheritance](s, table.InTable(schema.KindInheritance, "inheritance"))
	if !ok {
		return nil
	}
	here, _ := schema.Find[*schema.Table](s, table)
	given := map[string]int{}
	for _, p := range t.Parents {
		above := copiesOf(f, s, p)
		for _, o := range f.Parts(p) {
			above = append(above, copied{o, o.Ref()})
		}
		for _, o := range above {
			if schema.LacksParts(o.Object) {
				continue // those of its parts that there are are objects
			}
			if _, trigger := o.Object.(*schema.Trigger); !trigger && here != nil && here.Server != "" {
				continue // the server passes over foreign tables
			}
			if c := copyOf(o.Object, table, t.Bound != ""); c != nil && !isAttached(f, o.Object, table) {
				if c = called(c, here, o.of, given); !s.Has(c.Ref()) {
					out = append(out, copied{c, o.of})
				}
			}
		}
	}
	return out
}

// isAttached reports whether the copy of an index or key is an object after
// all.
func isAttached(f *schema.Families, o schema.Object, table schema.Ref) bool {
	switch o.(type) {
	case *schema.Index, *schema.Key:
		return f.Attached(table, o.Ref().Name)
	}
	return false
}

// copyOf makes what the server makes of an object of a parent on a child; nil
// if that is nothing.
func copyOf(o schema.Object, table schema.Ref, partition bool) schema.Object {
	name := o.Ref().Name
	switch o := o.(type) {
	case *schema.Trigger:
		if !partition || !o.ForEachRow {
			return nil
		}
	case *schema.Key, *schema.Index, *schema.Exclude:
		name = copyName(o, table.Name)
		if !partition {
			return nil
		}
	case *schema.ForeignKey:
		if !partition {
			return nil
		}
	default:
		return nil
	}
	c := o.Named(schema.Ref{Kind: o.Ref().Kind, Schema: table.Schema, Table: table.Name, Name: name})
	*c.Base() = schema.Common{}
	return c
}

// called gives a copy the name by which it is known on the table, or else that which it
// would have.
func called(copied schema.Object, t *schema.Table, of schema.Ref, given map[string]int) schema.Object {
	if t != nil {
		for _, part := range t.PartNames {
			if part.Of == of {
				r := copied.Ref()
				r.Name = part.Name
				return copied.Named(r)
			}
		}
	}
	return numbered(copied, given)
}

// numbered gives the second copy of a name, and those that follow, the number
// that the server gives it.
func numbered(copied schema.Object, given map[string]int) schema.Object {
	switch copied.(type) {
	case *schema.Key, *schema.Index:
	default:
		return copied
	}
	r := copied.Ref()
	n := given[r.Name]
	given[r.Name]++
	if n == 0 {
		return copied
	}
	r.Name += strconv.Itoa(n)
	return copied.Named(r)
}

// copyName is the name that the server gives to the index of a partition.
// ChooseIndexName in src/backend/commands/indexcmds.c.
func copyName(o schema.Object, table string) string {
	switch o := o.(type) {
	case *schema.Key:
		if o.Primary {
			return objectName(table, "", "pkey")
		}
		return objectName(table, joinLabels(slices.Concat(o.Columns, o.Include)), "key")
	case *schema.Index:
		return objectName(table, partLabels(o.Parts, o.Include), "idx")
	case *schema.Exclude:
		return objectName(table, partLabels(o.Parts, o.Include), "excl")
	}
	return o.Ref().Name
}

func partLabels(parts []schema.IndexPart, include []string) string {
	var names []string
	for _, p := range parts {
		names = append(names, partLabel(p))
	}
	return joinLabels(append(names, include...))
}

// joinLabels joins the names of an index's columns. One that is there already
// gets a number.
func joinLabels(labels []string) string {
	var out []string
	for _, label := range labels {
		free := label
		for n := 1; slices.Contains(out, free); n++ {
			number := strconv.Itoa(n)
			free = clip(label, maxName-len(number)) + number
		}
		out = append(out, free)
	}
	return strings.Join(out, "_")
}

// regularName reports whether a name is one that the server would choose: the
// base, and a number if that was taken.
func regularName(name, base string) bool {
	rest, ok := strings.CutPrefix(name, base)
	return ok && digits.MatchString(rest)
}

var digits = regexp.MustCompile(`^[0-9]*$`)

// hasCopy finds the copy that is what o is, whatever its name.
func hasCopy(list []schema.Object, o schema.Object) schema.Object {
	for _, c := range list {
		if c.Ref().Kind != o.Ref().Kind {
			continue
		}
		a, b := c.Named(o.Ref()), o.Named(o.Ref())
		*b.Base() = schema.Common{}
		for _, x := range []schema.Object{a, b} {
			switch x := x.(type) {
			case *schema.Index:
				x.Of, x.Only = "", false
			case *schema.Key:
				x.Of, x.Only = "", false
			}
		}
		if len(schema.Changed(a, b)) == 0 {
			return c
		}
	}
	return nil
}

// settledByTie deals with the steps that a change of parents settles: what a
// table keeps of its former parent, and what becomes the new parent's copy.
// done is false if the step is to be written as any other.
func settledByTie(c *sqlgen.Context, s planner.Step) (stmts []sqlgen.Stmt, done bool) {
	r := s.Ref()
	if r.Table == "" || s.Action == planner.Alter || s.Replaces {
		return nil, false
	}
	switch r.Kind {
	case schema.KindForeignKey, schema.KindIndex, schema.KindPrimaryKey, schema.KindUnique, schema.KindExclude:
	default:
		return nil, false
	}
	table := onTable(r.Schema, r.Table)
	if !c.Plan.From.Has(table) || !c.Plan.To.Has(table) {
		return nil, false
	}
	from, to := c.Plan.Families()
	if s.Action == planner.Create && detached(from, to, table) {
		if copy, ok := keptCopies(c, table)[s.To.Ref()]; ok {
			return nameKept(c, copy, s.To), true
		}
	}
	if s.Action == planner.Drop && detached(to, from, table) {
		theirs := copiesOf(to, c.Plan.To, table)
		if now := hasCopy(objectsOf(theirs), s.From); now != nil {
			i := slices.IndexFunc(theirs, func(o copied) bool { return o.Object == now })
			switch {
			case r.Kind == schema.KindExclude:
				return nil, true // attach has dropped it
			case regularName(r.Name, copyName(now, r.Table)):
				return nil, true
			case isAlike(c, now, []schema.Ref{theirs[i].of}):
				return []sqlgen.Stmt{freeName(r.Schema, r.Name, copyName(now, r.Table))}, true
			}
			return renameCopy(s.From, now), true
		}
		for _, o := range onlyIn(c, c.Plan.To, c.Plan.From)[table] {
			if becoming(c, o) == s.From {
				return nil, true
			}
		}
	}
	return nil, false
}

func isPartition(s *schema.Schema, table schema.Ref) bool {
	t, ok := schema.Find[*schema.Inheritance](s, table.InTable(schema.KindInheritance, "inheritance"))
	return ok && t.Bound != ""
}

// onlyIn lists by table what is on the tables of one schema and not of the other: what is
// there beside a copy does not come of it.
func onlyIn(c *sqlgen.Context, s, other *schema.Schema) map[schema.Ref][]schema.Object {
	memo := "objects by table that only the plan's start has"
	if s == c.Plan.To {
		memo = "objects by table that only the plan's end has"
	}
	all, ok := c.Kept[memo].(map[schema.Ref][]schema.Object)
	if !ok {
		all = map[schema.Ref][]schema.Object{}
		for o := range s.All() {
			if r := o.Ref(); r.Table != "" && !other.Has(r) {
				at := onTable(r.Schema, r.Table)
				all[at] = append(all[at], o)
			}
		}
		c.Kept[memo] = all
	}
	return all
}

// isContested reports whether the server might take an index of a table for the part of
// another index of the partitioned table than that which it is like.
func isContested(wanted []schema.Object, o schema.Object) bool {
	x, ok := o.(*schema.Index)
	return ok && slices.ContainsFunc(wanted, func(w schema.Object) bool {
		up, ok := w.(*schema.Index)
		return ok && up.TakesFor(x) && hasCopy([]schema.Object{w}, x) == nil
	})
}

// detached reports whether a table has lost a parent.
func detached(from, to *schema.Families, table schema.Ref) bool {
	for _, p := range from.Parents(table) {
		if !isParent(to, table, p) {
			return true
		}
	}
	return false
}

// makeWay drops the exclusion constraints that a table is to have of the
// partitioned table instead: the server compares none, and makes one more, which
// is to have the name.
func makeWay(c *sqlgen.Context, table schema.Ref) []sqlgen.Stmt {
	from, to := c.Plan.Families()
	if !c.Plan.From.Has(table) || !detached(to, from, table) {
		return nil
	}
	var stmts []sqlgen.Stmt
	theirs := slices.DeleteFunc(copies(to, c.Plan.To, table), func(o schema.Object) bool { return o.Ref().Kind != schema.KindExclude })
	if len(theirs) == 0 {
		return nil
	}
	for e := range schema.Of[*schema.Exclude](c.Plan.From) {
		if onTable(e.Schema, e.Table) == table && !c.Plan.To.Has(e.Ref()) && hasCopy(theirs, e) != nil {
			stmts = append(stmts, dropConstraint(e)...)
		}
	}
	return stmts
}

func renameCopy(from, to schema.Object) []sqlgen.Stmt {
	if from.Ref().Name == to.Ref().Name {
		return nil
	}
	stmts, _ := handlerOf(from.Ref().Kind).renameTo(from, to)
	return stmts
}

// joinsNew reports whether a table gets a parent that is to be made first: that would not get
// the names that the table has by then.
func joinsNew(c *sqlgen.Context, table schema.Ref) bool {
	_, to := c.Plan.Families()
	return slices.ContainsFunc(to.Parents(table), func(p schema.Ref) bool { return comes(c, p) })
}

// leftovers drops what a table keeps of its former parents and is not to have,
// and gives what its new parents want the name that it would have as theirs.
func leftovers(c *sqlgen.Context, table schema.Ref) []sqlgen.Stmt {
	if !c.Plan.To.Has(table) {
		return nil
	}
	from, to := c.Plan.Families()
	var stmts []sqlgen.Stmt
	apart := len(to.Parents(table)) == 0 || disjoint(from.Parents(table), to.Parents(table)) || isPartition(c.Plan.To, table)
	if apart && !joinsNew(c, table) {
		stmts = nameAfterItself(c, table)
	}
	kept := map[partKey]bool{}
	for _, copy := range keptCopies(c, table) {
		kept[copy.part()] = true
	}
	wanted := copies(to, c.Plan.To, table)
	for _, copy := range copiesOf(from, c.Plan.From, table) {
		o := copy.Object
		if o.Ref().Kind == schema.KindTrigger || kept[copy.part()] || c.Now(copy.of) == nil {
			continue // the server drops triggers with the tie, and the rest with what it is a copy of
		}
		is := nameLeft(c, copy)
		if now := hasCopy(wanted, o); now != nil && !isContested(wanted, o) {
			stmts = append(stmts, renameCopy(is, now)...)
			continue
		}
		switch o := is.(type) {
		case *schema.Index:
			stmts = append(stmts, sqlgen.SQL("DROP INDEX "+Qualified(o.Schema, o.Name))...)
		default:
			stmts = append(stmts, dropConstraint(o)...)
		}
	}
	return stmts
}
