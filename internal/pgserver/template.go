//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// initdbArgs make the data directory. The C locale exists on every machine, and sorting by it needs no library.
// Small WAL segments keep the copy of a template small. Only the socket and the loopback address can be reached.
var initdbArgs = []string{"--username=" + User, "--auth=trust", "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"}

// unused is how long a template may go unused before it is removed.
const unused = 60 * 24 * time.Hour

// fill puts a fresh data directory into place: a copy of the cached template, or of initdb's making where there is no cache folder.
func fill(ctx context.Context, config Config, dir *directory, who *account) error {
	cache, err := cacheDir(config.CacheDir)
	if err != nil {
		return initdb(ctx, config.Binaries, dir, who)
	}
	name, err := templateName(config.Binaries)
	if err != nil {
		return err
	}
	lock, err := waitLock(ctx, filepath.Join(cache, name+".lock"))
	if err != nil {
		return err
	}
	defer lock.Close()
	template := filepath.Join(cache, name)
	if _, err := os.Stat(template); err == nil {
		now := time.Now()
		_ = os.Chtimes(template, now, now) // in use: see prune
		return copyTree(dir.data(), template, who)
	}
	if err := initdb(ctx, config.Binaries, dir, who); err != nil {
		return err
	}
	prune(cache)
	return publish(template, dir.data())
}

// cacheDir is the folder of the templates, made if need be; an error means that there is none to write to.
func cacheDir(dir string) (string, error) {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(user, "schemactl", "postgres")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	probe, err := os.CreateTemp(dir, ".writable-")
	if err != nil {
		return "", err
	}
	probe.Close()
	return dir, os.Remove(probe.Name())
}

// templateName tells releases, builds and initdb's options apart: catalogs differ between builds of one release.
func templateName(b Binaries) (string, error) {
	info, err := os.Stat(b.Tool("postgres"))
	if err != nil {
		return "", fmt.Errorf("reading the server program: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %q", b.Dir, info.Size(), info.ModTime().UnixNano(), initdbArgs))
	return b.Version + "-" + hex.EncodeToString(sum[:6]), nil
}

func initdb(ctx context.Context, b Binaries, dir *directory, who *account) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	runtime.LockOSThread() // see startProcess
	defer runtime.UnlockOSThread()
	program := b.Tool("initdb")
	cmd := who.command(ctx, program, append([]string{"--pgdata=" + dir.data()}, initdbArgs...), dir.data())
	cmd.WaitDelay = 5 * time.Second // a child of initdb may hold its output open
	out, err := cmd.CombinedOutput()
	var exit interface{ ExitCode() int }
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("running initdb: %w", ctx.Err())
	case errors.As(err, &exit):
		return fmt.Errorf("running initdb: %w: %s", err, strings.TrimSpace(string(out)))
	default:
		return who.explain(program, err)
	}
}

// publish copies a data directory that no server has run on to its place in the cache. The rename makes it whole or absent.
func publish(template, data string) error {
	unfinished := template + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return fmt.Errorf("caching a data directory: %w", err)
	}
	if err := os.Mkdir(unfinished, 0o700); err != nil {
		return fmt.Errorf("caching a data directory: %w", err)
	}
	if err := copyTree(unfinished, data, nil); err != nil {
		return err
	}
	if err := os.Rename(unfinished, template); err != nil {
		return fmt.Errorf("caching a data directory: %w", err)
	}
	return nil
}

// prune removes templates that nobody used for long. Their lock files stay, empty: removing one would let two processes hold "the" lock.
func prune(cache string) {
	entries, err := os.ReadDir(cache)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !entry.IsDir() || time.Since(info.ModTime()) < unused {
			continue
		}
		path := filepath.Join(cache, entry.Name())
		lock, err := lockFile(path + ".lock")
		if err != nil {
			continue
		}
		_ = os.RemoveAll(path)
		lock.Close()
	}
}

// copyTree copies what is in the folder from into the folder to, for who to own.
func copyTree(to, from string, who *account) error {
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if relative == "." {
			return nil
		}
		target := filepath.Join(to, relative)
		if err := copyEntry(target, path, entry); err != nil {
			return err
		}
		return who.own(target)
	})
	if err != nil {
		return fmt.Errorf("copying a data directory: %w", err)
	}
	return nil
}

func copyEntry(to, from string, entry fs.DirEntry) error {
	if entry.IsDir() {
		return os.Mkdir(to, 0o700)
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := target.ReadFrom(source); err != nil { // copy_file_range, so cheap where the file system can share blocks
		target.Close()
		return err
	}
	return target.Close()
}
