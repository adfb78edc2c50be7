package postgres

import (
	"fmt"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// From PostgreSQL 18 on, the NOT NULL of a column is a constraint, and so is
// that of a domain from 17 on. What is special of one can only be in a schema
// for such a server, so that the statements here need not ask for its version.

// A notNullRow is what pg_constraint says of a NOT NULL.
type notNullRow struct {
	oid                          uint32
	name, comment                string
	notValid, noInherit, isLocal bool
	// above holds the names that it has in the parents it is inherited from.
	above []string
}

// notNullSince18 completes the query of the columns: expressions and joins.
const (
	notNullColumns = `,
	coalesce(nn.oid, 0), coalesce(nn.conname, ''), coalesce(nd.description, ''), coalesce(NOT nn.convalidated, false),
	coalesce(nn.connoinherit, false), coalesce(nn.conislocal AND nn.coninhcount > 0 AND NOT c.relispartition, false), up.names`
	notNullJoins = `
LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey[1] = a.attnum
LEFT JOIN pg_catalog.pg_description nd ON nd.objoid = nn.oid AND nd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
LEFT JOIN (
	SELECT i.inhrelid, pa.attname, pg_catalog.array_agg(pn.conname::text) AS names
	FROM pg_catalog.pg_inherits i
	JOIN pg_catalog.pg_constraint pn ON pn.conrelid = i.inhparent AND pn.contype = 'n'
	JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent AND pa.attnum = pn.conkey[1]
	GROUP BY i.inhrelid, pa.attname
) up ON up.inhrelid = a.attrelid AND up.attname = a.attname AND nn.coninhcount > 0`
)

// targets are where the columns of the query go.
func (row *notNullRow) targets() []any {
	return []any{&row.oid, &row.name, &row.comment, &row.notValid, &row.noInherit, &row.isLocal, (*pq.StringArray)(&row.above)}
}

// fill gives the name only where it is none of the server's choosing: which of
// several that is depends on how a child got its parent. One with a comment has
// its name, as the comment needs it.
func (row *notNullRow) fill(n *schema.NotNullConstraint, usual string, regular bool) {
	n.NotNullComment, n.NotNullNotValid = row.comment, row.notValid
	n.NotNullNoInherit, n.NotNullLocal = row.noInherit, row.isLocal
	switch {
	case row.name == "" || row.name == usual && len(row.above) == 0:
	case row.comment == "" && (regular || !row.isLocal && slices.Contains(row.above, row.name)):
		n.NotNullActual = row.name
	default:
		n.NotNullName = row.name
	}
}

// notNullTarget names the constraint to COMMENT ON.
func notNullTarget(c *schema.Column) string {
	if !c.NotNull {
		return ""
	}
	return "CONSTRAINT " + Ident(c.NotNullIs()) + " ON " + Qualified(c.Schema, c.Table)
}

// givenNotNull is the name that a statement has to give; empty if the server
// makes the right one by itself. A child's has one of two then, and what the
// server would make of the table and the column may be taken.
func givenNotNull(c *sqlgen.Context, col *schema.Column) string {
	switch own := objectName(col.Table, col.Name, "not_null"); {
	case col.NotNullName != "":
		return col.NotNullName
	case col.Inherited && !schema.IsNotNullName(col.NotNullActual, col.Table, col.Name):
		return col.NotNullActual
	default:
		from, to := c.Plan.Families()
		if !col.Inherited && (from.IsNotNullName(col.Schema, own) || to.IsNotNullName(col.Schema, own)) {
			return own
		}
	}
	return ""
}

const notNull = " NOT NULL"

// notNullWords is what a column's definition says of NOT NULL. NOT VALID is for
// ADD alone.
func notNullWords(c *sqlgen.Context, col *schema.Column) string {
	if !col.NotNull || col.NotNullNotValid {
		return ""
	}
	text := notNull
	if name := givenNotNull(c, col); name != "" {
		text = " CONSTRAINT " + Ident(name) + text
	}
	if col.NotNullNoInherit {
		text += " NO INHERIT"
	}
	return text
}

// tableNotNull is a NOT NULL that stands beside the columns.
func tableNotNull(c *schema.Column, name string) string {
	text := "NOT NULL " + Ident(c.Name)
	if name != "" {
		text = "CONSTRAINT " + Ident(name) + " " + text
	}
	if c.NotNullNoInherit {
		text += " NO INHERIT"
	}
	return text
}

// givesNotNull reports whether children of the table have the NOT NULL too.
func givesNotNull(c *schema.Column) bool { return c.NotNull && !c.NotNullNoInherit }

// isOwnNotNull reports whether a child says more of NOT NULL than the parent.
// That of a partition has a name of its own where it was attached.
func isOwnNotNull(c, up *schema.Column, partition bool) bool {
	attached := partition && c.NotNullActual != "" && c.NotNullActual != up.NotNullIs()
	return c.NotNull && (!givesNotNull(up) || c.NotNullName != "" || c.NotNullLocal || attached)
}

// lateNotNull adds what a column's definition cannot say.
func lateNotNull(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	if !col.NotNull || !col.NotNullNotValid {
		return nil
	}
	return addNotNull(c, col)
}

// needsAdd reports whether a NOT NULL is more than SET NOT NULL makes.
func needsAdd(c *sqlgen.Context, col *schema.Column) bool {
	return givenNotNull(c, col) != "" || col.NotNullNotValid || col.NotNullNoInherit
}

// addNotNull adds the constraint by itself. Online, the rows are checked after,
// under a lock that lets reads and writes go on.
func addNotNull(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	name := nextNotNullName(col)
	s := alterTable(col.Schema, col.Table, "ADD "+tableNotNull(col, name))
	mayFail := risk(riskNotNull, "this fails if column %s holds nulls", col.Ref().Path())
	switch {
	case col.NotNullNotValid:
		s.Clause += " NOT VALID"
	case !busy(c, col.Schema, col.Table):
	case !c.Online:
		s.Risks = []sqlgen.Risk{mayFail, scans(col.Schema, col.Table, "keeps reads out")}
	default:
		s.Clause += " NOT VALID"
		check := validate(col.Schema, col.Table, Ident(name))
		check.Risks = []sqlgen.Risk{mayFail}
		return []sqlgen.Stmt{s, check}
	}
	return []sqlgen.Stmt{s}
}

// alterNotNull sets and drops NOT NULL, and changes the constraint that it is.
func alterNotNull(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	if comesFromAbove(c, from, to) {
		return proveNotNull(c, from, to)
	}
	switch {
	case !to.NotNull:
		return dropNotNull(c, to)
	case !from.NotNull:
		return slices.Concat(beforeNotNull(c, from, to), backfill(c, to), nameBelow(c, to), setNotNull(c, to))
	case to.NotNullNotValid && !from.NotNullNotValid:
		// What is valid cannot be made NOT VALID.
		stmts := append([]sqlgen.Stmt{columnStmt(to, "DROP NOT NULL")}, addNotNull(c, to)...)
		if from.NotNullComment == to.NotNullComment && to.NotNullComment != "" {
			stmts = append(stmts, comment(notNullTarget(to), to.NotNullComment))
		}
		return stmts
	}
	stmts := renameNotNull(c, from, to)
	if from.NotNullNoInherit != to.NotNullNoInherit {
		word := map[bool]string{true: " NO INHERIT", false: " INHERIT"}[to.NotNullNoInherit]
		s := alterTable(to.Schema, to.Table, "ALTER CONSTRAINT "+Ident(to.NotNullIs())+word)
		s.Alone = true
		stmts = append(stmts, s)
	}
	if from.NotNullNotValid && !to.NotNullNotValid {
		check := validate(to.Schema, to.Table, Ident(to.NotNullIs()))
		check.NoTx = c.Online
		check.Risks = []sqlgen.Risk{risk(riskNotNull, "this fails if column %s holds nulls", to.Ref().Path())}
		stmts = append(append(stmts, backfill(c, to)...), check)
	}
	return stmts
}

// proveNotNull validates what came along with a parent's that is not valid.
func proveNotNull(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	if from.NotNull || !to.NotNull || to.NotNullNotValid {
		return nil
	}
	for _, up := range parentColumns(c, to) {
		if givesNotNull(up) && !up.NotNullNotValid {
			return nil
		}
	}
	check := validate(to.Schema, to.Table, Ident(to.NotNullIs()))
	check.NoTx = c.Online
	check.Risks = []sqlgen.Risk{risk(riskNotNull, "this fails if column %s holds nulls", to.Ref().Path())}
	return append(backfill(c, to), check)
}

// renameNotNull renames the constraint. The server renames those of the children
// along, and refuses to if one of them has another name: then they are made anew.
func renameNotNull(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	old, now := from.NotNullIs(), nextNotNullName(to)
	before, after := c.Plan.Families()
	if from.NotNullName == to.NotNullName || old == now || detached(before, after, onTable(to.Schema, to.Table)) ||
		to.NotNullName == "" && to.Inherited && after.NotNullAbove(to, old) == old {
		return nil
	}
	if givesNotNull(from) && namedOtherwise(c, from, old) {
		named := *to
		named.NotNullName = now
		return append([]sqlgen.Stmt{columnStmt(to, "DROP NOT NULL")}, addNotNull(c, &named)...)
	}
	return []sqlgen.Stmt{renameNotNullStmt(to, old, now)}
}

// nextNotNullName is the name that a plan gives to what is there already.
func nextNotNullName(c *schema.Column) string {
	if c.NotNullName != "" {
		return c.NotNullName
	}
	return objectName(c.Table, c.Name, "not_null")
}

func renameNotNullStmt(col *schema.Column, old, now string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "ALTER TABLE " + Qualified(col.Schema, col.Table) + " RENAME CONSTRAINT " + Ident(old) + " TO " + Ident(now)}
}

