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
	p.text = fmt.Sprintf("CREATE COLLATION {%s} (LOCALE = '%s');\n", p.id(), c.word("C", "POSIX"))
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
	attributes := c.word("", " IMMUTABLE", " STRICT", " SECURITY DEFINER SET search_path = ''")
	switch c.upTo(5) {
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
	p.text = fmt.Sprintf("CREATE PROCEDURE {%s}(a %s) LANGUAGE plpgsql AS 'BEGIN /* %d */ END';\n", p.id(), m.argument(c, p), c.upTo(3))
	return true
}

func makeAggregate(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	arg := m.argument(c, p)
	name := strings.Trim(p.name, `"`)
	p.text = fmt.Sprintf("CREATE FUNCTION %s.%s(a %s, b %s) RETURNS %s LANGUAGE sql AS 'SELECT $%d';\n", p.schema, quote(name+"_step"), arg, arg, arg, 1+c.upTo(2)) +
		fmt.Sprintf("CREATE AGGREGATE {%s}(%s) (SFUNC = %s.%s, STYPE = %s);\n", p.id(), arg, p.schema, quote(name+"_step"), arg)
	return true
}

func makeTrigger(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, func(r *relation) bool { return r.kind == "table" || r.kind == "view" })
	if r == nil {
		return false
	}
	function := quote(strings.Trim(p.name, `"`) + "_do")
	text := fmt.Sprintf("CREATE FUNCTION public.%s() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n", function)
	when, condition, level := c.word("BEFORE", "AFTER"), "", "ROW"
	event := c.word("INSERT", "UPDATE", "INSERT OR UPDATE", "DELETE OR UPDATE")
	if r.kind == "view" {
		when = "INSTEAD OF"
	} else if cols := m.colsOf(r, func(col *column, typ string) bool { return m.ordered(typ) && col.generated == "" }); len(cols) > 0 {
		col, _ := one(c, cols)
		switch c.upTo(3) {
		case 1:
			m.take(p, r, col)
			event = "UPDATE OF " + col
		case 2:
			m.take(p, r, col)
			event, condition = "INSERT", fmt.Sprintf(" WHEN (NEW.%s IS NOT NULL)", col)
		}
	}
	p.text = text + fmt.Sprintf("CREATE TRIGGER %s %s %s ON {%s} FOR EACH %s%s EXECUTE FUNCTION public.%s();\n", p.name, when, event, r.id(), level, condition, function)
	if r.kind == "table" && c.once(5) {
		p.text += fmt.Sprintf("ALTER TABLE {%s} %s TRIGGER %s;\n", r.id(), c.word("DISABLE", "ENABLE ALWAYS"), p.name)
	}
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
	p.text = fmt.Sprintf("CREATE POLICY %s ON {%s}%s TO %s USING (%s IS NOT NULL);\n", p.name, r.id(), c.word("", " AS RESTRICTIVE"), c.word("PUBLIC", "pg_monitor"), col)
	if others := slices.DeleteFunc(slices.Clone(m.tables), func(o *relation) bool { return len(m.columns(o)) == 0 }); c.once(3) && len(others) > 0 {
		o, _ := one(c, others)
		col, _ := one(c, m.columns(o))
		p.needs = append(p.needs, o.id(), o.id()+"."+col.name)
		p.text = fmt.Sprintf("CREATE POLICY %s ON {%s} USING (EXISTS (SELECT FROM {%s} x WHERE x.%s IS NOT NULL));\n", p.name, r.id(), o.id(), col.name)
	}
	p.text += c.word("", fmt.Sprintf("ALTER TABLE {%s} ENABLE ROW LEVEL SECURITY;\n", r.id()))
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
	p.text = fmt.Sprintf("CREATE RULE %s AS ON %s TO {%s} WHERE (OLD.%s IS NULL) DO ALSO %s;\n", p.name, c.word("UPDATE", "DELETE"), r.id(), col, action)
	return true
}

func makePublication(m *model, c *chooser, p *piece) bool {
	r, ok := one(c, m.tables)
	if !ok || r.kind != "table" || strings.Contains(r.options, "UNLOGGED") {
		return false
	}
	id := r.id()
	p.needs = append(p.needs, id)
	p.text = fmt.Sprintf("CREATE PUBLICATION %s FOR TABLE {%s} WITH (publish = '%s');\n", p.name, id, c.word("insert", "insert, update", "delete"))
	p.fits = func(m *model) bool { return !strings.Contains(m.relation(id).options, "UNLOGGED") }
	return true
}

// target draws an object that has comments, owners and grants, as SQL names it.
func (m *model) target(c *chooser, p *piece) (word, name string, r *relation) {
	switch c.upTo(4) {
	case 0:
		if t, ok := one(c, m.types); ok {
			p.needs = append(p.needs, "type "+t.name)
			return map[string]string{"domain": "DOMAIN"}[t.kind] + map[bool]string{true: "TYPE"}[t.kind != "domain"], "{type " + t.name + "}", nil
		}
	case 1:
		if s, ok := one(c, m.ofKind("sequence")); ok {
			p.needs = append(p.needs, s.id())
			return "SEQUENCE", "{" + s.id() + "}", nil
		}
	}
	r, ok := one(c, m.relations())
	if !ok {
		return "", "", nil
	}
	p.needs = append(p.needs, r.id())
	word = map[string]string{"table": "TABLE", "view": "VIEW", "materialized": "MATERIALIZED VIEW", "foreign": "FOREIGN TABLE"}[r.kind]
	return word, "{" + r.id() + "}", r
}

func makeComment(m *model, c *chooser, p *piece) bool {
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	if cols := m.colsOfAny(r); len(cols) > 0 && c.once(2) {
		col, _ := one(c, cols)
		p.needs = append(p.needs, r.id()+"."+col)
		word, name = "COLUMN", name+"."+col
	}
	p.text = fmt.Sprintf("COMMENT ON %s %s IS '%s %d';\n", word, name, strings.Trim(p.name, `"`), c.upTo(5))
	return true
}

func (m *model) colsOfAny(r *relation) []string {
	if r == nil {
		return nil
	}
	return m.colsOf(r, nil)
}

func makeGrant(m *model, c *chooser, p *piece) bool {
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	role := c.word("pg_monitor", "PUBLIC", "pg_signal_backend")
	if r == nil {
		p.text = fmt.Sprintf("GRANT USAGE ON %s %s TO %s;\n", word, name, role)
		return true
	}
	privilege := c.word("SELECT", "INSERT, UPDATE", "ALL")
	if cols := m.colsOfAny(r); len(cols) > 0 && c.once(3) {
		col, _ := one(c, cols)
		p.needs = append(p.needs, r.id()+"."+col)
		privilege = fmt.Sprintf("SELECT (%s)", col)
	}
	p.text = fmt.Sprintf("GRANT %s ON TABLE %s TO %s%s;\n", privilege, name, role, c.word("", " WITH GRANT OPTION"))
	if role == "PUBLIC" {
		p.text = strings.ReplaceAll(p.text, " WITH GRANT OPTION", "")
	}
	return true
}

func makeOwner(m *model, c *chooser, p *piece) bool {
	word, name, r := m.target(c, p)
	if word == "" {
		return false
	}
	p.text = fmt.Sprintf("ALTER %s %s OWNER TO %s;\n", word, name, c.word("pg_monitor", "pg_read_all_stats"))
	if r != nil {
		p.text = fmt.Sprintf("ALTER TABLE %s OWNER TO %s;\n", name, c.word("pg_monitor", "pg_read_all_stats"))
	}
	return true
}
