package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// nameLeaving gives what a partition takes along, when it leaves its table, of the indexes
// and keys of that a passing name, where the server has numbered those that it chose: only
// as long as it is a partition can the server tell of which index one is the part.
func nameLeaving(c *sqlgen.Context, i *schema.Inheritance) []sqlgen.Stmt {
	table := onTable(i.Schema, i.Table)
	if i.Bound == "" || !c.Plan.To.Has(table) {
		return nil
	}
	from, _ := c.Plan.Families()
	names := leavingNames(c)
	var stmts []sqlgen.Stmt
	for _, copy := range copiesOf(from, c.Plan.From, table) {
		if c.Now(copy.of) == nil || names.byPart[copy.part()] != "" || !isNumbered(c, copy) {
			continue
		}
		r := copy.Object.Ref()
		r.Name = passingName(c, copyName(copy.Object, r.Table), names.taken)
		names.give(copy, r.Name)
		stmts = append(stmts, takeName(copy.Object.Named(r), copy.of))
	}
	return stmts
}

// keptCopies tells which of what a table has of its former parents it keeps, by what that is
// after the plan.
func keptCopies(c *sqlgen.Context, table schema.Ref) map[schema.Ref]copied {
	const memo = "kept copies by table"
	all, ok := c.Kept[memo].(map[schema.Ref]map[schema.Ref]copied)
	if !ok {
		all = map[schema.Ref]map[schema.Ref]copied{}
		c.Kept[memo] = all
	}
	kept, ok := all[table]
	if !ok {
		from, _ := c.Plan.Families()
		left := copiesOf(from, c.Plan.From, table)
		kept = map[schema.Ref]copied{}
		for _, o := range onlyIn(c, c.Plan.To, c.Plan.From)[table] {
			at := slices.IndexFunc(left, func(copy copied) bool { return hasCopy([]schema.Object{copy.Object}, o) != nil })
			if at >= 0 {
				kept[o.Ref()] = left[at]
				left = slices.Delete(left, at, at+1)
			}
		}
		all[table] = kept
	}
	return kept
}

// nameKept gives what a partition keeps of that its own name.
func nameKept(c *sqlgen.Context, copy copied, to schema.Object) []sqlgen.Stmt {
	table := onTable(to.Ref().Schema, to.Ref().Table)
	if c.Now(table.InTable(schema.KindInheritance, "inheritance")) == nil || !isNumbered(c, copy) {
		return renameCopy(nameLeft(c, copy), to)
	}
	leavingNames(c).give(copy, to.Ref().Name)
	return []sqlgen.Stmt{takeName(to, copy.of)}
}

// isNumbered reports whether the server may have numbered the name that it chose.
func isNumbered(c *sqlgen.Context, copy copied) bool {
	switch copy.Object.(type) {
	case *schema.Index, *schema.Key, *schema.Exclude:
		return isAlike(c, copy.Object, []schema.Ref{copy.of})
	}
	return false
}

// A partKey tells the part that a table has of an index or key.
type partKey struct{ table, of schema.Ref }

func (c copied) part() partKey { return partKey{onTable(c.Ref().Schema, c.Ref().Table), c.of} }

// partNames are the names that parts have been given before their tables leave.
type partNames struct {
	byPart map[partKey]string
	taken  map[string]bool
}

func (n partNames) give(copy copied, name string) {
	n.byPart[copy.part()], n.taken[name] = name, true
}

func leavingNames(c *sqlgen.Context) partNames {
	const memo = "names of parts that leave"
	names, ok := c.Kept[memo].(partNames)
	if !ok {
		names = partNames{map[partKey]string{}, map[string]bool{}}
		c.Kept[memo] = names
	}
	return names
}

// nameLeft gives a copy the name that it has once its table has left.
func nameLeft(c *sqlgen.Context, copy copied) schema.Object {
	r := copy.Ref()
	if name := leavingNames(c).byPart[copy.part()]; name != "" {
		r.Name = name
	}
	return copy.Object.Named(r)
}
