/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/framing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utc.h"

#define NOW INT64_C(1764496800) /* 2025-11-30 10:00 UTC */
#define AT INT64_C(1764410400)  /* a day before */
#define OURS "dyn-host-filter: pid=1 action=pass rule=x"

static struct framing f;

static int
begin(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	f.now_s = NOW;
	return 0;
}

/* Feed a line; what came out must be ours, at that time. */
static void
is(const char *line, int64_t at_s)
{
	struct framed out;

	assert_true(framing_line(&f, &out, line, strlen(line), strlen(line)));
	assert_true(out.has_time);
	assert_int_equal(out.at_s, at_s);
	assert_true(out.len >= strlen(OURS));
	assert_memory_equal(out.text + out.len - strlen(OURS), OURS,
	    strlen(OURS));
}

static bool
feed(const char *line, size_t len)
{
	struct framed out;

	return framing_line(&f, &out, line, len, len);
}

static void
lines_of_all_kinds_are_read(void **state)
{
	(void)state;
	is("@40000000692ac42a0d8f5a3c " OURS, AT);
	is("2025-11-29_10:00:00.12345 " OURS, AT);
	is("2025-11-29T11:00:00.5+01:00 mx1 " OURS, AT);
	is("Nov 29 10:00:00 mx1 " OURS, AT);
	is("Nov 29 10:00:07 mx1 " OURS, AT + 7);
	is("Nov 29 10:00:07.123 mx1 " OURS, AT + 7);
	is("Nov 29 10:01:07 mx1 " OURS, AT + 67);
	is("Nov 29 10:02:07.123 mx1 " OURS, AT + 127);
	is("Nov 29 10:02:59 mx1 " OURS, AT + 179);
	is("1764410400.123456 mx1 " OURS "\r", AT);
	is("{\"MESSAGE\":\"" OURS "\",\"_PID\":\"1\","
	    "\"__REALTIME_TIMESTAMP\":\"1764410400123456\"}", AT);
}

static void
a_line_may_have_no_time(void **state)
{
	struct framed out;

	(void)state;
	assert_true(framing_line(&f, &out, OURS, strlen(OURS),
	    strlen(OURS)));
	assert_false(out.has_time);
	/* a second of its own kind only after a whole minute was read */
	assert_true(framing_line(&f, &out, "Nov 29 10:00:99 " OURS, 16 +
	    strlen(OURS), 16 + strlen(OURS)));
	assert_false(out.has_time);
}

/* What stands where a minute was remembered, and is none of its seconds, is
 * read as any other time: as none, if it is none. */
static void
a_minute_is_remembered_for_its_seconds_alone(void **state)
{
	static const char *const odd[] = { "6", "/", ":", "0/", "0:", "00:",
		"00-", "5x" };
	struct framed out;
	char line[200];
	size_t i;

	(void)state;
	is("Nov 29 10:00:00 mx1 " OURS, AT);
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		(void)snprintf(line, sizeof(line), "Nov 29 10:00:%s mx1 %s",
		    odd[i], OURS);
		assert_true(framing_line(&f, &out, line, strlen(line),
		    strlen(line)));
		assert_false(out.has_time);
		is("Nov 29 10:00:59 mx1 " OURS, AT + 59);
	}
	/* a line that ends there, and one whose first octet is no letter */
	assert_true(framing_line(&f, &out, "Nov 29 10:00:01", 15, 15));
	is("2025-11-29T10:00:00Z mx1 " OURS, AT);
	is("2025-11-29T10:00:01Z mx1 " OURS, AT + 1);
}

/* Of a time that is none a line has none; what is no object, or no text, is no
 * line. */
static void
odd_entries_of_the_journal_are_no_lines(void **state)
{
	static const char *const time[] = { "123456", "123456789012345678",
		"1764410400x23456", "176441040012345/", "" };
	struct framed out;
	char line[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(time) / sizeof(time[0]); i++) {
		(void)snprintf(line, sizeof(line), "{\"MESSAGE\":\"%s\","
		    "\"__REALTIME_TIMESTAMP\":\"%s\"}", OURS, time[i]);
		assert_true(framing_line(&f, &out, line, strlen(line),
		    strlen(line)));
		assert_false(out.has_time);
	}
	assert_false(feed("{", 1));
	assert_false(feed("{\"MESSAGE\":7}", 13));
	assert_false(feed("{\"MESSAGE\":[\"x\"]}", 17));
	assert_false(feed("{\"x\":\"y\"}", 9));
	/* an object that was cut is a line like any other */
	assert_true(framing_line(&f, &out, "{\"MESSAGE\":\"x\"}", 15, 99));
	assert_false(out.has_time);
}

