/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kill -9 of the process that writes, at any moment: the store opens, holds
 * what was committed, and takes more. */
#include "store/store_commit.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

#define KEYS 40u

/* Commit n sets all keys to n: they differ if one is torn. */
static void
commit(struct stored *st, unsigned n)
{
	char key[16], value[96];
	struct store_record r = { { value, 0 }, STORE_NEVER, 0 };
	struct err e = { 0 };
	unsigned k;

	for (k = 0; k < KEYS; k++) {
		(void)snprintf(key, sizeof(key), "k%u", k);
		r.data.len = (size_t)snprintf(value, sizeof(value), "%u %*u",
		    n, (int)((k + n) % 60), k);
		if (store_put(st->store, stored_text(key), &r, &e) == -1)
			_exit(2);
	}
	if (store_commit(st->store, STORED_NOW, &e) == -1)
		_exit(3);
}

/* What all keys are set to; 0: the store is empty. */
static unsigned
state_of(struct stored *st)
{
	char key[16];
	const char *got;
	unsigned k, n, first = 0;

	for (k = 0; k < KEYS; k++) {
		(void)snprintf(key, sizeof(key), "k%u", k);
		got = stored_get(st, key);
		n = got != NULL ? (unsigned)atoi(got) : 0;
		if (k == 0)
			first = n;
		assert_int_equal(n, first);
	}
	return first;
}

/* Write until somebody kills us, and tell each commit. */
static void
write_on(struct stored *st, int fd, unsigned n)
{
	struct err e = { 0 };

	st->store = NULL;
	if (stored_try(st, &e) == -1 || st->told != 0)
		_exit(4);
	for (;;) {
		n++;
		commit(st, n);
		if (write(fd, &n, sizeof(n)) != sizeof(n))
			_exit(5);
	}
}

/* The number told last. */
static unsigned
told(int fd, unsigned n)
{
	unsigned next;
	ssize_t len;

	while ((len = read(fd, &next, sizeof(next))) > 0 ||
	    (len == -1 && errno == EINTR))
		if (len == sizeof(next))
			n = next;
	return n;
}

static void
wait_us(long us)
{
	struct timespec t = { 0, us * 1000 };

	(void)nanosleep(&t, NULL);
}

/* One process that is killed, and the numbers it may have left. */
static void
kill_one(struct stored *st, unsigned *n)
{
	int fd[2], status;
	struct err e = { 0 };
	unsigned last;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	if ((pid = fork()) == 0) {
		(void)close(fd[0]);
		write_on(st, fd[1], *n);
	}
	(void)close(fd[1]);
	wait_us(rand() % 8000);
	if (rand() % 4 == 0 && stored_try(st, &e) == 0)
		stored_close(st); /* the other had not locked it yet */
	(void)kill(pid, SIGKILL);
	last = told(fd[0], *n);
	(void)close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* or it found the folder in use */
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 4);
	stored_open(st);
	if (st->told != 0)
		fail_msg("%s", st->line);
	*n = state_of(st);
	assert_true(*n == last || *n == last + 1);
	if (rand() % 8 == 0)
		commit(st, ++*n);
	stored_close(st);
}

static void
a_kill_loses_what_was_not_committed(void **state)
{
	const char *text = getenv("KILL_ROUNDS");
	unsigned i, rounds = text != NULL ? (unsigned)atoi(text) : 200;
	struct stored *st = *state;
	char command[128];
	unsigned n = 0;

	srand(4);
	(void)snprintf(command, sizeof(command), "rm -f %s/store", st->dir);
	for (i = 0; i < rounds; i++) {
		if (i % 20 == 0) { /* and killed while it makes one */
			assert_int_equal(system(command), 0);
			n = 0;
		}
		kill_one(st, &n);
	}
	assert_int_equal(stored_files(st, "store."), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_kill_loses_what_was_not_committed, stored_setup,
		    stored_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
