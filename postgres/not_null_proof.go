package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A provenColumn is one of which a check says that it holds no nulls. Column is quoted.
type provenColumn struct{ schema, table, column string }

const (
	proofsKept = "checks that prove NOT NULL"
	setAlready = "NOT NULL set before the check that proves it goes: "
	isNotNull  = " IS NOT NULL"
)

// notNullProof finds a valid check, there from the start, by which the server knows that a column holds no nulls: it looks at no
// row then.
func notNullProof(c *sqlgen.Context, col *schema.Column) *schema.Check {
	proofs, ok := c.Kept[proofsKept].(map[provenColumn]*schema.Check)
	if !ok {
		proofs = map[provenColumn]*schema.Check{}
		for k := range schema.Of[*schema.Check](c.Plan.From) {
			if column, is := provenBy(k); is {
				proofs[provenColumn{k.Schema, k.Table, column}] = k
			}
		}
		c.Kept[proofsKept] = proofs
	}
	return proofs[provenColumn{col.Schema, col.Table, Ident(col.Name)}]
}

// provenBy is the quoted name of the column that a check proves to hold no nulls.
func provenBy(k *schema.Check) (column string, ok bool) {
	column, ok = strings.CutSuffix(unwrap(k.Expr), isNotNull)
	return column, ok && !k.NotValid && !k.NotEnforced && !k.NoInherit
}

// setProvenNotNull is SET NOT NULL before the check goes that proves it.
func setProvenNotNull(c *sqlgen.Context, k *schema.Check) []sqlgen.Stmt {
	column, ok := provenBy(k)
	if !ok || !c.Online || !busy(c, k.Schema, k.Table) {
		return nil
	}
	_, name := typeName(column)
	r := onTable(k.Schema, k.Table).InTable(schema.KindColumn, name)
	from, was := schema.Find[*schema.Column](c.Plan.From, r)
	to, is := schema.Find[*schema.Column](c.Plan.To, r)
	if !was || !is || c.Drops(r) || from.NotNull || !to.NotNull || needsAdd(c, to) || comesFromAbove(c, from, to) {
		return nil
	}
	c.Kept[setAlready+r.Path()] = true
	return []sqlgen.Stmt{plainNotNull(to)}
}

// plainNotNull has a statement of its own: in one with the end of the check, the server would look at all rows.
func plainNotNull(col *schema.Column) sqlgen.Stmt {
	set := columnStmt(col, "SET NOT NULL")
	set.Alone = true
	return set
}
