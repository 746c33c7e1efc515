/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/storm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static const unsigned char key[SIPHASH_KEY_SIZE];
static bool lost;

static struct ip
ip_at(const char *text)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return ip;
}

/* Whether the event is told of. */
static bool
event(struct storms *s, const char *ip, int64_t at_s)
{
	struct ip who = ip_at(ip);
	int64_t since;

	return storms_count(s, &who, at_s, &since, &lost);
}

/* The de-router's awk program, run with 30 events: once, at event 11. */
static void
the_eleventh_is_told_of_once(void **state)
{
	const struct storm_limits limits = { 11, 3600, 14400, 16 };
	struct storms *s = storms_new(&limits, key);
	int i;

	(void)state;
	for (i = 1; i <= 30; i++)
		assert_int_equal(event(s, "192.0.2.7", 1000000 + i), i == 11);
	/* it is quiet for four hours, and then counts anew */
	for (i = 1; i <= 30; i++)
		assert_int_equal(event(s, "192.0.2.7", 1014412 + i), i == 11);
	storms_free(s);
}

static void
only_those_within_the_time_count(void **state)
{
	const struct storm_limits limits = { 3, 100, 1000, 16 };
	struct storms *s = storms_new(&limits, key);
	struct ip ip = ip_at("192.0.2.1");
	int64_t since = 0;

	(void)state;
	assert_false(event(s, "192.0.2.1", 1000));
	assert_false(event(s, "192.0.2.1", 1001));
	assert_false(event(s, "192.0.2.2", 1002));
	assert_false(event(s, "192.0.2.1", 1101));
	assert_false(event(s, "192.0.2.1", 1201));
	/* in any order: 1101, 1150 and 1201 */
	assert_true(storms_count(s, &ip, 1150, &since, &lost));
	assert_int_equal(since, 1101);
	storms_free(s);
}

static void
ipv6_counts_by_its_network(void **state)
{
	const struct storm_limits limits = { 2, 100, 1000, 16 };
	struct storms *s = storms_new(&limits, key);

	(void)state;
	assert_false(event(s, "2001:db8:0:1::1", 1000));
	assert_false(event(s, "2001:db8:0:2::1", 1000));
	assert_true(event(s, "2001:db8:0:1:ffff::2", 1000));
	storms_free(s);
}

/* As many as 100,000 addresses push out old ones; one that goes on stays. */
static void
a_flood_of_addresses_forgets_the_old(void **state)
{
	const struct storm_limits limits = { 5, 1000000, 1000, 64 };
	struct storms *s = storms_new(&limits, key);
	char text[IP_TEXT_SIZE];
	int i, told = 0;

	(void)state;
	for (i = 0; i < 100000; i++) {
		(void)snprintf(text, sizeof(text), "198.%d.%d.%d",
		    i >> 16 & 255, i >> 8 & 255, i & 255);
		assert_false(event(s, text, 1000 + i));
		if (i % 10 == 0)
			told += event(s, "192.0.2.1", 1000 + i);
	}
	assert_in_range(told, 90, 10000);
	assert_false(lost);
	storms_free(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_eleventh_is_told_of_once),
		cmocka_unit_test(only_those_within_the_time_count),
		cmocka_unit_test(ipv6_counts_by_its_network),
		cmocka_unit_test(a_flood_of_addresses_forgets_the_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
