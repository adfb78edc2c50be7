//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq"
)

// ownerEnv makes the test program the owner of a server, for a test that kills it.
const ownerEnv = "PGSERVER_TEST_OWNER"

func TestMain(m *testing.M) {
	if os.Getenv(ownerEnv) != "" {
		own()
	}
	os.Exit(m.Run())
}

// own starts a server, tells about it, and waits for the end.
func own() {
	s, err := Start(context.Background(), Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.process.pid, s.dir.path)
	select {}
}

func start(t *testing.T, config Config) *Server {
	t.Helper()
	s, err := Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func query(t *testing.T, url, text string) string {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	if err := db.QueryRow(text).Scan(&got); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return got
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after 20 s: %s", what)
		}
	}
}

func TestStartAndStop(t *testing.T) {
	for name, config := range map[string]Config{"socket": {}, "tcp": {TCP: true}} {
		t.Run(name, func(t *testing.T) {
			s := start(t, config)
			if got := query(t, s.URL("postgres"), "select current_user || ' ' || current_setting('fsync')"); got != "postgres off" {
				t.Errorf("asked the server for its user and fsync: %q", got)
			}
			if got := query(t, s.URL("postgres"), "select current_setting('server_version_num')::int / 10000"); got != strconv.Itoa(s.Binaries().Major) {
				t.Errorf("server of major %s; want %d", got, s.Binaries().Major)
			}
			s.Stop()
			if alive(s.process.pid) {
				t.Errorf("the server %d runs after Stop", s.process.pid)
			}
			if exists(s.dir.path) {
				t.Errorf("the folder %s is there after Stop", s.dir.path)
			}
			s.Stop()
		})
	}
}

func TestSettings(t *testing.T) {
	s := start(t, Config{Settings: map[string]string{"max_locks_per_transaction": "64", "work_mem": "7MB"}})
	got := query(t, s.URL("postgres"), "select current_setting('max_locks_per_transaction') || ' ' || current_setting('work_mem')")
	if got != "64 7MB" {
		t.Errorf("settings are %q", got)
	}
}

func TestFailedStartIsExplained(t *testing.T) {
	_, err := Start(t.Context(), Config{Settings: map[string]string{"shared_buffers": "lots"}})
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("Start with a wrong setting: %v", err)
	}
}

func TestCancelledStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := Start(ctx, Config{Binaries: find(t)})
	if err == nil {
		s.Stop()
		t.Fatal("no error from a cancelled start")
	}
}

func find(t *testing.T) Binaries {
	t.Helper()
	b, err := Find(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Two starts with an empty cache: one makes the template, the other waits for it and copies it.
func TestTemplateIsShared(t *testing.T) {
	cache := t.TempDir()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			s, err := Start(t.Context(), Config{CacheDir: cache})
			if err != nil {
				t.Error(err)
				return
			}
			s.Stop()
		})
	}
	wg.Wait()
	found, err := filepath.Glob(filepath.Join(cache, "*", "PG_VERSION"))
	if err != nil || len(found) != 1 {
		t.Errorf("templates in the cache: %q, %v; want one", found, err)
	}
}

func TestUnusedTemplatesAreRemoved(t *testing.T) {
	cache := t.TempDir()
	for name, age := range map[string]time.Duration{"old": 2 * unused, "young": time.Hour} {
		path := filepath.Join(cache, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	prune(cache)
	if exists(filepath.Join(cache, "old")) || !exists(filepath.Join(cache, "young")) {
		t.Error("prune must remove the old template and keep the young one")
	}
}

// Killing the owner leaves it no time to clean up.
func TestServerDiesWithItsOwner(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), ownerEnv+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("reading from the owner: %v", err)
	}
	var pid int
	var dir string
	if _, err := fmt.Sscan(line, &pid, &dir); err != nil {
		t.Fatal(err)
	}
	if !alive(pid) || !exists(dir) {
		t.Fatalf("the server %d in %s does not run", pid, dir)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	eventually(t, "the server runs", func() bool { return !alive(pid) })
	eventually(t, "its folder is there", func() bool { return !exists(dir) })
}

// A folder whose owner and watchdog were both killed is collected by the next start, with the server in it.
func TestStaleFoldersAreCollected(t *testing.T) {
	s := start(t, Config{})
	s.watchdog.dismiss()
	collect(t.Context(), filepath.Dir(s.dir.path))
	if !alive(s.process.pid) {
		t.Fatal("a server was collected whose owner lives")
	}
	s.dir.lock.Close() // as the kernel does at the owner's end
	collect(t.Context(), filepath.Dir(s.dir.path))
	if !alive(s.process.pid) {
		t.Fatal("a folder was collected that is too young")
	}
	past := time.Now().Add(-2 * settled)
	if err := os.Chtimes(s.dir.path, past, past); err != nil {
		t.Fatal(err)
	}
	collect(t.Context(), filepath.Dir(s.dir.path))
	eventually(t, "the orphan runs", func() bool { return !alive(s.process.pid) })
	if exists(s.dir.path) {
		t.Error("the stale folder is there")
	}
}
