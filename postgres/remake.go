package postgres

import (
	"strings"
	"unicode/utf8"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A remake makes a type anew, for what ALTER TYPE cannot do: the old one moves
// aside, the columns of the type are converted to the new one, the old one goes.
type remake struct {
	c   *sqlgen.Context
	ref schema.Ref
	// word is TYPE or DOMAIN.
	word string
	// from bears the attributes that the new type gets first.
	from   schema.Object
	create []sqlgen.Stmt
	// cast writes the value of a column, or of an array column, in the new type.
	cast  func(column string, array bool) string
	risks []sqlgen.Risk
}

// remakeEffect is what making a type anew does to what depends on it.
func remakeEffect(_ planner.Change, dependent schema.Object) planner.Effect {
	if _, ok := dependent.(*schema.Column); ok {
		return planner.Ripple
	}
	return planner.Aside
}

func (m *remake) statements() []sqlgen.Stmt {
	old := m.passingName()
	stmts := []sqlgen.Stmt{{
		SQL: "ALTER " + m.word + " " + Qualified(m.ref.Schema, m.ref.Name) + " RENAME TO " + Ident(old),
	}}
	stmts = append(stmts, m.create...)
	stmts = append(stmts, attributesOf(m.from)...)
	for _, col := range m.columns() {
		stmts = append(stmts, m.convert(col)...)
	}
	return append(stmts, sqlgen.Stmt{SQL: "DROP " + m.word + " " + Qualified(m.ref.Schema, old)})
}

// attributesOf writes the comment, owner and grants of an object.
func attributesOf(o schema.Object) []sqlgen.Stmt {
	h, ok := handlerOf(o.Ref().Kind).(interface {
		partAttributes(schema.Object) []sqlgen.Stmt
	})
	if !ok {
		return nil
	}
	return h.partAttributes(o)
}

// columns lists the columns that have the old type at this point of the plan,
// in the order of the current schema.
func (m *remake) columns() []*schema.Column {
	var out []*schema.Column
	changed := m.alteredBefore()
	for col := range schema.Of[*schema.Column](m.c.Plan.From) {
		r := col.Ref()
		if _, ok := usesType(col.Type, m.ref); ok && m.c.Plan.To.Has(r) && !m.c.Drops(r) && !changed[r] {
			out = append(out, col)
		}
	}
	return out
}

// alteredBefore holds what the plan has altered when it comes to this type.
func (m *remake) alteredBefore() map[schema.Ref]bool {
	done := map[schema.Ref]bool{}
	for _, s := range m.c.Plan.Steps {
		if s.Ref() == m.ref {
			break
		}
		if s.Action == planner.Alter && s.Has("Type") {
			done[s.Ref()] = true
		}
	}
	return done
}

func (m *remake) convert(col *schema.Column) []sqlgen.Stmt {
	target := "ALTER TABLE " + Qualified(col.Schema, col.Table)
	name := Ident(col.Name)
	typ, array := Qualified(m.ref.Schema, m.ref.Name), false
	if _, array = arrayOf(col.Type); array {
		typ += "[]"
	}
	clause := "ALTER COLUMN " + name + " TYPE " + typ
	if col.Generated == nil {
		clause += " USING " + m.cast(name, array)
	}
	var stmts []sqlgen.Stmt
	before, after := m.defaults(col)
	if before != "" {
		stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: "ALTER COLUMN " + name + " DROP DEFAULT"})
	}
	stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: clause, Risks: m.risks})
	if after != "" {
		stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: "ALTER COLUMN " + name + " SET DEFAULT " + after})
	}
	return stmts
}

// defaults gives the default that the column has now, and the one to set
// after, which is empty where a later step sets it.
func (m *remake) defaults(col *schema.Column) (before, after string) {
	r := schema.Ref{Kind: schema.KindDefault, Schema: col.Schema, Table: col.Table, Name: col.Name}
	d, ok := schema.Find[*schema.Default](m.c.Plan.From, r)
	if !ok || m.c.Drops(r) {
		return "", ""
	}
	if to, ok := schema.Find[*schema.Default](m.c.Plan.To, r); ok && !m.c.Alters(r) {
		return d.Expr, to.Expr
	}
	return d.Expr, ""
}

func remakeRisk(what, name string) sqlgen.Risk {
	return risk(riskRewrite, "every row of this table is written anew under an exclusive lock, as %s %s is made anew", what, name)
}

// usesType reports whether text is the type, or an array of it.
func usesType(text string, r schema.Ref) (array, ok bool) {
	element, array := arrayOf(text)
	schemaName, name := typeName(element)
	return array, schemaName == r.Schema && name == r.Name
}

// arrayOf takes the brackets off the name of an array type.
func arrayOf(text string) (element string, array bool) {
	element = strings.TrimRight(text, "[]")
	return element, element != text
}

// typeName takes a qualified name of a type, as format_type writes it, apart.
func typeName(text string) (schemaName, name string) {
	parts := splitQualified(text)
	if len(parts) == 2 {
		return parts[0], parts[1]
	}
	return "", parts[0]
}

// splitQualified takes a dotted name apart and the quotes off its parts.
func splitQualified(text string) []string {
	var parts []string
	var part strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; {
		case ch == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			part.WriteByte(ch)
			i++
		case ch == '"':
			quoted = !quoted
		case ch == '.' && !quoted:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(ch)
		}
	}
	return append(parts, part.String())
}

// maxName is the longest name in bytes (NAMEDATALEN - 1).
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
const maxName = 63

// passingName is a name for the old type that nothing else has.
func (m *remake) passingName() string {
	taken := map[string]bool{}
	for _, s := range []*schema.Schema{m.c.Plan.From, m.c.Plan.To} {
		for o := range s.All() {
			if r := o.Ref(); r.Schema == m.ref.Schema && strings.Contains(r.Name, "__old") {
				taken[r.Name] = true
			}
		}
	}
	suffix := "__old"
	for {
		name := clip(m.ref.Name, maxName-len(suffix)) + suffix
		if !taken[name] {
			return name
		}
		suffix += "_"
	}
}

// clip shortens a name to a number of bytes, without cutting a character.
func clip(name string, size int) string {
	if len(name) <= size {
		return name
	}
	for size > 0 && !utf8.RuneStart(name[size]) {
		size--
	}
	return name[:size]
}

// renameType changes the name of a type, its schema, or both.
func renameType(word string, from, to schema.Ref) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if from.Schema != to.Schema {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + word + " " + Qualified(from.Schema, from.Name) + " SET SCHEMA " + Ident(to.Schema)})
	}
	if from.Name != to.Name {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + word + " " + Qualified(to.Schema, from.Name) + " RENAME TO " + Ident(to.Name)})
	}
	return stmts
}
