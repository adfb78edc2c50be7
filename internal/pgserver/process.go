//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// stopTimeout is how long a server may take to end before it is killed.
// An immediate shutdown waits 5 s for its children itself (SIGKILL_CHILDREN_AFTER_SECS in postmaster.c).
const stopTimeout = 10 * time.Second

// An account is the user that runs the server's programs in the stead of root, whom they refuse. A nil account is this process's own.
type account struct {
	name     string
	uid, gid int
}

// unprivileged is nil unless this process is root.
func unprivileged() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(found.Uid)
		if err != nil {
			return nil, fmt.Errorf("reading the number of user %s: %w", name, err)
		}
		gid, err := strconv.Atoi(found.Gid)
		if err != nil {
			return nil, fmt.Errorf("reading the group of user %s: %w", name, err)
		}
		return &account{name: name, uid: uid, gid: gid}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root and there is no user postgres or nobody to run it as; make one, or do not run as root")
}

// own gives a file or folder to the account.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// command prepares a program to run as the account, deaf to the terminal's Ctrl-C, which is this process's to handle.
func (a *account) command(ctx context.Context, program string, args []string, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = environment(dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid), Groups: []uint32{}}
	}
	dieWithParent(cmd.SysProcAttr)
	return cmd
}

// environment leaves out the user's own: a PGDATA, PGOPTIONS or LC_ALL there would change the server.
func environment(home string) []string {
	env := []string{"LC_ALL=C", "TZ=UTC", "HOME=" + home, "PATH=" + os.Getenv("PATH")}
	for _, name := range []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "NIX_LD", "NIX_LD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// explain adds what to do to an error of a program that could not be run at all.
func (a *account) explain(program string, err error) error {
	if a != nil && errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("running %s as user %s: %w; the folder must be readable by that user", program, a.name, err)
	}
	return fmt.Errorf("running %s: %w", filepath.Base(program), err)
}

// A process is a running server.
type process struct {
	pid  int
	done chan struct{} // closed when it has ended
}

// startProcess starts the server with its output in the log.
func startProcess(program string, args []string, dir *directory, who *account) (*process, error) {
	log, err := os.OpenFile(dir.log(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the server's log: %w", err)
	}
	defer log.Close()
	cmd := who.command(context.Background(), program, args, dir.data())
	cmd.Stdout, cmd.Stderr = log, log

	started := make(chan error)
	p := &process{done: make(chan struct{})}
	go func() {
		// On Linux "the parent" whose death ends the server is the thread that started it (PR_SET_PDEATHSIG in prctl(2)),
		// so this thread has to live as long as the server.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // ended by a signal of ours, or the log says why
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, who.explain(program, err)
	}
	p.pid = cmd.Process.Pid
	return p, nil
}

// stop is an immediate shutdown: nobody needs the data any more. See "Shutting Down the Server" in the PostgreSQL documentation.
func (p *process) stop() {
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL} {
		select {
		case <-p.done:
			return
		default:
		}
		if syscall.Kill(p.pid, signal) != nil {
			return
		}
		select {
		case <-p.done:
			return
		case <-time.After(stopTimeout):
		}
	}
}
