/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/clusters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct fixture f;

static void
clusters_are_domains_or_networks(void **state)
{
	static const struct {
		const char *ip, *name;
		enum naming_state state;
		uint32_t want;
	} row[] = {
		{ "192.0.2.1", "a.example.com", NAMED_PROVEN, 0 },
		{ "198.51.100.1", "b.c.example.com", NAMED_GIVEN, 0 },
		{ "192.0.2.1", "example.com", NAMED_PROVEN, 0 },
		{ "192.0.2.1", "a.example.net", NAMED_PROVEN, 1 },
		/* anybody can claim a name, so it is the network's */
		{ "192.0.2.7", "a.example.com", NAMED_CLAIMED, 2 },
		{ "192.0.2.1", "", NAMED_NONE, 2 },
		{ "192.0.2.255", "", NAMED_UNKNOWN, 2 },
		{ "192.0.3.1", "", NAMED_NONE, 3 },
		{ "2001:db8:1::1", "", NAMED_NONE, 4 },
		{ "2001:db8:1:2::1", "", NAMED_NONE, 4 },
		{ "2001:db8:2::1", "", NAMED_NONE, 5 },
		/* its octets are those of an IPv4 network */
		{ "c000:200::1", "", NAMED_NONE, 6 },
		{ "192.0.2.9", "", NAMED_NONE, 2 },
	};
	struct clusters c = { .len = 0 };
	struct ip ip;
	uint32_t got;
	size_t i;

	(void)state;
	fixture_load(&f, "pass @any\n");
	for (i = 0; i < COUNT(row); i++) {
		assert_int_equal(ip_parse(&ip, row[i].ip, &f.e), 0);
		assert_int_equal(clusters_find(&got, &c, &f.img, &ip,
		    row[i].name, row[i].state, &f.e), 0);
		if (got != row[i].want)
			fail_msg("%s %s: %u", row[i].ip, row[i].name,
			    (unsigned)got);
	}
	assert_int_equal(c.len, 7);
	clusters_free(&c);
	clusters_free(&c);
	assert_int_equal(c.len, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clusters_are_domains_or_networks),
	};

	return cmocka_run_group_tests(tests, fixture_setup(&f),
	    fixture_teardown);
}
