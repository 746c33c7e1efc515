/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each system call that opening, changing and closing a store needs fails once,
 * and each allocation: functions of the test's own come before the C library's,
 * here and in LMDB.  What was committed is there afterwards. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "store/store.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/scarce.h"
#include "lib/stored.h"
#include "store/store_commit.h"
#include "store/store_sweep.h"
#include "store/store_walk.h"

#ifndef RTLD_NEXT /* FreeBSD hides it */
#define RTLD_NEXT ((void *)-1)
#endif

/* Calls until one fails, 0: none does.  Of the child that looks at the file,
 * too. */
static unsigned *left;
static int with; /* its errno */
static bool away;     /* all fail with that */
static int no_room;   /* posix_fallocate says so */

/* Whether this call is the one. */
static bool
fails(void)
{
	if (!away && (left == NULL || *left == 0 || --*left > 0))
		return false;
	errno = with;
	return true;
}

/* The C library's function of that name. */
static void
next(const char *name, void *function)
{
	void *p = dlsym(RTLD_NEXT, name);

	assert_non_null(p);
	memcpy(function, &p, sizeof(p));
}

/* TYPE name(PARAMETERS), called with ARGUMENTS. */
#define CALL(type, name, parameters, arguments) \
	type \
	name parameters \
	{ \
		type (*real) parameters; \
\
		next(#name, &real); \
		return fails() ? (type)-1 : real arguments; \
	}

CALL(int, fsync, (int fd), (fd))
CALL(int, fdatasync, (int fd), (fd))
CALL(int, pipe, (int fd[2]), (fd))
CALL(pid_t, fork, (void), ())
CALL(pid_t, waitpid, (pid_t pid, int *status, int options),
    (pid, status, options))
CALL(int, fstat, (int fd, struct stat *st), (fd, st))
CALL(int, ftruncate, (int fd, off_t len), (fd, len))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(ssize_t, read, (int fd, void *data, size_t len), (fd, data, len))
CALL(ssize_t, pread, (int fd, void *data, size_t len, off_t at),
    (fd, data, len, at))
CALL(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len))
CALL(ssize_t, pwrite, (int fd, const void *data, size_t len, off_t at),
    (fd, data, len, at))
CALL(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n))
CALL(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at),
    (fd, v, n, at))

int posix_fallocate(int fd, off_t at, off_t len);

int
posix_fallocate(int fd, off_t at, off_t len)
{
	int (*real)(int, off_t, off_t);

	next("posix_fallocate", &real);
	return no_room != 0 ? no_room : fails() ? with : real(fd, at, len);
}

int
open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...);
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? (mode_t)va_arg(ap, int) : 0;
	va_end(ap);
	next("open", &real);
	return fails() ? -1 : real(path, flags, mode);
}

int
fcntl(int fd, int command, ...)
{
	int (*real)(int, int, ...);
	void *arg;
	va_list ap;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	next("fcntl", &real);
	return fails() ? -1 : real(fd, command, arg);
}

