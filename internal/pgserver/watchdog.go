//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// watchdogScript waits until its input ends, which is when the owning process has ended, even by SIGKILL.
// It then ends the server, if postmaster.pid still names it, and removes the folder.
const watchdogScript = `
trap '' INT HUP
cat >/dev/null
pidfile="$2/data/postmaster.pid"
if [ "$(head -n 1 "$pidfile" 2>/dev/null)" = "$1" ]; then
	kill -QUIT "$1" 2>/dev/null
	i=0
	while [ -e "$pidfile" ] && kill -0 "$1" 2>/dev/null && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
	kill -KILL "$1" 2>/dev/null
fi
rm -rf -- "$2"
[ -e "$2" ] && sleep 1 && rm -rf -- "$2"
exit 0
`

// A watchdog is a shell that outlives this process and cleans up after it.
type watchdog struct {
	cmd   *exec.Cmd
	alive *os.File // its input; the kernel closes it for us at the latest
}

func watch(pid int, dir string) (*watchdog, error) {
	input, alive, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	defer input.Close()
	cmd := exec.Command("/bin/sh", "-c", watchdogScript, "schemactl-watchdog", strconv.Itoa(pid), dir)
	cmd.Dir = "/"
	cmd.Stdin = input
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		alive.Close()
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	return &watchdog{cmd: cmd, alive: alive}, nil
}

// dismiss lets the watchdog go. Its whole process group is killed: cat runs beside the shell.
func (w *watchdog) dismiss() {
	if w.cmd == nil {
		return
	}
	_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL)
	_ = w.cmd.Wait()
	w.alive.Close()
	w.cmd = nil
}
