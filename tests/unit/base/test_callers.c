/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/callers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
begin(struct callers *c, const char *users, unsigned places)
{
	struct err e;

	if (callers_init(c, users, places, &e) == -1)
		fail_msg("%s: %s", users, e.msg);
}

static void
only_those_who_are_named_may_ask(void **state)
{
	static const struct {
		const char *users;
		uid_t uid;
		enum callers_answer want;
	} row[] = {
		{ "", 0, CALLERS_IN },
		{ "", 4711, CALLERS_IN },
		{ "root", 0, CALLERS_IN },
		{ "root", 4711, CALLERS_STRANGER },
		{ "4711", 4711, CALLERS_IN },
		{ "4711", 0, CALLERS_STRANGER },
		{ "root,4711", 0, CALLERS_IN },
		{ "root, 4711", 4711, CALLERS_IN },
		{ "root,4711", 4712, CALLERS_STRANGER },
	};
	struct callers c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		begin(&c, row[i].users, 100);
		if (callers_enter(&c, row[i].uid) != row[i].want)
			fail_msg("%u in \"%s\"", (unsigned)row[i].uid,
			    row[i].users);
	}
}

static void
users_that_nobody_knows_are_refused(void **state)
{
	static const char *const users[] = { "no such user", "root,nobody-x",
		"-1", "4294967295",
		("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,"
		"24,25,26,27,28,29,30,31,32,33") };
	struct callers c;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(users); i++) {
		if (callers_init(&c, users[i], 1, &e) != -1)
			fail_msg("%s", users[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
}

/* Three quarters for one, the rest for others. */
static void
one_user_leaves_places_to_the_others(void **state)
{
	struct callers c;
	unsigned i;

	(void)state;
	begin(&c, "", 8);
	for (i = 0; i < 6; i++)
		assert_int_equal(callers_enter(&c, 1), CALLERS_IN);
	assert_int_equal(callers_enter(&c, 1), CALLERS_FULL);
	assert_int_equal(callers_enter(&c, 2), CALLERS_IN);
	assert_int_equal(callers_enter(&c, 3), CALLERS_IN);
	assert_int_equal(callers_enter(&c, 2), CALLERS_FULL);
	callers_leave(&c, 1);
	assert_int_equal(callers_enter(&c, 2), CALLERS_IN);
	for (i = 0; i < 5; i++)
		callers_leave(&c, 1);
	for (i = 0; i < 5; i++)
		assert_int_equal(callers_enter(&c, 3), CALLERS_IN);
	assert_int_equal(callers_enter(&c, 1), CALLERS_FULL);
}

static void
more_users_than_rows_do_not_get_in(void **state)
{
	struct callers c;
	uid_t uid;

	(void)state;
	begin(&c, "", 1000);
	for (uid = 0; uid < CALLERS_AT_ONCE; uid++)
		assert_int_equal(callers_enter(&c, uid), CALLERS_IN);
	assert_int_equal(callers_enter(&c, uid), CALLERS_FULL);
	callers_leave(&c, 7);
	assert_int_equal(callers_enter(&c, uid), CALLERS_IN);
}

static void
the_kernel_says_who_it_is(void **state)
{
	uid_t uid = (uid_t)-1;
	int fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_int_equal(callers_uid(&uid, fd[0]), 0);
	assert_int_equal(uid, getuid());
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_those_who_are_named_may_ask),
		cmocka_unit_test(users_that_nobody_knows_are_refused),
		cmocka_unit_test(one_user_leaves_places_to_the_others),
		cmocka_unit_test(more_users_than_rows_do_not_get_in),
		cmocka_unit_test(the_kernel_says_who_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
