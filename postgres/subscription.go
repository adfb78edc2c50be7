package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// Nothing that is planned for a subscription contacts the publisher: a migration
// can then be one transaction, and be proven. What the publisher needs is a risk
// of the statement. What cannot be altered without the publisher (two_phase,
// failover) makes the subscription anew.
var subscriptions = kind[*schema.Subscription]{
	name:     schema.KindSubscription,
	read:     readSubscriptions,
	stored:   []string{"subscription"},
	create:   createSubscription,
	drop:     dropSubscription,
	prevents: refuseSubscription,
	alter: []alter[*schema.Subscription]{
		{fields: []string{"Disabled"}, write: func(_ *sqlgen.Context, _, to *schema.Subscription) []sqlgen.Stmt {
			return onlyIf(to.Disabled, alterSubscription(to)+" DISABLE")
		}},
		{fields: []string{"Publications"}, write: func(_ *sqlgen.Context, _, to *schema.Subscription) []sqlgen.Stmt {
			return []sqlgen.Stmt{{
				SQL:   alterSubscription(to) + " SET PUBLICATION " + Idents(to.Publications) + " WITH (refresh = false)",
				Risks: []sqlgen.Risk{risk(riskReplication, "%s receives other tables only after ALTER SUBSCRIPTION %s REFRESH PUBLICATION", to.Ref(), Ident(to.Name))},
			}}
		}},
		{fields: []string{
			"SlotName", "SynchronousCommit", "Binary", "Streaming", "DisableOnError", "NoPasswordRequired", "RunAsOwner", "Origin",
		}, write: func(_ *sqlgen.Context, from, to *schema.Subscription) []sqlgen.Stmt {
			return sqlgen.SQL(alterSubscription(to) + " SET (" + strings.Join(subscriptionOptions(from, to), ", ") + ")")
		}},
		{fields: []string{"Disabled"}, write: func(_ *sqlgen.Context, _, to *schema.Subscription) []sqlgen.Stmt {
			return onlyIf(!to.Disabled, alterSubscription(to)+" ENABLE")
		}},
	},
	rename: func(from, to *schema.Subscription) []sqlgen.Stmt {
		return sqlgen.SQL(alterSubscription(from) + " RENAME TO " + Ident(to.Name))
	},
	target: subscriptionTarget,
	owned:  true,
}

func subscriptionTarget(s *schema.Subscription) string { return "SUBSCRIPTION " + Ident(s.Name) }
func alterSubscription(s *schema.Subscription) string  { return "ALTER " + subscriptionTarget(s) }

func onlyIf(ok bool, text string) []sqlgen.Stmt {
	if ok {
		return sqlgen.SQL(text)
	}
	return nil
}

const (
	// ownSubscription chooses, of the rows of pg_subscription, named s, those of
	// the database: the catalog is that of all.
	ownSubscription = `s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`
	// showsSubscriptions is whether the role may see enough. Others than
	// superusers may not see the OID before PostgreSQL 14; the connection string
	// they may never see, and nobody needs it.
	showsSubscriptions = `pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'oid', 'SELECT')`
)

// https://www.postgresql.org/docs/current/catalog-pg-subscription.html
func readSubscriptions(ctx context.Context, r *reader) error {
	if r.major < 14 {
		var shown bool
		if err := r.conn.QueryRowContext(ctx, "SELECT "+showsSubscriptions).Scan(&shown); err != nil || !shown {
			return err
		}
	}
	text := `
SELECT s.oid, s.subname, s.subpublications, NOT s.subenabled, coalesce(s.subslotname, '` + schema.NoSlot + `'),
	CASE WHEN s.subsynccommit <> 'off' THEN s.subsynccommit ELSE '' END,
	` + r.since(14, `s.subbinary, CASE s.substream::text WHEN 'p' THEN 'parallel' WHEN 't' THEN 'on' WHEN 'true' THEN 'on' ELSE 'off' END`, "false, ''") + `,
	` + r.since(15, "s.subtwophasestate <> 'd', s.subdisableonerr", "false, false") + `,
	` + r.since(16, `NOT s.subpasswordrequired, s.subrunasowner,
	CASE WHEN pg_catalog.lower(s.suborigin) <> 'any' THEN pg_catalog.lower(s.suborigin) ELSE '' END`, "false, false, ''") + `,
	` + r.since(17, "s.subfailover", "false") + `,
	coalesce(pg_catalog.obj_description(s.oid, 'pg_subscription'), ''), pg_catalog.pg_get_userbyid(s.subowner)
FROM pg_catalog.pg_subscription s
WHERE ` + ownSubscription
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var s schema.Subscription
		err := rows.Scan(&oid, &s.Name, (*pq.StringArray)(&s.Publications), &s.Disabled, &s.SlotName, &s.SynchronousCommit,
			&s.Binary, &s.Streaming, &s.TwoPhase, &s.DisableOnError, &s.NoPasswordRequired, &s.RunAsOwner, &s.Origin, &s.Failover,
			&s.Comment, &s.Owner)
		if err != nil {
			return err
		}
		s.Connection = schema.SecretVariable(s.Name, "connection")
		r.add(address{"pg_subscription", oid, 0}, &s)
		return nil
	})
}

