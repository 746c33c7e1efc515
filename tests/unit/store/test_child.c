/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/child.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static int touched;

static enum store_health
look(void *arg, struct err *why)
{
	const int *signal_or_health = arg;

	touched = 1;
	if (*signal_or_health >= 100)
		(void)raise(*signal_or_health - 100);
	(void)err_perm(why, 0, "seen");
	return (enum store_health)*signal_or_health;
}

static void
child_says_what_it_saw(void **state)
{
	static const struct {
		int does; /* answer so, or die of this signal + 100 */
		enum store_health health;
		const char *why;
	} rows[] = {
		{ STORE_GOOD, STORE_GOOD, "" },
		{ STORE_OLDER, STORE_OLDER, "" },
		{ STORE_FOREIGN, STORE_FOREIGN, "seen" },
		{ STORE_DAMAGED, STORE_DAMAGED, "seen" },
		{ 100 + SIGSEGV, STORE_DAMAGED, "signal" },
		{ 100 + SIGBUS, STORE_DAMAGED, "signal" },
		{ 100 + SIGABRT, STORE_DAMAGED, "signal" },
		{ 100 + SIGKILL, STORE_UNKNOWN, "stopped" },
		{ 100 + SIGTERM, STORE_UNKNOWN, "stopped" },
	};
	struct err why;
	size_t i;
	int does;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		does = rows[i].does;
		why = (struct err){ 0 };
		if (child_look(look, &does, &why) != rows[i].health ||
		    strstr(why.msg, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, why.msg);
	}
	assert_int_equal(touched, 0); /* not here */
}

static void
child_is_waited_for_without_sigchld(void **state)
{
	int does = STORE_DAMAGED;
	struct err why = { 0 };

	(void)state;
	(void)signal(SIGCHLD, SIG_IGN); /* then there is none to wait for */
	assert_int_equal(child_look(look, &does, &why), STORE_DAMAGED);
	(void)signal(SIGCHLD, SIG_DFL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(child_says_what_it_saw),
		cmocka_unit_test(child_is_waited_for_without_sigchld),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
