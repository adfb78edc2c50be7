package postgres

import (
	"fmt"
	"regexp"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// createColumn adds a column to a table that is there already.
func createColumn(c *sqlgen.Context, col *schema.Column, parts []schema.Object) []sqlgen.Stmt {
	var def *schema.Default
	for _, p := range parts {
		if d, ok := p.(*schema.Default); ok {
			def = d
		}
	}
	if parent := comesWith(c, col); parent != nil {
		return refine(c, col, def, parent)
	}
	if stmts, ok := lentColumn(c, col, def); ok {
		return stmts
	}
	stmts := declareBelow(c, col)
	switch apart := numbersApart(c, col); {
	case col.Backfill != "" && busy(c, col.Schema, col.Table) && apart:
		plain := *col
		plain.Identity = nil
		stmts = append(append(stmts, addFilled(c, &plain, def)...), becomeIdentity(c, col)...)
	case col.Backfill != "" && busy(c, col.Schema, col.Table):
		stmts = append(stmts, addFilled(c, col, def)...)
	case apart:
		stmts = append(stmts, addNumbered(c, col)...)
	default:
		stmts = append(stmts, addColumn(c, col, def))
		stmts = append(stmts, lateNotNull(c, col)...)
	}
	return append(append(stmts, columnSettings(c, declared(col), col)...), toastSettings(c, col)...)
}

// declared is what columnClause has said of the settings of a column.
func declared(col *schema.Column) *schema.Column {
	return &schema.Column{ForeignOptions: col.ForeignOptions}
}

// declareBelow adds a column to those children first that are to declare it
// themselves: the parent's then merges with it.
func declareBelow(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		r := child.InTable(schema.KindColumn, col.Name)
		below, ok := schema.Find[*schema.Column](c.Plan.To, r)
		if !ok || !comes(c, r) || comesOfOthers(c, r, onTable(col.Schema, col.Table)) {
			continue
		}
		stmts = append(stmts, declareBelow(c, below)...)
		if !below.Local {
			continue
		}
		def, _ := schema.Find[*schema.Default](c.Plan.To, r.InTable(schema.KindDefault, col.Name))
		plain := *below
		plain.NotNull = false
		stmts = append(stmts, addColumn(c, &plain, def))
	}
	return stmts
}

// comesWith finds the column of a parent that is added too, and brings that of
// the child along.
func comesWith(c *sqlgen.Context, col *schema.Column) *schema.Column {
	for _, p := range following(c, onTable(col.Schema, col.Table)) {
		r := p.InTable(schema.KindColumn, col.Name)
		if is, ok := schema.Find[*schema.Column](c.Plan.To, r); ok && comes(c, r) {
			return is
		}
	}
	return nil
}

// refine gives a column that came along with the parent's what is its own.
func refine(c *sqlgen.Context, col *schema.Column, def *schema.Default, parent *schema.Column) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	given, _ := schema.Find[*schema.Default](c.Plan.To, parent.Ref().InTable(schema.KindDefault, parent.Name))
	if col.Local {
		given = def // declareBelow has set it
	}
	switch {
	case def != nil && (given == nil || given.Expr != def.Expr):
		stmts = append(stmts, setDefault(def))
	case !col.Local && def == nil && given != nil && !c.Plan.To.Has(col.Ref().InTable(schema.KindDefault, col.Name)):
		stmts = append(stmts, dropDefault(col.Schema, col.Table, col.Name))
	}
	switch {
	case mergesBare(c, col, parent):
		stmts = append(stmts, columnStmt(col, "SET NOT NULL"))
	case !isOwnNotNull(col, parent, false):
	case needsAdd(c, col):
		stmts = append(append(stmts, backfill(c, col)...), addNotNull(c, col)...)
	default:
		stmts = append(append(stmts, backfill(c, col)...), columnStmt(col, "SET NOT NULL"))
	}
	stmts = append(stmts, ownCompression(c, col, parent)...)
	if computesItself(c, col, parent) {
		stmts = append(stmts, setExpression(c, col))
	}
	return append(stmts, columnSettings(c, &schema.Column{}, col)...)
}

// mergesBare reports whether a column that a child declares takes nulls after one that
// does not was added to its parent: before PostgreSQL 18 the server merges the two and
// leaves NOT NULL to who has it.
func mergesBare(c *sqlgen.Context, col, parent *schema.Column) bool {
	parent = uppermost(c, parent)
	filled := parent.Backfill != "" && busy(c, parent.Schema, parent.Table) || numbersApart(c, parent)
	return col.Local && col.NotNull && parent.NotNull && c.Major < 18 && !filled
}

// uppermost is the column that brings that of a parent along, or the parent's itself.
func uppermost(c *sqlgen.Context, parent *schema.Column) *schema.Column {
	for up := parent; up != nil; up = comesWith(c, up) {
		parent = up
	}
	return parent
}

