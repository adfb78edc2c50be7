package pgrandom

import (
	"fmt"
	"strings"
)

// makeTrigger makes a trigger with a function of its own.
func makeTrigger(m *model, c *chooser, p *piece) bool {
	r := m.onTable(c, p, func(r *relation) bool { return r.kind != "materialized" })
	if r == nil {
		return false
	}
	function := quote(strings.Trim(p.name, `"`) + "_do")
	p.text = fmt.Sprintf("CREATE FUNCTION public.%s() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n", function)
	word, head := "TRIGGER", m.triggerHead(c, p, r)
	if strings.HasPrefix(head, "CONSTRAINT ") {
		word, head = "CONSTRAINT TRIGGER", strings.TrimPrefix(head, "CONSTRAINT ")
	}
	called := fmt.Sprintf("public.%s(%s)", function, c.word("", "", "'a'", "'a', 'it''s', 7"))
	if f, ok := one(c, m.ofKind("trigger function")); ok && c.once(2) {
		p.needs = append(p.needs, f.id())
		p.text, called = "", "{"+f.id()+"}("+c.word("", "'a'")+")"
	}
	p.text += fmt.Sprintf("CREATE %s %s %s EXECUTE FUNCTION %s;\n", word, p.name, head, called)
	if r.kind == "table" && c.once(5) {
		p.text += fmt.Sprintf("ALTER TABLE {%s} %s TRIGGER %s;\n", r.id(), c.word("DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"), p.name)
	}
	return true
}

// triggerHead draws when a trigger fires.
func (m *model) triggerHead(c *chooser, p *piece, r *relation) string {
	event := c.word("INSERT", "UPDATE", "INSERT OR UPDATE", "DELETE OR UPDATE")
	on := fmt.Sprintf(" ON {%s}", r.id())
	switch form := c.upTo(3); {
	case r.kind == "view" && form == 2:
		return c.word("BEFORE ", "AFTER ") + event + on + " FOR EACH STATEMENT"
	case r.kind == "foreign":
		return c.word("BEFORE ", "AFTER ") + event + on + c.word(" FOR EACH ROW", " FOR EACH STATEMENT")
	case r.kind == "view":
		return "INSTEAD OF " + event + on + " FOR EACH ROW"
	}
	when := c.word("BEFORE ", "AFTER ")
	col, ok := one(c, m.colsOf(r, func(col *column, typ string) bool { return m.ordered(typ) && col.generated == "" }))
	switch form := c.upTo(6); {
	case ok && form == 1:
		m.take(p, r, col)
		return when + "UPDATE OF " + col + on + " FOR EACH ROW"
	case ok && form == 2:
		m.take(p, r, col)
		return fmt.Sprintf("%sINSERT%s FOR EACH ROW WHEN (NEW.%s IS NOT NULL)", when, on, col)
	case ok && form == 3:
		m.take(p, r, col)
		return fmt.Sprintf("CONSTRAINT AFTER UPDATE%s %s FOR EACH ROW WHEN (OLD.%s IS DISTINCT FROM NEW.%s)", on, c.word("DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"), col, col)
	case form == 4:
		return fmt.Sprintf(c.word("AFTER UPDATE%s REFERENCING NEW TABLE AS fresh", "AFTER UPDATE%s REFERENCING OLD TABLE AS stale NEW TABLE AS fresh",
			"AFTER DELETE%s REFERENCING OLD TABLE AS stale", "AFTER INSERT%s REFERENCING NEW TABLE AS fresh"), on) + " FOR EACH STATEMENT"
	case form == 5:
		return when + "TRUNCATE" + on + " FOR EACH STATEMENT"
	}
	return when + event + on + " FOR EACH ROW"
}
