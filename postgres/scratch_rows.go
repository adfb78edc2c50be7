package postgres

import (
	"context"

	"github.com/schemactl/schemactl/schema"
)

// Fill implements proof.Database. A table that takes no rows stays empty: that
// is no error.
func (d *scratchDatabase) Fill(ctx context.Context, s *schema.Schema) error {
	SampleRows(ctx, d.conn, s)
	return ctx.Err()
}

// Snapshot implements proof.Database.
func (d *scratchDatabase) Snapshot(ctx context.Context, s *schema.Schema) (map[schema.Ref]string, error) {
	return Snapshot(ctx, d.conn, s)
}