// namedOtherwise reports whether a child has the NOT NULL under another name.
func namedOtherwise(c *sqlgen.Context, col *schema.Column, name string) bool {
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		below, ok := schema.Find[*schema.Column](c.Plan.From, child.InTable(schema.KindColumn, col.Name))
		if ok && (below.NotNullIs() != name || namedOtherwise(c, below, name)) {
			return true
		}
	}
	return false
}

// nameAfterItself renames what is named after a parent that a table leaves, or after the one that it joins.
func nameAfterItself(c *sqlgen.Context, table schema.Ref) []sqlgen.Stmt {
	from, _ := c.Plan.Families()
	var stmts []sqlgen.Stmt
	for _, was := range from.Columns(table) {
		is, ok := schema.Find[*schema.Column](c.Plan.To, was.Ref())
		if !ok || !was.NotNull || !is.NotNull || was.NotNullName == "" && was.NotNullActual == "" && is.NotNullName == "" {
			continue
		}
		old, now := was.NotNullIs(), nextNotNullName(is)
		if is.Inherited && is.NotNullName == "" && is.NotNullActual != "" {
			now = is.NotNullActual
		}
		if old != now && (is.NotNullName != "" || !schema.IsNotNullName(old, is.Table, is.Name)) {
			if keyed(c)[table] {
				stmts = append(stmts, nameNotNull(is, now))
				continue
			}
			stmts = append(stmts, renameNotNullStmt(is, old, now))
		}
	}
	return stmts
}

