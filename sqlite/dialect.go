// Package sqlite is the SQLite dialect: it reads each kind of object from
// sqlite_schema and writes its DDL. What ALTER TABLE cannot do is done by
// rebuilding the table.
package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// Dialect is SQLite as the planner and the generator see it.
type Dialect struct{}

// A kind is what SQLite does with one kind of object that is no part of a
// table's definition.
type kind struct {
	create func(schema.Object) string
	word   string // as in DROP word
}

var kinds = map[schema.Kind]kind{
	schema.KindIndex:   {func(o schema.Object) string { return createIndex(o.(*schema.Index)) }, "INDEX"},
	schema.KindView:    {func(o schema.Object) string { return createView(o.(*schema.View)) }, "VIEW"},
	schema.KindTrigger: {func(o schema.Object) string { return createTrigger(o.(*schema.Trigger)) }, "TRIGGER"},
}

// Supports reports whether SQLite has objects of the kind. The one schema that
// a file may declare stands for the database: see Normalize.
func (Dialect) Supports(k schema.Kind) bool {
	_, ok := kinds[k]
	return ok || k == schema.KindSchema || inDefinition(k) && k != schema.KindExclude
}

// How implements planner.Dialect.
func (Dialect) How(c planner.Change) planner.How {
	k := c.Ref().Kind
	switch {
	case kinds[k].create != nil:
		return planner.Replace
	case c.Has("Recreated") && (k == schema.KindTable || k == schema.KindColumn):
		return planner.Refuse
	}
	return planner.InPlace
}

// Disturbs implements planner.Dialect: a rebuilt table keeps its name, and what
// hangs on it is made again with it.
func (Dialect) Disturbs(planner.Change, schema.Object) planner.Effect { return planner.Along }

// Within implements planner.Dialect.
func (Dialect) Within(o schema.Object) (schema.Ref, bool) {
	r := o.Ref()
	switch {
	case r.Kind == schema.KindDefault:
		return r.InTable(schema.KindColumn, r.Name), true
	case r.Kind != schema.KindTable && inDefinition(r.Kind):
		return tableRef(r), true
	}
	return schema.Ref{}, false
}

func tableRef(r schema.Ref) schema.Ref {
	return schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}
}

// GoesWith implements planner.Dialect.
func (Dialect) GoesWith(s *schema.Schema, o schema.Object) []schema.Ref {
	r := o.Ref()
	switch {
	case r.Table == "":
		return nil
	case r.Kind == schema.KindDefault:
		return []schema.Ref{tableRef(r), r.InTable(schema.KindColumn, r.Name)}
	case r.Kind == schema.KindTrigger && !s.Has(tableRef(r)):
		return []schema.Ref{{Kind: schema.KindView, Schema: r.Schema, Name: r.Table}}
	}
	return []schema.Ref{tableRef(r)}
}

// Loose implements planner.Dialect: what texts mention is in Needs.
func (Dialect) Loose(*schema.Schema, schema.Object) []schema.Ref { return nil }

// Write implements sqlgen.Dialect.
func (d Dialect) Write(c *sqlgen.Context, s planner.Step) ([]sqlgen.Stmt, error) {
	k := s.Ref().Kind
	if !d.Supports(k) || k == schema.KindSchema {
		return nil, fmt.Errorf("writing %s: SQLite has no %s", s.Ref(), k)
	}
	if s.To != nil && s.Action != planner.Drop {
		if err := checkObject(s.To); err != nil {
			return nil, err
		}
	}
	o := outlineOf(c.Plan)
	if h, ok := kinds[k]; ok {
		return o.writeLoose(h, s), nil
	}
	return o.writePart(s)
}

// writeLoose writes an index, a view or a trigger.
func (o *outline) writeLoose(k kind, s planner.Step) []sqlgen.Stmt {
	if o.covered(s) {
		return nil
	}
	if s.Action == planner.Drop {
		return sqlgen.SQL("DROP " + k.word + " " + Ident(s.Ref().Name))
	}
	return sqlgen.SQL(k.create(s.To))
}

// writePart writes a table or a part of its definition: all of a new table at
// once, all of a rebuild at the first step of the table, and otherwise columns
// one by one.
func (o *outline) writePart(s planner.Step) ([]sqlgen.Stmt, error) {
	r := s.Ref()
	if r.Kind == schema.KindTable && s.Action != planner.Alter {
		return o.writeTable(s)
	}
	d := o.changed[tableOf(r)]
	switch {
	case d == nil:
		return nil, nil
	case !d.rebuild:
		return d.writeColumn(s), nil
	case o.first[tableOf(r)] != keyOf(s):
		return nil, nil
	}
	return o.rebuild(d, o.at[keyOf(s)]), nil
}

func (o *outline) writeTable(s planner.Step) ([]sqlgen.Stmt, error) {
	name := s.Ref().Name
	if s.Action == planner.Drop {
		return []sqlgen.Stmt{{
			SQL:   "DROP TABLE " + Ident(name),
			Risks: []sqlgen.Risk{{Code: "data-loss", Text: "all rows of table " + name + " are lost"}},
		}}, nil
	}
	sh := o.to[name]
	for _, part := range sh.parts() {
		if err := checkObject(part); err != nil {
			return nil, err
		}
	}
	return sqlgen.SQL(sh.createTable(name)), nil
}

// writeColumn writes ADD COLUMN and DROP COLUMN.
func (d *difference) writeColumn(s planner.Step) []sqlgen.Stmt {
	for _, c := range d.added {
		if s.Action == planner.Create && s.Ref() == c.Ref() {
			clauses := []string{columnText(c)}
			for _, o := range d.inline[c.Name] {
				clauses = append(clauses, inlineText(o))
			}
			return sqlgen.SQL("ALTER TABLE " + Ident(c.Table) + " ADD COLUMN " + strings.Join(clauses, " "))
		}
	}
	for _, c := range d.dropped {
		if s.Action == planner.Drop && s.Ref() == c.Ref() {
			stmt := sqlgen.Stmt{SQL: "ALTER TABLE " + Ident(c.Table) + " DROP COLUMN " + Ident(c.Name)}
			if c.Generated == nil {
				stmt.Risks = []sqlgen.Risk{dropsColumn(c)}
			}
			return []sqlgen.Stmt{stmt}
		}
	}
	return nil
}

func inlineText(o schema.Object) string {
	if f, ok := o.(*schema.ForeignKey); ok {
		return named(f.Name, referencesText(f))
	}
	return checkText(o.(*schema.Check))
}

// Rename writes the change of an object's name alone.
func (Dialect) Rename(from, to schema.Object) ([]sqlgen.Stmt, error) {
	a, b := from.Ref(), to.Ref()
	switch k, ok := kinds[a.Kind]; {
	case ok:
		return append(sqlgen.SQL("DROP "+k.word+" "+Ident(a.Name)), sqlgen.Stmt{SQL: k.create(to)}), nil
	case a.Kind == schema.KindTable:
		return sqlgen.SQL("ALTER TABLE " + Ident(a.Name) + " RENAME TO " + Ident(b.Name)), nil
	case a.Kind == schema.KindColumn:
		return sqlgen.SQL("ALTER TABLE " + Ident(a.Table) + " RENAME COLUMN " + Ident(a.Name) + " TO " + Ident(b.Name)), nil
	}
	return nil, fmt.Errorf("renaming %s: SQLite cannot rename a %s; leave out its renamed_from, and the table is rebuilt with the new name", a, a.Kind)
}
