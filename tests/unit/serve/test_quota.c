/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/quota.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ADDRESSES 300
#define STEPS 200000

static struct ip
address(const char *text)
{
	struct ip ip;
	struct err e;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return ip;
}

static void
an_address_is_all_of_ipv4_and_64_bits_of_ipv6(void **state)
{
	static const struct {
		const char *a, *b;
		size_t of_b;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1", 1 },
		{ "192.0.2.1", "192.0.2.2", 0 },
		{ "192.0.2.1", "::ffff:192.0.2.1", 1 },
		{ "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", 1 },
		{ "2001:db8::1", "2001:db8:0:1::1", 0 },
		{ "0.0.0.5", "0:0:0:5::1", 0 }, /* one number, two families */
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct quota q = { 0 };
		struct ip a = address(row[i].a), b = address(row[i].b);

		assert_int_equal(quota_of(&q, &b), 0);
		assert_int_equal(quota_add(&q, &a), 0);
		if (quota_of(&q, &b) != row[i].of_b)
			fail_msg("row %zu: %zu", i, quota_of(&q, &b));
		assert_int_equal(q.total, 1);
		quota_drop(&q, &a);
		assert_int_equal(quota_of(&q, &b), 0);
		assert_int_equal(q.total, 0);
		quota_free(&q);
		quota_free(&q);
	}
}

/* Random coming and going, and a plain array that counts the same. */
static void
it_counts_as_an_array_does(void **state)
{
	struct ip ip = { { 10, 0, 0, 0 }, 32 };
	struct quota q = { .seed = 7 };
	size_t want[ADDRESSES] = { 0 }, total = 0, i, k;
	uint32_t r = 1;

	(void)state;
	for (i = 0; i < STEPS; i++) {
		r = r * 1664525 + 1013904223;
		k = (r >> 16) % ADDRESSES;
		ip.octet[2] = (unsigned char)(k / 20);
		ip.octet[3] = (unsigned char)(k % 20);
		/* more come than go in the first half, then the reverse */
		if ((r >> 8) % 8 < (i < STEPS / 2 ? 5u : 3u)) {
			assert_int_equal(quota_add(&q, &ip), 0);
			want[k]++;
			total++;
		} else if (want[k] > 0) {
			quota_drop(&q, &ip);
			want[k]--;
			total--;
		}
		assert_int_equal(quota_of(&q, &ip), want[k]);
		assert_int_equal(q.total, total);
	}
	for (k = 0, i = 0; k < ADDRESSES; k++) {
		ip.octet[2] = (unsigned char)(k / 20);
		ip.octet[3] = (unsigned char)(k % 20);
		assert_int_equal(quota_of(&q, &ip), want[k]);
		i += want[k] > 0;
	}
	assert_int_equal(q.used, i);
	assert_true(q.cap <= 1024); /* 300 addresses, half full, a power of 2 */
	quota_free(&q);
}

/* Where no more fit, what was counted still is. */
static void
without_memory_nothing_is_counted(void **state)
{
	struct ip ip = { { 10, 0, 0, 0 }, 32 };
	struct quota q = { .seed = 7 };
	unsigned i, failed = 0;

	(void)state;
	failing_all(FAILING_MEMORY, ENOMEM);
	assert_int_equal(quota_add(&q, &ip), -1);
	(void)failing_end();
	for (i = 0; i < 1000; i++) {
		ip.octet[2] = (unsigned char)(i >> 8);
		ip.octet[3] = (unsigned char)i;
		failing_nth(FAILING_MEMORY, 1, ENOMEM);
		if (quota_add(&q, &ip) == -1) {
			failed++;
			assert_int_equal(quota_of(&q, &ip), 0);
			assert_int_equal(q.total, i);
			(void)failing_end();
			assert_int_equal(quota_add(&q, &ip), 0);
		}
		(void)failing_end();
		assert_int_equal(quota_of(&q, &ip), 1);
		assert_int_equal(quota_add(&q, &ip), 0); /* the second time */
		quota_drop(&q, &ip);
	}
	assert_int_equal(q.total, 1000);
	assert_in_range(failed, 1, 20);
	quota_free(&q);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_all_of_ipv4_and_64_bits_of_ipv6),
		cmocka_unit_test(it_counts_as_an_array_does),
		cmocka_unit_test(without_memory_nothing_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
