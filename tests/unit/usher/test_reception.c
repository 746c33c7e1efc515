/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* prlimit(2) */
#endif
#include "usher/reception.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bind_path.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/tell.h"
#include "lib/failing.h"
#include "lib/fixture.h"
#include "serve/knock.h"
#include "wire/letter.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

/* What a guest of the test does. */
enum guest { STAYS, LEAVES, DIES, STAYS_FOR_EVER };

static struct fixture f;
static char path[FIXTURE_PATH];
static pid_t house;
static int log_end[2];
static bool fork_fails;

/* A guest says his number, and waits for a word or his end. */
static int
guest_do(int fd, enum guest what)
{
	char line[32];
	int len;

	if (what == STAYS_FOR_EVER)
		(void)signal(SIGTERM, SIG_IGN);
	len = snprintf(line, sizeof(line), "%ld\n", (long)getpid());
	(void)send(fd, line, (size_t)len, 0);
	while (what != LEAVES && read(fd, line, 1) == 1)
		if (what == DIES)
			(void)raise(SIGKILL);
	return 0;
}

/* The process that listens, for users. */
static int
keep_house(unsigned clients, const char *users, enum guest what)
{
	const struct bind_owner owner = { (uid_t)-1, (gid_t)-1 };
	struct tell log = { "prog", log_end[1], 0 };
	struct reception r = { .clients = clients, .tell = &log };
	struct err e;
	int fd;

	if (callers_init(&r.callers, users, clients, &e) == -1 ||
	    bind_path(&r.door, path, SOCK_STREAM, &owner, &e) != BIND_OK ||
	    reception_begin(&r, &e) == -1)
		return 1;
	if (fork_fails)
		failing_all("fork", EAGAIN);
	if (reception_run(&r, &fd) == RECEPTION_END) {
		fd = waitpid(-1, NULL, 0) == -1 && errno == ECHILD ? 0 : 2;
		reception_end(&r);
		return fd;
	}
	reception_end(&r);
	return guest_do(fd, what);
}

static void
open_house(unsigned clients, const char *users, enum guest what)
{
	fixture_begin(&f);
	(void)fixture_path(&f, path, "relay");
	assert_int_equal(pipe(log_end), 0);
	(void)fd_do_not_wait(log_end[0]);
	if ((house = fork()) == 0)
		_exit(keep_house(clients, users, what));
}

static void
pause_shortly(void)
{
	const struct timespec pause = { 0, 5000000 };

	(void)nanosleep(&pause, NULL);
}

/* One that has come; *pid: who received it, 0: it was turned away, for the
 * reason in why. */
static int
come(pid_t *pid, char why[64])
{
	unsigned char in[128] = "";
	struct letter l = { 0 };
	size_t used;
	ssize_t n;
	int fd, i;

	for (i = 0; i < 1000 && (fd = knock(path, SOCK_STREAM)) == -1; i++)
		pause_shortly();
	assert_int_not_equal(fd, -1);
	n = fd_read_within(fd, in, sizeof(in) - 1, 10000);
	assert_true(n > 0);
	*pid = 0;
	if (letter_unpack(&l, &used, in, (size_t)n) == LETTER_WHOLE) {
		assert_int_equal(l.type, LETTER_CANNOT);
		(void)snprintf(why, 64, "%s", l.reason);
	} else {
		*pid = (pid_t)strtol((char *)in, NULL, 10);
	}
	return fd;
}

/* How the house ended. */
static int
close_house(void)
{
	int status;

	assert_int_equal(kill(house, SIGTERM), 0);
	assert_int_equal(waitpid(house, &status, 0), house);
	(void)close(log_end[0]);
	(void)close(log_end[1]);
	fixture_end(&f);
	return status;
}

/* Until a process is there no more, reaped by whoever begot it. */
static void
await_end(pid_t pid)
{
	int i;

	for (i = 0; i < 2000 && kill(pid, 0) == 0; i++)
		pause_shortly();
	assert_int_equal(kill(pid, 0), -1);
}

