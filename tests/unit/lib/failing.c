/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* accept4(2), ppoll(2) */
#else
#undef _XOPEN_SOURCE /* BSD has them besides POSIX */
#endif
#include "lib/failing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/arena.h"

#define ALL 0u

static struct {
	const char *name; /* NULL: all goes well */
	unsigned nth, calls;
	int error;
	bool failed;
} now;

void
failing_nth(const char *name, unsigned nth, int error)
{
	now.name = name;
	now.nth = nth;
	now.calls = 0;
	now.error = error;
	now.failed = false;
}

void
failing_all(const char *name, int error)
{
	failing_nth(name, ALL, error);
}

bool
failing_end(void)
{
	bool failed = now.failed;

	now.name = NULL;
	now.failed = false;
	return failed;
}

unsigned
failing_each(const char *name, int error, bool (*once)(void *arg), void *arg)
{
	unsigned nth = 0;

	do
		failing_nth(name, ++nth, error);
	while (once(arg));
	return nth - 1;
}

/* Whether a call is the one that fails. */
static bool
fails(const char *name)
{
	if (now.name == NULL || strcmp(now.name, name) != 0)
		return false;
	now.calls++;
	if (now.nth != ALL && now.calls != now.nth)
		return false;
	now.failed = true;
	errno = now.error;
	return true;
}

/* The linker has our code call __wrap_NAME for NAME, and NAME itself is
 * __real_NAME here. */
#define WRAP(type, fail, what, name, parameters, arguments) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		return fails(what) ? (fail) : __real_##name arguments; \
	}
#define WRAP_MEMORY(name, parameters, arguments) \
	WRAP(void *, NULL, FAILING_MEMORY, name, parameters, arguments)
