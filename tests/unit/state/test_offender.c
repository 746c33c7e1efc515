/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/offender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct offender
offender_of(const char *line)
{
	struct offender o;
	struct err e = { 0 };

	if (offender_read(&o, line, strlen(line), &e) != OFFENDER_IS)
		fail_msg("%s: %s", line, e.msg);
	return o;
}

/* A line without its "offender" and newline: written as it was read? */
static void
must_return(const char *rest)
{
	struct buf b = { 0 };
	struct offender o;
	char line[2048];

	(void)snprintf(line, sizeof(line), "offender\t%s", rest);
	o = offender_of(line);
	offender_write(&b, &o);
	assert_int_equal(b.data[b.len - 1], '\n');
	b.len--;
	assert_string_equal(buf_text(&b), line);
	buf_free(&b);
}

static void
offender_is_read_as_it_was_written(void **state)
{
	struct offender o;

	(void)state;
	must_return("192.0.2.1\ttrap\thoneypot\t1\t2\t3\t4\t7200\tfrom a.b");
	must_return("2001:db8:0:1::/64\tstorm\tw\t0\t0\t1\t0\t0\t");
	must_return("::/64\tbroadband\t~!\t1\t1\t1\t1\t-86399\t\\134\\134 x");
	must_return("255.255.255.255\tearly-talker\tw\t253402300799\t"
	    "253402300799\t4294967295\t253402300799\t86399\t \" $ ; # ");
	must_return("0.0.0.0\tmanual\tw\t1\t1\t1\t1\t-18000\tx");
	must_return("192.0.2.1\ttrap\tw\t1\t1\t1\t9\t0\te\tban=9");
	must_return("192.0.2.1\ttrap\tw\t1\t1\t1\t9\t0\t\tban=253402300799");
	o = offender_of("offender\t192.0.2.1\ttrap\tw\t1\t1\t1\t9\t0\te");
	assert_int_equal(o.ban_s, 0);
	o = offender_of("offender\t192.0.2.1\ttrap\tw\t1\t1\t1\t9\t0\te\t"
	    "ban=8");
	assert_int_equal(o.ban_s, 8);
	o = offender_of("offender\t192.0.2.9\tstorm\tqmail\t1224612000\t"
	    "1224613063\t12\t1224627463\t7200\t550 no\\134such\\011user");
	assert_int_equal(o.ip.bits, 32);
	assert_int_equal(o.ip.octet[3], 9);
	assert_int_equal(o.kind, OFFENDER_STORM);
	assert_string_equal(o.source, "qmail");
	assert_int_equal(o.first_s, 1224612000);
	assert_int_equal(o.last_s, 1224613063);
	assert_int_equal(o.count, 12);
	assert_int_equal(o.until_s, 1224627463);
	assert_int_equal(o.zone_s, 7200);
	assert_string_equal(o.evidence, "550 no\\such?user");
}

/* What stands behind "offender". */
static const char *const wrong[] = {
	"", "192.0.2.1", "192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tmore",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\t",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=0",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=1 ",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=253402300800",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=1\tban=1",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\tban=1\t",
	"192.0.2\ttrap\tw\t1\t1\t1\t1\t0\te",
	"192.0.2.1/32\ttrap\tw\t1\t1\t1\t1\t0\te",
	"192.0.02.1\ttrap\tw\t1\t1\t1\t1\t0\te",
	"localhost\ttrap\tw\t1\t1\t1\t1\t0\te",
	"2001:db8::1\ttrap\tw\t1\t1\t1\t1\t0\te",
	"2001:db8::\ttrap\tw\t1\t1\t1\t1\t0\te",
	"2001:db8::1/64\ttrap\tw\t1\t1\t1\t1\t0\te",
	"2001:db8::/48\ttrap\tw\t1\t1\t1\t1\t0\te",
	"2001:db8::/064\ttrap\tw\t1\t1\t1\t1\t0\te",
	" 192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te",
	"192.0.2.1\tTrap\tw\t1\t1\t1\t1\t0\te",
	"192.0.2.1\t\tw\t1\t1\t1\t1\t0\te",
	"192.0.2.1\ttrap\t\t1\t1\t1\t1\t0\te",
	"192.0.2.1\ttrap\ta b\t1\t1\t1\t1\t0\te",
	"192.0.2.1\ttrap\t\x01\t1\t1\t1\t1\t0\te",
	("192.0.2.1\ttrap\t0123456789012345678901234567890123456789"
	    "012345678901234567890123\t1\t1\t1\t1\t0\te"),
	"192.0.2.1\ttrap\tw\t-1\t1\t1\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t01\t1\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t253402300800\t1\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t99999999999999999999\t1\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t1\t0\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t1\t4294967296\t1\t0\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t\t0\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1.0\t0\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t86400\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t-86400\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t+1\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t-\te",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\\",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\\13",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\\n",
	"192.0.2.1\ttrap\tw\t1\t1\t1\t1\t0\te\\400",
};

