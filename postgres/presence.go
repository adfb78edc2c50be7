package postgres

import (
	"context"
	"database/sql"
	"fmt"
)

// presence tells what there is of the user's, whichever schema it is in, by the
// names that kinds give in stored. Most databases have few of the kinds, and to
// plan the queries of the others takes a few times as long as this one.
//
// What initdb makes has OIDs below 16384 (FirstNormalObjectId).
const presence = `
SELECT DISTINCT 'relation ' || c.relkind::text FROM pg_catalog.pg_class c
WHERE c.oid >= 16384 AND c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
UNION ALL SELECT DISTINCT 'type ' || t.typtype::text FROM pg_catalog.pg_type t WHERE t.oid >= 16384
UNION ALL SELECT DISTINCT 'constraint ' || k.contype::text FROM pg_catalog.pg_constraint k WHERE k.oid >= 16384
UNION ALL SELECT DISTINCT 'routine ' || p.prokind::text FROM pg_catalog.pg_proc p WHERE p.oid >= 16384
UNION ALL SELECT 'rule' WHERE EXISTS (SELECT FROM pg_catalog.pg_rewrite o WHERE o.oid >= 16384 AND o.rulename <> '_RETURN')
UNION ALL SELECT 'trigger' WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger o WHERE o.oid >= 16384 AND NOT o.tgisinternal)
UNION ALL SELECT 'policy' WHERE EXISTS (SELECT FROM pg_catalog.pg_policy)
UNION ALL SELECT 'statistics' WHERE EXISTS (SELECT FROM pg_catalog.pg_statistic_ext)
UNION ALL SELECT 'collation' WHERE EXISTS (SELECT FROM pg_catalog.pg_collation o WHERE o.oid >= 16384)
UNION ALL SELECT 'cast' WHERE EXISTS (SELECT FROM pg_catalog.pg_cast o WHERE o.oid >= 16384)
UNION ALL SELECT 'conversion' WHERE EXISTS (SELECT FROM pg_catalog.pg_conversion o WHERE o.oid >= 16384)
UNION ALL SELECT 'operator' WHERE EXISTS (SELECT FROM pg_catalog.pg_operator o WHERE o.oid >= 16384)
UNION ALL SELECT 'operator class' WHERE EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.oid >= 16384)
UNION ALL SELECT 'operator family' WHERE EXISTS (SELECT FROM pg_catalog.pg_opfamily o WHERE o.oid >= 16384)
UNION ALL SELECT 'text search parser' WHERE EXISTS (SELECT FROM pg_catalog.pg_ts_parser o WHERE o.oid >= 16384)
UNION ALL SELECT 'text search template' WHERE EXISTS (SELECT FROM pg_catalog.pg_ts_template o WHERE o.oid >= 16384)
UNION ALL SELECT 'text search dictionary' WHERE EXISTS (SELECT FROM pg_catalog.pg_ts_dict o WHERE o.oid >= 16384)
UNION ALL SELECT 'text search configuration' WHERE EXISTS (SELECT FROM pg_catalog.pg_ts_config o WHERE o.oid >= 16384)
UNION ALL SELECT 'foreign-data wrapper' WHERE EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper)
UNION ALL SELECT 'server' WHERE EXISTS (SELECT FROM pg_catalog.pg_foreign_server)
UNION ALL SELECT 'event trigger' WHERE EXISTS (SELECT FROM pg_catalog.pg_event_trigger)
UNION ALL SELECT 'publication' WHERE EXISTS (SELECT FROM pg_catalog.pg_publication)
UNION ALL SELECT 'subscription' WHERE EXISTS (SELECT o.subname FROM pg_catalog.pg_subscription o)
UNION ALL SELECT 'default privileges' WHERE EXISTS (SELECT FROM pg_catalog.pg_default_acl)
UNION ALL SELECT 'definition' WHERE EXISTS (SELECT FROM pg_catalog.pg_am o WHERE o.oid >= 16384)
	OR EXISTS (SELECT FROM pg_catalog.pg_language o WHERE o.oid >= 16384)
	OR EXISTS (SELECT FROM pg_catalog.pg_transform o WHERE o.oid >= 16384)
	OR EXISTS (SELECT FROM pg_catalog.pg_type o WHERE o.oid >= 16384 AND (NOT o.typisdefined OR o.typtype = 'b' AND o.typarray <> 0))`

func (r *reader) readPresence(ctx context.Context) error {
	err := r.query(ctx, presence, func(rows *sql.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		r.present[name] = true
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading what there is: %w", err)
	}
	return nil
}

// has reports whether there is any of what is named.
func (r *reader) has(names ...string) bool {
	for _, name := range names {
		if r.present[name] {
			return true
		}
	}
	return false
}
