package pgrandom

import (
	"fmt"
	"slices"
	"strings"
)

func makeSequence(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	p.text = fmt.Sprintf("CREATE SEQUENCE {%s}%s%s%s;\n", p.id(), c.word("", " AS integer"), c.word("", " INCREMENT 3 CACHE 4"), c.word("", " START 7", " CYCLE"))
	return true
}

func makeCollation(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	p.text = fmt.Sprintf("CREATE COLLATION {%s} (%s);\n", p.id(), c.word("LOCALE = 'C'", "LOCALE = 'POSIX'", "LC_COLLATE = 'C', LC_CTYPE = 'POSIX'",
		"PROVIDER = icu, LOCALE = 'de'", "PROVIDER = icu, LOCALE = 'en-u-kn-true'"))
	return true
}

// argument draws a type for an argument: of the schema where there is one.
func (m *model) argument(c *chooser, p *piece) string {
	var of []string
	for _, t := range m.types {
		of = append(of, "type "+t.name)
	}
	for _, r := range m.relations() {
		of = append(of, r.id())
	}
	if len(of) == 0 || c.once(4) {
		return c.word("integer", "text", "numeric", "jsonb", "integer[]")
	}
	id := of[c.upTo(len(of))]
	p.needs = append(p.needs, id)
	return "{" + id + "}"
}

func makeFunction(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	arg := m.argument(c, p)
	attributes := c.word("", " IMMUTABLE", " STRICT", " SECURITY DEFINER SET search_path = ''", " STABLE PARALLEL SAFE", " COST 500 LEAKPROOF",
		" PARALLEL RESTRICTED SET work_mem = '4MB' SET \"my.own\" = 'it''s'")
	switch c.upTo(7) {
	case 5:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(a %s, INOUT b text DEFAULT 'x') RETURNS SETOF text LANGUAGE sql ROWS %d%s AS 'SELECT $2';\n", p.id(), arg, 5+c.upTo(3), attributes)
	case 6:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(integer, integer, integer) RETURNS SETOF integer LANGUAGE internal STRICT IMMUTABLE SUPPORT generate_series_int4_support AS '%s';\n",
			p.id(), c.word("generate_series_step_int4", "generate_series_int4"))
	case 0:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(a %s) RETURNS %s LANGUAGE sql%s AS 'SELECT $1';\n", p.id(), arg, arg, attributes)
	case 1:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(a %s, b integer DEFAULT %d) RETURNS SETOF %s LANGUAGE sql%s AS 'SELECT $1';\n", p.id(), arg, c.upTo(3), arg, attributes)
	case 2:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(a integer) RETURNS TABLE (x %s, y text) LANGUAGE plpgsql%s AS 'BEGIN END';\n", p.id(), arg, attributes)
	case 3:
		return makeQueryFunction(m, c, p)
	default:
		p.text = fmt.Sprintf("CREATE FUNCTION {%s}(OUT a %s, VARIADIC b text[]) LANGUAGE sql%s AS 'SELECT NULL::%s';\n", p.id(), arg, attributes, arg)
	}
	return true
}

// makeQueryFunction makes a function whose body the server knows the columns of.
func makeQueryFunction(m *model, c *chooser, p *piece) bool {
	r, ok := one(c, m.relations())
	if !ok || m.major < 14 {
		return false
	}
	col, ok := one(c, m.columns(r))
	if !ok {
		return false
	}
	p.needs = append(p.needs, r.id(), r.id()+"."+col.name)
	p.text = fmt.Sprintf("CREATE FUNCTION {%s}() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(x.%s) FROM {%s} x; END;\n", p.id(), col.name, r.id())
	return true
}

func makeProcedure(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	p.text = fmt.Sprintf("CREATE PROCEDURE {%s}(a %s) LANGUAGE plpgsql%s AS 'BEGIN /* %d */ END';\n", p.id(), m.argument(c, p),
		c.word("", " SECURITY DEFINER", " SET search_path = public"), c.upTo(3))
	if r, ok := one(c, m.tables); ok && m.major >= 14 && c.once(3) {
		p.needs = append(p.needs, r.id())
		p.text = fmt.Sprintf("CREATE PROCEDURE {%s}(INOUT a integer) LANGUAGE sql BEGIN ATOMIC DELETE FROM {%s}; SELECT a; END;\n", p.id(), r.id())
	}
	return true
}

