//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// prefix begins the name of every server's folder.
const prefix = "schemactl-pg-"

// settled is the age below which a folder is never taken for stale: its owner may not hold its lock yet.
const settled = time.Minute

// A directory is the folder of one server: its data, its socket, its log, and a lock file that the owning process holds.
type directory struct {
	path string
	lock *os.File
}

func (d *directory) data() string   { return filepath.Join(d.path, "data") }
func (d *directory) socket() string { return filepath.Join(d.path, "socket") }
func (d *directory) log() string    { return filepath.Join(d.path, "log") }

// newDirectory makes the folder under root; who owns what the server writes.
func newDirectory(root string, who *account) (*directory, error) {
	path, err := os.MkdirTemp(root, prefix)
	if err != nil {
		return nil, fmt.Errorf("making a temporary folder: %w", err)
	}
	d := &directory{path: path}
	if d.lock, err = lockFile(filepath.Join(path, "lock")); err != nil {
		d.remove()
		return nil, err
	}
	if err := d.prepare(who); err != nil {
		d.remove()
		return nil, fmt.Errorf("preparing the folder %s: %w", path, err)
	}
	return d, nil
}

func (d *directory) prepare(who *account) error {
	for _, sub := range []string{d.data(), d.socket()} {
		if err := os.Mkdir(sub, 0o700); err != nil {
			return err
		}
		if err := who.own(sub); err != nil {
			return err
		}
	}
	if who == nil {
		return nil
	}
	return os.Chmod(d.path, 0o711) // the server's user must pass, not look
}

func (d *directory) remove() {
	// A server that is killed may still be writing for a moment.
	for range 20 {
		if os.RemoveAll(d.path) == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if d.lock != nil {
		d.lock.Close()
	}
}

// status is the last line of postmaster.pid: starting, ready, stopping.
func (d *directory) status() string {
	lines := d.postmaster()
	if len(lines) < 8 {
		return ""
	}
	return strings.TrimSpace(lines[7])
}

func (d *directory) postmaster() []string {
	content, err := os.ReadFile(filepath.Join(d.data(), "postmaster.pid"))
	if err != nil {
		return nil
	}
	return strings.Split(string(content), "\n")
}

// logTail is the last 4 KiB of the log, from the start of a line.
func (d *directory) logTail() string {
	file, err := os.Open(d.log())
	if err != nil {
		return "nothing"
	}
	defer file.Close()
	const limit = 4096
	cut := false
	if info, err := file.Stat(); err == nil && info.Size() > limit {
		_, err := file.Seek(-limit, io.SeekEnd)
		cut = err == nil
	}
	content, _ := io.ReadAll(file)
	text := string(content)
	if cut {
		_, text, _ = strings.Cut(text, "\n")
	}
	return strings.TrimSpace(text)
}

// collect ends the servers and removes the folders under root whose processes are gone. It is a courtesy to the disk,
// so it keeps silent about what it cannot remove.
func collect(ctx context.Context, root string) {
	folders, err := filepath.Glob(filepath.Join(root, prefix+"*"))
	if err != nil {
		return
	}
	for _, path := range folders {
		if !ours(path) {
			continue
		}
		lock, err := lockFile(filepath.Join(path, "lock"))
		if err != nil {
			continue
		}
		d := &directory{path: path, lock: lock}
		d.endOrphan(ctx)
		d.remove()
	}
}

// ours reports whether a folder was made by this user and long enough ago. Anyone may make a folder of our name in /tmp.
func ours(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || time.Since(info.ModTime()) < settled {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// endOrphan ends a server that outlived its owner. The number in postmaster.pid may belong to another process by now,
// so the command line must name this folder too.
func (d *directory) endOrphan(ctx context.Context) {
	lines := d.postmaster()
	if len(lines) == 0 {
		return
	}
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return
	}
	command, err := output(ctx, "ps", "-o", "command=", "-p", strconv.Itoa(pid))
	if err != nil || !strings.Contains(command, d.data()) {
		return
	}
	if syscall.Kill(pid, syscall.SIGQUIT) != nil {
		return
	}
	for deadline := time.Now().Add(stopTimeout); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if syscall.Kill(pid, 0) != nil {
			return
		}
	}
}
