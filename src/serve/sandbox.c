/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* CLONE_THREAD */
#endif
#include "serve/sandbox.h"

#include "base/err.h"
#include "cage/syscalls.h"

#if defined(__linux__)
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* By subject. */
static const char *const calls[] = {
	/* files and sockets */
	"read", "pread64", "readv", "preadv", "preadv2", "write", "pwrite64",
	"writev", "pwritev", "pwritev2", "close", "close_range", "dup", "dup3",
	"fcntl", "fcntl64", "flock", "lseek", "_llseek", "fsync", "fdatasync",
	"ftruncate", "ftruncate64", "fallocate", "fadvise64", "msync",
	"pipe", "pipe2", "splice", "sendfile",
	/* names of files */
	"open", "openat", "stat", "stat64", "lstat", "lstat64", "fstat",
	"fstat64", "newfstatat", "fstatat64", "statx", "statfs", "statfs64",
	"fstatfs", "fstatfs64", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getcwd", "getdents64", "rename", "renameat",
	"renameat2", "unlink", "unlinkat", "umask", "fchmod", "utimensat",
	/* the network */
	"socket", "connect", "bind", "getsockname", "getpeername",
	"getsockopt", "setsockopt", "send", "sendto", "sendmsg", "sendmmsg",
	"recv", "recvfrom", "recvmsg", "recvmmsg", "shutdown", "accept",
	"accept4",
	/* waiting, time, chance */
	"poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6",
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
	"epoll_pwait2", "eventfd2", "nanosleep", "clock_nanosleep",
	"clock_nanosleep_time64", "clock_gettime", "clock_gettime64",
	"clock_getres", "gettimeofday", "time", "getrandom",
	/* memory and threads */
	"brk", "munmap", "mremap", "madvise", "memfd_create", "futex",
	"futex_time64", "futex_waitv", "set_robust_list", "rseq",
	"set_tid_address",
	"membarrier", "sched_yield", "sched_getaffinity", "getcpu",
	/* signals, and the end */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait",
	"rt_sigtimedwait_time64", "sigreturn", "sigaltstack", "tgkill",
	"restart_syscall", "exit", "exit_group",
	/* who and where we are */
	"getpid", "gettid", "getppid", "getuid", "getuid32", "geteuid",
	"geteuid32", "getgid", "getgid32", "getegid", "getegid32", "getrlimit",
	"ugetrlimit", "getrusage", "sysinfo", "uname", NULL
};

/* Those of which it depends on what is wanted: threads, but no processes; no
 * memory to be run; a limit to be asked, not set. */
static const struct syscalls_if ifs[] = {
	{ "clone", 0, CLONE_THREAD, CLONE_THREAD },
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_EXEC, 0 },
	{ "mprotect", 2, PROT_EXEC, 0 },
	{ "prctl", 0, 0xffffffffUL, PR_SET_NAME },
	{ "prlimit64", 2, ~0UL, 0 },
	{ "ioctl", 1, 0xffffffffUL, FIONBIO },
	{ "ioctl", 1, 0xffffffffUL, FIONREAD },
	{ "ioctl", 1, 0xffffffffUL, FIOCLEX },
	{ "ioctl", 1, 0xffffffffUL, TCGETS },
};

int
sandbox_enter(struct err *e)
{
	return syscalls_limit(calls, ifs, sizeof(ifs) / sizeof(ifs[0]), e);
}
#else
int
sandbox_enter(struct err *e)
{
	return err_perm(e, 0, "no sandbox: this system has none");
}
#endif

/* Newer releases of libuv use io_uring where they may, which would ask the
 * kernel past the list of the sandbox; so it is not on it, and a loop that had
 * begun with it would end. */
int
sandbox_loop(uv_loop_t *loop, struct err *e)
{
	syscalls_deny("io_uring_setup");
	if (uv_loop_init(loop) != 0)
		return err_temp(e, 0, "make the loop");
	return 0;
}
