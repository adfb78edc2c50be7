package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// alterTable starts an ALTER TABLE with one clause.
func alterTable(schemaName, table, clause string, risks ...sqlgen.Risk) sqlgen.Stmt {
	return sqlgen.Stmt{Target: "ALTER TABLE " + Qualified(schemaName, table), Clause: clause, Risks: risks}
}

// onTable is the ref of the table that bears a constraint, column and so on.
func onTable(schemaName, table string) schema.Ref {
	return schema.Ref{Kind: schema.KindTable, Schema: schemaName, Name: table}
}

// onColumns lists the table and those of its columns that the lists name: what
// takes a constraint or index along when it is dropped.
func onColumns(schemaName, table string, lists ...[]string) []schema.Ref {
	refs := []schema.Ref{onTable(schemaName, table)}
	for _, list := range lists {
		for _, name := range list {
			if name != "" {
				refs = append(refs, schema.Ref{Kind: schema.KindColumn, Schema: schemaName, Table: table, Name: name})
			}
		}
	}
	return refs
}

// busy reports whether others may use the table while the migration runs, and
// its rows would be looked at. Those of a foreign table never are.
func busy(c *sqlgen.Context, schemaName, table string) bool {
	return !isForeign(c, schemaName, table) && !c.New(onTable(schemaName, table)) &&
		!c.New(schema.Ref{Kind: schema.KindMaterialized, Schema: schemaName, Name: table})
}

// bare takes the schema off the names of the server's own catalog, which every
// search_path includes.
func bare(name string) string { return strings.TrimPrefix(name, "pg_catalog.") }

// parens puts an expression into parentheses, unless they are there already.
func parens(expr string) string {
	if wrapped(expr) {
		return expr
	}
	return "(" + expr + ")"
}

// unwrap takes one pair of parentheses off an expression that stands in them.
func unwrap(expr string) string {
	if wrapped(expr) {
		return expr[1 : len(expr)-1]
	}
	return expr
}

// wrapped reports whether the first parenthesis of an expression is closed by
// its last byte. In doubt it is not. Those of a subquery are its own: a clause
// that demands parentheses demands others around it.
func wrapped(expr string) bool {
	return strings.HasPrefix(expr, "(") && closingParen(expr, 0) == len(expr)-1 && !subquery.MatchString(expr)
}

var subquery = regexp.MustCompile(`(?i)^\(\s*(SELECT|WITH|VALUES|TABLE)\b`)

// closingParen finds the parenthesis that closes the one at a place, passing over
// quotes; -1 if it cannot be told.
func closingParen(expr string, open int) int {
	if strings.ContainsAny(expr, "$\\") || strings.Contains(expr, "--") || strings.Contains(expr, "/*") {
		return -1
	}
	depth := 0
	var quote byte
	for i := open; i < len(expr); i++ {
		ch := expr[i]
		switch {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '\'' || ch == '"':
			quote = ch
		case ch == '(':
			depth++
		case ch == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var callStart = regexp.MustCompile(`^([a-z_][a-z0-9_]*\.)?([a-z_][a-z0-9_]*)\(`)

// isCall reports whether an expression is one function call, which an index
// takes without parentheses.
func isCall(expr string) bool {
	m := callStart.FindStringSubmatch(expr)
	return m != nil && !reserved[m[2]] && closingParen(expr, len(m[0])-1) == len(expr)-1
}

// partList writes the keys of an index or an exclusion constraint.
func partList(parts []schema.IndexPart) string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = part(p)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

func part(p schema.IndexPart) string {
	text := Ident(p.Column)
	if p.Column == "" {
		text = p.Expr
		if !isCall(text) {
			text = parens(text)
		}
	}
	if p.Collation != "" {
		text += " COLLATE " + bare(p.Collation)
	}
	text += operatorClass(p)
	if p.Desc {
		text += " DESC"
	}
	if p.Nulls != "" {
		text += " NULLS " + p.Nulls
	}
	if p.Operator != "" {
		text += " WITH " + p.Operator
	}
	return text
}

// operatorClass writes an operator class and its parameters. Parameters need
// the class to be named, so that a part which has some always names it.
func operatorClass(p schema.IndexPart) string {
	if p.OpClass == "" {
		return ""
	}
	text := " " + bare(p.OpClass)
	if len(p.OpParams) > 0 {
		text += " " + optionList(p.OpParams)
	}
	return text
}

// include writes the INCLUDE of an index or key, with a space before it.
func include(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	return " INCLUDE (" + Idents(columns) + ")"
}

// with writes WITH and storage parameters, with a space before it.
func with(options []schema.Option) string {
	if len(options) == 0 {
		return ""
	}
	return " WITH " + optionList(options)
}

func optionList(options []schema.Option) string {
	list := make([]string, len(options))
	for i, o := range options {
		list[i] = optionName(o.Name) + " = " + optionValue(o.Value)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// optionName writes the name of a storage parameter, that may begin with
// `toast.`.
func optionName(name string) string {
	prefix, rest, ok := strings.Cut(name, ".")
	if !ok {
		return Ident(name)
	}
	return Ident(prefix) + "." + Ident(rest)
}

var plainValue = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|true|false|on|off|auto)$`)

func optionValue(value string) string {
	if plainValue.MatchString(value) {
		return value
	}
	return Literal(value)
}

// alterOptions lists the clauses that lead from some storage parameters to
// others: SET (…) for new and changed ones, RESET (…) for those gone.
func alterOptions(from, to []schema.Option) []string {
	var set []schema.Option
	var reset, clauses []string
	for _, o := range to {
		if !slices.Contains(from, o) {
			set = append(set, o)
		}
	}
	for _, o := range from {
		if !slices.ContainsFunc(to, func(t schema.Option) bool { return t.Name == o.Name }) {
			reset = append(reset, optionName(o.Name))
		}
	}
	if len(reset) > 0 {
		clauses = append(clauses, "RESET ("+strings.Join(reset, ", ")+")")
	}
	if len(set) > 0 {
		clauses = append(clauses, "SET "+optionList(set))
	}
	return clauses
}

// options reads reloptions and attoptions: texts of the form name=value, in the
// order of the catalog, which pg_dump shows.
func options(list []string, prefix string) []schema.Option {
	var out []schema.Option
	for _, text := range list {
		name, value, _ := strings.Cut(text, "=")
		out = append(out, schema.Option{Name: prefix + name, Value: value})
	}
	return out
}

// timing writes when a constraint is checked, with a space before it.
func timing(t schema.Timing) string {
	switch {
	case t.InitiallyDeferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	case t.Deferrable:
		return " DEFERRABLE"
	}
	return ""
}

// indexTablespace writes where the index of a constraint lives.
func indexTablespace(name string) string {
	if name == "" {
		return ""
	}
	return " USING INDEX TABLESPACE " + Ident(name)
}

// tablespaceOr names a tablespace; the empty one is the cluster's default.
func tablespaceOr(name string) string {
	if name == "" {
		return "pg_default"
	}
	return Ident(name)
}

// objectName makes the names that the server chooses.
var objectName = schema.ChosenName

// collationSQL and opclassSQL name a collation and an operator class in a
// catalog query, each joined with its namespace.
const (
	collationSQL = `pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)`
	opclassSQL   = `pg_catalog.quote_ident(opn.nspname) || '.' || pg_catalog.quote_ident(opc.opcname)`
)

// isTable is what a row of pg_class, named c, must be to be read as a table:
// ordinary, partitioned or foreign.
const isTable = `c.relkind IN ('r', 'p', 'f')`
