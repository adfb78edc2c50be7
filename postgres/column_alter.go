package postgres

import (
	"iter"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// alterColumn is in the order in which the parts of a column give way to each
// other: an identity column must be NOT NULL all along, and a new type brings
// its own storage.
var alterColumn = []alter[*schema.Column]{
	{fields: []string{"Identity"}, write: dropIdentity},
	{fields: []string{"Identity"}, write: narrowIdentity},
	{fields: []string{"Generated"}, write: alterExpression},
	{fields: []string{"Type", "Collation"}, write: unlessFollowed(retypeAlone, "Type", "Collation")},
	{fields: []string{"Type"}, write: func(c *sqlgen.Context, _, to *schema.Column) []sqlgen.Stmt { return toastSettings(c, to) }},
	{fields: []string{"NotNull", "NotNullName", "NotNullNotValid", "NotNullNoInherit"}, write: alterNotNull},
	{fields: []string{"Identity"}, write: setIdentity},
	{fields: []string{"Compression", "Type", "Collation"}, write: alterCompression},
	{fields: []string{"Storage", "Identity", "Type", "Collation", "Statistics", "Options", "ForeignOptions"}, write: alterColumnSettings},
}

// parentColumns runs over the columns that a child's follows, before and after.
func parentColumns(c *sqlgen.Context, child *schema.Column) iter.Seq2[*schema.Column, *schema.Column] {
	return func(yield func(was, is *schema.Column) bool) {
		for _, p := range following(c, onTable(child.Schema, child.Table)) {
			r := p.InTable(schema.KindColumn, child.Name)
			was, ok := schema.Find[*schema.Column](c.Plan.From, r)
			is, also := schema.Find[*schema.Column](c.Plan.To, r)
			if ok && also && !yield(was, is) {
				return
			}
		}
	}
}

// unlessFollowed writes nothing for the column of a child whose parent's column
// changes alike.
func unlessFollowed(write func(*sqlgen.Context, *schema.Column, *schema.Column) []sqlgen.Stmt, fields ...string) func(*sqlgen.Context, *schema.Column, *schema.Column) []sqlgen.Stmt {
	return func(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
		for was, is := range parentColumns(c, to) {
			change := planner.Change{Fields: schema.Changed(was, is)}
			if change.Has(fields...) {
				return nil
			}
		}
		return write(c, from, to)
	}
}

func columnStmt(col *schema.Column, clause string, risks ...sqlgen.Risk) sqlgen.Stmt {
	return alterTable(col.Schema, col.Table, "ALTER COLUMN "+Ident(col.Name)+" "+clause, risks...)
}

// dropIdentity goes alone where the type changes too: the server looks first at
// whether an identity column can have the new one.
func dropIdentity(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	if from.Identity == nil || to.Identity != nil {
		return nil
	}
	made, ok := schema.Find[*schema.Sequence](c.Plan.To, schema.Ref{Kind: schema.KindSequence, Schema: from.Schema, Name: identitySequence(from)})
	if ok && c.New(made.Ref()) {
		if h, ok := fromIdentity(c, made); ok {
			return h.aside(c)
		}
	}
	s := columnStmt(to, "DROP IDENTITY", risk(riskDataLoss, "the last number given to column %s is lost", to.Ref().Path()))
	s.Alone = from.Type != to.Type
	return []sqlgen.Stmt{s}
}

// setIdentity makes a column an identity column, or changes one. Alone, as the
// new sequence would take the type that the column had before the statement.
func setIdentity(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	switch {
	case to.Identity == nil:
		return nil
	case from.Identity == nil:
		return append(becomeIdentity(c, to), undoSequenceDefaults(c, to)...)
	}
	if hasLessNumbers(to.Type, from.Type) {
		return nil
	}
	return changeIdentity(from, to)
}

// narrowIdentity changes the options before the type does, which takes the
// sequence along: what the new type cannot have must be gone by then.
func narrowIdentity(_ *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	if from.Identity == nil || to.Identity == nil || !hasLessNumbers(to.Type, from.Type) {
		return nil
	}
	stmts := changeIdentity(from, to)
	for i := range stmts {
		stmts[i].Alone = true
	}
	return stmts
}

// hasLessNumbers compares integer types.
func hasLessNumbers(typ, than string) bool {
	_, most := boundsOf(than)
	_, is := boundsOf(typ)
	return is < most
}

func changeIdentity(from, to *schema.Column) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if old := identitySequence(from); old != identitySequence(to) {
		stmts = append(stmts, sqlgen.Stmt{
			SQL: "ALTER SEQUENCE " + Qualified(to.Schema, old) + " RENAME TO " + Ident(identitySequence(to)),
		})
	}
	clauses := identityChanges(from, to)
	if len(clauses) == 0 {
		return stmts
	}
	move, restart, risks := movePlace(to.Schema, identitySequence(to),
		from.Identity.SequenceOptions, to.Identity.SequenceOptions, from.Type, to.Type)
	stmts = append(stmts, move...)
	return append(stmts, columnStmt(to, strings.Join(append(clauses, restart...), " "), risks...))
}

func identityChanges(from, to *schema.Column) []string {
	var clauses []string
	if from.Identity.Always != to.Identity.Always {
		clauses = append(clauses, "SET GENERATED "+identityWord(to.Identity))
	}
	for _, change := range sequenceChanges(from.Identity.SequenceOptions, to.Identity.SequenceOptions, from.Type, to.Type) {
		clauses = append(clauses, "SET "+change)
	}
	return clauses
}

// validate checks the rows for a constraint that was added NOT VALID. It must
// not share a transaction with that, whose lock would last as long as the scan.
func validate(schemaName, table, ident string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "ALTER TABLE " + Qualified(schemaName, table) + " VALIDATE CONSTRAINT " + ident, NoTx: true}
}

// scans is the risk of reading a table under a lock.
func scans(schemaName, table, lock string) sqlgen.Risk {
	return risk(riskLock, "every row of %s is read under a lock that %s", onTable(schemaName, table).Path(), lock)
}

// alterCompression: a new type resets it. It applies to rows written later.
func alterCompression(_ *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	switch {
	case to.Compression != "":
		return []sqlgen.Stmt{columnStmt(to, "SET COMPRESSION "+to.Compression)}
	case from.Compression != "" && !retyped(from, to):
		return []sqlgen.Stmt{columnStmt(to, "SET COMPRESSION default")}
	}
	return nil
}

func alterColumnSettings(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	was := *from
	if retyped(from, to) {
		was.Storage = ""
	}
	return columnSettings(c, &was, to)
}

// retyped reports whether ALTER TYPE runs on the column.
func retyped(from, to *schema.Column) bool {
	return from.Type != to.Type || from.Collation != to.Collation
}