// refuseSubscription says what the server would say in the middle of a
// migration, or cannot say.
func refuseSubscription(_ *sqlgen.Context, step planner.Step) error {
	to, ok := step.To.(*schema.Subscription)
	switch {
	case !ok:
		return nil
	case to.Connection == "":
		return fmt.Errorf("%s: a new subscription needs its connection string, which is a secret; write connection = getenv(\"NAME\"), "+
			"and the environment variable is read when the migration is applied", to.Ref())
	case !to.Disabled && to.SlotName == schema.NoSlot:
		return fmt.Errorf("%s: a subscription without a slot cannot be enabled; write enabled = false, or name the slot", to.Ref())
	}
	return nil
}

func createSubscription(_ *sqlgen.Context, s *schema.Subscription, _ []schema.Object) []sqlgen.Stmt {
	options := append([]string{"connect = false"}, subscriptionOptions(&schema.Subscription{SlotName: s.Name}, s)...)
	head, tail := "CREATE "+subscriptionTarget(s), Idents(s.Publications)+" WITH ("+strings.Join(options, ", ")+")"
	stmt := withSecrets(formatText(head)+" CONNECTION %L PUBLICATION "+formatText(tail), []string{s.Connection})
	slot := "the publisher has its slot and "
	if s.SlotName == schema.NoSlot {
		slot = "it has a slot and "
	}
	stmt.Risks = []sqlgen.Risk{risk(riskReplication,
		"%s is made without contact to the publisher, and receives nothing until %sALTER SUBSCRIPTION %s REFRESH PUBLICATION has run", s.Ref(), slot, Ident(s.Name))}
	return append([]sqlgen.Stmt{stmt}, onlyIf(!s.Disabled, alterSubscription(s)+" ENABLE")...)
}

// dropSubscription parts with the slot first: the server would go and drop it.
func dropSubscription(_ *sqlgen.Context, s *schema.Subscription) []sqlgen.Stmt {
	stmts := onlyIf(!s.Disabled, alterSubscription(s)+" DISABLE")
	drop := sqlgen.Stmt{SQL: "DROP " + subscriptionTarget(s)}
	if s.SlotName != schema.NoSlot {
		stmts = append(stmts, sqlgen.Stmt{SQL: alterSubscription(s) + " SET (slot_name = NONE)"})
		drop.Risks = []sqlgen.Risk{risk(riskReplication,
			"the slot %s of %s stays on the publisher, which keeps its log until the slot is used or dropped there; which tables were copied is forgotten",
			s.SlotName, s.Ref())}
	}
	return append(stmts, drop)
}

// subscriptionOptions lists the options that differ from those of from.
func subscriptionOptions(from, to *schema.Subscription) []string {
	var out []string
	set := func(name, was, is, usual string) {
		if was == is {
			return
		}
		if is == "" {
			is = usual
		}
		out = append(out, name+" = "+optionValue(is))
	}
	flag := func(name string, was, is bool) {
		set(name, strconv.FormatBool(was), strconv.FormatBool(is), "")
	}
	set("slot_name", from.SlotName, to.SlotName, to.Name)
	set("synchronous_commit", from.SynchronousCommit, to.SynchronousCommit, "off")
	flag("binary", from.Binary, to.Binary)
	set("streaming", from.Streaming, to.Streaming, "off")
	flag("two_phase", from.TwoPhase, to.TwoPhase)
	flag("disable_on_error", from.DisableOnError, to.DisableOnError)
	flag("password_required", !from.NoPasswordRequired, !to.NoPasswordRequired)
	flag("run_as_owner", from.RunAsOwner, to.RunAsOwner)
	set("origin", from.Origin, to.Origin, "any")
	flag("failover", from.Failover, to.Failover)
	return out
}
