/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/netcolumn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/ip.h"

static void
what_reads_as_a_part_of_a_network_is_one(void **state)
{
	static const char *const is[] = { "192.0.2.7,", "(192.0.2.0/24)",
		"2001:db8::1", "-", "--", "-7", "\xe2\x80\x93",
		"\xe2\x80\x94", "/24", "/", "0xffffff00", "0XFFFF0000",
		"192.0.2.1-9", "192.0.2.*", "to:192.0.2.7",
		"2001:db8::-2001:db8::7", "x,192.0.2.1" };
	static const char *const is_not[] = { "", "7", "AS64500",
		"2026-06-15", "a-b", "-a", "-:", "/a", "/2x", "0x", "0y",
		"0xffffff0", "0xfffffff0f", "0xffffff0g", "1xffffff00",
		"a:b", "a.b.c.d", "192.0.2", "192.0.2.1-x.example.",
		"192.0.2.1x", ",;" };
	char long_one[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(is) / sizeof(is[0]); i++)
		if (!netcolumn_is_network(is[i]))
			fail_msg("%s", is[i]);
	for (i = 0; i < sizeof(is_not) / sizeof(is_not[0]); i++)
		if (netcolumn_is_network(is_not[i]))
			fail_msg("not %s", is_not[i]);
	/* longer than two addresses; what stands behind it counts */
	memset(long_one, '1', sizeof(long_one));
	(void)strcpy(long_one + 200, ".1.1.1");
	assert_false(netcolumn_is_network(long_one));
	(void)strcpy(long_one + 200, ",1.1.1.1");
	assert_true(netcolumn_is_network(long_one));
}

static void
a_number_may_be_a_prefix_length(void **state)
{
	static const struct {
		const char *ip, *word;
		bool is;
	} row[] = {
		{ "192.0.2.0", "24", true }, { "192.0.2.0", "23", true },
		{ "192.0.2.0", "22", false }, { "192.0.2.5", "10", false },
		{ "192.0.2.0", "32", false }, { "192.0.2.0", "x", false },
		{ "2001:db8::", "32", true }, { "2001:db8::", "128", false },
	};
	struct err e;
	struct ip ip;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(ip_parse(&ip, row[i].ip, &e), 0);
		if (netcolumn_is_prefix(&ip, row[i].word) != row[i].is)
			fail_msg("%s %s", row[i].ip, row[i].word);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reads_as_a_part_of_a_network_is_one),
		cmocka_unit_test(a_number_may_be_a_prefix_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