#define WRAP_FILE(name, parameters, arguments) \
	WRAP(FILE *, NULL, #name, name, parameters, arguments)
#define WRAP_INT(name, parameters, arguments) \
	WRAP(int, -1, #name, name, parameters, arguments)
#define WRAP_SIZE(name, parameters, arguments) \
	WRAP(ssize_t, -1, #name, name, parameters, arguments)

/* What returns an error, not errno. */
#define WRAP_ERROR(name, parameters, arguments) \
	WRAP(int, now.error, #name, name, parameters, arguments)

WRAP_MEMORY(malloc, (size_t len), (len))
WRAP_MEMORY(calloc, (size_t n, size_t len), (n, len))
WRAP_MEMORY(realloc, (void *p, size_t len), (p, len))
WRAP(char *, NULL, FAILING_MEMORY, strdup, (const char *text), (text))

/* Most of them have room, and would not fail by that of malloc. */
WRAP(void *, NULL, FAILING_ARENA, arena_alloc, (struct arena *a, size_t len),
    (a, len))
WRAP(char *, NULL, FAILING_ARENA, arena_copy, (struct arena *a,
    const char *text, size_t len), (a, text, len))

WRAP_FILE(fopen, (const char *path, const char *mode), (path, mode))
WRAP_FILE(fdopen, (int fd, const char *mode), (fd, mode))
WRAP(DIR *, NULL, "opendir", opendir, (const char *path), (path))
WRAP(struct dirent *, NULL, "readdir", readdir, (DIR *dir), (dir))
WRAP(off_t, -1, "lseek", lseek, (int fd, off_t at, int from), (fd, at, from))
WRAP_SIZE(pread, (int fd, void *to, size_t len, off_t at), (fd, to, len, at))
WRAP_INT(memfd_create, (const char *name, unsigned flags), (name, flags))
WRAP_INT(fstat, (int fd, struct stat *st), (fd, st))
WRAP_INT(fsync, (int fd), (fd))
WRAP_INT(rename, (const char *from, const char *to), (from, to))
WRAP_SIZE(read, (int fd, void *to, size_t len), (fd, to, len))
WRAP_SIZE(write, (int fd, const void *from, size_t len), (fd, from, len))

WRAP_INT(chown, (const char *path, uid_t uid, gid_t gid), (path, uid, gid))
WRAP(struct group *, NULL, "getgrnam", getgrnam, (const char *name), (name))

WRAP_INT(socket, (int family, int type, int protocol),
    (family, type, protocol))
WRAP_INT(pipe, (int fd[2]), (fd))
WRAP_INT(poll, (struct pollfd *p, nfds_t n, int ms), (p, n, ms))
WRAP_SIZE(recv, (int fd, void *to, size_t len, int flags),
    (fd, to, len, flags))
WRAP_SIZE(send, (int fd, const void *from, size_t len, int flags),
    (fd, from, len, flags))
WRAP_INT(bind, (int fd, const struct sockaddr *name, socklen_t len),
    (fd, name, len))
WRAP_INT(accept4, (int fd, struct sockaddr *name, socklen_t *len, int flags),
    (fd, name, len, flags))
WRAP_INT(getsockopt, (int fd, int level, int what, void *to, socklen_t *len),
    (fd, level, what, to, len))
WRAP_INT(ppoll, (struct pollfd *p, nfds_t n, const struct timespec *wait,
    const sigset_t *during), (p, n, wait, during))

/* What becomes of a call with _FORTIFY_SOURCE where the compiler cannot see
 * that there is room.  Nothing calls these with another C library. */
#define WRAP_CHECKED(type, name, parameters, arguments) \
	type __wrap___##name##_chk parameters; \
	type __wrap___##name##_chk parameters \
	{ \
		(void)room; \
		return __wrap_##name arguments; \
	}

WRAP_CHECKED(ssize_t, read, (int fd, void *to, size_t len, size_t room),
    (fd, to, len))
WRAP_CHECKED(ssize_t, pread, (int fd, void *to, size_t len, off_t at,
    size_t room), (fd, to, len, at))
WRAP_CHECKED(ssize_t, recv, (int fd, void *to, size_t len, size_t room,
    int flags), (fd, to, len, flags))
WRAP_CHECKED(int, poll, (struct pollfd *p, nfds_t n, int ms, size_t room),
    (p, n, ms))
WRAP_CHECKED(int, ppoll, (struct pollfd *p, nfds_t n,
    const struct timespec *wait, const sigset_t *during, size_t room),
    (p, n, wait, during))

WRAP(pid_t, -1, "fork", fork, (void), ())
WRAP(pid_t, -1, "waitpid", waitpid, (pid_t pid, int *status, int how),
    (pid, status, how))
WRAP_ERROR(posix_spawn_file_actions_init, (posix_spawn_file_actions_t *a),
    (a))
WRAP_ERROR(posix_spawn_file_actions_addopen, (posix_spawn_file_actions_t *a,
    int fd, const char *path, int flags, mode_t mode),
    (a, fd, path, flags, mode))
WRAP_ERROR(posix_spawn_file_actions_adddup2, (posix_spawn_file_actions_t *a,
    int from, int to), (a, from, to))
WRAP_ERROR(posix_spawnattr_init, (posix_spawnattr_t *a), (a))

WRAP_INT(chmod, (const char *path, mode_t mode), (path, mode))
WRAP_INT(setsockopt, (int fd, int level, int what, const void *to,
    socklen_t len), (fd, level, what, to, len))
WRAP_INT(getpeername, (int fd, struct sockaddr *name, socklen_t *len),
    (fd, name, len))
WRAP_SIZE(recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags))
WRAP_INT(listen, (int fd, int backlog), (fd, backlog))

/* glibc has an enum of its own in the place of int. */
#define WRAP_LIMIT(name, type) \
	WRAP_INT(name, (int what, type *limit), (what, limit))
WRAP_LIMIT(getrlimit, struct rlimit)
WRAP_LIMIT(setrlimit, const struct rlimit)

/* libuv's errors are negative. */
WRAP_ERROR(uv_loop_init, (uv_loop_t *loop), (loop))
WRAP_ERROR(uv_signal_init, (uv_loop_t *loop, uv_signal_t *s), (loop, s))
WRAP_ERROR(uv_signal_start, (uv_signal_t *s, uv_signal_cb on, int number),
    (s, on, number))
WRAP_ERROR(uv_poll_init, (uv_loop_t *loop, uv_poll_t *p, int fd),
    (loop, p, fd))
WRAP_ERROR(uv_poll_start, (uv_poll_t *p, int events, uv_poll_cb on),
    (p, events, on))
WRAP_ERROR(uv_random, (uv_loop_t *loop, uv_random_t *r, void *to, size_t len,
    unsigned flags, uv_random_cb on), (loop, r, to, len, flags, on))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int
__wrap_open(const char *path, int flags, ...)
{
	unsigned mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, unsigned);
		va_end(ap);
	}
	return fails("open") ? -1 : __real_open(path, flags, mode);
}

void *
failing_never(size_t len)
{
	return __real_calloc(1, len);
}
