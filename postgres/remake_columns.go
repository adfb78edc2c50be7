package postgres

import (
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// memberOf finds the member that a type is, or is an array of. The multirange
// of a range is the range's.
func (m *remake) memberOf(typ string) (b member, array, ok bool) {
	element, array := arrayOf(typ)
	schemaName, name := typeName(element)
	for _, k := range []schema.Kind{schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange} {
		if b, ok = m.made[schema.Ref{Kind: k, Schema: schemaName, Name: name}]; ok {
			return b, array, true
		}
	}
	for _, b := range m.members {
		if mk := makers[b.ref().Kind]; mk.twin != nil && name != "" && b.ref().Schema == schemaName && mk.twin(b.from) == name {
			return b, array, true
		}
	}
	return member{}, array, false
}

// nowCalled is the name of a type after it is made anew: the multirange of a
// range may have got another.
func (m *remake) nowCalled(typ string) string {
	b, array, ok := m.memberOf(typ)
	if !ok || makers[b.ref().Kind].twin == nil {
		return typ
	}
	twin := makers[b.ref().Kind].twin
	element, _ := arrayOf(typ)
	if _, name := typeName(element); name != twin(b.from) || twin(b.to) == twin(b.from) {
		return typ
	}
	now := Qualified(b.ref().Schema, twin(b.to))
	if array {
		now += "[]"
	}
	return now
}

// uses reports whether a column has a type, or a collation, that is made anew.
func (m *remake) uses(col *schema.Column) bool {
	if _, _, ok := m.memberOf(col.Type); ok {
		return true
	}
	schemaName, name := typeName(col.Collation)
	_, ok := m.made[schema.Ref{Kind: schema.KindCollation, Schema: schemaName, Name: name}]
	return ok
}

// columns lists the columns that have an old type at this point of the plan, in
// the order of the current schema.
func (m *remake) columns() []*schema.Column {
	var out []*schema.Column
	changed := m.alteredBefore()
	for col := range schema.Of[*schema.Column](m.c.Plan.From) {
		r := col.Ref()
		if m.uses(col) && m.c.Plan.To.Has(r) && !m.c.Drops(r) && !changed[r] {
			out = append(out, col)
		}
	}
	return out
}

// alteredBefore holds what the plan has altered when it comes to this type.
func (m *remake) alteredBefore() map[schema.Ref]bool {
	done := map[schema.Ref]bool{}
	for _, s := range m.c.Plan.Steps {
		if s.Ref() == m.leader {
			break
		}
		if s.Action == planner.Alter && s.Has("Type") {
			done[s.Ref()] = true
		}
	}
	return done
}

// convert changes the type of columns. That of a child goes with the parent's,
// but its default has to be out of the way by then.
func (m *remake) convert(columns []*schema.Column) []sqlgen.Stmt {
	listed := map[schema.Ref]bool{}
	for _, col := range columns {
		listed[col.Ref()] = true
	}
	var first, last []sqlgen.Stmt
	var stmts []sqlgen.Stmt
	for _, col := range columns {
		target, name := "ALTER TABLE "+Qualified(col.Schema, col.Table), "ALTER COLUMN "+Ident(col.Name)
		follows := false
		for _, p := range following(m.c, onTable(col.Schema, col.Table)) {
			follows = follows || listed[p.InTable(schema.KindColumn, col.Name)]
		}
		before, after := m.defaults(col)
		drop := sqlgen.Stmt{Target: target, Clause: name + " DROP DEFAULT"}
		set := sqlgen.Stmt{Target: target, Clause: name + " SET DEFAULT " + after}
		family := follows || len(followers(m.c, onTable(col.Schema, col.Table))) > 0
		if before != "" && family {
			first = append(first, drop)
		} else if before != "" {
			stmts = append(stmts, drop)
		}
		if !follows {
			stmts = append(stmts, m.retype(col, target, name))
		}
		if after != "" && family {
			last = append(last, set)
		} else if after != "" {
			stmts = append(stmts, set)
		}
		last = append(last, m.keepSettings(col)...)
	}
	return append(append(first, stmts...), last...)
}

// keepSettings gives a column back what it loses with every new type.
func (m *remake) keepSettings(col *schema.Column) []sqlgen.Stmt {
	to, ok := schema.Find[*schema.Column](m.c.Plan.To, col.Ref())
	if !ok {
		return nil
	}
	bare := *to
	bare.Storage, bare.Compression = "", ""
	return append(alterCompression(m.c, &bare, to), columnSettings(m.c, &bare, to)...)
}

func (m *remake) retype(col *schema.Column, target, name string) sqlgen.Stmt {
	clause := name + " TYPE " + m.nowCalled(col.Type)
	if col.Collation != "" {
		clause += " COLLATE " + bare(col.Collation)
	}
	b, _, ok := m.memberOf(col.Type)
	if !ok {
		return sqlgen.Stmt{Target: target, Clause: clause, Risks: []sqlgen.Risk{
			risk(riskLock, "the indexes on column %s are built anew under a lock that keeps reads out", col.Ref().Path()),
		}}
	}
	s := sqlgen.Stmt{Target: target, Clause: clause + " USING " + m.cast(Ident(col.Name), col.Type)}
	s.Risks = []sqlgen.Risk{remakeRisk(strings.ToLower(makers[b.ref().Kind].word), Qualified(b.ref().Schema, b.ref().Name))}
	if risks := makers[b.ref().Kind].risks; risks != nil {
		s.Risks = append(s.Risks, risks(b)...)
	}
	return s
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

// cast writes a value of a type of the current schema as one of the type that
// has its name now: by way of text, or, where the text of the one is none of
// the other, from its parts.
func (m *remake) cast(expr, typ string) string {
	b, array, ok := m.memberOf(typ)
	switch {
	case !ok:
		return expr
	case !m.isBuilt(b):
		if array {
			return expr + "::text[]::" + m.nowCalled(typ)
		}
		return expr + "::text::" + m.nowCalled(typ)
	case array:
		return m.help(b, typ) + "(" + expr + ")"
	}
	if d, ok := b.from.(*schema.Domain); ok {
		return "(" + m.cast(expr, d.Type) + ")::" + typ
	}
	return m.rebuilt(expr, b)
}

// isBuilt reports whether the text of the old type's values is none of the new
// one's: the attributes of a composite type within it come, go or move.
func (m *remake) isBuilt(b member) bool {
	if known, ok := m.built[b.ref()]; ok {
		return known
	}
	m.built[b.ref()] = false
	built := false
	inner := func(typ string) {
		if i, _, ok := m.memberOf(typ); ok {
			built = built || m.isBuilt(i)
		}
	}
	switch from := b.from.(type) {
	case *schema.Domain:
		inner(from.Type)
	case *schema.Composite:
		e := compositeEdits(from, b.to.(*schema.Composite))
		built = e.moved || len(e.added) > 0 || len(e.dropped) > 0
		for _, f := range from.Fields {
			inner(f.Type)
		}
	}
	m.built[b.ref()] = built
	return built
}

// rebuilt builds a value of a new composite type from the attributes of an old
// one. A row of NULLs is not the same as NULL, and IS NULL does not tell them
// apart.
func (m *remake) rebuilt(expr string, b member) string {
	from, to := b.from.(*schema.Composite), b.to.(*schema.Composite)
	was := formerFields(from, to)
	values := make([]string, len(to.Fields))
	for i, f := range to.Fields {
		j, ok := was[f.Name]
		if !ok {
			values[i] = "NULL"
			continue
		}
		old := from.Fields[j]
		values[i] = "(" + expr + ")." + Ident(old.Name)
		if old.Type != f.Type {
			values[i] += "::text::" + f.Type
		} else {
			values[i] = m.cast(values[i], f.Type)
		}
	}
	return "CASE WHEN " + expr + " IS DISTINCT FROM NULL THEN ROW(" + strings.Join(values, ", ") + ")::" +
		Qualified(to.Schema, to.Name) + " END"
}

// A helper is a function of the session that converts an array element by
// element, for which there is no expression.
type helper struct{ name, typ, element string }

func (m *remake) help(b member, typ string) string {
	for _, h := range m.helpers {
		if h.typ == typ {
			return h.name
		}
	}
	h := helper{name: "pg_temp." + Ident(clip("remade_"+b.ref().Name, maxName)), typ: typ}
	element, _ := arrayOf(typ)
	h.element = m.cast("$1[n]", element)
	m.helpers = append(m.helpers, h)
	return h.name
}

// helperStatements makes the helpers, or drops them. They take any array, as
// the old type has another name by then.
func (m *remake) helperStatements(create bool) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, h := range m.helpers {
		if !create {
			stmts = append(stmts, sqlgen.Stmt{SQL: "DROP FUNCTION " + h.name + "(anyarray)"})
			continue
		}
		stmts = append(stmts, sqlgen.Stmt{SQL: "CREATE FUNCTION " + h.name + "(anyarray) RETURNS " + h.typ +
			" LANGUAGE plpgsql STRICT AS $$\nBEGIN\n    IF array_ndims($1) > 1 THEN\n" +
			"        RAISE EXCEPTION 'an array of more than one dimension cannot be converted';\n    END IF;\n" +
			"    RETURN ARRAY(SELECT " + h.element + " FROM generate_subscripts($1, 1) AS n ORDER BY n);\nEND\n$$"})
	}
	return stmts
}
