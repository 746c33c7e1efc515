/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/lmdb_room.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"
#include "store/store_commit.h"

#define RECORDS 20000u

/* Change, delete and put a fiftieth of all records, for so many rounds. */
static void
churn(struct stored *st, unsigned from, unsigned to)
{
	char key[16], value[64];
	struct store_record r = { { value, 0 }, STORE_NEVER, 0 };
	struct err e;
	unsigned i, n;

	for (i = from * RECORDS / 50; i < to * RECORDS / 50; i++) {
		n = i * 7919u % RECORDS;
		(void)snprintf(key, sizeof(key), "k%u", n);
		r.data.len = (size_t)snprintf(value, sizeof(value), "%*u",
		    (int)(i % 40), i);
		if (i % 3 == 0)
			assert_int_equal(store_delete(st->store,
			    stored_text(key), &e), 0);
		else
			assert_int_equal(store_put(st->store,
			    stored_text(key), &r, &e), 0);
		if (i % 400 == 399)
			assert_int_equal(store_commit(st->store, STORED_NOW,
			    &e), 0);
	}
}

/* A process of somebody else's that reads the file, and is stopped. */
static pid_t
stuck_reader(struct stored *st)
{
	char path[128], c;
	int fd[2];
	MDB_env *env;
	MDB_txn *txn;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	(void)snprintf(path, sizeof(path), "%s/store", st->dir);
	if ((pid = fork()) == 0) {
		if (mdb_env_create(&env) != 0 ||
		    mdb_env_open(env, path, MDB_NOSUBDIR, 0600) != 0 ||
		    mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) != 0 ||
		    write(fd[1], "", 1) != 1)
			_exit(1);
		for (;;)
			(void)raise(SIGSTOP);
	}
	assert_int_equal(read(fd[0], &c, 1), 1);
	(void)close(fd[0]);
	(void)close(fd[1]);
	return pid;
}

static void
the_file_does_not_grow_for_a_reader_that_is_stuck(void **state)
{
	struct stored *st = *state;
	size_t steady, before;
	pid_t reader;

	st->size = 256 << 20;
	stored_open(st);
	churn(st, 0, 200);
	before = stored_length(st);
	churn(st, 200, 300);
	steady = stored_length(st);
	assert_true(steady < before + before / 4); /* it is steady */
	reader = stuck_reader(st);
	churn(st, 300, 1000);
	(void)kill(reader, SIGKILL);
	(void)waitpid(reader, NULL, 0);
	print_message("%zu octets, later %zu\n", steady, stored_length(st));
	assert_true(stored_length(st) <= 2 * steady);
}

static void
the_file_is_as_large_as_what_is_in_it(void **state)
{
	struct stored *st = *state;

	st->size = (size_t)1 << 30;
	stored_open(st);
	assert_true(stored_length(st) < 1 << 20); /* nothing yet */
	churn(st, 0, 100);
	/* 20,000 records of 50 octets with their keys, and half as much for
	 * what is being copied, three times */
	assert_true(stored_length(st) < 8 << 20);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(the_file_does_not_grow_for_a_reader_that_is_stuck),
		WITH(the_file_is_as_large_as_what_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
