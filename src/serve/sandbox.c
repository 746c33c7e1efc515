/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* CLONE_THREAD */
#endif
#include "serve/sandbox.h"

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#if defined(__linux__) && !defined(SANITIZED)
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* By subject.  What a kernel or an architecture does not have is passed over:
 * the names are looked up when the filter is made. */
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
	"brk", "munmap", "mremap", "madvise", "futex", "futex_time64",
	"futex_waitv", "set_robust_list", "rseq", "set_tid_address",
	"membarrier", "sched_yield", "sched_getaffinity", "getcpu",
	/* signals, and the end */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn",
	"sigaltstack", "tgkill", "restart_syscall", "exit", "exit_group",
	/* who and where we are */
	"getpid", "gettid", "getppid", "getuid", "getuid32", "geteuid",
	"geteuid32", "getgid", "getgid32", "getegid", "getegid32", "getrlimit",
	"ugetrlimit", "getrusage", "sysinfo", "uname",
};

/* Allow a system call where its argument at has value in the bits of mask. */
static int
allow_if(scmp_filter_ctx ctx, const char *name, unsigned at,
    unsigned long mask, unsigned long value)
{
	int nr = seccomp_syscall_resolve_name(name);

	if (nr == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,
	    SCMP_CMP(at, SCMP_CMP_MASKED_EQ, mask, value));
}

/* Those of which it depends on what is wanted. */
static int
allow_some(scmp_filter_ctx ctx)
{
	static const unsigned long control[] = { FIONBIO, FIONREAD, FIOCLEX,
		TCGETS };
	size_t i;
	int rc;

	rc = allow_if(ctx, "clone", 0, CLONE_THREAD, CLONE_THREAD);
	rc |= allow_if(ctx, "mmap", 2, PROT_EXEC, 0);
	rc |= allow_if(ctx, "mmap2", 2, PROT_EXEC, 0);
	rc |= allow_if(ctx, "mprotect", 2, PROT_EXEC, 0);
	rc |= allow_if(ctx, "prctl", 0, 0xffffffffUL, PR_SET_NAME);
	rc |= allow_if(ctx, "prlimit64", 2, ~0UL, 0); /* asked, not set */
	for (i = 0; i < sizeof(control) / sizeof(control[0]); i++)
		rc |= allow_if(ctx, "ioctl", 1, 0xffffffffUL, control[i]);
	return rc;
}

static int
allow(scmp_filter_ctx ctx)
{
	size_t i;
	int nr;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		nr = seccomp_syscall_resolve_name(calls[i]);
		if (nr != __NR_SCMP_ERROR &&
		    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0) != 0)
			return -1;
	}
	return allow_some(ctx) == 0 ? 0 : -1;
}

int
sandbox_enter(struct err *e)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int rc = -ENOMEM;

	if (ctx == NULL)
		return err_perm(e, 0, "no sandbox: out of memory");
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1);
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (allow(ctx) == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	if (rc == 0)
		return 0;
	return err_perm(e, -rc, "no sandbox");
}
#else
int
sandbox_enter(struct err *e)
{
	return err_perm(e, 0, "no sandbox: this system, or the way this was "
	    "built, has none");
}
#endif
