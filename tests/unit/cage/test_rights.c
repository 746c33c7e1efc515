/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cage/rights.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/user.h"
#include "cage/syscalls.h"

/* In a process of its own.  Returns 0, or what is wrong, which is said on
 * standard error. */
static int
given_up(void)
{
	/* /proc/self/status is root's to read once we can't be looked into, so
	 * it is opened before; what it says is made when it is read. */
	FILE *status = fopen("/proc/self/status", "r");
	struct user nobody;
	char line[256];
	struct err e;
	int bad = 0, seen = 0;

	if (user_find(&nobody, "nobody", &e) == -1 ||
	    rights_keep_network(&nobody, &e) == -1) {
		(void)fprintf(stderr, "%s\n", e.msg);
		return 1;
	}
	while (fgets(line, sizeof(line), status) != NULL) {
		unsigned long long want = 0, got;
		char name[16];

		if (sscanf(line, "Cap%15[A-Za-z]: %llx", name, &got) != 2)
			continue;
		if (strcmp(name, "Prm") == 0 || strcmp(name, "Eff") == 0)
			want = 0x1000; /* CAP_NET_ADMIN is 12 */
		if (got != want)
			bad = fprintf(stderr, "%s", line);
		seen++;
	}
	if (getuid() != nobody.uid || geteuid() != nobody.uid ||
	    getgid() != nobody.gid || setuid(0) != -1)
		bad = 1;
	return bad != 0 || seen != 5;
}

/* In a process of its own: 0 if it is an error of the kind that does not pass,
 * with the words of it. */
static int
not_without(const char *call, const char *says)
{
	struct user nobody;
	struct err e;

	if (user_find(&nobody, "nobody", &e) == -1)
		return 1;
	syscalls_deny(call);
	if (rights_keep_network(&nobody, &e) != -1)
		return 2;
	return e.class == ERR_PERM && e.sys == ENOSYS &&
	    strstr(e.msg, says) != NULL ? 0 : 3;
}

static void
assert_not_without(const char *call, const char *says)
{
	int status;
	pid_t pid;

	if ((pid = fork()) == 0)
		_exit(not_without(call, says));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
rights_that_cannot_be_given_up_are_an_error(void **state)
{
	(void)state;
	if (geteuid() != 0 || !syscalls_can())
		skip();
	assert_not_without("prctl", "keep rights");
	assert_not_without("setgroups", "");
	assert_not_without("capset", "CAP_NET_ADMIN");
}

static void
one_right_is_left_and_no_other(void **state)
{
	int status;
	pid_t pid;

	(void)state;
#if !defined(__linux__)
	skip();
#endif
	if (geteuid() != 0 || access("/proc/self/status", R_OK) == -1)
		skip();
	if ((pid = fork()) == 0)
		_exit(given_up());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_right_is_left_and_no_other),
		cmocka_unit_test(rights_that_cannot_be_given_up_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
