/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
what_is_added_stands_behind_what_waits(void **state)
{
	static struct said said;
	static struct relay r = { .said = &said, .recipients = 1 };

	(void)state;
	relay_say(&r, "250", NULL, "a");
	relay_tell(&r, "b\r\n", 3);
	assert_int_equal(r.client_len, 10);
	assert_memory_equal(r.to_client, "250 a\r\nb\r\n", 10);
	relay_order(&r, RELAY_NOOP, "NOOP", NULL);
	assert_int_equal(r.awaits, RELAY_NOOP);
	relay_order(&r, RELAY_HELO, "HELO", "x");
	assert_int_equal(r.server_len, 14);
	assert_memory_equal(r.to_server, "NOOP\r\nHELO x\r\n", 14);
	said_hear(&said, "MAIL FROM:<>", 12);
	relay_forget(&r);
	assert_false(said.has_mail);
	assert_int_equal(r.recipients, 0);
}

static void
a_wrong_server_is_told_of_once_it_was_heard_of(void **state)
{
	static struct relay r;

	(void)state;
	r.awaits = RELAY_BANNER;
	relay_wrong(&r);
	assert_int_equal(r.phase, RELAY_NO_SERVER);
	assert_int_equal(r.client_len, 0);
	r.awaits = RELAY_NOTHING;
	relay_wrong(&r);
	assert_int_equal(r.phase, RELAY_OVER);
	assert_memory_equal(r.to_client, "421 4.3.0 ", 10);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_added_stands_behind_what_waits),
		cmocka_unit_test(
		    a_wrong_server_is_told_of_once_it_was_heard_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
