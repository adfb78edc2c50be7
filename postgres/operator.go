package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var operators = kind[*schema.Operator]{
	name:   schema.KindOperator,
	read:   readOperators,
	stored: []string{"operator"},
	create: createOperator,
	drop:   dropOperator,
	// The rest can be set, from 17 on, where it was not; else it is final.
	alter: []alter[*schema.Operator]{{fields: []string{"Restrict", "Join"}, write: alterOperator}},
	// An operator can be moved; of another name it is another one.
	rename: func(from, to *schema.Operator) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER " + operatorTarget(from) + " SET SCHEMA " + Ident(to.Schema))
	},
	finalName: true,
	target:    operatorTarget,
	owned:     true,
}

func operatorTarget(o *schema.Operator) string {
	return "OPERATOR " + Ident(o.Schema) + "." + o.Name + operands(o)
}

func operands(o *schema.Operator) string {
	left, right := o.Left, o.Right
	if left == "" {
		left = schema.NoOperand
	}
	if right == "" {
		right = schema.NoOperand
	}
	return " (" + left + ", " + right + ")"
}

// operatorName is SQL for the name of the operator with an OID, without a
// schema if that is pg_catalog; empty if there is none.
func operatorName(oid string) string {
	return `coalesce((SELECT CASE WHEN xn.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(xn.nspname) || '.' END || x.oprname
		FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace xn ON xn.oid = x.oprnamespace WHERE x.oid = ` + oid + `), '')`
}

// Operators without a function are shells: the commutators and negators that
// others name, which bring them along.
// https://www.postgresql.org/docs/current/catalog-pg-operator.html
func readOperators(ctx context.Context, r *reader) error {
	operand := func(oid string) string {
		return "CASE WHEN " + oid + " = 0 THEN '' ELSE pg_catalog.format_type(" + oid + ", NULL) END"
	}
	text := `
SELECT o.oid, n.nspname, o.oprname, ` + operand("o.oprleft") + `, ` + operand("o.oprright") + `,
	` + procName("o.oprcode") + `, ` + procName("o.oprrest") + `, ` + procName("o.oprjoin") + `,
	` + operatorName("o.oprcom") + `, ` + operatorName("o.oprnegate") + `, o.oprcanhash, o.oprcanmerge,
	coalesce(pg_catalog.obj_description(o.oid, 'pg_operator'), ''), pg_catalog.pg_get_userbyid(o.oprowner)
FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0 AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var o schema.Operator
		err := rows.Scan(&oid, &o.Schema, &o.Name, &o.Left, &o.Right, &o.Function, &o.Restrict, &o.Join,
			&o.Commutator, &o.Negator, &o.Hashes, &o.Merges, &o.Comment, &o.Owner)
		if err != nil {
			return err
		}
		if a := (address{"pg_operator", oid, 0}); r.mine(a, o.Schema) {
			r.add(a, &o)
		}
		return nil
	})
}

func createOperator(_ *sqlgen.Context, o *schema.Operator, _ []schema.Object) []sqlgen.Stmt {
	lines := []string{"    FUNCTION = " + o.Function}
	add := func(word, value string) {
		if value != "" {
			lines = append(lines, "    "+word+" = "+value)
		}
	}
	add("LEFTARG", o.Left)
	add("RIGHTARG", o.Right)
	add("COMMUTATOR", operatorWord(o.Commutator))
	add("NEGATOR", operatorWord(o.Negator))
	add("RESTRICT", o.Restrict)
	add("JOIN", o.Join)
	if o.Hashes {
		lines = append(lines, "    HASHES")
	}
	if o.Merges {
		lines = append(lines, "    MERGES")
	}
	return sqlgen.SQL("CREATE OPERATOR " + Ident(o.Schema) + "." + o.Name + " (\n" + strings.Join(lines, ",\n") + "\n)")
}

// dropOperator takes along the shells that the operator brought: they would
// keep its types from being dropped.
func dropOperator(c *sqlgen.Context, o *schema.Operator) []sqlgen.Stmt {
	stmts := sqlgen.SQL("DROP " + operatorTarget(o))
	for _, shell := range partners(o) {
		if !c.Plan.From.Has(shell.Ref()) && !named(c.Plan.To, shell.Ref()) {
			stmts = append(stmts, sqlgen.Stmt{SQL: "DROP OPERATOR IF EXISTS " + strings.TrimPrefix(operatorTarget(shell), "OPERATOR ")})
		}
	}
	return stmts
}

// partners are the operators of the schema's own that an operator names as its
// commutator and negator.
func partners(o *schema.Operator) []*schema.Operator {
	var out []*schema.Operator
	add := func(name, left, right string) {
		if parts := splitQualified(name); len(parts) == 2 {
			out = append(out, &schema.Operator{Schema: parts[0], Name: parts[1], Left: left, Right: right})
		}
	}
	add(o.Commutator, o.Right, o.Left)
	add(o.Negator, o.Left, o.Right)
	return out
}

// named reports whether an operator of s names another as its partner, or is
// it.
func named(s *schema.Schema, r schema.Ref) bool {
	for o := range schema.Of[*schema.Operator](s) {
		if o.Ref() == r || slices.ContainsFunc(partners(o), func(p *schema.Operator) bool { return p.Ref() == r }) {
			return true
		}
	}
	return false
}

// operatorWord writes the name of an operator where a bare one would be looked
// for on the search path.
func operatorWord(name string) string {
	switch {
	case name == "":
		return ""
	case len(splitQualified(name)) > 1:
		return "OPERATOR(" + name + ")"
	}
	return "OPERATOR(pg_catalog." + name + ")"
}

func alterOperator(_ *sqlgen.Context, from, to *schema.Operator) []sqlgen.Stmt {
	var list []string
	set := func(word, was, is string) {
		switch {
		case was == is:
		case is == "":
			list = append(list, word+" = NONE")
		default:
			list = append(list, word+" = "+is)
		}
	}
	set("RESTRICT", from.Restrict, to.Restrict)
	set("JOIN", from.Join, to.Join)
	return sqlgen.SQL("ALTER " + operatorTarget(to) + " SET (" + strings.Join(list, ", ") + ")")
}