static int
begin_all(void **state)
{
	(void)state;
	left = mmap(NULL, sizeof(*left), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return left == MAP_FAILED ? -1 : 0;
}

static int
count(void *arg, struct store_bytes key, const struct store_record *r)
{
	(void)key;
	(void)r;
	++*(unsigned *)arg;
	return 0;
}

/* Put a record under each of some keys that all uses have in common. */
static int
put_all(struct stored *st, const char *value, struct err *e)
{
	struct store_record r = { stored_text(value), STORE_NEVER, 0 };
	char key[16];
	unsigned i;

	for (i = 0; i < 20; i++) {
		(void)snprintf(key, sizeof(key), "key-%u", i);
		if (store_put(st->store, stored_text(key), &r, e) == -1)
			return -1;
	}
	return store_commit(st->store, STORED_NOW, e);
}

/* Open the store, change it, read all, and close it.  False: not all of that
 * went well, and it was said. */
static bool
use(void *arg)
{
	struct stored *st = arg;
	unsigned seen = 0;
	struct store_walk w = { .tell = count, .arg = &seen };
	struct err e = { .class = ERR_NONE };
	bool well = stored_try(st, &e) == 0;

	if (well)
		well = put_all(st, "new", &e) == 0 &&
		    store_walk(st->store, &w, 1000, &e) == 0;
	assert_true(!well || (w.done && seen == 21));
	if (well)
		(void)store_sweep(st->store, STORED_NOW + 60, 1000);
	if (st->store != NULL)
		well = store_close(st->store, STORED_NOW, &e) == 0 && well;
	st->store = NULL;
	assert_true(well || e.class != ERR_NONE);
	return well;
}

/* A store that is there, and was committed. */
static void
begin(struct stored *st)
{
	struct err e;

	st->size = 4 << 20;
	stored_open(st);
	assert_int_equal(stored_put(st, "before", "1"), 0);
	assert_int_equal(put_all(st, "old", &e), 0);
	stored_close(st);
	st->told = 0;
}

/* Nothing that was committed is lost, and nothing was put aside. */
static void
check(struct stored *st)
{
	const char *value;

	stored_open(st);
	assert_string_equal(stored_get(st, "before"), "1");
	value = stored_get(st, "key-19");
	assert_non_null(value);
	assert_true(strcmp(value, "old") == 0 || strcmp(value, "new") == 0);
	stored_close(st);
	assert_int_equal(stored_files(st, "store."), 0);
}

static void
no_call_that_fails_harms_the_store(void **state)
{
	static const int error[] = { EIO, EINTR, EACCES, ENOSPC };
	struct stored *st = *state;
	unsigned n, bad;
	size_t i;
	bool more;

	begin(st);
	for (i = 0; i < sizeof(error) / sizeof(*error); i++) {
		bad = 0;
		more = true;
		for (n = 1; more; n++) {
			with = error[i];
			*left = n;
			bad += !use(st);
			more = *left == 0;
			*left = 0;
			check(st);
		}
		assert_true(n > 20);
		assert_true(bad > 0);
	}
}

static void
no_call_that_fails_leaves_half_a_new_store(void **state)
{
	struct stored *st = *state;
	char path[128];
	unsigned n;
	bool more = true;
	struct err e;

	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	for (n = 1; more; n++) {
		(void)unlink(path);
		with = EIO;
		*left = n;
		if (stored_try(st, &e) == 0)
			(void)store_close(st->store, STORED_NOW, &e);
		more = *left == 0;
		*left = 0;
		st->store = NULL;
		stored_open(st);
		assert_int_equal(stored_put(st, "a", "1"), 0);
		stored_close(st);
		assert_int_equal(stored_files(st, "store.damaged"), 0);
	}
	assert_true(n > 20);
}

static void
no_allocation_that_fails_harms_the_store(void **state)
{
	struct stored *st = *state;

	begin(st);
	assert_int_equal(scarce_each(use, st) > 0, scarce_can());
	check(st);
}

/* Whatever the file system says that cannot promise room. */
static void
room_need_not_be_promised(void **state)
{
	static const int error[] = { EINVAL, EOPNOTSUPP, ENOSYS };
	struct stored *st = *state;
	size_t i;

	for (i = 0; i < sizeof(error) / sizeof(*error); i++) {
		begin(st);
		no_room = error[i];
		assert_true(use(st));
		assert_true(use(st));
		no_room = 0;
		check(st);
	}
}

/* A disk that is away while it is written and opened anew, and comes back. */
static void
a_disk_that_comes_back_is_found(void **state)
{
	struct stored *st = *state;
	struct store_record r = { stored_text("x"), STORE_NEVER, 0 };
	unsigned seen = 0;
	struct store_walk w = { .tell = count, .arg = &seen };
	struct err e;

	begin(st);
	stored_open(st);
	assert_int_equal(store_put(st->store, stored_text("new"), &r, &e), 0);
	with = EIO;
	away = true;
	assert_int_equal(store_commit(st->store, STORED_NOW, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(store_get(st->store, stored_text("before"), &r, &e),
	    STORE_FAILED);
	assert_int_equal(store_walk(st->store, &w, 1000, &e), -1);
	assert_int_equal(store_get(st->store, stored_text("new"), &r, &e),
	    STORE_FOUND);
	away = false;
	assert_int_equal(store_get(st->store, stored_text("before"), &r, &e),
	    STORE_FOUND);
	assert_int_equal(store_commit(st->store, STORED_NOW + 10, &e), 0);
	stored_close(st);
	check(st);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(no_call_that_fails_harms_the_store),
		WITH(no_call_that_fails_leaves_half_a_new_store),
		WITH(no_allocation_that_fails_harms_the_store),
		WITH(room_need_not_be_promised),
		WITH(a_disk_that_comes_back_is_found),
	};

	return cmocka_run_group_tests(tests, begin_all, NULL);
}
