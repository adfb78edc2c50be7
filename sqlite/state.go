package sqlite

import (
	"context"
	"database/sql"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/schema"
)

// Migrations makes the History of a database whose fingerprints are of the schema that Inspect reads, which are those that
// schemactl plan writes.
func Migrations(db *sql.DB) *History { return NewHistory(db, State) }

// State reads the schema of the connection's database.
func State(ctx context.Context, conn *sql.Conn) (migrate.State, error) {
	found, err := Inspect(ctx, conn, true)
	if err != nil {
		return migrate.State{}, err
	}
	digest := schema.DigestOf(found.Schema)
	return migrate.State{Fingerprint: "sqlite:" + digest.Fingerprint(), Objects: digest.Sums()}, nil
}
