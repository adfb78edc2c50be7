//go:build linux

package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/lib/pq" // the driver

	"github.com/schemactl/schemactl/internal/benchschema"
	"github.com/schemactl/schemactl/internal/pgserver"
)

// A result is what was measured on one database: medians, and the most memory that schemactl took.
type result struct {
	tables int
	// dump, inspect and plan are the times of pg_dump -s, of inspect, and of a
	// plan with nothing to change; one is that of a plan with one table changed.
	dump, inspect, plan, one time.Duration
	memory                   int64 // bytes
}

// A bench is where the measuring happens.
type bench struct {
	server *pgserver.Server
	dir    string // with the program in it
}

func measure(ctx context.Context, sizes []int, runs int) ([]result, error) {
	dir, err := os.MkdirTemp("", "schemactl-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "schemactl"), "./cmd/schemactl")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building schemactl: %w", err)
	}
	// One transaction makes all tables, and holds a lock on each relation.
	server, err := pgserver.Start(ctx, pgserver.Config{TCP: true, Settings: map[string]string{"max_locks_per_transaction": "20000"}})
	if err != nil {
		return nil, err
	}
	defer server.Stop()
	b := &bench{server: server, dir: dir}
	var out []result
	for _, n := range sizes {
		r, err := b.measure(ctx, n, runs)
		if err != nil {
			return nil, fmt.Errorf("measuring %d tables: %w", n, err)
		}
		out = append(out, r)
	}
	return out, nil
}

func (b *bench) measure(ctx context.Context, n, runs int) (result, error) {
	url, err := b.database(ctx, n)
	if err != nil {
		return result{}, err
	}
	file := filepath.Join(b.dir, strconv.Itoa(n)+".hcl")
	program := filepath.Join(b.dir, "schemactl")
	changed := filepath.Join(b.dir, strconv.Itoa(n)+"-changed.hcl")
	commands := [][]string{
		{b.server.Binaries().Tool("pg_dump"), "-s", url},
		{program, "inspect", "--url", url},
		{program, "plan", "--dry-run", "--url", url, "--file", file, "--dir", filepath.Join(b.dir, "migrations")},
		{program, "plan", "--dry-run", "--url", url, "--file", changed, "--dir", filepath.Join(b.dir, "migrations")},
	}
	if _, _, err := once(ctx, commands[1], file); err != nil {
		return result{}, err
	}
	if err := change(file, changed, n/2); err != nil {
		return result{}, err
	}
	r := result{tables: n}
	times := make([][]time.Duration, len(commands))
	for i := range runs + 1 {
		for j, c := range commands {
			took, memory, err := once(ctx, c, os.DevNull)
			if err != nil {
				return r, err
			}
			if i == 0 {
				continue // to warm up
			}
			times[j] = append(times[j], took)
			if j > 0 {
				r.memory = max(r.memory, memory)
			}
		}
	}
	r.dump, r.inspect, r.plan, r.one = median(times[0]), median(times[1]), median(times[2]), median(times[3])
	return r, nil
}

// change writes a schema file with a column added to one table.
func change(file, changed string, table int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, tail, ok := strings.Cut(string(text), fmt.Sprintf("table \"t%05d\" {\n", table))
	if !ok {
		return fmt.Errorf("changing table %d: the file has none", table)
	}
	text = fmt.Appendf(nil, "%stable \"t%05d\" {\n  column \"added\" {\n    type = integer\n    null = true\n  }\n%s", head, table, tail)
	return os.WriteFile(changed, text, 0o600)
}

// database makes a database of n tables.
func (b *bench) database(ctx context.Context, n int) (url string, err error) {
	name := "bench" + strconv.Itoa(n)
	if err := execute(ctx, b.server.URL("postgres"), "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	var text strings.Builder
	if err := benchschema.Tables(&text, n); err != nil {
		return "", err
	}
	url = b.server.URL(name)
	if err := execute(ctx, url, text.String()); err != nil {
		return "", err
	}
	return url, execute(ctx, url, "VACUUM ANALYZE")
}

func execute(ctx context.Context, url, statements string) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statements)
	return err
}

// once runs a command and gives its time on the wall and the most memory that it had.
func once(ctx context.Context, command []string, out string) (took time.Duration, memory int64, err error) {
	f, err := os.Create(out)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	var told strings.Builder
	c.Stdout, c.Stderr = f, &told
	start := time.Now()
	if err := c.Run(); err != nil {
		return 0, 0, fmt.Errorf("running %s: %w\n%s", filepath.Base(command[0]), err, told.String())
	}
	return time.Since(start), residentSize(c.ProcessState.SysUsage().(*syscall.Rusage)), nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// residentSize is ru_maxrss in bytes; Linux counts kilobytes, see getrusage(2).
func residentSize(u *syscall.Rusage) int64 { return u.Maxrss << 10 }
