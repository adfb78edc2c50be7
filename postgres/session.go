package postgres

import (
	"context"
	"database/sql"
)

// A session is a connection on which the catalogs are read.
type session struct {
	conn *sql.Conn
	// more opens another connection to the same database, to read what this one
	// sees; nil if there is none, or what this one sees is its own.
	more func(context.Context) (*sql.Conn, error)
	// prepared keeps the queries for the next reading on the same connection;
	// nil if there will be none.
	prepared map[string]*sql.Stmt
}

func (s *session) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s.prepared == nil {
		return s.conn.QueryContext(ctx, text, args...)
	}
	stmt := s.prepared[text]
	if stmt == nil {
		var err error
		if stmt, err = s.conn.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
		s.prepared[text] = stmt
	}
	return stmt.QueryContext(ctx, args...)
}

// readingSettings are those that reading the catalogs needs. An empty search_path
// makes the server qualify every name in the text that it deparses; to compile a
// query, which the planner's guesses about catalogs often ask for, takes longer
// than to run it; and the columns of 10,000 tables, which are sorted, take more
// memory than the usual.
var readingSettings = map[string]string{"search_path": "", "jit": "off", "work_mem": "64MB"}

// settle sets them, and gives what puts them back.
func (s *session) settle(ctx context.Context) (restore func(), err error) {
	var path, jit, memory string
	row := s.conn.QueryRowContext(ctx, `SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('jit'),
	pg_catalog.current_setting('work_mem')`)
	if err := row.Scan(&path, &jit, &memory); err != nil {
		return nil, err
	}
	if err := setAll(ctx, s.conn, readingSettings); err != nil {
		return nil, err
	}
	return func() {
		setAll(context.WithoutCancel(ctx), s.conn, map[string]string{"search_path": path, "jit": jit, "work_mem": memory})
	}, nil
}
