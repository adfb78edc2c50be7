package pgserver

import "syscall"

// dieWithParent has the kernel end the program when this process is gone, however it went.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
