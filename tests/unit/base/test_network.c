/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
network_parse_clears_host_bits(void **state)
{
	static const struct {
		const char *in, *first;
		unsigned bits;
		int rc;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", 32, 0 },
		{ "192.0.2.1/32", "192.0.2.1", 32, 0 },
		{ "192.0.2.0/24", "192.0.2.0", 24, 0 },
		{ "192.0.2.1/24", "192.0.2.0", 24, 1 },
		{ "192.0.2.255/25", "192.0.2.128", 25, 1 },
		{ "0.0.0.0/0", "0.0.0.0", 0, 0 },
		{ "1.2.3.4/0", "0.0.0.0", 0, 1 },
		{ "2001:db8::1", "2001:db8::1", 128, 0 },
		{ "2001:db8::/32", "2001:db8::", 32, 0 },
		{ "2001:db8:8000::/33", "2001:db8:8000::", 33, 0 },
		{ "2001:db8::1/127", "2001:db8::", 127, 1 },
		{ "::/0", "::", 0, 0 },
		/* RFC 4291 section 2.5.5.2: the last 32 of 128 bits */
		{ "::ffff:192.0.2.1", "192.0.2.1", 32, 0 },
		{ "::ffff:192.0.2.0/120", "192.0.2.0", 24, 0 },
		{ "::ffff:192.0.2.1/128", "192.0.2.1", 32, 0 },
		{ "::ffff:c000:201/120", "192.0.2.0", 24, 1 },
		{ "::ffff:0:0/96", "0.0.0.0", 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ip first, want;
		struct err e;
		unsigned bits;

		assert_int_equal(ip_parse(&want, row[i].first, &e), 0);
		if (network_parse(&first, &bits, row[i].in, &e) != row[i].rc)
			fail_msg("%s", row[i].in);
		assert_int_equal(bits, row[i].bits);
		assert_memory_equal(&first, &want, sizeof(first));
	}
}

static void
network_parse_refuses(void **state)
{
	static const char *const text[] = { "", "/", "/24", "192.0.2.0/",
		"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8",
		"192.0.2.0/ 8", "192.0.2.0/8 ", "192.0.2.0/8/8",
		"192.0.2.0/255.255.255.0", "192.0.2.0/0x8", "10/8", "10.0/8",
		"192.0.2.0/4294967304", "2001:db8::/129", "2001:db8::/",
		"::ffff:192.0.2.0/24", "::ffff:192.0.2.0/95",
		"::ffff:192.0.2.0/129", "host.example", "host.example/24",
		"192.0.2.0-192.0.2.9", "fe80::1%eth0%/64x",
		"0000000000000000000000000000000000000000000000000::/8" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++) {
		struct ip first = { { 7 }, 32 }, was = first;
		struct err e = { 0 };
		unsigned bits = 4242;

		if (network_parse(&first, &bits, text[i], &e) != -1)
			fail_msg("took \"%s\"", text[i]);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(bits, 4242);
		assert_memory_equal(&first, &was, sizeof(first));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(network_parse_clears_host_bits),
		cmocka_unit_test(network_parse_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