static void
each_has_a_process_and_its_place_until_it_leaves(void **state)
{
	char why[64] = "";
	pid_t one, two, none;
	int fd[4];

	(void)state;
	open_house(2, "", STAYS);
	fd[0] = come(&one, why);
	fd[1] = come(&two, why);
	assert_true(one > 0 && two > 0 && one != two && one != house);
	fd[2] = come(&none, why);
	assert_int_equal(none, 0);
	assert_string_equal(why, "full");
	(void)close(fd[0]);
	await_end(one); /* no zombie, and its place is free */
	fd[3] = come(&one, why);
	assert_true(one > 0);
	assert_int_equal(close_house(), 0);
	await_end(one);
	await_end(two);
	for (one = 1; one < 4; one++)
		(void)close(fd[one]);
}

static void
strangers_are_turned_away(void **state)
{
	char why[64] = "", users[32], said[256] = "";
	pid_t none;
	int fd;

	(void)state;
	(void)snprintf(users, sizeof(users), "%ld", (long)getuid() + 1);
	open_house(2, users, STAYS);
	fd = come(&none, why);
	assert_int_equal(none, 0);
	assert_string_equal(why, "not you");
	assert_true(read(log_end[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "may not hand on"));
	(void)close(fd);
	assert_int_equal(close_house(), 0);
}

static void
one_that_is_killed_is_told_and_no_other_ends(void **state)
{
	char why[64] = "", said[256] = "";
	pid_t one, two;
	int fd[2];

	(void)state;
	open_house(2, "", DIES);
	fd[0] = come(&one, why);
	assert_int_equal(write(fd[0], "x", 1), 1);
	await_end(one);
	fd[1] = come(&two, why);
	assert_true(two > 0);
	assert_true(read(log_end[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "signal 9"));
	(void)close(fd[0]);
	(void)close(fd[1]);
	assert_int_equal(close_house(), 0);
}

/* Who does not go when he is told to is thrown out. */
static void
the_end_comes_for_all(void **state)
{
	char why[64] = "";
	pid_t one;
	int fd;

	(void)state;
	open_house(2, "", STAYS_FOR_EVER);
	fd = come(&one, why);
	assert_int_equal(close_house(), 0);
	await_end(one);
	(void)close(fd);
}

static void
without_a_process_one_is_told_so(void **state)
{
	char why[64] = "", said[256] = "";
	pid_t none;
	int fd;

	(void)state;
	fork_fails = true;
	open_house(2, "", STAYS);
	fork_fails = false;
	fd = come(&none, why);
	assert_int_equal(none, 0);
	assert_string_equal(why, "no process");
	assert_true(read(log_end[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "no process for a client: "));
	(void)close(fd);
	assert_int_equal(close_house(), 0);
}

#if defined(__linux__)
/* Somebody is at the door all the time. */
static void
without_descriptors_it_rests(void **state)
{
	const struct timespec while_short = { 1, 0 };
	struct rlimit was, none = { 1, 1 }; /* poll(2) minds 0 */
	char why[64] = "", said[256] = "";
	long before_ms = fixture_took_ms();
	pid_t one;
	int fd[2];

	(void)state;
	open_house(2, "", STAYS);
	fd[0] = come(&one, why);
	assert_int_equal(prlimit(house, RLIMIT_NOFILE, NULL, &was), 0);
	none.rlim_max = was.rlim_max;
	assert_int_equal(prlimit(house, RLIMIT_NOFILE, &none, NULL), 0);
	assert_int_not_equal(fd[1] = knock(path, SOCK_STREAM), -1);
	(void)nanosleep(&while_short, NULL);
	assert_true(read(log_end[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "no client can be let in: "));
	assert_int_equal(prlimit(house, RLIMIT_NOFILE, &was, NULL), 0);
	assert_true(fd_read_within(fd[1], (unsigned char *)said, 64, 10000) >
	    0); /* it has waited, and is in */
	assert_int_equal(close_house(), 0);
	assert_true(fixture_took_ms() - before_ms < 500);
	(void)close(fd[0]);
	(void)close(fd[1]);
}
#else
static void
without_descriptors_it_rests(void **state)
{
	(void)state;
	skip();
}
#endif

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_has_a_process_and_its_place_until_it_leaves),
		cmocka_unit_test(strangers_are_turned_away),
		cmocka_unit_test(one_that_is_killed_is_told_and_no_other_ends),
		cmocka_unit_test(the_end_comes_for_all),
		cmocka_unit_test(without_a_process_one_is_told_so),
		cmocka_unit_test(without_descriptors_it_rests),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
