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

// settle sets what reading the catalogs needs: an empty search_path makes the
// server qualify every name in the text that it deparses, and compiling a
// query, which the planner's guesses about catalogs often ask for, takes longer
// than to run it.
func (s *session) settle(ctx context.Context) (restore func(), err error) {
	var path, jit string
	row := s.conn.QueryRowContext(ctx, "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('jit')")
	if err := row.Scan(&path, &jit); err != nil {
		return nil, err
	}
	set := func(ctx context.Context, path, jit string) error {
		_, err := s.conn.ExecContext(ctx,
			"SELECT pg_catalog.set_config('search_path', $1, false), pg_catalog.set_config('jit', $2, false)", path, jit)
		return err
	}
	if err := set(ctx, "", "off"); err != nil {
		return nil, err
	}
	return func() { set(context.WithoutCancel(ctx), path, jit) }, nil
}
