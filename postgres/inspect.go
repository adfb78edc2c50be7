package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/schemactl/schemactl/schema"
)

// HistorySchema is where schemactl keeps its own tables: none of the user's
// schema.
const HistorySchema = "schemactl"

// An Inspection is what Inspect found.
type Inspection struct {
	Schema *schema.Schema
	// Major is the server's major version.
	Major int
	// Owners are the roles that own what nobody gave to another: the one of the
	// session, and the owner of the database.
	Owners []string
	// Unsupported names every object that the graph cannot carry, as a person
	// would: "foreign table public.ft".
	Unsupported []string
	// UnsupportedAt tells, by the names of Unsupported, where those are that
	// are in a schema or on a table.
	UnsupportedAt map[string]schema.Ref
	// Invalid are the indexes that a failed CREATE INDEX CONCURRENTLY left
	// behind, by name. They serve no query and are no part of the schema; pg_dump
	// leaves them out too.
	Invalid []schema.Ref
}

// Inspect reads the whole schema of the connection's database, in one read-only
// snapshot unless the connection is in a transaction already (inTx).
// The role needs no rights beyond reading the catalogs.
func Inspect(ctx context.Context, conn *sql.Conn, inTx bool) (*Inspection, error) {
	return inspectWith(ctx, &session{conn: conn}, inTx)
}

// InspectDatabase does so on one connection of the pool or, where there are many
// tables, on two, which read in one snapshot.
func InspectDatabase(ctx context.Context, db *sql.DB) (*Inspection, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	defer conn.Close()
	found, err := inspectWith(ctx, &session{conn: conn, more: db.Conn}, false)
	if errors.Is(err, errNoSnapshot) {
		return inspectWith(ctx, &session{conn: conn}, false)
	}
	return found, err
}

// readOnly begins the transaction in which the catalogs are read.
const readOnly = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

func inspectWith(ctx context.Context, s *session, inTx bool) (*Inspection, error) {
	if !inTx {
		if _, err := s.conn.ExecContext(ctx, readOnly); err != nil {
			return nil, fmt.Errorf("reading the schema: %w", err)
		}
		defer s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	found, err := inspect(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	return found, nil
}

func inspect(ctx context.Context, s *session) (*Inspection, error) {
	restore, err := s.settle(ctx)
	if err != nil {
		return nil, err
	}
	defer restore()
	r, missing, err := readEverything(ctx, s)
	if err != nil {
		return nil, err
	}
	return &Inspection{Schema: schema.Sorted(r.objects), Major: r.major, Owners: r.owners, Unsupported: missing, UnsupportedAt: r.places, Invalid: r.invalid}, nil
}

// readEverything reads what the catalogs hold, and names what the graph cannot
// carry.
func readEverything(ctx context.Context, s *session) (r *reader, unsupported []string, err error) {
	r = newReader(s)
	if err := r.prepare(ctx); err != nil {
		return nil, nil, err
	}
	if err := r.readKinds(ctx, firstKinds); err != nil {
		return nil, nil, err
	}
	if err := r.readOnTables(ctx); err != nil {
		return nil, nil, err
	}
	if err := r.readDependencies(ctx); err != nil {
		return nil, nil, fmt.Errorf("reading dependencies: %w", err)
	}
	if unsupported, err = r.readUnsupported(ctx); err != nil {
		return nil, nil, fmt.Errorf("looking for what is not supported: %w", err)
	}
	return r, unsupported, nil
}

func (r *reader) readKinds(ctx context.Context, list []handler) error {
	for _, h := range list {
		if err := h.readAll(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
