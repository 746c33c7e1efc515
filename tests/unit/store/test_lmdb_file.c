/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"
#include "store/store_walk.h"

#define KEYS 700u

/* A store as a few days leave it: records put, changed and deleted in several
 * transactions, so that there are branches and free pages. */
static void
fill(struct stored *st, unsigned from, unsigned to)
{
	char key[64], value[64];
	struct store_record r = { { value, 0 }, STORE_NEVER, 0 };
	struct err e = { 0 };
	unsigned i, round;

	for (round = from; round < to; round++) {
		for (i = 0; i < KEYS; i++) {
			if ((i * 7919 + round) % 5 == 0)
				continue;
			(void)snprintf(key, sizeof(key), "key-%u", i);
			r.data.len = (size_t)snprintf(value, sizeof(value),
			    "%u:%u %.*s", i, round, (int)(i % 30),
			    "..............................");
			if ((i + round) % 11 == 0)
				(void)store_delete(st->store,
				    stored_text(key), &e);
			else
				(void)store_put(st->store, stored_text(key),
				    &r, &e);
		}
		assert_int_equal(store_commit(st->store, STORED_NOW, &e), 0);
	}
}

static int
add(void *arg, struct store_bytes key, const struct store_record *r)
{
	uint32_t *sum = arg;
	const unsigned char *p;

	for (p = key.data; p < (const unsigned char *)key.data + key.len; p++)
		*sum = *sum * 31 + *p;
	for (p = r->data.data;
	    p < (const unsigned char *)r->data.data + r->data.len; p++)
		*sum = *sum * 31 + *p;
	return 0;
}

/* A sum of all keys and values. */
static uint32_t
sum_of(struct stored *st)
{
	uint32_t sum = 1;
	struct store_walk w = { .tell = add, .arg = &sum };
	struct err e = { 0 };

	assert_int_equal(store_walk(st->store, &w, UINT32_MAX, &e), 0);
	assert_true(w.done);
	return sum;
}

/* All of the store's file. */
static unsigned char *
contents(struct stored *st, size_t *len)
{
	unsigned char *all;
	char path[128];
	FILE *f;

	*len = stored_length(st);
	all = malloc(*len);
	assert_non_null(all);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(all, 1, *len, f), *len);
	(void)fclose(f);
	return all;
}

/* An empty folder but for a store's file of these octets. */
static void
plant(struct stored *st, const unsigned char *data, size_t len)
{
	struct dirent *entry;
	char path[320];
	DIR *d = opendir(st->dir);
	FILE *f;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", st->dir,
		    entry->d_name);
		(void)unlink(path);
	}
	(void)closedir(d);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	st->told = 0;
}

/* Open what was planted and use it, in a process that a signal may end.
 * Returns how it was found: 'g' good, and with what the last commit left or the
 * one before (the bit stood in the number of the last); 'a' put aside; else 'x'
 * or 0: it died. */
static int
found(struct stored *st, const uint32_t sum[2])
{
	int status;
	pid_t pid = fork();
	bool good;

	if (pid == 0) {
		stored_open(st);
		good = sum_of(st) == sum[0] || sum_of(st) == sum[1];
		fill(st, 4, 6);
		stored_close(st);
		_exit(good && st->told == 0 &&
		    stored_files(st, "store.") == 0 ? 'g' :
		    st->told == 1 && stored_files(st, "store.") == 1 ? 'a' :
		    'x');
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

static unsigned
rounds(const char *name, unsigned usual)
{
	const char *n = getenv(name);

	return n != NULL ? (unsigned)atoi(n) : usual;
}

static void
a_file_that_was_cut_is_put_aside(void **state)
{
	unsigned i, n = rounds("STORE_CUTS", 60);
	struct stored *st = *state;
	unsigned char *all;
	size_t len, cut;
	uint32_t sum[2];

	st->size = 16 << 20; /* a round is one transaction */
	stored_open(st);
	fill(st, 0, 3);
	sum[1] = sum_of(st);
	fill(st, 3, 4);
	sum[0] = sum_of(st);
	stored_close(st);
	all = contents(st, &len);
	srand(1);
	for (i = 0; i < n; i++) {
		cut = i < 4 ? i * 4096 : i < 8 ? len - 1 - (i - 4) * 300 :
		    (size_t)rand() % len;
		plant(st, all, cut);
		if (found(st, sum) != 'a')
			fail_msg("cut at %zu of %zu", cut, len);
	}
	free(all);
}

static void
a_file_with_another_bit_harms_nobody(void **state)
{
	unsigned i, aside = 0, n = rounds("STORE_FLIPS", 300);
	struct stored *st = *state;
	unsigned char *all;
	size_t len, at;
	uint32_t sum[2];
	int how;

	st->size = 16 << 20; /* a round is one transaction */
	stored_open(st);
	fill(st, 0, 3);
	sum[1] = sum_of(st);
	fill(st, 3, 4);
	sum[0] = sum_of(st);
	stored_close(st);
	all = contents(st, &len);
	srand(2);
	for (i = 0; i < n; i++) {
		/* a third of them in the head pages' numbers */
		at = i % 3 == 0 ? (size_t)rand() % 160 + 4096 * (i / 3 % 2) :
		    (size_t)rand() % len;
		all[at] ^= (unsigned char)(1 << i % 8);
		plant(st, all, len);
		how = found(st, sum);
		all[at] ^= (unsigned char)(1 << i % 8);
		if (how != 'g' && how != 'a')
			fail_msg("bit %u at %zu: %d", i % 8, at, how);
		aside += how == 'a';
	}
	print_message("%u of %u flips found\n", aside, n);
	free(all);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_file_that_was_cut_is_put_aside, stored_setup,
		    stored_teardown),
		cmocka_unit_test_setup_teardown(
		    a_file_with_another_bit_harms_nobody, stored_setup,
		    stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
