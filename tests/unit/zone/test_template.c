/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "state/offender.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The students' own example: Tue, 21 Oct 2008 20:17:43 +0200 (CEST). */
static struct offender
offender_of(void)
{
	struct offender o = { .kind = OFFENDER_TRAP, .source = "honeypot",
		.first_s = 1, .last_s = 1224613063, .until_s = 2, .count = 7,
		.zone_s = 7200, .evidence = "from bhixhv" };
	struct err e;

	assert_int_equal(ip_parse(&o.ip, "70.1.2.3", &e), 0);
	return o;
}

static void
template_says_what_the_students_list_did(void **state)
{
	struct offender o = offender_of();
	char text[TEMPLATE_SIZE];

	(void)state;
	template_expand(text, TEMPLATE_DEFAULT, &o);
	assert_string_equal(text,
	    "Spam from this IP received: 2008-10-21 20.17h");
}

static void
template_conversions_mean_what_the_page_says(void **state)
{
	static const char *const row[][2] = {
		{ "%Y-%m-%dT%H:%M:%S%z", "2008-10-21T20:17:43+0200" },
		{ "%i %k %o %n", "70.1.2.3 trap honeypot 7" },
		{ "%e", "from bhixhv" }, { "100%%", "100%" },
		{ "", "" }, { "   ", "" }, { "  x  y ", "x  y" },
		{ "%%i", "%i" }, { "\"\\$;", "\"\\$;" },
	};
	struct offender o = offender_of();
	char text[TEMPLATE_SIZE];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(template_check(row[i][0], &e), 0);
		template_expand(text, row[i][0], &o);
		assert_string_equal(text, row[i][1]);
	}
}

/* Not that of UTC, nor of this machine; by date(1) of GNU with -u. */
static void
template_time_is_that_of_the_evidence(void **state)
{
	static const struct {
		int64_t last_s;
		int32_t zone_s;
		const char *want;
	} row[] = {
		{ 1224613063, 0, "2008-10-21 18.17 +0000" },
		{ 1224613063, -18000, "2008-10-21 13.17 -0500" },
		{ 1224613063, 20700, "2008-10-22 00.02 +0545" },
		{ 1224613063, -12600, "2008-10-21 14.47 -0330" },
		{ 1230768000, -60, "2008-12-31 23.59 -0001" },
		{ 0, -3600, "1969-12-31 23.00 -0100" },
		{ 1203897600, 86399, "2008-02-25 23.59 +2359" },
		{ OFFENDER_TIME_MAX, 0, "9999-12-31 23.59 +0000" },
	};
	struct offender o = offender_of();
	char text[TEMPLATE_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		o.last_s = row[i].last_s;
		o.zone_s = row[i].zone_s;
		template_expand(text, "%Y-%m-%d %H.%M %z", &o);
		assert_string_equal(text, row[i].want);
	}
}

static void
template_with_another_conversion_is_none(void **state)
{
	static const char *const text[] = { "%", "x%", "%y", "%s", "%5n",
		"%%%", "a\nb", "caf\xc3\xa9", "\x7f" };
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		e = (struct err){ 0 };
		if (template_check(text[i], &e) != -1)
			fail_msg("took \"%s\"", text[i]);
		assert_int_equal(e.class, ERR_PERM);
	}
	assert_int_equal(template_check("x%", &e), -1);
	assert_string_equal(e.msg, "the template ends with a single %: %% is "
	    "a percent sign");
	assert_int_equal(template_check("%y", &e), -1);
	assert_string_equal(e.msg, "\"%y\" in the template means nothing: %% "
	    "is a percent sign");
}

static void
template_fills_one_string_of_a_record(void **state)
{
	struct offender o = offender_of();
	char text[TEMPLATE_SIZE], long_text[400];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	template_expand(text, long_text, &o);
	assert_int_equal(strlen(text), 255);
	memset(o.evidence, 'y', sizeof(o.evidence) - 1);
	template_expand(text, "%e%e", &o);
	assert_int_equal(strlen(text), 255);
	memset(o.evidence, ' ', sizeof(o.evidence) - 1);
	template_expand(text, "a%eb", &o);
	assert_string_equal(text, "a");
}

static void
template_of_all_entries_has_no_conversion(void **state)
{
	static const struct {
		const char *in, *want; /* NULL: refused */
		bool address;
	} row[] = {
		{ "", "", false }, { "Spam", "Spam", false },
		{ "Spam from %i", "Spam from ", true },
		{ "%i", "", true }, { "5%% %%i", "5% %i", false },
		{ "%i is bad", NULL, false }, { "%Y", NULL, false },
		{ "x %e", NULL, false }, { "costs 5$", NULL, false },
		{ "5$ %i", "5$ ", true },
	};
	char text[TEMPLATE_SIZE];
	struct err e;
	bool address;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		int rc = template_common(text, &address, row[i].in, &e);

		if (rc != (row[i].want == NULL ? -1 : 0))
			fail_msg("\"%s\": %d", row[i].in, rc);
		if (rc == -1)
			continue;
		assert_string_equal(text, row[i].want);
		assert_int_equal(address, row[i].address);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(template_says_what_the_students_list_did),
		cmocka_unit_test(template_conversions_mean_what_the_page_says),
		cmocka_unit_test(template_time_is_that_of_the_evidence),
		cmocka_unit_test(template_with_another_conversion_is_none),
		cmocka_unit_test(template_fills_one_string_of_a_record),
		cmocka_unit_test(template_of_all_entries_has_no_conversion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
