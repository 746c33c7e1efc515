/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ip.h"
#include "serve/held.h"
#include "smtp/said.h"

static const struct ip ip = { { 192, 0, 2, 7 }, 32 };

static void
each_value_is_one_word(void **state)
{
	static struct envelope v = { .sender = "\"a b\"@c",
		.recipient = "d\x7f\xe4@e" };
	static struct said said = { .helo = "c.example" };
	struct held_end end = { .ip = &ip, .envelope = &v, .said = &said,
		.refused = 3 };
	char out[HEARD_MAX];

	(void)state;
	assert_true(heard_format(out, &end) > 0);
	assert_string_equal(out, "heard ip=192.0.2.7 helo=c.example "
	    "from=\"a_b\"@c to=d??@e n=3");
	v.sender[0] = said.helo[0] = '\0';
	assert_true(heard_format(out, &end) > 0);
	assert_string_equal(out, "heard ip=192.0.2.7 helo=- from=- "
	    "to=d??@e n=3");
}

/* The longest of all fits. */
static void
nothing_is_too_long(void **state)
{
	static struct envelope v;
	static struct said said;
	struct held_end end = { .ip = &ip, .envelope = &v, .said = &said,
		.refused = UINT32_MAX };
	char out[HEARD_MAX];

	(void)state;
	memset(v.sender, 's', ENVELOPE_ADDRESS_MAX);
	memset(v.recipient, 'r', ENVELOPE_ADDRESS_MAX);
	memset(said.helo, 'h', SAID_HELO_MAX);
	assert_true(heard_format(out, &end) > 2 * ENVELOPE_ADDRESS_MAX);
	assert_non_null(strstr(out, "r n=4294967295"));
}

static void
who_was_refused_nothing_is_not_told_of(void **state)
{
	static struct envelope v = { .recipient = "a@b" };
	static struct said said;
	struct held_end end = { .ip = &ip, .envelope = &v, .said = &said };
	char out[HEARD_MAX];

	(void)state;
	assert_int_equal(heard_format(out, &end), 0);
	end.said = NULL;
	end.refused = 1;
	assert_int_equal(heard_format(out, &end), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_is_one_word),
		cmocka_unit_test(nothing_is_too_long),
		cmocka_unit_test(who_was_refused_nothing_is_not_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
