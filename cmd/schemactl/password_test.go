package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// TestWrongPassword starts a server that asks for passwords, which that of the
// other tests does not.
func TestWrongPassword(t *testing.T) {
	hba := filepath.Join(t.TempDir(), "pg_hba.conf")
	if err := os.WriteFile(hba, []byte("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	readable(t, hba)
	binaries, err := pgserver.Find(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	server, err := pgserver.Start(t.Context(), pgserver.Config{Binaries: binaries, TCP: true, Settings: map[string]string{"hba_file": hba}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	url := server.URL("postgres")
	for _, at := range []string{
		strings.Replace(url, "postgres@", "postgres:hunter2@", 1),
		strings.Replace(url, "postgres@", "postgres:hunter%32@", 1),
		strings.Replace(url, "?", "?password=hunter2&", 1),
	} {
		for _, verb := range []string{"inspect", "plan", "status", "apply"} {
			out, err := exec.Command("schemactl", verb, "--url", at).CombinedOutput()
			text := string(out)
			exit, ok := err.(*exec.ExitError)
			if !ok || exit.ExitCode() != 1 || !strings.Contains(text, "password authentication failed") {
				t.Errorf("%s: %v, %s", verb, err, text)
			}
			if strings.Contains(text, "hunter") {
				t.Errorf("%s shows the password: %s", verb, text)
			}
		}
	}
}

// readable opens the folders above a file of the test to the user that the
// server runs as.
func readable(t *testing.T, file string) {
	t.Helper()
	top := filepath.Clean(os.TempDir())
	for dir := filepath.Dir(file); dir != top && dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
