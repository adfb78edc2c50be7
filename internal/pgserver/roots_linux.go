package pgserver

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// plenty is how much memory must be free, in bytes, before a server's data goes there: a server with a large schema
// takes some hundred MB, its WAL included.
const plenty = 2 << 30

// hasMemory reports whether a folder is in memory, is ours to write to, and has plenty of room. A container's /dev/shm often has 64 MB.
func hasMemory(dir string) bool {
	const (
		tmpfs     = 0x01021994 // TMPFS_MAGIC in statfs(2)
		writeable = 0x2 | 0x1  // W_OK and X_OK in access(2)
	)
	var found syscall.Statfs_t
	if syscall.Statfs(dir, &found) != nil || int64(found.Type) != tmpfs || syscall.Access(dir, writeable) != nil {
		return false
	}
	return found.Bavail > plenty/uint64(found.Bsize) && available() > plenty
}

// available is the memory that can be had without swapping, in bytes, by MemAvailable in proc_meminfo(5).
func available() uint64 {
	content, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(content)) {
		if text, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			kib, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(text), " kB"), 10, 64)
			if err != nil {
				return 0
			}
			return kib << 10
		}
	}
	return 0
}
