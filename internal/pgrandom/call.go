package pgrandom

import "fmt"

// called is a condition on a column in which a function or an operator of the schema is called.
func (m *model) called(c *chooser, p *piece, r *relation, col string) (condition string, ok bool) {
	typ := m.typeAt(r.id(), col)
	form := c.upTo(3)
	for _, o := range m.ofKind("operator") {
		if form == 1 && o.word == typeName(typ) {
			p.needs = append(p.needs, o.id(), r.id()+"."+col+"::"+typ)
			return fmt.Sprintf("%s OPERATOR({%s}) %s", col, o.id(), col), true
		}
	}
	if f, ok := one(c, m.ofKind("integer function")); ok && form == 2 && typ == "integer" {
		p.needs = append(p.needs, f.id(), r.id()+"."+col+"::"+typ)
		return fmt.Sprintf("{%s}(%s) IS DISTINCT FROM 77", f.id(), col), true
	}
	return "", false
}

// makeIndexOn makes an index with an operator class, a function or a text search configuration of the schema.
func (m *model) makeIndexOn(c *chooser, p *piece, r *relation) bool {
	ofType := func(want string) (string, bool) {
		return one(c, m.colsOf(r, func(_ *column, typ string) bool { return typ == want }))
	}
	kind := c.word("class", "integer function", "configuration")
	o, ok := one(c, m.ofKind(kind))
	if !ok {
		return false
	}
	typ, form := "integer", map[string]string{"class": "(%s {%s})", "integer function": "(({%[2]s}(%[1]s)))", "configuration": "USING gin (to_tsvector('{%[2]s}'::regconfig, %[1]s))"}[kind]
	if kind == "configuration" {
		typ = "text"
	}
	col, ok := ofType(typ)
	if !ok {
		return false
	}
	m.take(p, r, col)
	p.needs = append(p.needs, o.id(), r.id()+"."+col+"::"+typ)
	p.text = fmt.Sprintf("CREATE INDEX %s ON {%s} ", p.name, r.id()) + fmt.Sprintf(form, col, o.id()) + ";\n"
	return true
}
