/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map that is full, and a disk that is: functions of the test's own come
 * before the C library's, and let the file grow to a limit. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "store/lmdb_write.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"
#include "store/store_sweep.h"

#ifndef RTLD_NEXT /* FreeBSD hides it */
#define RTLD_NEXT ((void *)-1)
#endif

#define NOW STORED_NOW
#define FULL 100000u /* more records than any store here holds */

static off_t disk = INT64_MAX; /* octets that a file may have */
static int sync_fails, head_fails; /* errno of fdatasync, and of the head */

/* The C library's function of that name. */
static void
next(const char *name, void *function)
{
	void *p = dlsym(RTLD_NEXT, name);

	assert_non_null(p);
	memcpy(function, &p, sizeof(p));
}

/* Octets up to end that fit; those that are in the file already do. */
static off_t
fits(int fd, off_t end)
{
	off_t most = disk;
	struct stat st;

	if (fstat(fd, &st) == 0 && st.st_size > most)
		most = st.st_size;
	return end < most ? end : most;
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t);
	off_t end = fits(fd, at + (off_t)len);

	next("pwrite", &real);
	if (end <= at || (head_fails != 0 && fcntl(fd, F_GETFL) & O_DSYNC)) {
		errno = end <= at ? ENOSPC : head_fails;
		return -1;
	}
	return real(fd, data, (size_t)(end - at), at);
}

ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t at)
{
	ssize_t sum = 0, len;
	int i;

	for (i = 0; i < n; i++) {
		len = pwrite(fd, iov[i].iov_base, iov[i].iov_len, at + sum);
		if (len == -1)
			return sum > 0 ? sum : -1;
		sum += len;
	}
	return sum;
}

ssize_t
writev(int fd, const struct iovec *iov, int n)
{
	return pwritev(fd, iov, n, lseek(fd, 0, SEEK_CUR));
}

int posix_fallocate(int fd, off_t at, off_t len);

int
posix_fallocate(int fd, off_t at, off_t len)
{
	int (*real)(int, off_t, off_t);

	next("posix_fallocate", &real);
	return fits(fd, at + len) < at + len ? ENOSPC : real(fd, at, len);
}

int
fdatasync(int fd)
{
	int (*real)(int);

	next("fdatasync", &real);
	errno = sync_fails;
	return sync_fails != 0 ? -1 : real(fd);
}

static int
put(struct stored *st, unsigned i, const char *value, int64_t expires_s)
{
	struct store_record r = { stored_text(value), expires_s, 0 };
	struct err e = { 0 };
	char key[32];

	(void)snprintf(key, sizeof(key), "key-%u",
	    i * 2654435761u % 1000000007u);
	return store_put(st->store, stored_text(key), &r, &e);
}

/* Commit, as a daemon does every 50 ms, until nothing waits or it fails. */
static void
commit(struct stored *st, int64_t now_s)
{
	struct store_batch *b;
	struct err e;

	while ((b = store_commit_begin(st->store, now_s)) != NULL) {
		store_commit_run(b);
		(void)store_commit_end(st->store, now_s, &e);
	}
}

/* Put records that go after an hour until the store takes no more; returns how
 * many it took. */
static unsigned
fill_up(struct stored *st, int64_t now_s, unsigned step)
{
	unsigned i;

	for (i = 0; i < FULL; i++) {
		if (put(st, i, "v", now_s + 3600) == -1)
			return i;
		if (i % step == step - 1)
			commit(st, now_s);
	}
	fail_msg("it is never full");
	return 0;
}

/* A pass of the sweep, a commit between its steps. */
static unsigned
sweep(struct stored *st, int64_t now_s)
{
	unsigned gone = 0, i;

	for (i = 0; i < FULL / 100; i++) {
		gone += store_sweep(st->store, now_s, 100);
		commit(st, now_s);
	}
	return gone;
}

