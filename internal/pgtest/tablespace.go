package pgtest

import (
	"fmt"
	"sync"
	"testing"
)

var tablespaces struct {
	once sync.Once
	err  error
}

// Tablespaces gives the shared server two tablespaces, "fast" and "slow", which are gone with it.
func Tablespaces(t testing.TB) {
	t.Helper()
	server := ServerURL(t)
	tablespaces.once.Do(func() {
		for _, name := range []string{"fast", "slow"} {
			if tablespaces.err = makeTablespace(server, name); tablespaces.err != nil {
				return
			}
		}
	})
	if tablespaces.err != nil {
		t.Fatalf("making tablespaces on the server of the tests: %v", tablespaces.err)
	}
}

// makeTablespace has the server make the folder, which must be its own.
func makeTablespace(server, name string) error {
	var there bool
	var dir string
	err := shared.db.QueryRow("SELECT EXISTS (SELECT FROM pg_tablespace WHERE spcname = $1), current_setting('data_directory') || '/tests_' || $1", name).Scan(&there, &dir)
	if err != nil || there {
		return err
	}
	if err := execute(server, fmt.Sprintf("COPY (SELECT) TO PROGRAM 'mkdir -p \"%s\" && cat >/dev/null'", dir)); err != nil {
		return err
	}
	return execute(server, fmt.Sprintf("CREATE TABLESPACE %s LOCATION '%s'", name, dir))
}
