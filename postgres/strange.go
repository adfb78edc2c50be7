package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/lib/pq"
)

// knownCatalogs are those whose objects are read, are part of what is, or are
// looked for by readUnsupported. What a later server keeps elsewhere is named.
var knownCatalogs = wordSet(`pg_am pg_amop pg_amproc pg_attrdef pg_cast pg_class pg_collation pg_constraint
pg_conversion pg_default_acl pg_event_trigger pg_extension pg_foreign_data_wrapper pg_foreign_server pg_language
pg_namespace pg_opclass pg_operator pg_opfamily pg_policy pg_proc pg_publication pg_publication_namespace
pg_publication_rel pg_rewrite pg_statistic_ext pg_subscription pg_transform pg_trigger pg_ts_config pg_ts_dict
pg_ts_parser pg_ts_template pg_type pg_user_mapping`)

// readStrange names the objects in pg_depend whose catalogs are not known, and those that are dropped with an extension
// and have no block to say so, as the index of a partition.
func (r *reader) readStrange(ctx context.Context) ([]string, error) {
	names, err := r.nameAll(ctx, r.strange, "")
	if err != nil {
		return nil, err
	}
	ties, err := r.nameAll(ctx, r.strangeTies, "tie to an extension of ")
	return append(names, ties...), err
}

// nameAll names what is at addresses and no extension owns.
func (r *reader) nameAll(ctx context.Context, list []address, prefix string) ([]string, error) {
	var catalogs []string
	var oids []int64
	for _, a := range list {
		if _, owned := r.members[address{a.catalog, a.oid, 0}]; !owned {
			catalogs, oids = append(catalogs, a.catalog), append(oids, int64(a.oid))
		}
	}
	if len(oids) == 0 {
		return nil, nil
	}
	const text = `
SELECT DISTINCT i.type || ' ' || i.identity
FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::bigint[])) u(catalog, id),
	LATERAL pg_catalog.pg_identify_object(('pg_catalog.' || u.catalog)::pg_catalog.regclass, u.id::oid, 0) i`
	var names []string
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, prefix+name)
		return err
	}, pq.Array(catalogs), pq.Array(oids))
	if err != nil {
		return nil, fmt.Errorf("naming objects of unknown kinds: %w", err)
	}
	slices.Sort(names)
	return names, nil
}
