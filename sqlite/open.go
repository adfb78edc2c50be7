package sqlite

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Open opens a database file given as sqlite://PATH, sqlite:PATH or
// file:PATH; it is made by the first write. sqlite://PATH is relative to the
// working directory, sqlite:///PATH is absolute.
func Open(at string) (*sql.DB, error) {
	path, query, err := filePath(at)
	if err != nil {
		return nil, err
	}
	if dir := filepath.Dir(path); !strings.HasPrefix(path, ":memory:") {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("there is no folder %s for the database file", dir)
		}
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath()
	if query != "" {
		dsn += "?" + query
	}
	return sql.Open("sqlite", dsn)
}

func filePath(at string) (path, query string, err error) {
	_, rest, ok := strings.Cut(at, ":")
	if !ok {
		return "", "", fmt.Errorf("a SQLite database is given as sqlite://FILE")
	}
	rest = strings.TrimPrefix(rest, "//")
	path, query, _ = strings.Cut(rest, "?")
	if path, err = url.PathUnescape(path); err != nil || path == "" {
		return "", "", fmt.Errorf("a SQLite database is given as sqlite://FILE")
	}
	return path, query, nil
}
