/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/scarce.h"

#define NOW INT64_C(1781481600) /* 2026-06-15 00:00 UTC */
#define DAY 86400

static struct intake in;
static struct err e;

static int
take(const char *line)
{
	return intake_line(&in, line, strlen(line), &e);
}

static void
begin(const char *own)
{
	assert_int_equal(intake_begin(&in, own, NOW, &e), 0);
}

/* What is known of the client of an address. */
static const struct address *
of(const char *text)
{
	uint32_t address;
	struct ip ip;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	address = visitors_find(&in.visitors, &ip);
	assert_int_not_equal(address, VISITORS_NOBODY);
	return &in.visitors.address[address];
}

/* A line of ours at a time of the day before now, of an image. */
static void
take_ours(const char *time, const char *ip, const char *db)
{
	char line[512];

	(void)snprintf(line, sizeof(line), "%sdyn-host-filter: pid=7 ip=%s "
	    "host=- action=pass code=- rule=r name=none db=%s", time, ip, db);
	assert_int_equal(take(line), 0);
}

static void
the_image_of_the_last_line_is_known(void **state)
{
	(void)state;
	begin(NULL);
	take_ours("2026-06-14T10:00:00Z ", "198.51.100.1", "00000005");
	take_ours("2026-06-14T09:00:00Z ", "198.51.100.1", "00000009");
	assert_int_equal(in.db, 5);
	take_ours("2026-06-14T10:00:00Z ", "198.51.100.1", "00000004");
	assert_int_equal(in.db, 5);
	take_ours("2026-06-14T10:00:00Z ", "198.51.100.1", "00000006");
	assert_int_equal(in.db, 6);
	take_ours("2026-06-14T11:00:00Z ", "198.51.100.1", "-");
	assert_int_equal(in.db, 6);
	assert_int_equal(in.first_s, NOW - DAY + 9 * 3600);
	assert_int_equal(in.last_s, NOW - DAY + 11 * 3600);
	intake_free(&in);
}

static void
lines_without_a_time_have_none(void **state)
{
	(void)state;
	begin(NULL);
	take_ours("", "198.51.100.1", "-");
	assert_int_equal(in.told, 1);
	assert_int_equal(in.first_s, 0);
	assert_int_equal(in.visitors.client[0].last_s, 0);
	in.bounded = true;
	in.since_s = NOW - DAY;
	in.until_s = NOW;
	take_ours("", "198.51.100.2", "-");
	take_ours("2026-06-13T23:59:59Z ", "198.51.100.2", "-");
	take_ours("2026-06-15T00:00:00Z ", "198.51.100.2", "-");
	assert_int_equal(in.told, 1);
	take_ours("2026-06-14T00:00:00Z ", "198.51.100.2", "-");
	assert_int_equal(in.told, 2);
	assert_int_equal(in.lines, 5);
	intake_free(&in);
}

static void
whom_we_mail_is_known_but_not_ourselves(void **state)
{
	(void)state;
	begin("mx.here.example,192.0.2.8/29");
	assert_int_equal(take("2026-06-14T10:00:00Z mx postfix/smtp[7]: 4A: "
	    "to=<x@far.example>, relay=mx.far.example[198.51.100.9]:25, "
	    "delay=1, status=sent (250 ok)"), 0);
	assert_int_equal(of("198.51.100.9")->known, KNOWN_MAILED);
	assert_int_equal(take("2026-06-14T10:00:00Z mx postfix/smtpd[7]: 4B: "
	    "client=a.example[198.51.100.1]"), 0);
	assert_int_equal(take("2026-06-14T10:00:01Z mx postfix/smtp[7]: 4B: "
	    "to=<x@here.example>, relay=in.here.example[192.0.2.9]:25, "
	    "delay=1, status=sent (250 ok)"), 0);
	assert_int_equal(take("2026-06-14T10:00:01Z mx postfix/smtpd[7]: "
	    "connect from a.example[192.0.2.10]"), 0);
	assert_int_equal(take("2026-06-14T10:00:01Z mx postfix/smtpd[7]: "
	    "connect from a.mx.here.example[198.51.100.77]"), 0);
	intake_end(&in);
	assert_int_equal(of("198.51.100.1")->mails, 1);
	assert_int_equal(in.visitors.addresses, 2);
	intake_free(&in);
}

static void
spam_that_is_refused_is_spam(void **state)
{
	(void)state;
	begin(NULL);
	assert_int_equal(take("2026-06-14 10:00:00 1vPabc-0001xy-1A "
	    "H=(h) [198.51.100.1] F=<a@b> rejected after DATA: this message "
	    "scored 15 spam points"), 0);
	assert_int_equal(of("198.51.100.1")->spam, 1);
	assert_int_equal(of("198.51.100.1")->mails, 1);
	assert_int_equal(take("x y z"), 0);
	assert_int_equal(in.odd, 1);
	intake_free(&in);
}

static void
without_a_descriptor_nothing_begins(void **state)
{
	struct rlimit all, none;
	int rc;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
	none = all;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	rc = intake_begin(&in, NULL, NOW, &e);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &all), 0);
	assert_int_equal(rc, -1);
	assert_int_equal(e.class, ERR_TEMP);
	intake_free(&in);
}

/* A client and whom we mail, in both orders. */
static bool
take_each(void *arg)
{
	static const char *const line[] = {
		"2026-06-14T10:00:00Z mx postfix/smtpd[7]: 4B: "
		"client=a.example[198.51.100.1]",
		"2026-06-14T10:00:00Z mx postfix/smtp[7]: 4A: "
		"to=<x@far.example>, relay=m.example[198.51.100.9]:25, "
		"delay=1, status=sent (250 ok)" };
	bool well = true;
	int i;

	for (i = 0; i < 2 && well; i++) {
		well = intake_begin(&in, arg, NOW, &e) == 0 &&
		    take(line[i]) == 0 && take(line[1 - i]) == 0;
		assert_true(well || e.class == ERR_TEMP);
		intake_free(&in);
	}
	return well;
}

static void
without_memory_it_is_said(void **state)
{
	char own[] = "here.example";

	(void)state;
	assert_int_equal(scarce_each(take_each, own) > 0, scarce_can());
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_image_of_the_last_line_is_known),
		cmocka_unit_test(lines_without_a_time_have_none),
		cmocka_unit_test(whom_we_mail_is_known_but_not_ourselves),
		cmocka_unit_test(spam_that_is_refused_is_spam),
		cmocka_unit_test(without_a_descriptor_nothing_begins),
		cmocka_unit_test(without_memory_it_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
