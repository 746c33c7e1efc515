/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "rule/settings.h"

static struct evidence ev;
static struct verdict v;
static struct notes notes;
static struct response r;
static struct settings s;

/* The response to a client that this code and text refuse. */
static const char *
refused(unsigned code, const char *dsn, const char *text)
{
	static char out[RESPONSE_REPLY_SIZE];
	const struct logline l = { .program = "test", .ev = &ev,
		.verdict = &v, .notes = &notes };
	struct err e;
	size_t len;

	settings_init(&s);
	verdict_init(&v);
	assert_int_equal(evidence_entry(&ev, "-/192.0.2.1", &e), 0);
	verdict_set(&v, &s, code >= 500 ? RULE_BLOCK : RULE_DEFER, "r", NULL);
	verdict_say(&v, code, dsn, text);
	response_make(&r, &l, true);
	assert_true(r.refuse);
	len = response_reply(out, &r);
	assert_int_equal(len, strlen(out));
	return out;
}

static void
the_reply_is_that_of_the_verdict(void **state)
{
	(void)state;
	assert_string_equal(refused(553, "", "no %i"),
	    "553 5.7.1 no 192.0.2.1");
	assert_string_equal(refused(451, "4.7.25", "a\r\n250 b"),
	    "451 4.7.25 a??250 b");
	assert_string_equal(r.text, "a??250 b");
	assert_string_equal(r.dsn, "4.7.25");
	assert_int_equal(r.code, 451);
	assert_string_equal(r.header, "");
	assert_true(r.line_len > 0);
}

static void
a_long_one_is_cut(void **state)
{
	char text[VERDICT_TEXT];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(strlen(refused(553, "5.7.1", text)),
	    REPLY_LINE_MAX - 2);
}

static void
what_can_not_be_decided_may_come_back(void **state)
{
	char out[RESPONSE_REPLY_SIZE];

	(void)state;
	response_none(&r, false);
	assert_true(r.refuse);
	(void)response_reply(out, &r);
	assert_string_equal(out,
	    "451 4.3.0 temporary failure, try again later");
	response_none(&r, true);
	assert_false(r.refuse);
	assert_int_equal(r.line_len, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reply_is_that_of_the_verdict),
		cmocka_unit_test(a_long_one_is_cut),
		cmocka_unit_test(what_can_not_be_decided_may_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