/* The name of a field alone, with octets behind it, has letters of its own. */
static void
a_field_has_a_name(void **state)
{
	struct framed out;

	(void)state;
	assert_false(feed("__REALTIME_TIMESTAMP=1764410400123456", 37));
	assert_false(feed("9A", 2)); /* none begins with a digit */
	assert_false(feed("A:", 2));
	assert_false(feed("a", 1));
	assert_false(feed("_A9", 3)); /* this is one: a length follows */
	assert_false(feed("\1\0\0\0\0\0\0\0x", 9));
	is("MESSAGE=" OURS, AT);
	/* whatever letters it has: what looks like a field is its value */
	assert_false(feed("AZ", 2));
	assert_false(feed("\x0c\0\0\0\0\0\0\0y", 9)); /* of 12 octets */
	assert_false(feed("MESSAGE=x", 9));
	assert_false(feed("", 0));
	assert_false(feed("__REALTIME_TIMESTAMP=1764410400123456", 37));
	/* without a time an entry is none, and lines are lines again */
	(void)feed("__REALTIME_TIMESTAMP=x", 22);
	assert_true(framing_line(&f, &out, "_A9", 3, 3));
}

/* A year is guessed, and never so that the line is from the future. */
static void
no_year_is_never_the_future(void **state)
{
	(void)state;
	is("Dec 24 10:00:00 mx1 " OURS, (utc_days(2024, 12, 24) * 86400) +
	    36000);
	is("Nov 30 09:00:00 mx1 " OURS, NOW - 3600);
}

static void
an_export_of_the_journal(void **state)
{
	(void)state;
	(void)feed("__CURSOR=s=1", 12);
	assert_false(feed("__REALTIME_TIMESTAMP=1764410400123456", 37));
	assert_false(feed("_PID=17", 7));
	is("MESSAGE=" OURS, AT);
	assert_false(feed("", 0));
	/* the next entry has a time of its own */
	assert_false(feed("__REALTIME_TIMESTAMP=1764410401123456", 37));
	is("MESSAGE=" OURS, AT + 1);
	assert_false(feed("", 0));
}

/* A value with newlines is passed over by its length: whoever wrote it can't
 * have a line of it taken for ours. */
static void
octets_of_the_journal_are_no_lines(void **state)
{
	static const char fake[] = "x\nMESSAGE=" OURS "\n\n"
	    "__REALTIME_TIMESTAMP=1764410409123456\nMESSAGE=" OURS;
	char value[8 + sizeof(fake)];
	const char *at = value, *end, *newline;
	size_t len = sizeof(fake) - 1;
	int i;

	(void)state;
	for (i = 0; i < 8; i++)
		value[i] = (char)(len >> (8 * i));
	memcpy(value + 8, fake, sizeof(fake));
	assert_false(feed("__REALTIME_TIMESTAMP=1764410400123456", 37));
	assert_false(feed("MESSAGE", 7));
	for (end = value + 8 + len; at <= end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		assert_false(feed(at, (size_t)(newline - at)));
	}
	/* one field more of the same entry, and then the next */
	assert_false(feed("_PID=17", 7));
	assert_false(feed("", 0));
	assert_false(feed("__REALTIME_TIMESTAMP=1764410402123456", 37));
	is("MESSAGE=" OURS, AT + 2);
}

static void
damaged_json_is_nothing(void **state)
{
	(void)state;
	assert_false(feed("{\"MESSAGE\":\"x", 13));
	assert_false(feed("{}", 2));
	assert_false(feed("{\"MESSAGE\":[1,2]}", 17));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lines_of_all_kinds_are_read, begin),
		cmocka_unit_test_setup(a_line_may_have_no_time, begin),
		cmocka_unit_test_setup(
		    a_minute_is_remembered_for_its_seconds_alone, begin),
		cmocka_unit_test_setup(odd_entries_of_the_journal_are_no_lines,
		    begin),
		cmocka_unit_test_setup(a_field_has_a_name, begin),
		cmocka_unit_test_setup(no_year_is_never_the_future, begin),
		cmocka_unit_test_setup(an_export_of_the_journal, begin),
		cmocka_unit_test_setup(octets_of_the_journal_are_no_lines,
		    begin),
		cmocka_unit_test_setup(damaged_json_is_nothing, begin),
	};

	(void)setenv("TZ", "UTC0", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
