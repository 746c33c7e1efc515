/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/confine.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/link.h"
#include "cage/landlock.h"
#include "cage/syscalls.h"
#include "zone/job.h"

/* Two folders a file: its own, and that of the file where a link leads. */
#define FOLDERS (2 * (JOB_NEVER_MAX + 4))

struct folders {
	struct landlock_place place[FOLDERS];
	size_t len;
	char path[FOLDERS][LINK_PATH_SIZE];
};

/* Add the folder of a path. */
static void
add_folder(struct folders *f, const char *path, bool write)
{
	const char *slash = strrchr(path, '/');
	char *out = f->path[f->len];

	if (slash == NULL)
		(void)strcpy(out, ".");
	else
		(void)snprintf(out, LINK_PATH_SIZE, "%.*s",
		    (int)(slash - path) + 1, path);
	f->place[f->len].path = out;
	f->place[f->len++].write = write;
}

/* Add those of a file; NULL and "-" are none. */
static void
add(struct folders *f, const char *file, bool write)
{
	char place[LINK_PATH_SIZE];
	enum link_answer answer;
	unsigned steps = 0;
	struct err e;

	if (file == NULL || job_is_stdin(file) ||
	    strlen(file) >= sizeof(place))
		return;
	add_folder(f, file, write);
	(void)strcpy(place, file);
	do
		answer = link_step(place, &steps, &e);
	while (answer == LINK_STEP);
	if (steps > 0)
		add_folder(f, place, write);
}

static int
confine_files(const struct job *job, struct err *e)
{
	struct folders *f = calloc(1, sizeof(*f));
	enum landlock_answer answer;
	size_t i;

	if (f == NULL)
		return err_memory(e);
	add(f, job->dump, false);
	add(f, job->transfer, false);
	add(f, job->resolvers, false);
	for (i = 0; i < job->nevers; i++)
		add(f, job->never[i], false);
	add(f, job->file, true);
	answer = landlock_enter_but(f->place, f->len);
	free(f);
	switch (answer) {
	case LANDLOCK_ENTERED:
		return 0;
	case LANDLOCK_NONE:
		return err_perm(e, 0, "this kernel has no Landlock");
	default:
		return err_perm(e, errno, "no Landlock");
	}
}

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/socket.h>

static const char *const calls[] = {
	/* files */
	"read", "pread64", "readv", "write", "writev", "close", "lseek",
	"_llseek", "open", "openat", "stat", "stat64", "lstat", "lstat64",
	"fstat", "fstat64", "newfstatat", "fstatat64", "statx", "readlink",
	"readlinkat", "getcwd", "access", "faccessat", "faccessat2", "fcntl",
	"fcntl64", "ftruncate", "ftruncate64", "fchmod", "fsync", "rename",
	"renameat", "renameat2", "unlink", "unlinkat", "dup", "dup3",
	/* the daemon, and what the kernel knows of addresses and routes */
	"connect", "bind", "getsockname", "getsockopt", "setsockopt", "send",
	"sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "shutdown",
	/* waiting, time, memory */
	"pselect6", "pselect6_time64", "poll", "ppoll", "ppoll_time64",
	"clock_gettime", "clock_gettime64", "gettimeofday", "time", "brk",
	"munmap", "mremap", "madvise", "getrandom", "futex",
	/* signals, and the end */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn",
	"restart_syscall", "getpid", "gettid", "tgkill", "exit", "exit_group",
	NULL
};

static const struct syscalls_if ifs[] = {
	{ "socket", 0, 0xffffffffUL, AF_UNIX },
	{ "socket", 0, 0xffffffffUL, AF_NETLINK },
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_EXEC, 0 },
	{ "mprotect", 2, PROT_EXEC, 0 },
};

static int
confine_calls(struct err *e)
{
	return syscalls_limit(calls, ifs, sizeof(ifs) / sizeof(ifs[0]), e);
}
#else
static int
confine_calls(struct err *e)
{
	return err_perm(e, 0, "this system has no sandbox");
}
#endif

int
confine_job(const struct job *job, struct err *e)
{
	int rc = syscalls_can() ? confine_files(job, e) : -1;

	return confine_calls(e) == -1 ? -1 : rc;
}
