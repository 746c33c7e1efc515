/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a loss of power leaves: the writes of a store are logged by functions
 * of the test's own that come before the C library's, and images are made of
 * them in which any sectors are missing that nobody had waited for. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "store/store_commit.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

#ifndef RTLD_NEXT /* FreeBSD hides it */
#define RTLD_NEXT ((void *)-1)
#endif

#define SECTOR 512
#define COMMITS 60u
#define KEYS 150u

/* What was done to the file. */
struct op {
	enum { WRITE, LENGTH, SYNC, COMMITTED } kind;
	off_t at;            /* or the length, or the number of the commit */
	size_t len;
	bool waited;         /* a write with O_DSYNC */
	unsigned char *data; /* owned */
};

static struct op *ops;
static size_t n_ops, cap_ops;
static bool logging;

static struct op *
log_op(void)
{
	if (n_ops == cap_ops) {
		cap_ops = cap_ops * 2 + 64;
		ops = realloc(ops, cap_ops * sizeof(*ops));
		assert_non_null(ops);
	}
	ops[n_ops] = (struct op){ 0 };
	return &ops[n_ops++];
}

static void
log_write(int fd, const void *data, size_t len, off_t at)
{
	struct op *op;

	if (!logging)
		return;
	op = log_op();
	op->kind = WRITE;
	op->at = at;
	op->len = len;
	op->waited = fcntl(fd, F_GETFL) & O_DSYNC;
	op->data = malloc(len);
	assert_non_null(op->data);
	memcpy(op->data, data, len);
}

/* The C library's function of that name. */
static void
next(const char *name, void *function)
{
	void *p = dlsym(RTLD_NEXT, name);

	assert_non_null(p);
	memcpy(function, &p, sizeof(p));
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
	ssize_t (*real)(int, const void *, size_t, off_t);

	next("pwrite", &real);
	log_write(fd, data, len, at);
	return real(fd, data, len, at);
}

ssize_t
writev(int fd, const struct iovec *iov, int n)
{
	ssize_t (*real)(int, const struct iovec *, int);
	off_t at = logging ? lseek(fd, 0, SEEK_CUR) : 0;
	int i;

	next("writev", &real);
	for (i = 0; logging && i < n; i++) {
		log_write(fd, iov[i].iov_base, iov[i].iov_len, at);
		at += (off_t)iov[i].iov_len;
	}
	return real(fd, iov, n);
}

ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t at)
{
	ssize_t (*real)(int, const struct iovec *, int, off_t);
	off_t to = at;
	int i;

	next("pwritev", &real);
	for (i = 0; logging && i < n; i++) {
		log_write(fd, iov[i].iov_base, iov[i].iov_len, to);
		to += (off_t)iov[i].iov_len;
	}
	return real(fd, iov, n, at);
}

int
posix_fallocate(int fd, off_t at, off_t len)
{
	struct stat st;

	if (fstat(fd, &st) == -1 || ftruncate(fd, at + len) == -1)
		return 28; /* no matter */
	if (logging) {
		struct op *op = log_op();

		op->kind = LENGTH;
		op->at = at + len;
	}
	return 0;
}

static int
logged_sync(int fd, const char *name)
{
	int (*real)(int);

	next(name, &real);
	if (logging)
		log_op()->kind = SYNC;
	return real(fd);
}

int
fsync(int fd)
{
	return logged_sync(fd, "fsync");
}

int
fdatasync(int fd)
{
	return logged_sync(fd, "fdatasync");
}

/* What commit n does with key k, which is no business of three quarters of
 * them: -1, or a new value (1), or none (0). */
static int
does(unsigned k, unsigned n)
{
	uint32_t h = (k * 2654435761u) ^ (n * 40503u);

	h = (h ^ h >> 15) * 2246822519u;
	h ^= h >> 13;
	return h % 4 != 0 ? -1 : (int)(h >> 8 & 1);
}

/* What key k holds after commit n: the number of the commit that put it, or 0:
 * there is none. */
static unsigned
model(unsigned k, unsigned n)
{
	while (n > 0 && does(k, n) == -1)
		n--;
	return n > 0 && does(k, n) == 1 ? n : 0;
}

