package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var eventTriggers = kind[*schema.EventTrigger]{
	name:   schema.KindEventTrigger,
	read:   readEventTriggers,
	stored: []string{"event trigger"},
	create: createEventTrigger,
	drop: func(_ *sqlgen.Context, e *schema.EventTrigger) []sqlgen.Stmt {
		return sqlgen.SQL("DROP EVENT TRIGGER " + Ident(e.Name))
	},
	alter: []alter[*schema.EventTrigger]{
		{fields: []string{"Enabled"}, write: func(_ *sqlgen.Context, _, to *schema.EventTrigger) []sqlgen.Stmt {
			return enableEventTrigger(to)
		}},
	},
	rename: func(from, to *schema.EventTrigger) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER EVENT TRIGGER " + Ident(from.Name) + " RENAME TO " + Ident(to.Name))
	},
	target: func(e *schema.EventTrigger) string { return "EVENT TRIGGER " + Ident(e.Name) },
	owned:  true,
}

// https://www.postgresql.org/docs/current/catalog-pg-event-trigger.html
func readEventTriggers(ctx context.Context, r *reader) error {
	const text = `
SELECT e.oid, e.evtname, e.evtevent, e.evtenabled::text, e.evttags, p.oid, n.nspname, p.proname,
	coalesce(pg_catalog.obj_description(e.oid, 'pg_event_trigger'), ''), pg_catalog.pg_get_userbyid(e.evtowner)
FROM pg_catalog.pg_event_trigger e
JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
ORDER BY e.evtname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var e schema.EventTrigger
		var f triggerFunction
		var enabled string
		err := rows.Scan(&oid, &e.Name, &e.On, &enabled, (*pq.StringArray)(&e.Tags), &f.oid, &f.schema, &f.name, &e.Comment, &e.Owner)
		if err != nil {
			return err
		}
		a := address{"pg_event_trigger", oid, 0}
		if !r.mine(a, "") {
			return nil
		}
		e.Enabled = firing[enabled]
		e.Function, e.FunctionRef = r.triggerFunction(f)
		r.add(a, &e)
		return nil
	})
}

func createEventTrigger(_ *sqlgen.Context, e *schema.EventTrigger, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE EVENT TRIGGER " + Ident(e.Name) + "\n    ON " + e.On
	if len(e.Tags) > 0 {
		tags := make([]string, len(e.Tags))
		for i, tag := range e.Tags {
			tags[i] = Literal(tag)
		}
		text += "\n    WHEN TAG IN (" + strings.Join(tags, ", ") + ")"
	}
	stmts := sqlgen.SQL(text + "\n    EXECUTE FUNCTION " + e.Function + "()")
	if e.Enabled != "" {
		stmts = append(stmts, enableEventTrigger(e)...)
	}
	return stmts
}

func enableEventTrigger(e *schema.EventTrigger) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER EVENT TRIGGER " + Ident(e.Name) + " " + firingClauses[e.Enabled])
}
