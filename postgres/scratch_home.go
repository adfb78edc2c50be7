package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/sqlgen"
)

// nowhere is the value of every secret on a scratch database: it opens nothing,
// and as the connection string of a subscription it leads nowhere.
const nowhere = "host=/nowhere password=secret"

// atHome makes statements fit for a scratch database, which must not reach for
// the servers that foreign tables are on: materialized views stay empty where
// there are any, and secrets have a value that opens nothing. Security labels
// are written whatever the server has for them.
func (d *scratchDatabase) atHome(ctx context.Context, stmts []sqlgen.Stmt) ([]sqlgen.Stmt, error) {
	stmts, err := d.withoutProviders(ctx, stmts)
	if err != nil {
		return nil, err
	}
	var fills, creates bool
	for _, s := range stmts {
		fills = fills || strings.HasPrefix(s.SQL, "CREATE MATERIALIZED VIEW ")
		creates = creates || strings.HasPrefix(s.SQL, "CREATE FOREIGN TABLE ")
		for _, name := range SecretsOf(s.SQL) {
			if _, err := d.conn.ExecContext(ctx, "SELECT pg_catalog.set_config($1, $2, false)", secretSetting+name, nowhere); err != nil {
				return nil, err
			}
		}
	}
	if !fills {
		return stmts, nil
	}
	if !creates {
		const text = "SELECT EXISTS (SELECT FROM pg_catalog.pg_foreign_table)"
		if err := d.conn.QueryRowContext(ctx, text).Scan(&creates); err != nil {
			return nil, err
		}
	}
	if !creates {
		return stmts, nil
	}
	out := slices.Clone(stmts)
	for i, s := range out {
		if strings.HasPrefix(s.SQL, "CREATE MATERIALIZED VIEW ") && !strings.HasSuffix(s.SQL, "\nWITH NO DATA") {
			out[i].SQL += "\nWITH NO DATA"
		}
	}
	return out, nil
}