// comesFromAbove reports whether what is done to the column of a parent does
// the same to that of the child.
func comesFromAbove(c *sqlgen.Context, from, to *schema.Column) bool {
	for was, is := range parentColumns(c, to) {
		switch {
		case !from.NotNull:
			if givesNotNull(is) && !givesNotNull(was) {
				return true
			}
		case !to.NotNull:
			if givesNotNull(was) && !is.NotNull && !from.NotNullLocal {
				return true
			}
		case from.NotNullNotValid != to.NotNullNotValid && was.NotNullNotValid == from.NotNullNotValid && is.NotNullNotValid == to.NotNullNotValid:
			return true
		}
	}
	return false
}

// dropNotNull leaves the children alone that are to keep it, where the server lets
// that be: one with the column in a primary key could not even lose it for a moment.
func dropNotNull(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	drop := columnStmt(col, "DROP NOT NULL")
	switch {
	case !keptBelow(c, col):
		return []sqlgen.Stmt{drop}
	case partitioned(c, col.Schema, col.Table):
		return append([]sqlgen.Stmt{drop}, keepNotNull(c, col)...)
	}
	drop.Target = "ALTER TABLE " + only(c, col.Schema, col.Table) + Qualified(col.Schema, col.Table)
	stmts := []sqlgen.Stmt{drop}
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		r := child.InTable(schema.KindColumn, col.Name)
		was, ok := schema.Find[*schema.Column](c.Plan.From, r)
		is, also := schema.Find[*schema.Column](c.Plan.To, r)
		switch {
		case !ok || !also || !was.NotNull || givenByOther(c, is):
		case !is.NotNull:
			stmts = append(stmts, dropNotNull(c, is)...)
		default:
			if c.Major >= 18 && was.NotNullName == is.NotNullName {
				stmts = append(stmts, nameNotNull(is, nextNotNullName(is)))
			}
		}
	}
	return stmts
}