static void
offender_refuses_what_is_wrong(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wrong); i++) {
		struct offender o, was;
		struct err e = { 0 };
		char line[512];

		memset(&o, 0x5a, sizeof(o));
		was = o;
		(void)snprintf(line, sizeof(line), "offender\t%s", wrong[i]);
		if (offender_read(&o, line, strlen(line), &e) !=
		    OFFENDER_WRONG)
			fail_msg("took %s", line);
		assert_int_equal(e.class, ERR_PERM);
		assert_memory_equal(&o, &was, sizeof(o));
	}
}

static void
offender_refuses_nul_and_endless_lines(void **state)
{
	static const char start[] = "offender\t192.0.2.1\ttrap\tw\t1\t1\t1\t1"
	    "\t0\t";
	struct offender o;
	struct err e = { 0 };
	char line[4096];

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, start, sizeof(start) - 1);
	assert_int_equal(offender_read(&o, line, sizeof(line), &e),
	    OFFENDER_WRONG);
	assert_int_equal(offender_read(&o, line, 1000, &e), OFFENDER_IS);
	assert_int_equal(strlen(o.evidence), OFFENDER_EVIDENCE_SIZE - 1);
	line[999] = '\0';
	assert_int_equal(offender_read(&o, line, 1000, &e), OFFENDER_WRONG);
}

static void
offender_leaves_other_records_alone(void **state)
{
	static const char *const line[] = { "", "dhfd-dump 1", "offenders\tx",
		"offender", "greylist\t192.0.2.1", " offender\tx", "# x" };
	struct offender o;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(line); i++)
		if (offender_read(&o, line[i], strlen(line[i]), &e) !=
		    OFFENDER_OTHER)
			fail_msg("%s", line[i]);
}

/* The longest evidence, of backslashes only, is four times as long. */
static void
offender_holds_the_longest_evidence(void **state)
{
	struct offender o = offender_of("offender\t192.0.2.1\ttrap\tw\t1\t1\t1"
	    "\t1\t0\t"), back;
	struct buf b = { 0 };
	struct err e;
	char bytes[300];

	(void)state;
	memset(bytes, '\\', sizeof(bytes));
	offender_evidence(&o, bytes, sizeof(bytes));
	offender_write(&b, &o);
	assert_int_equal(offender_read(&back, (char *)b.data, b.len - 1, &e),
	    OFFENDER_IS);
	assert_int_equal(strlen(back.evidence), 255);
	assert_string_equal(back.evidence, o.evidence);
	buf_free(&b);
}

static void
offender_evidence_is_printable(void **state)
{
	struct offender o;
	char all[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all); i++)
		all[i] = (char)(255 - i);
	offender_evidence(&o, all, sizeof(all));
	assert_int_equal(strlen(o.evidence), 255);
	for (i = 0; i < 255; i++) {
		unsigned c = 255u - (unsigned)i;

		assert_int_equal(o.evidence[i],
		    c >= 0x20 && c <= 0x7e ? (int)c : '?');
	}
	offender_evidence(&o, "\0", 1);
	assert_string_equal(o.evidence, "?");
	offender_evidence(&o, "", 0);
	assert_string_equal(o.evidence, "");
}

static void
offender_is_an_address_or_64_bits(void **state)
{
	static const char *const row[][2] = {
		{ "192.0.2.77", "192.0.2.77" },
		{ "::ffff:192.0.2.77", "192.0.2.77" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
		{ "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
		    "2001:db8:ffff:ffff::/64" },
		{ "2001:db8::1", "2001:db8::/64" },
		{ "0:0:0:1::", "0:0:0:1::/64" },
	};
	char text[OFFENDER_ADDRESS_SIZE];
	struct ip ip;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ip_parse(&ip, row[i][0], &e), 0);
		ip = offender_address(&ip);
		offender_address_format(&ip, text);
		assert_string_equal(text, row[i][1]);
		assert_int_equal(offender_bits(&ip),
		    strchr(row[i][0], '.') != NULL ? 32 : 64);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offender_is_read_as_it_was_written),
		cmocka_unit_test(offender_refuses_what_is_wrong),
		cmocka_unit_test(offender_refuses_nul_and_endless_lines),
		cmocka_unit_test(offender_leaves_other_records_alone),
		cmocka_unit_test(offender_holds_the_longest_evidence),
		cmocka_unit_test(offender_evidence_is_printable),
		cmocka_unit_test(offender_is_an_address_or_64_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
