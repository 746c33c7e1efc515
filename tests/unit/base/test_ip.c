/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/ip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/nets.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ip
ip_at(const char *text)
{
	struct err e;
	struct ip a;

	if (ip_parse(&a, text, &e) == -1)
		fail_msg("%s", e.msg);
	return a;
}

static void
ip_text_is_that_of_rfc5952(void **state)
{
	static const struct {
		const char *in, *want;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		/* RFC 4291 section 2.2, their own examples */
		{ "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
		    "abcd:ef01:2345:6789:abcd:ef01:2345:6789" },
		{ "2001:DB8:0:0:8:800:200C:417A",
		    "2001:db8::8:800:200c:417a" },
		{ "FF01:0:0:0:0:0:0:101", "ff01::101" },
		{ "0:0:0:0:0:0:0:1", "::1" },
		{ "0:0:0:0:0:0:0:0", "::" },
		/* RFC 5952 sections 4.1, 4.2.2, 4.2.3 and 4.3 */
		{ "2001:0db8::0001", "2001:db8::1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:DB8::A", "2001:db8::a" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	char got[IP_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ip a = ip_at(row[i].in);

		ip_format(&a, got);
		assert_string_equal(got, row[i].want);
	}
}

/* Faults H-01 and H-02: nothing is read as something else. */
static void
ip_parse_refuses_what_is_no_address(void **state)
{
	static const char *const text[] = { "", " ", "unknown", "-", ".", "0",
		"1", "127.1", "1.2.3", "1.2.3.", "1.2.3.4.", ".1.2.3.4",
		"1.2.3.4.5", "1..2.3", "01.2.3.4", "1.2.3.04", "010.0.0.1",
		"0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001",
		"256.0.0.1", "1.2.3.256", "1.2.3.999", "1.2.3.-4", "+1.2.3.4",
		"1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "1.2.3.4\r\n", "1.2.3. 4",
		"1,2,3,4", "1.2.3.4/32", "1.2.3.4:25", "[1.2.3.4]",
		"[2001:db8::1]", "2001:db8::1/64", "2001:db8:::1",
		"2001::db8::1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "12345::", "g::1",
		"2001:db8::1 ", "2001:db8::1\n", "::ffff:1.2.3",
		"::ffff:1.2.3.4.5", "::ffff:01.2.3.4", "::ffff:256.1.1.1",
		"::ffff:1.2.3.4:5", "1.2.3.4::", ":", ":::", "host.example",
		"\xd9\xa1.2.3.4", "1.2.3.4%", "1.2.3.4%eth0", "%", "%eth0",
		"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555",
		"0000000000000000000000000000000000000000000000000000::1" };
	struct ip a = { { 9 }, 32 }, was = a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		struct err e = { 0 };

		if (ip_parse(&a, text[i], &e) != -1)
			fail_msg("took \"%s\"", text[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_memory_equal(&a, &was, sizeof(a));
	}
}

/* Spelling number i of 8 of the mapped form of four octets. */
static void
spell_mapped(char out[64], size_t i, const unsigned o[4])
{
	static const char *const head[] = { "::ffff:", "::FFFF:",
		"0:0:0:0:0:ffff:", "0000:0000::0000:ffff:" };
	const char *h = head[i % 4];

	if (i < 4)
		(void)snprintf(out, 64, "%s%u.%u.%u.%u", h, o[0], o[1], o[2],
		    o[3]);
	else if (i < 6)
		(void)snprintf(out, 64, "%s%x:%x", h, o[0] << 8 | o[1],
		    o[2] << 8 | o[3]);
	else
		(void)snprintf(out, 64, "%s%02X%02X:%02x%02x", h, o[0], o[1],
		    o[2], o[3]);
}

/* Fault H-03: RFC 4291 section 2.5.5.2, eight spellings. */
static void
ip_mapped_is_ipv4_in_every_spelling(void **state)
{
	uint32_t seed = 2026;
	size_t n, i;

	(void)state;
	for (n = 0; n < 20000; n++) {
		uint32_t v = nets_random(&seed);
		unsigned o[4] = { v >> 24, v >> 16 & 255, v >> 8 & 255,
			v & 255 };
		struct ip want;
		char text[64];

		(void)snprintf(text, sizeof(text), "%u.%u.%u.%u", o[0], o[1],
		    o[2], o[3]);
		want = ip_at(text);
		assert_int_equal(want.bits, 32);
		for (i = 0; i < 8; i++) {
			struct ip a;

			spell_mapped(text, i, o);
			a = ip_at(text);
			assert_memory_equal(&a, &want, sizeof(a));
		}
	}
}

static void
ip_like_mapped_stays_ipv6(void **state)
{
	static const char *const text[] = { "::1.2.3.4", "::fffe:1.2.3.4",
		"::ffff:0:1.2.3.4", "1::ffff:1.2.3.4", "::1:ffff:1.2.3.4",
		"64:ff9b::1.2.3.4", "2002:102:304::", "::" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		assert_int_equal(ip_at(text[i]).bits, 128);
}

/* RFC 4007 section 11; fe80::/10 ends at febf. */
static void
ip_zone_goes_with_link_local_only(void **state)
{
	static const char *const good[] = { "fe80::1%eth0", "fe80::1%1",
		"febf:ffff::1%lo",
		"FE80::1%a.very.long.zone.name.that.ends.late" };
	static const char *const bad[] = { "fe80::1%", "fec0::1%eth0",
		"fe7f::1%eth0", "2001:db8::1%eth0", "::1%lo",
		"::ffff:1.2.3.4%eth0", "1.2.3.4%eth0", "ff02::1%eth0" };
	struct ip plain = ip_at("fe80::1"), a;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		assert_int_equal(ip_at(good[i]).bits, 128);
	a = ip_at(good[0]);
	assert_int_equal(ip_compare(&a, &plain), 0);
	for (i = 0; i < COUNT(bad); i++)
		if (ip_parse(&a, bad[i], &e) != -1)
			fail_msg("took \"%s\"", bad[i]);
}

static void
ip_compare_orders_by_family_then_value(void **state)
{
	static const char *const sorted[] = { "0.0.0.0", "0.0.0.1", "1.0.0.0",
		"127.255.255.255", "128.0.0.0", "255.255.255.255", "::",
		"::1", "1::", "7fff::", "8000::",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" };
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(sorted); i++)
		for (k = 0; k < COUNT(sorted); k++) {
			struct ip a = ip_at(sorted[i]), b = ip_at(sorted[k]);
			int c = ip_compare(&a, &b);

			assert_int_equal((c > 0) - (c < 0),
			    (i > k) - (i < k));
		}
}

static void
ip_first_and_last_are_the_ends_of_the_prefix(void **state)
{
	static const struct {
		const char *in;
		unsigned bits;
		const char *first, *last;
	} row[] = {
		{ "192.0.2.77", 32, "192.0.2.77", "192.0.2.77" },
		{ "192.0.2.77", 31, "192.0.2.76", "192.0.2.77" },
		{ "192.0.2.77", 29, "192.0.2.72", "192.0.2.79" },
		{ "192.0.2.77", 24, "192.0.2.0", "192.0.2.255" },
		{ "192.0.2.77", 17, "192.0.0.0", "192.0.127.255" },
		{ "192.0.2.77", 1, "128.0.0.0", "255.255.255.255" },
		{ "192.0.2.77", 0, "0.0.0.0", "255.255.255.255" },
		{ "2001:db8::1", 128, "2001:db8::1", "2001:db8::1" },
		{ "2001:db8::1", 127, "2001:db8::", "2001:db8::1" },
		{ "2001:db8:8000::1", 33, "2001:db8:8000::",
		    "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "2001:db8::1", 0, "::",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ip a = ip_at(row[i].in), got, want;

		got = ip_first(&a, row[i].bits);
		want = ip_at(row[i].first);
		assert_memory_equal(&got, &want, sizeof(got));
		got = ip_last(&a, row[i].bits);
		want = ip_at(row[i].last);
		assert_memory_equal(&got, &want, sizeof(got));
	}
}

static void
ip_next_counts_up_and_ends(void **state)
{
	static const char *const row[][2] = { { "0.0.0.0", "0.0.0.1" },
		{ "192.0.2.255", "192.0.3.0" }, { "9.255.255.255",
		"10.0.0.0" }, { "255.255.255.255", "0.0.0.0" },
		{ "::", "::1" }, { "2001:db8::ffff:ffff",
		"2001:db8::1:0:0" }, { "ffff:ffff:ffff:ffff:ffff:ffff:"
		"ffff:ffff", "::" } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ip a = ip_at(row[i][0]), want = ip_at(row[i][1]), none;
		bool more = ip_next(&a);

		none = (struct ip){ .bits = want.bits };
		assert_memory_equal(&a, &want, sizeof(a));
		assert_int_equal(more, ip_compare(&want, &none) != 0);
	}
}

static void
ip_format_and_parse_are_inverse(void **state)
{
	uint32_t seed = 4711;
	size_t i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		struct ip a = nets_address(&seed, i % 2 == 0 ? 32 : 128), b;
		char text[IP_TEXT_SIZE];

		ip_format(&a, text);
		assert_true(strlen(text) < IP_TEXT_SIZE);
		b = ip_at(text);
		assert_memory_equal(&a, &b, sizeof(a));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ip_text_is_that_of_rfc5952),
		cmocka_unit_test(ip_parse_refuses_what_is_no_address),
		cmocka_unit_test(ip_mapped_is_ipv4_in_every_spelling),
		cmocka_unit_test(ip_like_mapped_stays_ipv6),
		cmocka_unit_test(ip_zone_goes_with_link_local_only),
		cmocka_unit_test(ip_compare_orders_by_family_then_value),
		cmocka_unit_test(ip_first_and_last_are_the_ends_of_the_prefix),
		cmocka_unit_test(ip_next_counts_up_and_ends),
		cmocka_unit_test(ip_format_and_parse_are_inverse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
