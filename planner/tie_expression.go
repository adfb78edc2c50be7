package planner

import "github.com/schemactl/schemactl/schema"

// dropExpressions lists the ties that are made anew for columns that cease to be generated.
// DROP EXPRESSION is done to the children of a table, but refused for one that has more
// below them, and for one that has the column of a parent: every second tier of partitions
// leaves. Other children would keep the column as their own.
// ATPrepDropExpression in src/backend/commands/tablecmds.c
func (k *closure) dropExpressions(changes []Change) []schema.Ref {
	lost := map[schema.Ref]bool{}
	var order []schema.Ref
	for _, c := range changes {
		was, ok := c.From.(*schema.Column)
		is, also := c.To.(*schema.Column)
		if ok && also && was.Generated != nil && !was.Generated.Virtual && is.Generated == nil {
			lost[c.Ref()] = true
			order = append(order, c.Ref())
		}
	}
	var tier func(r schema.Ref) int
	tier = func(r schema.Ref) int {
		for _, p := range k.parentsOf(r) {
			if up := p.InTable(schema.KindColumn, r.Name); lost[up] {
				return 1 + tier(up)
			}
		}
		return 0
	}
	var out []schema.Ref
	seen := map[schema.Ref]bool{}
	for _, r := range order {
		tie := r.InTable(schema.KindInheritance, "inheritance")
		if n := tier(r); n > 0 && n%2 == 0 && k.isPartition(tie) && !seen[tie] {
			seen[tie] = true
			out = append(out, tie)
		}
	}
	return out
}

// isPartition reports whether a tie is, and stays, that of a partition.
func (k *closure) isPartition(tie schema.Ref) bool {
	was, ok := schema.Find[*schema.Inheritance](k.from, tie)
	is, also := schema.Find[*schema.Inheritance](k.to, tie)
	return ok && also && was.Bound != "" && is.Bound != ""
}
