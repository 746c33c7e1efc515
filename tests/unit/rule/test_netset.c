/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/netset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/network.h"
#include "lib/nets.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SETS 9

/* The networks of a range, checked one address behind the other: they begin
 * at first, touch, end at last, and are as many as arithmetic says. */
static void
netset_range_becomes_prefixes_without_gap(void **state)
{
	static const struct {
		const char *first, *last;
		size_t nets;
	} row[] = {
		{ "192.0.2.7", "192.0.2.7", 1 },
		{ "192.0.2.0", "192.0.2.255", 1 },
		{ "192.0.2.0", "192.0.3.255", 1 },
		{ "192.0.1.0", "192.0.2.255", 2 },
		{ "192.0.2.1", "192.0.2.6", 4 }, /* 1, 2/31, 4/31, 6 */
		{ "0.0.0.0", "255.255.255.255", 1 },
		{ "0.0.0.1", "255.255.255.254", 62 }, /* 2 * 31 */
		{ "0.0.0.0", "255.255.255.254", 32 },
		{ "255.255.255.255", "255.255.255.255", 1 },
		{ "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1 },
		{ "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", 254 },
		{ "2001:db8::", "2001:db8::ffff", 1 },
		{ "2001:db8::ffff", "2001:db8::1:0", 2 },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ip first, last, at;
		struct netset s = { 0 };
		struct err e;

		assert_int_equal(ip_parse(&first, row[i].first, &e), 0);
		assert_int_equal(ip_parse(&last, row[i].last, &e), 0);
		assert_int_equal(netset_add_range(&s, &first, &last, 3, &e),
		    0);
		assert_int_equal(s.len, row[i].nets);
		for (k = 0, at = first; k < s.len; k++) {
			assert_int_equal(s.net[k].set, 3);
			assert_int_equal(ip_compare(&s.net[k].first, &at), 0);
			at = ip_last(&at, s.net[k].bits);
			if (k + 1 < s.len)
				assert_true(ip_next(&at));
		}
		assert_int_equal(ip_compare(&at, &last), 0);
		netset_free(&s);
	}
}

static void
netset_range_refuses_what_is_none(void **state)
{
	static const char *const row[][2] = { { "192.0.2.2", "192.0.2.1" },
		{ "192.0.2.1", "2001:db8::1" }, { "::", "255.255.255.255" },
		{ "2001:db8::2", "2001:db8::1" } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct netset s = { 0 };
		struct ip first, last;
		struct err e;

		assert_int_equal(ip_parse(&first, row[i][0], &e), 0);
		assert_int_equal(ip_parse(&last, row[i][1], &e), 0);
		assert_int_equal(netset_add_range(&s, &first, &last, 1, &e),
		    -1);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(s.len, 0);
		netset_free(&s);
	}
}

/* The chain of an address: that of the last interval not above it. */
static uint32_t
chain_of(const struct netset_flat *f, const struct ip *a)
{
	uint32_t chain = 0;
	size_t i;

	for (i = 0; i < f->len; i++)
		if (f->interval[i].first.bits == a->bits &&
		    ip_compare(&f->interval[i].first, a) <= 0)
			chain = f->interval[i].chain;
	return chain;
}

static void
check_address(const struct netset_flat *f, const struct netset *s,
    const struct ip *a)
{
	bool in[SETS + 1] = { false };
	uint32_t chain = chain_of(f, a), set;

	while (chain != 0) {
		assert_true(chain <= f->link_len);
		set = f->link[chain - 1].set;
		assert_in_range(set, 1, SETS);
		assert_false(in[set]); /* each set once */
		in[set] = true;
		assert_true(f->link[chain - 1].next < chain);
		chain = f->link[chain - 1].next;
	}
	for (set = 1; set <= SETS; set++)
		if (in[set] != nets_hold(s, set, a)) {
			char text[IP_TEXT_SIZE];

			ip_format(a, text);
			fail_msg("%s in set %u", text, set);
		}
}

static void
check_intervals(const struct netset_flat *f)
{
	size_t i;

	assert_true(f->ip4_len <= f->len);
	for (i = 0; i < f->len; i++) {
		assert_int_equal(f->interval[i].first.bits,
		    i < f->ip4_len ? 32 : 128);
		if (i > 0)
			assert_true(ip_compare(&f->interval[i - 1].first,
			    &f->interval[i].first) < 0);
	}
}

static void
netset_flatten_agrees_with_brute_force(void **state)
{
	uint32_t seed = 20260615;
	size_t round, i;

	(void)state;
	for (round = 0; round < 120; round++) {
		struct netset s = { 0 };
		struct netset_flat f;
		struct err e;

		if (round % 3 != 1)
			nets_fill(&s, 1 + round / 2, SETS, 32, &seed);
		if (round % 3 != 0)
			nets_fill(&s, 1 + round / 2, SETS, 128, &seed);
		assert_int_equal(netset_flatten(&f, &s, &e), 0);
		check_intervals(&f);
		for (i = 0; i < 60; i++) {
			const struct netset_net *n = &s.net[i % s.len];
			unsigned bits = i % 2 == 0 ? 32 : 128;
			struct ip a = nets_address(&seed, bits);

			check_address(&f, &s, &a);
			a = ip_last(&n->first, n->bits);
			check_address(&f, &s, &a);
			if (ip_next(&a))
				check_address(&f, &s, &a);
			check_address(&f, &s, &n->first);
		}
		netset_flat_free(&f);
		netset_flat_free(&f);
		netset_free(&s);
		netset_free(&s);
	}
}

static void
netset_flatten_of_nothing_is_nothing(void **state)
{
	struct netset s = { 0 };
	struct netset_flat f;
	struct err e;

	(void)state;
	assert_int_equal(netset_flatten(&f, &s, &e), 0);
	assert_int_equal(f.len, 0);
	assert_int_equal(f.ip4_len, 0);
	netset_flat_free(&f);
}

/* A chain names the most specific network first. */
static void
netset_chains_go_from_inner_to_outer(void **state)
{
	static const char *const net[] = { "10.0.0.0/8", "10.1.2.0/24",
		"10.1.0.0/16", "0.0.0.0/0", "10.1.2.3" };
	static const uint32_t want[] = { 5, 2, 3, 1, 4 };
	struct netset s = { 0 };
	struct netset_flat f;
	struct ip first;
	uint32_t chain, i;
	unsigned bits;
	struct err e;

	(void)state;
	for (i = 0; i < COUNT(net); i++) {
		assert_int_equal(network_parse(&first, &bits, net[i], &e), 0);
		assert_int_equal(netset_add(&s, &first, bits, i + 1, &e), 0);
	}
	assert_int_equal(netset_flatten(&f, &s, &e), 0);
	chain = chain_of(&f, &first); /* of 10.1.2.3 */
	for (i = 0; i < COUNT(want); i++) {
		assert_int_not_equal(chain, 0);
		assert_int_equal(f.link[chain - 1].set, want[i]);
		chain = f.link[chain - 1].next;
	}
	assert_int_equal(chain, 0);
	assert_int_equal(f.link_len, COUNT(net)); /* tails are shared */
	netset_flat_free(&f);
	netset_free(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(netset_range_becomes_prefixes_without_gap),
		cmocka_unit_test(netset_range_refuses_what_is_none),
		cmocka_unit_test(netset_flatten_agrees_with_brute_force),
		cmocka_unit_test(netset_flatten_of_nothing_is_nothing),
		cmocka_unit_test(netset_chains_go_from_inner_to_outer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