// nameNotNull gives the NOT NULL that a column keeps, whatever it is called, its name. From
// PostgreSQL 18 on it is a constraint, and that of a child with a primary key has the parent's
// name or its own, which depends on whether the key was made with the table or later.
func nameNotNull(col *schema.Column, name string) sqlgen.Stmt {
	table := Qualified(col.Schema, col.Table)
	return sqlgen.Stmt{SQL: "DO " + dollarQuoted(fmt.Sprintf(`
DECLARE
    old text := (
        SELECT c.conname FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.conrelid = %s::pg_catalog.regclass AND c.contype = 'n' AND a.attname = %s);
BEGIN
    IF old <> %s THEN
        EXECUTE pg_catalog.format(%s, old);
    END IF;
END
`, Literal(table), Literal(col.Name), Literal(name), Literal("ALTER TABLE "+formatText(table)+" RENAME CONSTRAINT %I TO "+formatText(Ident(name)))))}
}

// keptBelow reports whether a child keeps NOT NULL that the server would take from it.
func keptBelow(c *sqlgen.Context, col *schema.Column) bool {
	return slices.ContainsFunc(followers(c, onTable(col.Schema, col.Table)), func(child schema.Ref) bool {
		below, ok := schema.Find[*schema.Column](c.Plan.To, child.InTable(schema.KindColumn, col.Name))
		return ok && !givenByOther(c, below) && (below.NotNull || keptBelow(c, below))
	})
}

// givenByOther reports whether another parent, before and after, gives NOT NULL to a column:
// from PostgreSQL 18 on the server counts them.
func givenByOther(c *sqlgen.Context, col *schema.Column) bool {
	if c.Major < 18 {
		return false
	}
	for was, is := range parentColumns(c, col) {
		if givesNotNull(was) && givesNotNull(is) {
			return true
		}
	}
	return false
}

// keepNotNull gives NOT NULL back to the children that are to keep it: the
// server takes it from all of them.
func keepNotNull(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		below, ok := schema.Find[*schema.Column](c.Plan.To, child.InTable(schema.KindColumn, col.Name))
		switch {
		case !ok:
		case below.NotNull && needsAdd(c, below):
			stmts = append(stmts, addNotNull(c, below)...)
		case below.NotNull:
			stmts = append(stmts, columnStmt(below, "SET NOT NULL"))
		default:
			stmts = append(stmts, keepNotNull(c, below)...)
		}
	}
	return stmts
}

// nameBelow makes the NOT NULL of those children first that have a name of
// their own for it: the parent's then merges with it.
func nameBelow(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	if !givesNotNull(col) {
		return nil
	}
	var stmts []sqlgen.Stmt
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		r := child.InTable(schema.KindColumn, col.Name)
		was, ok := schema.Find[*schema.Column](c.Plan.From, r)
		below, also := schema.Find[*schema.Column](c.Plan.To, r)
		if !ok || !also || was.NotNull {
			continue
		}
		stmts = append(stmts, nameBelow(c, below)...)
		if below.NotNullName != "" {
			stmts = append(stmts, setNotNull(c, below)...)
		}
	}
	return stmts
}

// setNotNull forbids nulls. Online, a check that is validated without a lock
// on writes proves that there are none, so that SET NOT NULL does not scan the
// table; the check goes in a statement of its own, as one that drops it in the
// same statement would scan.
// https://www.postgresql.org/docs/current/sql-altertable.html, SET NOT NULL
func setNotNull(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	if needsAdd(c, col) {
		return addNotNull(c, col)
	}
	set := columnStmt(col, "SET NOT NULL")
	if !busy(c, col.Schema, col.Table) {
		return []sqlgen.Stmt{set}
	}
	mayFail := risk(riskNotNull, "this fails if column %s holds nulls", col.Ref().Path())
	switch {
	case c.Kept[setAlready+col.Ref().Path()] != nil:
		return nil
	case c.Online && notNullProof(c, col) != nil && !c.Drops(notNullProof(c, col).Ref()):
		return []sqlgen.Stmt{plainNotNull(col)}
	case !c.Online:
		set.Risks = []sqlgen.Risk{mayFail, scans(col.Schema, col.Table, "keeps reads out")}
		return []sqlgen.Stmt{set}
	}
	// From PostgreSQL 18 on, NOT NULL itself takes the name that ends in not_null.
	name := Ident(objectName(col.Table, col.Name, "not_null_check"))
	add := alterTable(col.Schema, col.Table, "ADD CONSTRAINT "+name+" CHECK ("+Ident(col.Name)+" IS NOT NULL) NOT VALID")
	check := alterTable(col.Schema, col.Table, "VALIDATE CONSTRAINT "+name)
	check.NoTx, check.Alone, check.Risks = true, true, []sqlgen.Risk{mayFail}
	drop := alterTable(col.Schema, col.Table, "DROP CONSTRAINT "+name)
	add.Rung, check.Rung, set.Rung, drop.Rung = 1, 2, 3, 4
	return []sqlgen.Stmt{add, check, set, drop}
}
