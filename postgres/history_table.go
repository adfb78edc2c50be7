package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/migrate"
)

// The format of the table is in its comment, so that an older program does not misread a newer history.
const (
	historyTable   = "schemactl.migrations"
	historyFormat  = "1"
	historyComment = "Migrations applied by schemactl, format "
)

const historySelect = `SELECT version, name, checksum, down, done, total, undoing, error, applied_at, applied_by,
	duration_ms, tool_version, fingerprint_before, fingerprint, objects
FROM schemactl.migrations ORDER BY pg_catalog.length(version), version COLLATE "C"`

var historyDDL = []string{
	`CREATE TABLE schemactl.migrations (
	version            text PRIMARY KEY,
	name               text NOT NULL,
	checksum           text NOT NULL,
	down               text,
	done               integer NOT NULL,
	total              integer NOT NULL,
	undoing            boolean NOT NULL,
	error              text NOT NULL,
	applied_at         timestamptz NOT NULL,
	applied_by         text NOT NULL,
	duration_ms        bigint NOT NULL,
	tool_version       text NOT NULL,
	fingerprint_before text NOT NULL,
	fingerprint        text NOT NULL,
	objects            jsonb
)`,
	`COMMENT ON TABLE schemactl.migrations IS '` + historyComment + historyFormat + `'`,
}

const historySave = `INSERT INTO schemactl.migrations (version, name, checksum, down, done, total, undoing, error, applied_at, applied_by,
	duration_ms, tool_version, fingerprint_before, fingerprint, objects)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, COALESCE($9, pg_catalog.clock_timestamp()), COALESCE($10, SESSION_USER), $11, $12, $13, $14, $15)
ON CONFLICT (version) DO UPDATE SET name = EXCLUDED.name, checksum = EXCLUDED.checksum, down = EXCLUDED.down,
	done = EXCLUDED.done, total = EXCLUDED.total, undoing = EXCLUDED.undoing, error = EXCLUDED.error,
	applied_at = EXCLUDED.applied_at, applied_by = EXCLUDED.applied_by, duration_ms = EXCLUDED.duration_ms,
	tool_version = EXCLUDED.tool_version, fingerprint_before = EXCLUDED.fingerprint_before,
	fingerprint = EXCLUDED.fingerprint, objects = EXCLUDED.objects`

// The objects of a large schema take megabytes, and drift is looked for after the newest migration only.
const historyClear = `UPDATE schemactl.migrations SET objects = NULL WHERE objects IS NOT NULL AND version OPERATOR(pg_catalog.<>) $1`

const historyForget = `DELETE FROM schemactl.migrations WHERE version OPERATOR(pg_catalog.=) $1`

// there reports whether the history table exists, and refuses one of a later format.
func (h *History) there(ctx context.Context, c *sql.Conn) (bool, error) {
	var there bool
	var comment sql.NullString
	err := c.QueryRowContext(ctx, `SELECT t IS NOT NULL, pg_catalog.obj_description(t, 'pg_class')
FROM (SELECT pg_catalog.to_regclass($1)::pg_catalog.oid) AS r(t)`, h.table()).Scan(&there, &comment)
	var refused *pq.Error
	if errors.As(err, &refused) && refused.Code == "42501" {
		return false, fmt.Errorf("%w; its owner lets a role read the history with: "+
			"GRANT USAGE ON SCHEMA schemactl TO …; GRANT SELECT ON %s TO …", err, h.table())
	}
	if err != nil || !there {
		return false, err
	}
	format, ok := strings.CutPrefix(comment.String, historyComment)
	if ok && format != historyFormat {
		return false, fmt.Errorf("the history has format %s, this program knows %s: use a newer schemactl", format, historyFormat)
	}
	return true, nil
}

// make makes the history table where there is none. Two sessions that do so at once disturb each other, even with
// IF NOT EXISTS, so the lock is held.
func (h *History) make(ctx context.Context, c *sql.Conn) error {
	there, err := h.there(ctx, c)
	if err != nil || there {
		return err
	}
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// The schema may have been made in advance for a role that cannot.
	var schema bool
	if err := tx.QueryRowContext(ctx, `SELECT pg_catalog.to_regnamespace('schemactl') IS NOT NULL`).Scan(&schema); err != nil {
		return err
	}
	ddl := historyDDL
	if !schema {
		ddl = append([]string{"CREATE SCHEMA schemactl"}, ddl...)
	}
	for _, stmt := range ddl {
		if _, err := tx.ExecContext(ctx, h.sql(stmt)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (h *History) save(ctx context.Context, c *sql.Conn, r migrate.Record) error {
	var objects any
	if r.Objects != nil {
		data, err := json.Marshal(r.Objects)
		if err != nil {
			return err
		}
		objects = string(data)
		if _, err := c.ExecContext(ctx, h.sql(historyClear), r.Version); err != nil {
			return err
		}
	}
	_, err := c.ExecContext(ctx, h.sql(historySave), r.Version, r.Name, r.Checksum, sql.NullString{String: r.Down, Valid: r.HasDown},
		r.Done, r.Total, r.Undoing, r.Error, sql.NullTime{Time: r.AppliedAt, Valid: !r.AppliedAt.IsZero()},
		sql.NullString{String: r.AppliedBy, Valid: r.AppliedBy != ""}, r.Duration/time.Millisecond, r.ToolVersion,
		r.Before, r.Fingerprint, objects)
	return err
}
