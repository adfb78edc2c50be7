package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
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

// OpenToRead opens a database file as Open does, but makes none: one that is
// missing reads as an empty database.
func OpenToRead(at string) (*sql.DB, error) {
	path, _, err := filePath(at)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(filepath.Dir(path)); err == nil && info.IsDir() {
			return sql.Open("sqlite", "file::memory:?cache=private")
		}
	}
	return Open(at)
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
