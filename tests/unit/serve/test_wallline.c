/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/wallline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A line in two pieces, whatever the place between them. */
static void
wallline_take_puts_pieces_together(void **state)
{
	static const char text[] = "192.0.2.1 a@example.org\r\n192.0.2.2\n";
	const size_t len = strlen("192.0.2.1 a@example.org\r\n");
	struct dynawall_question q;
	size_t at;

	(void)state;
	for (at = 0; at < len; at++) {
		struct wallline l = { 0 };

		assert_int_equal(wallline_take(&l, text, at), WALLLINE_PART);
		assert_int_equal(wallline_take(&l, text + at, len - at),
		    WALLLINE_WHOLE);
		assert_int_equal(l.total, len);
		assert_false(l.more);
		assert_true(wallline_read(&q, &l));
		assert_string_equal(q.recipient, "a@example.org");
	}
}

static void
wallline_take_sees_what_stands_behind_a_line(void **state)
{
	static const char text[] = "192.0.2.1\n192.0.2.2\n";
	struct wallline l = { 0 };
	struct dynawall_question q;

	(void)state;
	assert_int_equal(wallline_take(&l, text, strlen(text)),
	    WALLLINE_WHOLE);
	assert_true(l.more);
	assert_int_equal(l.total, 10);
	assert_true(wallline_read(&q, &l));
	assert_int_equal(q.ip.octet[3], 1);
}

static void
a_line_that_ends_with_the_input_is_read_too(void **state)
{
	struct wallline l = { 0 };
	struct dynawall_question q;

	(void)state;
	assert_false(wallline_read(&q, &l));
	assert_int_equal(wallline_take(&l, "192.0.2.1", 9), WALLLINE_PART);
	assert_true(wallline_read(&q, &l));
}

static void
a_line_may_be_long_and_is_none_then(void **state)
{
	static char text[4096];
	struct dynawall_question q;
	struct wallline l = { 0 };
	size_t i;

	(void)state;
	memset(text, '1', sizeof(text));
	for (i = 0; i < WALLLINE_MAX / sizeof(text); i++)
		assert_int_equal(wallline_take(&l, text, sizeof(text)),
		    WALLLINE_PART);
	assert_false(wallline_read(&q, &l));
	assert_int_equal(wallline_take(&l, text, 1), WALLLINE_LONG);
	assert_true(l.more);
	memcpy(text, "192.0.2.1 ", 10);
	text[1000] = '\n';
	memset(&l, 0, sizeof(l));
	assert_int_equal(wallline_take(&l, text, 1001), WALLLINE_WHOLE);
	assert_false(wallline_read(&q, &l));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wallline_take_puts_pieces_together),
		cmocka_unit_test(wallline_take_sees_what_stands_behind_a_line),
		cmocka_unit_test(a_line_that_ends_with_the_input_is_read_too),
		cmocka_unit_test(a_line_may_be_long_and_is_none_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