static void
commit(struct stored *st, unsigned n)
{
	char key[16], value[64];
	struct store_record r = { { value, 0 }, STORE_NEVER, 0 };
	struct err e = { 0 };
	unsigned k;

	for (k = 0; k < KEYS; k++) {
		if (does(k, n) == -1)
			continue;
		(void)snprintf(key, sizeof(key), "k%u", k);
		r.data.len = (size_t)snprintf(value, sizeof(value), "%u %*u",
		    n, (int)(k % 40), k);
		if (does(k, n) == 1)
			assert_int_equal(store_put(st->store,
			    stored_text(key), &r, &e), 0);
		else
			assert_int_equal(store_delete(st->store,
			    stored_text(key), &e), 0);
	}
	(void)snprintf(value, sizeof(value), "%u", n);
	assert_int_equal(stored_put(st, "commit", value), 0);
}

/* The image of a loss of power while op end - 1 went on: what was waited for
 * is there, of the rest any sectors. */
static unsigned char *
image(const unsigned char *base, size_t base_len, size_t end, size_t *len)
{
	size_t cap = (size_t)4 << 20, i, j, n, synced = 0;
	unsigned char *all = calloc(1, cap);
	bool lossy;

	assert_non_null(all);
	memcpy(all, base, base_len);
	*len = base_len;
	for (i = 0; i + 1 < end; i++)
		if (ops[i].kind == SYNC)
			synced = i;
	for (i = 0; i < end; i++) {
		lossy = i >= synced && (!ops[i].waited || i + 1 == end);
		if (ops[i].kind == LENGTH && (!lossy || rand() % 2) &&
		    (size_t)ops[i].at > *len)
			*len = (size_t)ops[i].at;
		if (ops[i].kind != WRITE)
			continue;
		assert_true((size_t)ops[i].at + ops[i].len <= cap);
		for (j = 0; j < ops[i].len; j += n) {
			n = SECTOR - ((size_t)ops[i].at + j) % SECTOR;
			n = n < ops[i].len - j ? n : ops[i].len - j;
			if (lossy && rand() % 2)
				continue;
			memcpy(all + ops[i].at + j, ops[i].data + j, n);
			if ((size_t)ops[i].at + j + n > *len)
				*len = (size_t)ops[i].at + j + n;
		}
	}
	return all;
}

/* The number of the last commit that was over before op end. */
static unsigned
last_before(size_t end)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < end; i++)
		if (ops[i].kind == COMMITTED)
			n = (unsigned)ops[i].at;
	return n;
}

/* All of a file. */
static unsigned char *
contents(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	unsigned char *all = malloc((size_t)4 << 20);

	assert_non_null(f);
	assert_non_null(all);
	*len = fread(all, 1, (size_t)4 << 20, f);
	(void)fclose(f);
	return all;
}

/* Open the image and compare it with what was committed. */
static void
check(struct stored *st, const unsigned char *all, size_t len, size_t end)
{
	char path[128], key[16], want[64];
	const char *got;
	unsigned k, n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(all, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	st->told = 0;
	stored_open(st);
	if (st->told != 0)
		fail_msg("before op %zu: %s", end, st->line);
	got = stored_get(st, "commit");
	n = got != NULL ? (unsigned)atoi(got) : 0;
	assert_true(n == last_before(end) || n == last_before(end) + 1);
	for (k = 0; k < KEYS; k++) {
		(void)snprintf(key, sizeof(key), "k%u", k);
		(void)snprintf(want, sizeof(want), "%u %*u", model(k, n),
		    (int)(k % 40), k);
		got = stored_get(st, key);
		if (model(k, n) == 0 ? got != NULL :
		    got == NULL || strcmp(got, want) != 0)
			fail_msg("before op %zu: key %u", end, k);
	}
	stored_close(st);
}

static void
a_loss_of_power_loses_the_last_commit_at_most(void **state)
{
	const char *text = getenv("STORE_IMAGES");
	unsigned i, images = text != NULL ? (unsigned)atoi(text) : 500;
	struct stored *st = *state;
	unsigned char *base, *all;
	size_t base_len, len, end;
	char path[128];

	stored_open(st);
	stored_close(st);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	base = contents(path, &base_len);
	stored_open(st);
	logging = true;
	for (i = 1; i <= COMMITS; i++) {
		commit(st, i);
		log_op()->kind = COMMITTED;
		ops[n_ops - 1].at = (off_t)i;
	}
	logging = false;
	stored_close(st);
	assert_true(n_ops > 5 * COMMITS);
	srand(3);
	for (i = 0; i < images; i++) {
		end = 1 + (size_t)rand() % n_ops;
		all = image(base, base_len, end, &len);
		check(st, all, len, end);
		free(all);
	}
	for (end = 0; end < n_ops; end++)
		free(ops[end].data);
	free(ops);
	free(base);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_loss_of_power_loses_the_last_commit_at_most,
		    stored_setup, stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
