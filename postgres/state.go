package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/schema"
)

// Migrations makes the History of a database whose fingerprints are of the schema that Inspect reads, which are those that
// schemactl plan writes. The database is one that Open opened, or any other of lib/pq.
func Migrations(db *sql.DB) *History { return NewHistory(db, State) }

// State reads the schema of the connection's database, within a transaction that is there.
func State(ctx context.Context, conn *sql.Conn) (migrate.State, error) {
	found, err := Inspect(ctx, conn, true)
	if err != nil {
		return migrate.State{}, err
	}
	digest := schema.DigestOf(found.Schema)
	return migrate.State{Fingerprint: fmt.Sprintf("pg%d:%s", found.Major, digest.Fingerprint()), Objects: digest.Sums()}, nil
}
