package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var foreignKeys = kind[*schema.ForeignKey]{
	name:   schema.KindForeignKey,
	read:   readForeignKeys,
	stored: []string{"constraint f"},
	create: createForeignKey,
	drop:   func(_ *sqlgen.Context, f *schema.ForeignKey) []sqlgen.Stmt { return dropConstraint(f) },
	alter: []alter[*schema.ForeignKey]{
		{fields: []string{"Deferrable", "InitiallyDeferred", "NotEnforced"}, write: alterForeignKey},
		{fields: []string{"NotValid"}, write: func(c *sqlgen.Context, from, to *schema.ForeignKey) []sqlgen.Stmt {
			if from.NotEnforced {
				return nil // ENFORCED validates it
			}
			return []sqlgen.Stmt{validateChanged(c, to, to.Schema, to.Table)}
		}},
	},
	how: func(c planner.Change, _, to *schema.ForeignKey) (planner.How, bool) {
		return planner.Replace, c.Has("NotValid") && to.NotValid
	},
	within: func(f *schema.ForeignKey) schema.Ref {
		if f.NotValid {
			return schema.Ref{}
		}
		return onTable(f.Schema, f.Table)
	},
	goesWith: func(_ *schema.Schema, f *schema.ForeignKey) []schema.Ref {
		return onColumns(f.Schema, f.Table, f.Columns)
	},
	rename: func(from, to *schema.ForeignKey) []sqlgen.Stmt { return renameConstraint(from, to) },
	target: func(f *schema.ForeignKey) string { return constraintTarget(f) },
}

// foreignKeyActions are pg_constraint.confupdtype and confdeltype.
var foreignKeyActions = map[string]string{"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

// Rows with a parent are copies that the server makes for partitions, of
// either table. A key
// that refers to what is not read as a table is left out with it.
func readForeignKeys(ctx context.Context, r *reader) error {
	text := `
SELECT k.oid, k.conrelid, k.confrelid, k.conname, k.conkey, k.confkey, k.confmatchtype, k.confupdtype, k.confdeltype,
	` + r.since(15, "k.confdelsetcols", "NULL::int2[]") + `, k.condeferrable, k.condeferred,
	` + r.since(18, "NOT k.convalidated AND k.conenforced, NOT k.conenforced, k.conperiod", "NOT k.convalidated, false, false") + `,
	coalesce(d.description, '')
FROM pg_catalog.pg_constraint k
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
WHERE k.contype = 'f' AND k.conparentid = 0
ORDER BY k.conrelid, k.conname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation, referenced uint32
		var f schema.ForeignKey
		var columns, refColumns, deleteColumns pq.Int64Array
		var match, onUpdate, onDelete string
		if err := rows.Scan(&oid, &relation, &referenced, &f.Name, &columns, &refColumns, &match, &onUpdate, &onDelete,
			&deleteColumns, &f.Deferrable, &f.InitiallyDeferred, &f.NotValid, &f.NotEnforced, &f.Period, &f.Comment); err != nil {
			return err
		}
		table, ok := r.relations[relation]
		refTable, also := r.relations[referenced]
		if !ok || !also {
			return nil
		}
		f.Schema, f.Table, f.RefTable = table.Schema, table.Name, refTable
		f.OnUpdate, f.OnDelete = foreignKeyActions[onUpdate], foreignKeyActions[onDelete]
		if match == "f" {
			f.Match = "FULL"
		}
		var err error
		if f.Columns, err = r.columnNames(relation, columns); err != nil {
			return err
		}
		if f.RefColumns, err = r.columnNames(referenced, refColumns); err != nil {
			return err
		}
		if f.DeleteColumns, err = r.columnNames(relation, deleteColumns); err != nil {
			return err
		}
		r.add(address{"pg_constraint", oid, 0}, &f)
		return nil
	})
}

func foreignKeyClause(f *schema.ForeignKey) string {
	period := ""
	if f.Period {
		period = "PERIOD "
	}
	var b strings.Builder
	b.WriteString("FOREIGN KEY (" + lastWith(f.Columns, period) + ") REFERENCES ")
	b.WriteString(Qualified(f.RefTable.Schema, f.RefTable.Name) + " (" + lastWith(f.RefColumns, period) + ")")
	if f.Match != "" {
		b.WriteString(" MATCH " + f.Match)
	}
	if f.OnUpdate != "" {
		b.WriteString(" ON UPDATE " + f.OnUpdate)
	}
	if f.OnDelete != "" {
		b.WriteString(" ON DELETE " + f.OnDelete)
		if len(f.DeleteColumns) > 0 {
			b.WriteString(" (" + Idents(f.DeleteColumns) + ")")
		}
	}
	b.WriteString(timing(f.Timing))
	if f.NotEnforced {
		b.WriteString(" NOT ENFORCED")
	}
	return b.String()
}

// lastWith writes columns, the last with a word before it.
func lastWith(columns []string, word string) string {
	n := len(columns) - 1
	if word == "" || n < 0 {
		return Idents(columns)
	}
	if n == 0 {
		return word + Ident(columns[0])
	}
	return Idents(columns[:n]) + ", " + word + Ident(columns[n])
}

func createForeignKey(c *sqlgen.Context, f *schema.ForeignKey, _ []schema.Object) []sqlgen.Stmt {
	if c.Major < 18 && partitioned(c, f.Schema, f.Table) {
		// NOT VALID is PostgreSQL 18's for those.
		plain := *c
		plain.Online = false
		c = &plain
	}
	return addValidated(c, f, f.Schema, f.Table, f.NotValid, f.NotEnforced, "keeps writes to it and to the referenced table out")
}

func alterForeignKey(_ *sqlgen.Context, from, to *schema.ForeignKey) []sqlgen.Stmt {
	clause := "ALTER CONSTRAINT " + Ident(to.Name)
	if from.Timing != to.Timing {
		word := timing(to.Timing)
		if word == "" {
			word = " NOT DEFERRABLE"
		} else if from.InitiallyDeferred && !to.InitiallyDeferred {
			word += " INITIALLY IMMEDIATE"
		}
		clause += word
	}
	s := alterTable(to.Schema, to.Table, clause)
	if from.NotEnforced != to.NotEnforced {
		s.Clause += map[bool]string{true: " NOT ENFORCED", false: " ENFORCED"}[to.NotEnforced]
		if !to.NotEnforced {
			s.Risks = []sqlgen.Risk{scans(to.Schema, to.Table, "keeps writes to it and to the referenced table out")}
		}
	}
	return []sqlgen.Stmt{s}
}
