/* SPDX-License-Identifier: GPL-2.0-or-later */
#if defined(__linux__)
#define _GNU_SOURCE /* prlimit */
#endif
#include "cage/witness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cage/landlock.h"
#include "cage/sanitized.h"
#include "cage/syscalls.h"
#include "lib/failing.h"

/* What it needs: 0, or what is missing. */
static int
can_ask(int pipe_to)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(53),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	char *memory = malloc(100000);
	int fd;

	if (memory == NULL || write(pipe_to, "x", 1) != 1)
		return 1;
	free(memory);
	if ((fd = open("/dev/urandom", O_RDONLY)) == -1 || close(fd) == -1)
		return 2;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	return fd != -1 &&
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0 ? 0 : 3;
}

/* What it must not: 0, or what it did all the same. */
static int
can_do_harm(void)
{
#if defined(__linux__)
	const struct rlimit none = { 0, 0 };
#endif

	if (open("/tmp/dhf-no-such-file", O_WRONLY | O_CREAT, 0600) != -1)
		return 11;
	if (open("/etc/passwd", O_RDONLY) != -1)
		return 12;
	(void)execl("/bin/true", "true", (char *)NULL);
	if (errno != EACCES && errno != ENOSYS)
		return 13;
	if (fork() != -1)
		return 14;
	if (kill(getppid(), 0) != -1)
		return 15;
	/* nor have it signalled, nor take its limits away */
	if (fcntl(STDIN_FILENO, F_SETOWN, getppid()) != -1 || errno != ENOSYS)
		return 16;
#if defined(__linux__)
	if (prlimit(getppid(), RLIMIT_CORE, &none, NULL) != -1 ||
	    errno != ENOSYS)
		return 17;
#endif
	return 0;
}

static int
caged(int pipe_to)
{
	int rc;

	if (witness_enter() == -1)
		return 99;
	rc = can_ask(pipe_to);
	return rc != 0 ? rc : can_do_harm();
}

/* Whether this kernel can do all of it. */
static bool
has_all(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(landlock_enter() == LANDLOCK_ENTERED ? 0 : 1);
	return waitpid(pid, &status, 0) == pid && status == 0 && !sanitized();
}

static void
a_witness_asks_and_does_nothing_else(void **state)
{
	int status, end[2];
	pid_t pid;

	(void)state;
	if (!has_all())
		skip();
	assert_int_equal(pipe(end), 0);
	if ((pid = fork()) == 0)
		_exit(caged(end[1]));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The kernel ends it: SIGXCPU, or SIGKILL where that is caught. */
static void
one_that_goes_round_in_circles_ends(void **state)
{
	volatile unsigned round = 0;
	int status;
	pid_t pid;

	(void)state;
	if ((pid = fork()) == 0) {
		if (witness_enter() == -1)
			_exit(99);
		for (;;)
			round++;
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
}

/* Entered, with the call of that number of a name failing; in a process of its
 * own.  1 if it was said to have failed, 0 if to have gone well. */
static int
entered_failing(const char *name, unsigned nth)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		failing_nth(name, nth, EPERM);
		_exit(witness_enter() == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* A limit for each of processor time, files, cores and memory, and one for
 * processes where there is one. */
static void
a_limit_that_cannot_be_set_is_no_cage(void **state)
{
	static const char *const name[] = { "getrlimit", "setrlimit" };
	unsigned n, i;

	(void)state;
	for (i = 0; i < 2; i++) {
		for (n = 1; entered_failing(name[i], n) == 1; n++)
			;
		assert_in_range(n - 1, sanitized() ? 3 : 4, 5);
	}
}

static int
entered_without(const char *call)
{
	syscalls_deny(call);
	return witness_enter() == -1 && errno == ENOSYS ? 0 : 1;
}

/* The kernel refuses the second half of it. */
static void
calls_that_cannot_be_given_up_are_no_cage(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (!has_all())
		skip();
	if ((pid = fork()) == 0)
		_exit(entered_without("landlock_add_rule"));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	if ((pid = fork()) == 0) {
		syscalls_deny("landlock_create_ruleset"); /* needs prctl too */
		_exit(entered_without("prctl"));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_witness_asks_and_does_nothing_else),
		cmocka_unit_test(one_that_goes_round_in_circles_ends),
		cmocka_unit_test(a_limit_that_cannot_be_set_is_no_cage),
		cmocka_unit_test(calls_that_cannot_be_given_up_are_no_cage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
