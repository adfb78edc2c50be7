package pgserver

import (
	"maps"
	"slices"
)

// User is the superuser of every server that Start runs.
const User = "postgres"

// Config says which server to start.
type Config struct {
	// Binaries to run; the zero value is what Find prefers.
	Binaries Binaries
	// TCP makes the server listen on 127.0.0.1 as well as on its Unix socket, and URL name that address.
	// Whoever can log in to this machine is then a superuser there, so it is for tests.
	TCP bool
	// Settings are server settings beyond, or instead of, those for a throw-away server.
	Settings map[string]string
	// Dir is the folder in which the server's own folder is made. Empty is memory, where the system has a file system there
	// with plenty of room and TMPDIR is not set, else the folder for temporary files.
	Dir string
	// CacheDir keeps the template of the data directory; empty is the user's cache folder.
	CacheDir string
}

// throwAway are the settings of a server whose data nobody needs after a crash.
// A migration may touch many thousands of objects in one transaction, and each holds a lock:
// see "max_locks_per_transaction" in the chapter "Lock Management" of the PostgreSQL documentation.
var throwAway = map[string]string{
	"fsync":                      "off",
	"synchronous_commit":         "off",
	"full_page_writes":           "off",
	"autovacuum":                 "off",
	"max_connections":            "200",
	"max_locks_per_transaction":  "4096",
	"dynamic_shared_memory_type": "mmap", // in the data directory, so that nothing outlives that
	"wal_level":                  "minimal",
	"max_wal_senders":            "0",
	// A subscription that a migration makes there must not receive anything.
	"max_logical_replication_workers": "0",
	"max_wal_size":                    "512MB",
	"logging_collector":               "off",
	"log_destination":                 "stderr",
	"lc_messages":                     "C",
	"timezone":                        "UTC",
}

// settings are the -c arguments of postgres, in a fixed order.
func (c Config) settings() []string {
	all := maps.Clone(throwAway)
	maps.Copy(all, c.Settings)
	var args []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}
