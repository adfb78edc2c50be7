package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/scratch"
)

// enlistSchemas adds the schemas of one database that a query names, each with a history of its own. One runner works on a
// database at a time, so they come one after the other.
func (f *fleet) enlistSchemas(ctx context.Context, s *settings, query string) error {
	if s.URL == "" {
		return errNoURL
	}
	d, err := dialectOf(s.URL)
	if err != nil {
		return err
	}
	if d.tenant == nil {
		return fmt.Errorf("%s has no schemas: give the databases by urls or query", d.name)
	}
	names, err := askTargets(ctx, s, query)
	if err != nil {
		return err
	}
	f.parallel = 1
	for _, name := range names {
		if name == "" || name == "migrations" {
			return fmt.Errorf("a schema of the name %q cannot be a target: its history would have the place of another", name)
		}
		one := *s
		one.Tenant = name
		if one.URL, err = scratch.WithSchema(s.URL, name); err != nil {
			return err
		}
		f.ships = append(f.ships, &ship{Name: displayURL(s.URL) + " schema " + name, State: shipWaiting, Applied: []string{}, set: &one})
	}
	return nil
}

// fitsTenant refuses a schema that is not there, and migrations that were planned: their statements name the schema that
// they were planned for.
func fitsTenant(ctx context.Context, t *target, dir *migrate.Dir) error {
	if t.set.Tenant == "" {
		return nil
	}
	var there sql.NullString
	if err := t.db.QueryRowContext(ctx, "SELECT pg_catalog.current_schema()").Scan(&there); err != nil {
		return t.redact(err, t.url)
	}
	if there.String != t.set.Tenant {
		return fmt.Errorf("there is no schema %s that the role may use", t.set.Tenant)
	}
	for _, m := range dir.Migrations {
		if m.From != "" || m.To != "" {
			return fmt.Errorf("%s was planned, so its statements name the schema that they are for: for targets that are schemas, write them without it, by hand (schemactl new)", m.FileName())
		}
	}
	return nil
}

// tenantHistory is that of a schema. The schema itself is not read: each of so many would mean reading all of them.
func tenantHistory(db *sql.DB, schema string) migrate.Database {
	h := postgres.NewHistory(db, func(ctx context.Context, conn *sql.Conn) (migrate.State, error) {
		var there sql.NullString
		if err := conn.QueryRowContext(ctx, "SELECT pg_catalog.current_schema()").Scan(&there); err != nil {
			return migrate.State{}, err
		}
		if there.String != schema {
			return migrate.State{}, errors.New("a statement has changed the search_path, which is to be " + schema + " for this target")
		}
		return migrate.State{}, nil
	})
	h.Tenant = schema
	return h
}
