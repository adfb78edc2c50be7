// Package pgtest gives tests a PostgreSQL: databases of their own on a server that the whole test process shares,
// and texts of a database's schema and rows to compare.
//
// The server is the one that SCHEMACTL_TEST_URL names (a superuser's URL), else one started from the programs on this
// machine; SCHEMACTL_TEST_MAJOR picks their major. Without PostgreSQL the tests fail and say what to install.
// The package knows nothing of schemactl's own model.
package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/schemactl/schemactl/internal/pgserver"
)

const (
	// URLEnv names the environment variable with the URL of a server to use, for a role that may create databases.
	URLEnv = "SCHEMACTL_TEST_URL"
	// MajorEnv names the environment variable with the major of the server to start.
	MajorEnv = "SCHEMACTL_TEST_MAJOR"
)

// shared is the server of this test process.
var shared struct {
	once   sync.Once
	server *pgserver.Server
	url    string
	// db is for what is done to whole databases.
	db *sql.DB
	// strategy ends CREATE DATABASE.
	strategy string
	err      error
}

// atExit is called when the tests are over.
var atExit []func()

// Main runs a package's tests and then stops the server; call it from TestMain. A package without it leaks nothing either:
// the server ends, a little later, with the process.
func Main(m *testing.M) {
	code := m.Run()
	if shared.db != nil {
		shared.db.Close()
	}
	if shared.server != nil {
		shared.server.Stop()
	}
	for _, f := range atExit {
		f()
	}
	os.Exit(code)
}

// ServerURL is the URL of the maintenance database of the shared server, for its superuser.
func ServerURL(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		if shared.url, shared.err = connect(); shared.err == nil {
			shared.db, shared.strategy, shared.err = administer(shared.url)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.url
}

// Major is the major version of the shared server.
func Major(t testing.TB) int {
	t.Helper()
	ServerURL(t)
	var major int
	if err := shared.db.QueryRow("select current_setting('server_version_num')::int / 10000").Scan(&major); err != nil {
		t.Fatalf("reading the version of the test server: %v", err)
	}
	return major
}

func connect() (string, error) {
	if given := os.Getenv(URLEnv); given != "" {
		if _, err := url.Parse(given); err != nil {
			return "", fmt.Errorf("reading %s: not a URL", URLEnv) // the error would show the password
		}
		return given, nil
	}
	major, err := wantedMajor()
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	programs, err := programs(ctx, major)
	if err != nil {
		return "", hint(err, major)
	}
	shared.server, err = pgserver.Start(ctx, pgserver.Config{Binaries: programs, TCP: true})
	if err != nil {
		return "", err
	}
	return shared.server.URL("postgres"), nil
}

// Own starts a server for one test, of the major that the shared one has, and returns its URL: for what belongs to all
// databases of a server.
func Own(t testing.TB) string {
	t.Helper()
	found, err := programs(t.Context(), Major(t))
	if err == nil {
		var server *pgserver.Server
		if server, err = pgserver.Start(t.Context(), pgserver.Config{Binaries: found, TCP: true}); err == nil {
			t.Cleanup(server.Stop)
			return server.URL("postgres")
		}
	}
	t.Fatal(err)
	return ""
}

func wantedMajor() (int, error) {
	text := os.Getenv(MajorEnv)
	if text == "" {
		return 0, nil
	}
	major, err := strconv.Atoi(text)
	if err != nil || major < 1 {
		return 0, fmt.Errorf("reading %s: %q is not a major version like 15", MajorEnv, text)
	}
	return major, nil
}

func hint(err error, major int) error {
	var missing *pgserver.NotFoundError
	if !errors.As(err, &missing) || missing.Env != "" {
		return err
	}
	if major == 0 {
		return fmt.Errorf("these tests need PostgreSQL: scripts/setup.sh installs it: %w", err)
	}
	return fmt.Errorf("these tests need PostgreSQL: scripts/install-postgres.sh %d installs it: %w", major, err)
}

// programs prefers the system's own server, unless a major is asked for.
func programs(ctx context.Context, major int) (pgserver.Binaries, error) {
	if major == 0 {
		if found, err := pgserver.Find(ctx, 0); err == nil {
			return found, nil
		}
	}
	return pgserver.Find(ctx, major, Cached()...)
}

// Cached lists the program folders that scripts/install-postgres.sh has made in this project's cache, the newest major first.
func Cached() []string {
	root, err := projectRoot()
	if err != nil {
		return nil
	}
	found, err := filepath.Glob(filepath.Join(root, ".cache", "postgres", "[1-9][0-9]", "bin"))
	if err != nil {
		return nil
	}
	slices.Sort(found)
	slices.Reverse(found)
	return found
}

func projectRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("finding the project: no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