/* What a store that is full still does, and how it recovers. */
static void
check_full(struct stored *st, unsigned step)
{
	unsigned n = fill_up(st, NOW, step), gone, again;
	char key[32];

	assert_true(n > 300);
	assert_int_equal(st->told, 1);
	assert_non_null(strstr(st->line, "is full"));
	/* what is there can be changed */
	assert_int_equal(put(st, 0, "w", NOW + 3600), 0);
	commit(st, NOW + 10);
	(void)snprintf(key, sizeof(key), "key-%u", 0u);
	assert_string_equal(stored_get(st, key), "w");
	/* nothing is past its time: new ones are refused, and it's told once */
	assert_int_equal(sweep(st, NOW + 60), 0);
	assert_int_equal(put(st, FULL, "v", NOW + 3600), -1);
	assert_int_equal(st->told, 1);
	/* one cycle later there is room again */
	gone = sweep(st, NOW + 3600);
	assert_true(gone > 0);
	gone += sweep(st, NOW + 3660); /* the pass before ended there */
	assert_true(gone >= n - 2 * step && gone <= n);
	assert_non_null(strstr(st->line, "has room again"));
	again = fill_up(st, NOW + 7200, step);
	assert_true(again > n / 2);
	/* and so it goes on */
	(void)sweep(st, NOW + 14400);
	assert_int_equal(put(st, 1, "x", NOW + 99999), 0);
	stored_close(st);
	stored_open(st);
	(void)snprintf(key, sizeof(key), "key-%u", 2654435761u % 1000000007u);
	assert_string_equal(stored_get(st, key), "x");
}

static void
a_full_map_refuses_new_records_and_recovers(void **state)
{
	struct stored *st = *state;

	st->size = 256 * 1024;
	stored_open(st);
	check_full(st, 50);
	assert_true(stored_length(st) <= 256 * 1024);
}

static void
a_full_disk_refuses_new_records_and_recovers(void **state)
{
	struct stored *st = *state;

	st->size = 64 << 20;
	disk = 2 << 20;
	stored_open(st);
	check_full(st, 1000);
	disk = INT64_MAX;
}

static void
a_disk_that_is_full_at_the_start_is_said(void **state)
{
	struct stored *st = *state;
	struct err e = { 0 };

	disk = 4096;
	assert_int_equal(stored_try(st, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_non_null(strstr(e.msg, "No space left"));
	assert_int_equal(stored_files(st, "store"), 0);
	disk = INT64_MAX;
	stored_open(st);
}

static void
a_disk_that_has_room_again_is_found(void **state)
{
	struct stored *st = *state;

	st->size = 64 << 20;
	disk = 1 << 20;
	stored_open(st);
	(void)fill_up(st, NOW, 500);
	disk = INT64_MAX; /* somebody tidied up */
	commit(st, NOW + 4);
	assert_int_equal(put(st, FULL, "v", NOW + 3600), -1);
	commit(st, NOW + 5);
	assert_int_equal(put(st, FULL, "v", NOW + 3600), 0);
}

/* A disk that fails for a while: what could not be written waits, what was
 * written is there, and all goes on when it is well. */
static void
check_failing(struct stored *st, int *which, int with)
{
	struct err e = { 0 };
	char key[32];

	stored_open(st);
	assert_int_equal(stored_put(st, "before", "1"), 0);
	*which = with;
	assert_int_equal(put(st, 1, "v", STORE_NEVER), 0);
	assert_int_equal(store_commit(st->store, NOW, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(st->told, 1);
	assert_non_null(strstr(st->line, "waits in memory"));
	assert_string_equal(stored_get(st, "before"), "1");
	assert_int_equal(put(st, 2, "v", STORE_NEVER), 0);
	assert_int_equal(store_commit(st->store, NOW + 10, &e), -1);
	*which = 0;
	assert_int_equal(store_commit(st->store, NOW + 20, &e), 0);
	assert_int_equal(store_waiting(st->store), 0);
	stored_close(st);
	stored_open(st);
	assert_string_equal(stored_get(st, "before"), "1");
	(void)snprintf(key, sizeof(key), "key-%u", 2654435761u % 1000000007u);
	assert_string_equal(stored_get(st, key), "v");
	assert_int_equal(stored_files(st, "store."), 0);
}

static void
a_disk_that_fails_is_tried_again(void **state)
{
	check_failing(*state, &sync_fails, EIO);
}

static void
a_head_that_can_not_be_written_is_tried_again(void **state)
{
	check_failing(*state, &head_fails, EIO);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_full_map_refuses_new_records_and_recovers, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_full_disk_refuses_new_records_and_recovers,
		    stored_setup, stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_disk_that_is_full_at_the_start_is_said, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_disk_that_has_room_again_is_found, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_disk_that_fails_is_tried_again, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_head_that_can_not_be_written_is_tried_again,
		    stored_setup, stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
