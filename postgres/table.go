package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var tables = kind[*schema.Table]{
	name:   schema.KindTable,
	data:   true,
	read:   readTables,
	create: createTable,
	drop: func(_ *sqlgen.Context, t *schema.Table) []sqlgen.Stmt {
		return []sqlgen.Stmt{{
			SQL:   "DROP TABLE " + Qualified(t.Schema, t.Name),
			Risks: []sqlgen.Risk{risk(riskDataLoss, "every row of table %s is lost", t.Ref().Path())},
		}}
	},
	alter: []alter[*schema.Table]{
		{fields: []string{"Unlogged"}, write: alterPersistence},
		{fields: []string{"AccessMethod"}, write: alterAccessMethod},
		{fields: []string{"Tablespace"}, write: alterTablespace},
		{fields: []string{"With"}, write: alterStorageParameters},
		{fields: []string{"RowSecurity", "ForceRowSecurity"}, write: alterRowSecurity},
	},
	disturbs: func(planner.Change, schema.Object) planner.Effect { return planner.Along },
	rename:   func(from, to *schema.Table) []sqlgen.Stmt { return renameType("TABLE", from.Ref(), to.Ref()) },
	target:   func(t *schema.Table) string { return "TABLE " + Qualified(t.Schema, t.Name) },

	owned:     true,
	grantable: true,
}

// createTable writes the columns and constraints that were folded into the
// table within its CREATE TABLE, and after it what that cannot say.
func createTable(_ *sqlgen.Context, t *schema.Table, parts []schema.Object) []sqlgen.Stmt {
	lines, after := tableElements(parts)
	text := "CREATE TABLE "
	if t.Unlogged {
		text = "CREATE UNLOGGED TABLE "
	}
	text += Qualified(t.Schema, t.Name) + " ("
	if len(lines) > 0 {
		text += "\n    " + strings.Join(lines, ",\n    ") + "\n"
	}
	text += ")"
	if t.AccessMethod != "" {
		text += "\nUSING " + Ident(t.AccessMethod)
	}
	if len(t.With) > 0 {
		text += "\nWITH " + optionList(t.With)
	}
	if t.Tablespace != "" {
		text += "\nTABLESPACE " + Ident(t.Tablespace)
	}
	stmts := append(sqlgen.SQL(text), after...)
	return append(stmts, rowSecurity(&schema.Table{}, t)...)
}

// tableElements writes the parts of a table: first the columns, then the
// constraints.
func tableElements(parts []schema.Object) (lines []string, after []sqlgen.Stmt) {
	defaults := map[schema.Ref]string{}
	for _, p := range parts {
		if d, ok := p.(*schema.Default); ok {
			defaults[schema.Ref{Kind: schema.KindColumn, Schema: d.Schema, Table: d.Table, Name: d.Column}] = d.Expr
		}
	}
	var constraints []string
	for _, p := range parts {
		if col, ok := p.(*schema.Column); ok {
			lines = append(lines, columnClause(col, defaults[col.Ref()]))
			after = append(after, columnSettings(&schema.Column{}, col)...)
		}
		if clause, ok := constraintClause(p); ok {
			constraints = append(constraints, clause)
		}
	}
	return append(lines, constraints...), after
}

func alterPersistence(_ *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	clause := "SET LOGGED"
	if to.Unlogged {
		clause = "SET UNLOGGED"
	}
	return []sqlgen.Stmt{alterTable(to.Schema, to.Name, clause, rewrites(to.Schema, to.Name))}
}

// rewrites is the risk of copying a table.
func rewrites(schemaName, table string) sqlgen.Risk {
	return risk(riskRewrite, "every row of %s is written anew, and its indexes too, under a lock that keeps reads out",
		onTable(schemaName, table).Path())
}

func alterAccessMethod(_ *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	method := to.AccessMethod
	if method == "" {
		method = "heap"
	}
	return []sqlgen.Stmt{alterTable(to.Schema, to.Name, "SET ACCESS METHOD "+Ident(method), rewrites(to.Schema, to.Name))}
}

// alterTablespace moves the table alone: its indexes have tablespaces of their
// own. SET TABLESPACE cannot be joined with other clauses.
func alterTablespace(_ *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	s := alterTable(to.Schema, to.Name, "SET TABLESPACE "+tablespaceOr(to.Tablespace), rewrites(to.Schema, to.Name))
	s.Alone = true
	return []sqlgen.Stmt{s}
}

func alterStorageParameters(_ *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, clause := range alterOptions(from.With, to.With) {
		stmts = append(stmts, alterTable(to.Schema, to.Name, clause))
	}
	return stmts
}

func alterRowSecurity(_ *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	return rowSecurity(from, to)
}

func rowSecurity(from, to *schema.Table) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if from.RowSecurity != to.RowSecurity {
		word := map[bool]string{true: "ENABLE", false: "DISABLE"}[to.RowSecurity]
		stmts = append(stmts, alterTable(to.Schema, to.Name, word+" ROW LEVEL SECURITY"))
	}
	if from.ForceRowSecurity != to.ForceRowSecurity {
		word := map[bool]string{true: "FORCE", false: "NO FORCE"}[to.ForceRowSecurity]
		stmts = append(stmts, alterTable(to.Schema, to.Name, word+" ROW LEVEL SECURITY"))
	}
	return stmts
}
