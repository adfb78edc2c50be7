package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Files makes throw-away databases: files in a folder of its own, which a second connection can read, unlike a database
// in memory.
type Files struct {
	folder string
	made   int
}

// NewFiles makes the folder.
func NewFiles() (*Files, error) {
	folder, err := os.MkdirTemp("", "schemactl-scratch-")
	if err != nil {
		return nil, fmt.Errorf("making scratch databases: %w", err)
	}
	return &Files{folder: folder}, nil
}

// New gives the URL of a database that is not there yet, and what drops it.
func (f *Files) New(context.Context) (url string, drop func() error, err error) {
	f.made++
	path := filepath.Join(f.folder, fmt.Sprintf("%d.db", f.made))
	// Nothing here has to outlast a power failure.
	return "sqlite://" + path + "?_pragma=synchronous(off)", func() error { return os.Remove(path) }, nil
}

// EnsureRoles has nothing to do: SQLite has no roles.
func (f *Files) EnsureRoles(context.Context, []string) error { return nil }

// Close removes the folder.
func (f *Files) Close() error { return os.RemoveAll(f.folder) }