// ownCompression sets the compression of a column that has got that of the
// uppermost parent.
func ownCompression(c *sqlgen.Context, col, parent *schema.Column) []sqlgen.Stmt {
	parent = uppermost(c, parent)
	switch {
	case col.Local || col.Compression == parent.Compression:
		return nil // declareBelow has set it
	case col.Compression == "":
		return []sqlgen.Stmt{columnStmt(col, "SET COMPRESSION default")}
	}
	return []sqlgen.Stmt{columnStmt(col, "SET COMPRESSION "+col.Compression)}
}

func addColumn(c *sqlgen.Context, col *schema.Column, def *schema.Default) sqlgen.Stmt {
	text := ""
	if def != nil {
		text = def.Expr
	}
	s := alterTable(col.Schema, col.Table, "ADD COLUMN "+columnClause(c, col, text))
	if !busy(c, col.Schema, col.Table) {
		return s
	}
	if why := fillsRows(c, col, def); why != "" {
		s.Risks = append(s.Risks, risk(riskRewrite,
			"every row of %s is written anew under a lock that keeps reads out, as %s", onTable(col.Schema, col.Table).Path(), why))
	}
	if col.NotNull && !col.NotNullNotValid && def == nil && col.Identity == nil && col.Generated == nil {
		s.Risks = append(s.Risks, risk(riskNotNull,
			"column %s is NOT NULL without a default, so this fails if the table has rows; give it a default or a backfill", col.Ref().Path()))
	}
	return s
}

// addFilled adds a column whose existing rows get values of their own: first
// it takes nulls, then it is filled, then it is what it should be.
func addFilled(c *sqlgen.Context, col *schema.Column, def *schema.Default) []sqlgen.Stmt {
	plain := *col
	plain.NotNull = false
	stmts := []sqlgen.Stmt{addColumn(c, &plain, nil)}
	if def != nil {
		stmts = append(stmts, setDefault(def))
	}
	stmts = append(stmts, backfill(c, col)...)
	if col.NotNull {
		stmts = append(stmts, setNotNull(c, col)...)
	}
	return stmts
}

// backfill fills the nulls of a column.
func backfill(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	if col.Backfill == "" || col.Backfill == "NULL" {
		return nil
	}
	name := Ident(col.Name)
	var stmts []sqlgen.Stmt
	for _, table := range filledOver(c, onTable(col.Schema, col.Table)) {
		stmts = append(stmts, sqlgen.Stmt{
			SQL:   fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s IS NULL", table, name, col.Backfill, name),
			NoTx:  c.Online,
			Risks: []sqlgen.Risk{risk(riskLock, "the rows of %s that are filled stay locked until this ends", onTable(col.Schema, col.Table).Path())},
		})
	}
	return stmts
}

// filledOver lists what to update for all rows of a table and its children: the table, but where
// there are foreign tables below, whose rows are another's, those with rows here one by one.
func filledOver(c *sqlgen.Context, table schema.Ref) []string {
	if len(foreignBelow(c, table)) == 0 {
		return []string{Qualified(table.Schema, table.Name)}
	}
	_, to := c.Plan.Families()
	var out []string
	for _, r := range append([]schema.Ref{table}, to.Descendants(table)...) {
		if !isForeign(c, r.Schema, r.Name) && !partitioned(c, r.Schema, r.Name) && !c.New(r) {
			out = append(out, "ONLY "+Qualified(r.Schema, r.Name))
		}
	}
	return out
}

// volatileCall finds the server's own functions whose value is another for
// each row. Functions that only differ between transactions, such as now, are
// evaluated once.
var volatileCall = regexp.MustCompile(`(?i)\b(random|gen_random_uuid|uuid_generate_v[14]|uuid_generate_v1mc|uuidv[47]|clock_timestamp|timeofday|nextval|setval|txid_current|random_normal)\(`)

// fillsRows tells why adding a column writes every row; empty if it does not.
// https://www.postgresql.org/docs/current/sql-altertable.html, Notes
func fillsRows(c *sqlgen.Context, col *schema.Column, def *schema.Default) string {
	switch {
	case col.Identity != nil:
		return "each row gets a number"
	case col.Generated != nil && !col.Generated.Virtual:
		return "the generated values are stored"
	case def != nil && (volatileCall.MatchString(def.Expr) || callsVolatile(c, def)):
		return "the default is another for each row"
	case isConstrainedDomain(c, col.Type):
		return "its domain has constraints"
	}
	return ""
}

// callsVolatile reports whether a default calls a volatile function of the
// schema's own.
func callsVolatile(c *sqlgen.Context, def *schema.Default) bool {
	for _, r := range def.Needs {
		if f, ok := schema.Find[*schema.Routine](c.Plan.To, r); ok && f.Volatility == "" {
			return true
		}
	}
	return false
}

func isConstrainedDomain(c *sqlgen.Context, typ string) bool {
	schemaName, name := typeName(typ)
	ref := schema.Ref{Kind: schema.KindDomain, Schema: schemaName, Name: name}
	d, ok := schema.Find[*schema.Domain](c.Plan.To, ref)
	if !ok || d.NotNull {
		return ok
	}
	for check := range schema.Of[*schema.DomainCheck](c.Plan.To) {
		if check.Schema == schemaName && check.Table == name {
			return true
		}
	}
	return false
}
