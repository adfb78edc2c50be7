package scratch

import (
	"context"
	"errors"
	"fmt"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// startOwn starts a server from the binaries on this machine: of the target's
// major version if there are such, else the newest.
func startOwn(ctx context.Context, major int) (*pgserver.Server, error) {
	binaries, err := pgserver.Find(ctx, major)
	var missing *pgserver.NotFoundError
	if errors.As(err, &missing) && major != 0 {
		binaries, err = pgserver.Find(ctx, 0)
	}
	if err != nil {
		return nil, err
	}
	server, err := pgserver.Start(ctx, pgserver.Config{Binaries: binaries})
	if err != nil {
		return nil, fmt.Errorf("starting a PostgreSQL server for scratch databases: %w", err)
	}
	return server, nil
}
