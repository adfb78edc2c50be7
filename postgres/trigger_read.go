package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// Bits of pg_trigger.tgtype.
// https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h
const (
	triggerRow       = 1 << 0
	triggerBefore    = 1 << 1
	triggerInsteadOf = 1 << 6
)

var triggerBits = []struct {
	bit   int
	event string
}{{1 << 2, "INSERT"}, {1 << 4, "UPDATE"}, {1 << 3, "DELETE"}, {1 << 5, "TRUNCATE"}}

// The copies that partitions have of a trigger are no objects, unless they are
// enabled otherwise than what they are copies of. Those of the triggers behind
// foreign keys have other names. The condition is only deparsed within the whole definition: pg_get_expr does
// not know OLD and NEW.
func readTriggers(ctx context.Context, r *reader) error {
	text := `
SELECT t.oid, t.tgrelid, t.tgname, t.tgtype, t.tgenabled::text, t.tgconstraint <> 0, t.tgconstrrelid,
	t.tgdeferrable, t.tginitdeferred, coalesce(t.tgoldtable, ''), coalesce(t.tgnewtable, ''), t.tgargs,
	ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(t.tgattr::int2[]) WITH ORDINALITY u(num, pos)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = u.num ORDER BY u.pos),
	CASE WHEN t.tgqual IS NULL THEN '' ELSE pg_catalog.pg_get_triggerdef(t.oid) END,
	p.oid, pn.nspname, p.proname, coalesce(pg_catalog.obj_description(t.oid, 'pg_trigger'), ''),
	above.oid IS NOT NULL
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN ` + r.since(13, "pg_catalog.pg_trigger above ON above.oid = t.tgparentid", `(
	SELECT d.objid, p.* FROM pg_catalog.pg_trigger p
	JOIN pg_catalog.pg_depend d ON d.refobjid = p.oid AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.classid = d.refclassid
) above ON above.objid = t.oid`) + `
WHERE (NOT t.tgisinternal AND above.oid IS NULL OR above.tgname = t.tgname AND above.tgenabled <> t.tgenabled)
	AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation, from uint32
		var t schema.Trigger
		var f triggerFunction
		var bits int
		var enabled, definition string
		var args []byte
		err := rows.Scan(&oid, &relation, &t.Name, &bits, &enabled, &t.Constraint, &from,
			&t.Deferrable, &t.InitiallyDeferred, &t.OldTable, &t.NewTable, &args,
			(*pq.StringArray)(&t.UpdateOf), &definition, &f.oid, &f.schema, &f.name, &t.Comment, &t.Copy)
		if err != nil {
			return err
		}
		on, ok := r.relations[relation]
		a := address{"pg_trigger", oid, 0}
		if !ok || !r.mine(a, on.Schema) {
			return nil
		}
		t.Schema, t.Table, t.OnView = on.Schema, on.Name, on.Kind == schema.KindView
		t.From = r.relations[from]
		t.When, t.Events, t.ForEachRow = triggerType(bits)
		t.Enabled, t.Condition = firing[enabled], triggerCondition(definition)
		t.Function, t.FunctionRef = r.triggerFunction(f)
		if len(args) > 0 {
			t.Args = strings.Split(strings.TrimSuffix(string(args), "\x00"), "\x00")
		}
		r.add(a, &t)
		return nil
	})
}

type triggerFunction struct {
	oid          uint32
	schema, name string
}

// triggerFunction names a function without arguments, as triggers call; the
// ref is empty if it is the server's or an extension's.
func (r *reader) triggerFunction(f triggerFunction) (string, schema.Ref) {
	if f.schema == "pg_catalog" {
		return Ident(f.name), schema.Ref{}
	}
	if !r.mine(address{"pg_proc", f.oid, 0}, f.schema) {
		return Qualified(f.schema, f.name), schema.Ref{}
	}
	return Qualified(f.schema, f.name), schema.Ref{Kind: schema.KindFunction, Schema: f.schema, Name: f.name + "()"}
}

func triggerType(bits int) (when schema.Moment, events []string, row bool) {
	when = "AFTER"
	switch {
	case bits&triggerInsteadOf != 0:
		when = "INSTEAD OF"
	case bits&triggerBefore != 0:
		when = "BEFORE"
	}
	for _, b := range triggerBits {
		if bits&b.bit != 0 {
			events = append(events, b.event)
		}
	}
	return when, events, bits&triggerRow != 0
}

// triggerCondition finds what WHEN ( … ) holds.
func triggerCondition(definition string) string {
	at := indexOutside(definition, " WHEN (")
	if at < 0 {
		return ""
	}
	inner, _, _ := enclosed(definition[at+len(" WHEN "):])
	return inner
}
