/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/client.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"

/* One end of a pair is the helper: it answers what the test says. */
static void
a_helper_that_is_none_is_told_of(void **state)
{
	struct ban_record r = { .verb = BAN_LIST, .number = 2 }, got = r;
	unsigned char out[BAN_RECORD];
	struct err e;
	int fd[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd), 0);
	/* an answer to an earlier question is none to this */
	got.number = 1;
	ban_pack(out, &got);
	assert_int_equal(write(fd[1], out, sizeof(out)), sizeof(out));
	got.number = 2;
	got.answer = BAN_NONE;
	ban_pack(out, &got);
	assert_int_equal(write(fd[1], out, sizeof(out)), sizeof(out));
	failing_nth("send", 1, EINTR);
	assert_int_equal(ban_ask(fd[0], &r, &e), 0);
	assert_true(failing_end());
	assert_int_equal(r.answer, BAN_NONE);
	assert_int_equal(write(fd[1], out, 3), 3);
	assert_int_equal(ban_ask(fd[0], &r, &e), -1);
	assert_non_null(strstr(e.msg, "another version"));
	failing_nth("read", 1, EIO);
	assert_int_equal(write(fd[1], out, 3), 3);
	assert_int_equal(ban_ask(fd[0], &r, &e), -1);
	assert_true(failing_end());
	assert_non_null(strstr(e.msg, "wait for the helper"));
	(void)close(fd[1]);
	assert_int_equal(ban_ask(fd[0], &r, &e), -1);
	assert_non_null(strstr(e.msg, "option -U"));
	(void)close(fd[0]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_helper_that_is_none_is_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
