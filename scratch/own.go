package scratch

import (
	"context"
	"fmt"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// startOwn starts a server from the binaries on this machine: of the target's
// major version, or the newest if there is no target.
func startOwn(ctx context.Context, major int) (*pgserver.Server, error) {
	binaries, err := pgserver.Find(ctx, major)
	if err != nil {
		return nil, err
	}
	server, err := pgserver.Start(ctx, pgserver.Config{Binaries: binaries})
	if err != nil {
		return nil, fmt.Errorf("starting a PostgreSQL server for scratch databases: %w", err)
	}
	return server, nil
}
