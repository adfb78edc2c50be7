package postgres

import (
	"path/filepath"
	"testing"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// rebuiltKinds have a file in testdata/kinds that shows every attribute of the
// kind and nothing that Inspect reports as unsupported.
var rebuiltKinds = []string{"view", "rule", "function", "procedure", "aggregate", "event_trigger", "policy"}

func kindFile(t *testing.T, name string) string {
	t.Helper()
	text, ok := pgtest.Fixture(t, filepath.Join("..", "testdata", "kinds", name))
	if !ok {
		t.Fatalf("%s is not for this server", name)
	}
	return text
}

func TestRebuildKinds(t *testing.T) {
	for _, k := range rebuiltKinds {
		t.Run(k, func(t *testing.T) { rebuild(t, kindFile(t, k+".sql")) })
	}
}
