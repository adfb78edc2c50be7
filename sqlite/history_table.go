package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/schemactl/schemactl/migrate"
)

// The tables of the history are the tool's own and no part of any inspected schema.
const (
	HistoryTable = "schemactl_migrations"
	LockTable    = "schemactl_lock"
)

// timeLayout is the form of times in the history: UTC, as strftime('%Y-%m-%dT%H:%M:%fZ') writes it.
const timeLayout = "2006-01-02T15:04:05.000Z"

const historySelect = `SELECT version, name, checksum, down, done, total, undoing, error, applied_at, applied_by,
	duration_ms, tool_version, fingerprint_before, fingerprint, objects
FROM main.schemactl_migrations ORDER BY length(version), version`

const historyDDL = `CREATE TABLE IF NOT EXISTS main.schemactl_migrations (
	version            TEXT NOT NULL PRIMARY KEY,
	name               TEXT NOT NULL,
	checksum           TEXT NOT NULL,
	down               TEXT,
	done               INTEGER NOT NULL,
	total              INTEGER NOT NULL,
	undoing            INTEGER NOT NULL,
	error              TEXT NOT NULL,
	applied_at         TEXT NOT NULL,
	applied_by         TEXT NOT NULL,
	duration_ms        INTEGER NOT NULL,
	tool_version       TEXT NOT NULL,
	fingerprint_before TEXT NOT NULL,
	fingerprint        TEXT NOT NULL,
	objects            TEXT
)`

const historySave = `INSERT OR REPLACE INTO main.schemactl_migrations (version, name, checksum, down, done, total, undoing, error,
	applied_at, applied_by, duration_ms, tool_version, fingerprint_before, fingerprint, objects)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), ?, ?, ?, ?, ?, ?)`

// The objects of a large schema take megabytes, and drift is looked for after the newest migration only.
const historyClear = `UPDATE main.schemactl_migrations SET objects = NULL WHERE objects IS NOT NULL AND version <> ?`

const historyForget = `DELETE FROM main.schemactl_migrations WHERE version = ?`

func tableThere(ctx context.Context, c *sql.Conn, name string) (bool, error) {
	var there bool
	err := c.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?)", name).Scan(&there)
	return there, err
}

func saveRecord(ctx context.Context, c *sql.Conn, r migrate.Record) error {
	var objects sql.NullString
	if r.Objects != nil {
		data, err := json.Marshal(r.Objects)
		if err != nil {
			return err
		}
		objects = sql.NullString{String: string(data), Valid: true}
		if _, err := c.ExecContext(ctx, historyClear, r.Version); err != nil {
			return err
		}
	}
	at := sql.NullString{String: r.AppliedAt.UTC().Format(timeLayout), Valid: !r.AppliedAt.IsZero()}
	_, err := c.ExecContext(ctx, historySave, r.Version, r.Name, r.Checksum, sql.NullString{String: r.Down, Valid: r.HasDown},
		r.Done, r.Total, r.Undoing, r.Error, at, r.AppliedBy, int64(r.Duration/time.Millisecond), r.ToolVersion,
		r.Before, r.Fingerprint, objects)
	return err
}
