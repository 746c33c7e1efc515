/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/refusals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct refusals r;
static struct logread l;

static int
begin(void **state)
{
	(void)state;
	memset(&r, 0, sizeof(r));
	memset(&l, 0, sizeof(l));
	return 0;
}

static void
set(enum logread_key key, const char *text)
{
	l.key[key] = (struct logread_value){ text, strlen(text) };
}

static void
add(const char *host, int64_t at_s)
{
	set(LOGREAD_HOST, host);
	refusals_add(&r, &l, at_s, false);
}

static void
the_latest_are_kept_in_any_order(void **state)
{
	char host[20];
	int i;

	(void)state;
	for (i = 0; i < 200; i++) {
		(void)snprintf(host, sizeof(host), "h%d", i * 7 % 200);
		add(host, 1000 + i * 7 % 200);
	}
	for (i = 0; i < REFUSALS_MOST; i++) {
		(void)snprintf(host, sizeof(host), "h%d", 199 - i);
		assert_string_equal(refusals_last(&r, (size_t)i)->
		    text[REFUSALS_HOST], host);
	}
	assert_null(refusals_last(&r, REFUSALS_MOST));
}

static void
what_has_no_time_is_the_oldest(void **state)
{
	(void)state;
	add("timed", 5);
	add("a", INT64_MIN);
	add("b", INT64_MIN);
	assert_string_equal(refusals_last(&r, 0)->text[REFUSALS_HOST],
	    "timed");
	assert_string_equal(refusals_last(&r, 1)->text[REFUSALS_HOST], "b");
	assert_null(refusals_last(&r, 3));
}

static void
local_parts_are_not_kept_unless_wanted(void **state)
{
	static const struct {
		const char *to;
		bool whole;
		const char *want;
	} row[] = {
		{ "anna@here.example", false, "here.example" },
		{ "anna@here.example", true, "anna@here.example" },
		{ "postmaster", false, "" }, { "postmaster", true,
		    "postmaster" },
		{ "", false, "" }, { "x@", false, "" },
		{ "a@b@c", false, "b@c" },
	};
	struct logread_value v, got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		v = (struct logread_value){ row[i].to, strlen(row[i].to) };
		got = refusals_recipient(&v, row[i].whole);
		assert_int_equal(got.len, strlen(row[i].want));
		assert_memory_equal(got.at, row[i].want, got.len);
	}
}

static void
long_values_are_cut(void **state)
{
	static char text[4096];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	set(LOGREAD_RULE, text);
	set(LOGREAD_WHY, "7K3Q2MXA9TBC");
	add(text, 1);
	assert_int_equal(strlen(refusals_last(&r, 0)->text[REFUSALS_RULE]),
	    REFUSALS_TEXT - 1);
	assert_string_equal(refusals_last(&r, 0)->text[REFUSALS_WHY],
	    "7K3Q2MXA9TBC");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_latest_are_kept_in_any_order,
		    begin),
		cmocka_unit_test_setup(what_has_no_time_is_the_oldest, begin),
		cmocka_unit_test_setup(local_parts_are_not_kept_unless_wanted,
		    begin),
		cmocka_unit_test_setup(long_values_are_cut, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
