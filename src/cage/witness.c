/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#endif
#include "cage/witness.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>

#include "cage/calls.h"
#include "cage/landlock.h"
#include "cage/sanitized.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/* What a resolver reads, and where libraries are that are loaded late. */
static const struct landlock_place place[] = {
	{ "/etc/resolv.conf", false }, { "/etc/hosts", false },
	{ "/etc/nsswitch.conf", false }, { "/etc/host.conf", false },
	{ "/etc/svc.conf", false }, { "/dev/urandom", false },
	{ "/etc/ld.so.cache", false }, { "/lib", false },
	{ "/lib64", false }, { "/usr/lib", false }, { "/usr/lib64", false },
	{ "/usr/local/lib", false }
};

#if defined(__linux__)
static const int call[] = {
	/* descriptors and files that may be read */
	SYS_read, SYS_pread64, SYS_readv, SYS_write, SYS_writev, SYS_close,
	SYS_openat, SYS_lseek, SYS_fstat, SYS_fcntl, SYS_dup,
	SYS_readlinkat, SYS_faccessat, SYS_getcwd, SYS_newfstatat, SYS_statx,
	SYS_getdents64, SYS_inotify_init1, SYS_inotify_add_watch,
	/* memory */
	SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk,
	/* asking and waiting */
	SYS_socket, SYS_connect, SYS_bind, SYS_setsockopt, SYS_getsockopt,
	SYS_getsockname, SYS_getpeername, SYS_sendto, SYS_sendmsg,
	SYS_sendmmsg, SYS_recvfrom, SYS_recvmsg, SYS_ppoll, SYS_pselect6,
	SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_eventfd2,
	SYS_pipe2, SYS_futex,
	/* time, chance, who we are */
	SYS_clock_gettime, SYS_gettimeofday, SYS_clock_nanosleep,
	SYS_nanosleep, SYS_getrandom, SYS_getpid, SYS_gettid, SYS_getuid,
	SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo,
	SYS_sched_getaffinity, SYS_sched_yield, SYS_getitimer, SYS_setitimer,
	/* signals of its own, and the end */
	SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
	SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_restart_syscall,
	SYS_set_robust_list, SYS_exit, SYS_exit_group,
#if defined(SYS_open) /* older names, where they are */
	SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll,
	SYS_select, SYS_epoll_create, SYS_epoll_wait, SYS_eventfd, SYS_pipe,
	SYS_time, SYS_getdents, SYS_arch_prctl,
#endif
#if defined(SYS_rseq)
	SYS_rseq,
#endif
};

static int
give_up_calls(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == -1)
		return -1;
	return !sanitized() && calls_limit(call, COUNT(call)) == -1 ? -1 : 0;
}
#else
static int
give_up_calls(void)
{
	return 0;
}
#endif

/* What is lower already stays. */
static int
at_most(int resource, rlim_t most)
{
	struct rlimit is;

	if (getrlimit(resource, &is) == -1)
		return -1;
	if (is.rlim_cur > most)
		is.rlim_cur = most;
	is.rlim_max = is.rlim_cur;
	return setrlimit(resource, &is);
}

/* A sanitizer has memory of its own. */
static int
give_up_more(void)
{
	if (at_most(RLIMIT_CPU, WITNESS_CPU_S) == -1 ||
	    at_most(RLIMIT_FSIZE, 0) == -1 || at_most(RLIMIT_CORE, 0) == -1)
		return -1;
#if defined(RLIMIT_NPROC)
	if (at_most(RLIMIT_NPROC, 0) == -1)
		return -1;
#endif
	return sanitized() ? 0 : at_most(RLIMIT_DATA, WITNESS_DATA);
}

int
witness_enter(void)
{
	if (give_up_more() == -1 ||
	    landlock_enter_asking(place, COUNT(place)) == LANDLOCK_FAILED)
		return -1;
	return give_up_calls();
}
