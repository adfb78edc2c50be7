package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// constraintClause writes a constraint as CREATE TABLE and ADD take it; ok is
// false if the object is none.
func constraintClause(o schema.Object) (clause string, ok bool) {
	switch o := o.(type) {
	case *schema.Key:
		clause = keyClause(o)
	case *schema.Check:
		clause = checkClause(o)
	case *schema.Exclude:
		clause = excludeClause(o)
	case *schema.ForeignKey:
		clause = foreignKeyClause(o)
	default:
		return "", false
	}
	return "CONSTRAINT " + Ident(o.Ref().Name) + " " + clause, true
}

// addConstraint adds a constraint to a table that exists.
func addConstraint(o schema.Object, risks ...sqlgen.Risk) sqlgen.Stmt {
	clause, _ := constraintClause(o)
	r := o.Ref()
	s := alterTable(r.Schema, r.Table, "ADD "+clause, risks...)
	if schema.LacksParts(o) {
		s.Target = "ALTER TABLE ONLY " + Qualified(r.Schema, r.Table)
	}
	return s
}

func dropConstraint(o schema.Object) []sqlgen.Stmt {
	r := o.Ref()
	return []sqlgen.Stmt{alterTable(r.Schema, r.Table, "DROP CONSTRAINT "+Ident(r.Name))}
}

// renameOnIndex renames a constraint by way of its index: that takes no lock that
// reads and writes of the table wait for, and the server does it to typed tables too.
// https://www.postgresql.org/docs/current/sql-alterindex.html
func renameOnIndex(from, to schema.Object) []sqlgen.Stmt {
	r := to.Ref()
	return sqlgen.SQL("ALTER INDEX " + Qualified(r.Schema, from.Ref().Name) + " RENAME TO " + Ident(r.Name))
}

func renameConstraint(from, to schema.Object) []sqlgen.Stmt {
	r := to.Ref()
	return sqlgen.SQL("ALTER TABLE " + Qualified(r.Schema, r.Table) +
		" RENAME CONSTRAINT " + Ident(from.Ref().Name) + " TO " + Ident(r.Name))
}

func constraintTarget(o schema.Object) string {
	r := o.Ref()
	return "CONSTRAINT " + Ident(r.Name) + " ON " + Qualified(r.Schema, r.Table)
}

// alterIndexOptions changes the storage parameters of an index, be it that of
// a constraint.
func alterIndexOptions(schemaName, name string, from, to []schema.Option) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, clause := range alterOptions(from, to) {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER INDEX " + Qualified(schemaName, name) + " " + clause})
	}
	return stmts
}

func moveIndex(schemaName, name, tablespace string) []sqlgen.Stmt {
	return []sqlgen.Stmt{{
		SQL:   "ALTER INDEX " + Qualified(schemaName, name) + " SET TABLESPACE " + tablespaceOr(tablespace),
		Risks: []sqlgen.Risk{risk(riskLock, "index %s is copied under a lock that keeps reads of its table out", name)},
	}}
}
