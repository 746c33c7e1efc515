/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SIG "\r\n\r\n\0\r\nQUIT\n"
#define IP4 "\xc6\x33\x64\x07\x0a\x00\x00\x01\xdc\x04\x00\x19"
#define IP6 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7" \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\xdc\x04\x00\x19"
#define MAPPED "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc6\x33\x64\x07" \
	"\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\1\xdc\x04\x00\x19"
#define TEXT(s) s, sizeof(s) - 1

/* Give a header in pieces of at most piece bytes, as a reader does, with
 * what a client says behind it; *used: bytes that were read. */
static enum proxy_answer
read_all(struct proxy *p, const char *data, size_t len, size_t piece,
    size_t *used)
{
	enum proxy_answer a = PROXY_PART;
	size_t n;

	memset(p, 0, sizeof(*p));
	for (*used = 0; a == PROXY_PART && *used < len; *used += n) {
		n = proxy_wants(p);
		assert_true(n >= 1 && n <= 65535);
		n = n < piece ? n : piece;
		n = n < len - *used ? n : len - *used;
		a = proxy_take(p, data + *used, n);
	}
	return a;
}

static const struct {
	const char *data;
	size_t len;
	enum proxy_answer want;
	const char *from, *to;
	unsigned from_port;
} row[] = {
	{ TEXT("PROXY TCP4 198.51.100.7 10.0.0.1 56324 25\r\n"), PROXY_CLIENT,
	    "198.51.100.7", "10.0.0.1", 56324 },
	{ TEXT("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
	    PROXY_CLIENT, "255.255.255.255", "255.255.255.255", 65535 },
	{ TEXT("PROXY TCP6 2001:db8::7 2001:DB8::1 0 25\r\n"), PROXY_CLIENT,
	    "2001:db8::7", "2001:db8::1", 0 },
	{ TEXT("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    PROXY_CLIENT, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535 },
	{ TEXT("PROXY TCP6 ::ffff:198.51.100.7 ::ffff:10.0.0.1 1 25\r\n"),
	    PROXY_CLIENT, "198.51.100.7", "10.0.0.1", 1 },
	{ TEXT("PROXY UNKNOWN\r\n"), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT("PROXY UNKNOWN whatever is said \xff here\r\n"), PROXY_OWN,
	    NULL, NULL, 0 },
	{ TEXT("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    PROXY_OWN, NULL, NULL, 0 }, /* the longest, 107 bytes */
	{ TEXT(SIG "\x21\x11\0\x0c" IP4), PROXY_CLIENT, "198.51.100.7",
	    "10.0.0.1", 56324 },
	{ TEXT(SIG "\x21\x11\0\x13" IP4 "\x04\0\4abcd"), PROXY_CLIENT,
	    "198.51.100.7", "10.0.0.1", 56324 },
	{ TEXT(SIG "\x21\x21\0\x24" IP6), PROXY_CLIENT, "2001:db8::7",
	    "2001:db8::1", 56324 },
	{ TEXT(SIG "\x21\x21\0\x27" IP6 "\x01\0\0"), PROXY_CLIENT,
	    "2001:db8::7", "2001:db8::1", 56324 },
	{ TEXT(SIG "\x21\x21\0\x24" MAPPED), PROXY_CLIENT, "198.51.100.7",
	    "10.0.0.1", 56324 },
	{ TEXT(SIG "\x20\0\0\0"), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT(SIG "\x20\x11\0\x0c" IP4), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT(SIG "\x20\xff\0\1x"), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT(SIG "\x21\0\0\3abc"), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT(SIG "\x21\x12\0\x0c" IP4), PROXY_OWN, NULL, NULL, 0 },
	{ TEXT(SIG "\x21\x31\0\1/"), PROXY_OWN, NULL, NULL, 0 },
};

static void
expect_ip(const struct ip *ip, const char *want)
{
	char text[IP_TEXT_SIZE];

	ip_format(ip, text);
	assert_string_equal(text, want);
}

static void
proxy_reads_a_header_in_any_pieces_and_nothing_behind_it(void **state)
{
	char data[256];
	struct proxy p;
	size_t i, piece, used;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (piece = 1; piece <= 128; piece++) {
			memcpy(data, row[i].data, row[i].len);
			memcpy(data + row[i].len, "EHLO x\r\nQUIT\r\n", 14);
			assert_int_equal(read_all(&p, data, row[i].len + 14,
			    piece, &used), row[i].want);
			assert_int_equal(used, row[i].len);
			if (row[i].want != PROXY_CLIENT)
				continue;
			expect_ip(&p.from, row[i].from);
			expect_ip(&p.to, row[i].to);
			assert_int_equal(p.from_port, row[i].from_port);
			assert_int_equal(p.to_port,
			    row[i].from_port == 65535 ? 65535 : 25);
		}
}

static void
proxy_waits_for_the_rest_of_a_header(void **state)
{
	struct proxy p;
	size_t i, cut, used;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (cut = 1; cut < row[i].len; cut++) {
			assert_int_equal(read_all(&p, row[i].data, cut, 128,
			    &used), PROXY_PART);
			assert_int_equal(used, cut);
			assert_true(proxy_wants(&p) <= row[i].len - cut);
		}
}

static void
proxy_refuses_what_is_no_header(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		enum proxy_answer want;
	} bad[] = {
		{ TEXT("EHLO client.example\r\n"), PROXY_NONE },
		{ TEXT("QUIT\r\n"), PROXY_NONE },
		{ TEXT("PROXx TCP4"), PROXY_NONE },
		{ TEXT("proxy TCP4 1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_NONE },
		{ TEXT("\r\n\r\n\1"), PROXY_NONE },
		{ TEXT("\r\n\r\n\0\r\nQUIT\r\n"), PROXY_NONE },
		{ TEXT("\0"), PROXY_NONE },
		{ TEXT("\x16\3\1"), PROXY_NONE },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 1\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 11\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 \r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1  1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY  TCP4 1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 01 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 65536\r\n"),
		    PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 -1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1 1.1.1.1 1 +1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.256 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 01.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 ::1 ::1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP6 1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP6 fe80::1%e ::1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP5 1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY UDP4 1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4 1.1.1.1\0 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY UNKNOWN\0\r\n"), PROXY_WRONG },
		{ TEXT("PROXY UNKNOWNS\r\n"), PROXY_WRONG },
		{ TEXT("PROXY TCP4\rx1.1.1.1 1.1.1.1 1 1\r\n"), PROXY_WRONG },
		{ TEXT("PROXY \r\nEHLO x\r\n"), PROXY_WRONG },
		{ TEXT("PROXY UNKNOWN fffff:ffff:ffff:ffff:ffff:ffff:ffff:"
		    "ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 "
		    "65535\r\n"), PROXY_WRONG }, /* 108 bytes */
		{ TEXT(SIG "\x11\x11\0\x0c" IP4), PROXY_WRONG },
		{ TEXT(SIG "\x22\x11\0\x0c" IP4), PROXY_WRONG },
		{ TEXT(SIG "\x31\x11\0\x0c" IP4), PROXY_WRONG },
		{ TEXT(SIG "\x21\x11\0\x0b" IP4), PROXY_WRONG },
		{ TEXT(SIG "\x21\x11\0\0"), PROXY_WRONG },
		{ TEXT(SIG "\x21\x21\0\x23" IP6), PROXY_WRONG },
		{ TEXT(SIG "\x21\x10\0\x0c" IP4), PROXY_WRONG },
		{ TEXT(SIG "\x21\x41\0\x0c" IP4), PROXY_WRONG },
	};
	struct proxy p;
	size_t i, piece, used;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		for (piece = 1; piece <= 128; piece++)
			if (read_all(&p, bad[i].data, bad[i].len, piece,
			    &used) != bad[i].want)
				fail_msg("%zu in pieces of %zu", i, piece);
}

/* 65,535 bytes behind the first 16, none of them kept. */
static void
proxy_passes_over_all_that_version_2_may_hold(void **state)
{
	static char data[PROXY_V2_HEAD + 65535 + 4];
	struct proxy p;
	size_t used;

	(void)state;
	memset(data, 'x', sizeof(data));
	memcpy(data, SIG "\x21\x11\xff\xff" IP4, PROXY_V2_HEAD + 12);
	assert_int_equal(read_all(&p, data, sizeof(data), 4096, &used),
	    PROXY_CLIENT);
	assert_int_equal(used, sizeof(data) - 4);
	expect_ip(&p.from, "198.51.100.7");
	assert_int_equal(read_all(&p, data, sizeof(data) - 5, 4096, &used),
	    PROXY_PART);
}

static void
proxy_begins_tells_a_header_from_mail(void **state)
{
	(void)state;
	assert_true(proxy_begins("PROXY TCP4", 10));
	assert_true(proxy_begins("PROXY ", 6));
	assert_true(proxy_begins(TEXT(SIG)));
	assert_false(proxy_begins("PROXY", 5));
	assert_false(proxy_begins("PROXYS", 6));
	assert_false(proxy_begins(TEXT(SIG) - 1));
	assert_false(proxy_begins("EHLO PROXY ", 11));
	assert_false(proxy_begins("", 0));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    proxy_reads_a_header_in_any_pieces_and_nothing_behind_it),
		cmocka_unit_test(proxy_waits_for_the_rest_of_a_header),
		cmocka_unit_test(proxy_refuses_what_is_no_header),
		cmocka_unit_test(
		    proxy_passes_over_all_that_version_2_may_hold),
		cmocka_unit_test(proxy_begins_tells_a_header_from_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
