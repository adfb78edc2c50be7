package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var operatorClasses = kind[*schema.OperatorClass]{
	name:   schema.KindOperatorClass,
	read:   readOperatorClasses,
	stored: []string{"operator class"},
	create: createOperatorClass,
	drop: func(_ *sqlgen.Context, o *schema.OperatorClass) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + classTarget(o))
	},
	rename: func(from, to *schema.OperatorClass) []sqlgen.Stmt {
		return renameNamed("OPERATOR CLASS", from.Ref(), to.Ref(), " USING "+Ident(from.Method))
	},
	target: classTarget,
	owned:  true,
}

func classTarget(o *schema.OperatorClass) string {
	return "OPERATOR CLASS " + Qualified(o.Schema, o.Name) + " USING " + Ident(o.Method)
}

// https://www.postgresql.org/docs/current/catalog-pg-opclass.html
func readOperatorClasses(ctx context.Context, r *reader) error {
	members, err := r.readMembersOf(ctx, "pg_opclass")
	if err != nil {
		return err
	}
	const text = `
SELECT o.oid, n.nspname, o.opcname, m.amname, pg_catalog.format_type(o.opcintype, NULL),
	CASE WHEN o.opckeytype = 0 THEN '' ELSE pg_catalog.format_type(o.opckeytype, NULL) END, o.opcdefault,
	CASE WHEN f.opfname = o.opcname AND f.opfnamespace = o.opcnamespace THEN ''
		ELSE pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname) END,
	coalesce(pg_catalog.obj_description(o.oid, 'pg_opclass'), ''), pg_catalog.pg_get_userbyid(o.opcowner)
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = o.opcfamily
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var o schema.OperatorClass
		err := rows.Scan(&oid, &o.Schema, &o.Name, &o.Method, &o.Type, &o.Storage, &o.Default, &o.Family, &o.Comment, &o.Owner)
		if err != nil {
			return err
		}
		if a := (address{"pg_opclass", oid, 0}); r.mine(a, o.Schema) {
			if m := members[oid]; m != nil {
				o.Members = ownOperands(*m, o.Type)
			}
			r.add(a, &o)
		}
		return nil
	})
}

// ownOperands leaves out the operands of members that are those of the class.
func ownOperands(m schema.Members, typ string) schema.Members {
	m = sortMembers(m)
	for i := range m.Operators {
		if s := &m.Operators[i]; (s.Left == typ || s.Left == "") && (s.Right == typ || s.Right == "") {
			s.Left, s.Right = "", ""
		}
	}
	for i := range m.Functions {
		if s := &m.Functions[i]; (s.Left == typ || s.Left == "") && (s.Right == typ || s.Right == "") {
			s.Left, s.Right = "", ""
		}
	}
	return m
}

func createOperatorClass(_ *sqlgen.Context, o *schema.OperatorClass, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE OPERATOR CLASS " + Qualified(o.Schema, o.Name)
	if o.Default {
		text += " DEFAULT"
	}
	text += " FOR TYPE " + o.Type + " USING " + Ident(o.Method)
	if o.Family != "" {
		text += " FAMILY " + o.Family
	}
	var lines []string
	for _, s := range o.Operators {
		lines = append(lines, strategyText(s, o.Type))
	}
	for _, s := range o.Functions {
		lines = append(lines, supportText(s, o.Type))
	}
	storage := o.Storage
	if storage == "" && len(lines) == 0 {
		// The list must not be empty, and this is the default.
		storage = o.Type
	}
	if storage != "" {
		lines = append(lines, "STORAGE "+storage)
	}
	return sqlgen.SQL(text + " AS\n    " + joinLines(lines))
}

func joinLines(lines []string) string { return strings.Join(lines, ",\n    ") }

// memberKey is what tells the members of a class or family from each other.
func memberKey(word string, number int64, left, right string) string {
	return fmt.Sprintf("%s %d (%s, %s)", word, number, left, right)
}

// strategyText writes an operator of a class over typ, or of a family.
func strategyText(s schema.Strategy, typ string) string {
	text := fmt.Sprintf("OPERATOR %d %s (%s, %s)", s.Number, s.Operator, operandOr(s.Left, typ), operandOr(s.Right, typ))
	if len(splitQualified(s.Operator)) == 1 {
		text = fmt.Sprintf("OPERATOR %d pg_catalog.%s (%s, %s)", s.Number, s.Operator, operandOr(s.Left, typ), operandOr(s.Right, typ))
	}
	if s.OrderBy != "" {
		text += " FOR ORDER BY " + s.OrderBy
	}
	return text
}

func supportText(s schema.Support, typ string) string {
	return memberKey("FUNCTION", s.Number, operandOr(s.Left, typ), operandOr(s.Right, typ)) + " " + s.Function
}

func operandOr(given, usual string) string {
	if given == "" {
		return usual
	}
	return given
}
