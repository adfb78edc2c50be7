//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"os"
	"path/filepath"
)

// memoryRoot is a file system in memory, on the systems that have one. Making a database there takes a tenth of the time.
const memoryRoot = "/dev/shm"

// root is the folder in which the server's own folder is made.
func (c Config) root() string {
	_, chosen := os.LookupEnv("TMPDIR")
	switch {
	case c.Dir != "":
		return c.Dir
	case !chosen && hasMemory(memoryRoot):
		return memoryRoot
	default:
		return tempRoot()
	}
}

// tempRoot is the folder for temporary files. A socket's path may have 103 bytes on macOS and BSD and 107 on Linux,
// and the user that runs a server for root must be able to reach it.
func tempRoot() string {
	root := os.TempDir()
	longest := filepath.Join(root, prefix+"1234567890", "socket", ".s.PGSQL.65535")
	if len(longest) > 103 || os.Geteuid() == 0 {
		return "/tmp"
	}
	return root
}