func makeAggregate(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	arg := p.word
	if arg == "" {
		arg = m.argument(c, p)
		p.word = arg
	}
	p.needs = append(p.needs, idsIn(arg)...)
	name := strings.Trim(p.name, `"`)
	p.text = fmt.Sprintf("CREATE FUNCTION %s.%s(a %s, b %s) RETURNS %s LANGUAGE sql AS 'SELECT $%d';\n", p.schema, quote(name+"_step"), arg, arg, arg, 1+c.upTo(2)) +
		fmt.Sprintf("CREATE AGGREGATE {%[1]s}(%[2]s) (SFUNC = %[3]s.%[4]s, STYPE = %[5]s);\n", p.id(), arg, p.schema, quote(name+"_step"), arg+c.word("", ", PARALLEL = SAFE", ", SSPACE = 64",
			fmt.Sprintf(", COMBINEFUNC = %s.%s", p.schema, quote(name+"_step")), fmt.Sprintf(", MSFUNC = %[1]s.%[2]s, MINVFUNC = %[1]s.%[2]s, MSTYPE = %[3]s", p.schema, quote(name+"_step"), arg)))
	return true
}

// onColumn chooses a relation and takes one of its columns; nil if there is none.
func (m *model) onColumn(c *chooser, p *piece, fits func(*relation) bool) (*relation, string) {
	r := m.onTable(c, p, fits)
	if r == nil {
		return nil, ""
	}
	col, ok := one(c, m.colsOf(r, nil))
	if !ok {
		return nil, ""
	}
	m.take(p, r, col)
	return r, col
}

func makePolicy(m *model, c *chooser, p *piece) bool {
	r, col := m.onColumn(c, p, isTable)
	if r == nil {
		return false
	}
	condition, ok := m.called(c, p, r, col)
	if !ok {
		condition = col + " IS NOT NULL"
	}
	command := c.word("", " FOR ALL", " FOR SELECT", " FOR UPDATE", " FOR INSERT")
	clause := fmt.Sprintf("USING (%s)", condition)
	switch {
	case command == " FOR INSERT":
		clause = fmt.Sprintf("WITH CHECK (%s)", condition)
	case command != " FOR SELECT" && c.once(3):
		clause += " WITH CHECK (true)"
	}
	p.text = fmt.Sprintf("CREATE POLICY %s ON {%s}%s%s TO %s %s;\n", p.name, r.id(), c.word("", " AS RESTRICTIVE"), command, c.word("PUBLIC", "pg_monitor", "pg_monitor, pg_signal_backend"), clause)
	if others := slices.DeleteFunc(slices.Clone(m.tables), func(o *relation) bool { return len(m.columns(o)) == 0 }); c.once(3) && len(others) > 0 {
		o, _ := one(c, others)
		col, _ := one(c, m.columns(o))
		p.needs = append(p.needs, o.id(), o.id()+"."+col.name)
		p.text = fmt.Sprintf("CREATE POLICY %s ON {%s} USING (EXISTS (SELECT FROM {%s} x WHERE x.%s IS NOT NULL));\n", p.name, r.id(), o.id(), col.name)
	}
	p.text += c.word("", fmt.Sprintf("ALTER TABLE {%s} ENABLE ROW LEVEL SECURITY;\n", r.id()), fmt.Sprintf("ALTER TABLE {%s} FORCE ROW LEVEL SECURITY;\n", r.id()))
	return true
}

func makeRule(m *model, c *chooser, p *piece) bool {
	r, col := m.onColumn(c, p, func(r *relation) bool { return r.kind == "table" && r.strategy == "" || r.kind == "view" })
	if r == nil {
		return false
	}
	action := "NOTHING"
	if o, ok := one(c, m.tables); ok && c.once(2) {
		p.needs = append(p.needs, o.id())
		action = fmt.Sprintf("DELETE FROM {%s}", o.id())
	}
	if action != "NOTHING" && c.once(4) {
		action = fmt.Sprintf("(%[1]s; %[1]s)", action)
	}
	p.text = fmt.Sprintf("CREATE RULE %s AS ON %s TO {%s} WHERE (OLD.%s IS NULL) DO %s %s;\n", p.name, c.word("UPDATE", "DELETE"), r.id(), col, c.word("ALSO", "ALSO", "INSTEAD"), action)
	if c.once(5) {
		p.text = fmt.Sprintf("CREATE RULE %s AS ON INSERT TO {%s} DO ALSO NOTIFY heard;\n", p.name, r.id())
	}
	if r.kind == "table" && c.once(6) {
		p.text += fmt.Sprintf("ALTER TABLE {%s} %s RULE %s;\n", r.id(), c.word("DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"), p.name)
	}
	return true
}
