/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1764417600) /* 2025-11-29 12:00:00 UTC */
#define AT INT64_C(1764410400)  /* 10:00:00 */

static void
frames_are_read(void **state)
{
	static const struct {
		const char *line;
		int64_t at_s;
		const char *host, *program, *service, *rest;
	} row[] = {
		{ "2025-11-29T10:00:00Z mx postfix/smtpd[7]: connect\n", AT,
		    "mx", "postfix", "smtpd", "connect" },
		{ "2025-11-29T10:00:00Z mx postfix/submission/smtpd[7]: x", AT,
		    "mx", "postfix", "submission/smtpd", "x" },
		{ "@40000000692ac42a0d8f5a3c tcpserver: ok 1\r\n", AT, "",
		    "tcpserver", "", "ok 1" },
		{ "2025-11-29 10:00:00 +0000 1abc <= x: y", AT, "", "", "",
		    "1abc <= x: y" },
		{ "2025-11-29T10:00:00Z H=(mx) [192.0.2.1] a: b", AT, "", "",
		    "", "H=(mx) [192.0.2.1] a: b" },
		{ "2025-11-29T10:00:00Z H=[192.0.2.1] rejected: b", AT, "", "",
		    "", "H=[192.0.2.1] rejected: b" },
		{ "tcpserver: ok", FRAME_NO_TIME, "", "tcpserver", "", "ok" },
		{ "nothing", FRAME_NO_TIME, "", "", "", "nothing" },
		{ "", FRAME_NO_TIME, "", "", "", "" },
		{ "mx sm-mta[x]: a", FRAME_NO_TIME, "", "", "",
		    "mx sm-mta[x]: a" },
		{ "mx sm-mta[1: a", FRAME_NO_TIME, "", "", "",
		    "mx sm-mta[1: a" },
		{ "2025-11-29T10:00:00Z", AT, "", "", "", "" },
		{ "2025-11-29T10:00:00.00000000000000000000000000000000000000"
		    "Z mx a: x", AT, "mx", "a", "", "x" },
	};
	struct frame_clock clock = { .now_s = NOW };
	struct frame f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		frame_read(&f, &clock, row[i].line, strlen(row[i].line));
		if (f.at_s != row[i].at_s || !text_is(f.host, row[i].host) ||
		    !text_is(f.program, row[i].program) ||
		    !text_is(f.service, row[i].service) ||
		    !text_is(f.rest, row[i].rest))
			fail_msg("%s: \"%.*s\" \"%.*s\"", row[i].line,
			    (int)f.program.len, f.program.at,
			    (int)f.rest.len, f.rest.at);
	}
}

/* The time of the line before is that of this one only if all of it is. */
static void
times_are_remembered_whole(void **state)
{
	static const struct {
		const char *line;
		int64_t at_s;
	} row[] = {
		{ "2025-11-29T10:00:00Z mx a: x", AT },
		{ "2025-11-29T10:00:00Z mx a: x", AT },
		{ "2025-11-29T10:00:00.5Z mx a: x", AT },
		{ "2025-11-29T10:00:00+01:00 mx a: x", AT - 3600 },
		{ "2025-11-29T10:00:01+01:00 mx a: x", AT - 3599 },
		{ "2025-11-29 10:00:00 x", AT },
		{ "2025-11-29 10:00:00 +0000 x", AT },
		{ "2025-11-29 10:00:00 +0100 x", AT - 3600 },
		{ "2025-11-29 10:00:00 -0100 x", AT + 3600 },
		{ "x", FRAME_NO_TIME },
	};
	struct frame_clock clock = { .now_s = NOW };
	struct frame f;
	size_t i, k;

	(void)state;
	(void)setenv("TZ", "UTC", 1);
	for (i = 0; i < COUNT(row); i++)
		for (k = 0; k < COUNT(row); k++) {
			frame_read(&f, &clock, row[i].line,
			    strlen(row[i].line));
			assert_int_equal(f.at_s, row[i].at_s);
			frame_read(&f, &clock, row[k].line,
			    strlen(row[k].line));
			assert_int_equal(f.at_s, row[k].at_s);
		}
}

/* Nothing has a name of more than 255 bytes. */
static void
long_words_are_no_names(void **state)
{
	static const struct {
		size_t host, program;
		bool named;
	} row[] = {
		{ 255, 255, true }, { 256, 1, false }, { 1, 256, false },
		{ 0, 255, true }, { 0, 256, false },
	};
	struct frame_clock clock = { .now_s = NOW };
	char host[257], program[257], line[600];
	struct frame f;
	size_t i;

	(void)state;
	memset(host, 'h', sizeof(host));
	memset(program, 'p', sizeof(program));
	for (i = 0; i < COUNT(row); i++) {
		(void)snprintf(line, sizeof(line), "%.*s%s%.*s: x",
		    (int)row[i].host, host, row[i].host > 0 ? " " : "",
		    (int)row[i].program, program);
		frame_read(&f, &clock, line, strlen(line));
		assert_int_equal(f.program.len,
		    row[i].named ? row[i].program : 0);
		assert_int_equal(f.host.len, row[i].named ? row[i].host : 0);
		assert_true(text_is(f.rest, row[i].named ? "x" : line));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_read),
		cmocka_unit_test(times_are_remembered_whole),
		cmocka_unit_test(long_words_are_no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
