//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package pgserver

import "syscall"

// dieWithParent does nothing: these kernels cannot do it, so the watchdog alone ends a server that its owner left behind.
func dieWithParent(*syscall.SysProcAttr) {}

// hasMemory is false: no folder of these systems is in memory unless their owner makes it so.
func hasMemory(string) bool { return false }
