/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ip.h"

#define NOW INT64_C(1795910400) /* midnight UTC */
#define ID 0x1a2b3c4d

static struct settings s;

static int
setup(void **state)
{
	(void)state;
	settings_init(&s);
	return 0;
}

static struct ip
address(unsigned n)
{
	const unsigned char octet[4] = { 198, 51, (unsigned char)(n >> 8),
		(unsigned char)n };

	return ip_of(octet, 32);
}

static bool
lets_in(enum rule_action action, const struct ip *ip, int64_t now_s)
{
	struct verdict v;

	verdict_init(&v);
	verdict_set(&v, &s, action, "r", NULL);
	if (!sample_lets_in(&v, &s, ip, ID, now_s)) {
		assert_int_equal(v.action, action);
		return false;
	}
	assert_int_equal(v.action, RULE_PASS);
	assert_int_equal(v.code, 0);
	assert_string_equal(v.rule, "r");
	return true;
}

/* Of 65,536 clients some 20 in a thousand, give or take five deviations. */
static void
a_share_is_let_in(void **state)
{
	unsigned n, in = 0;
	struct ip ip;

	(void)state;
	s.number[SET_SAMPLE] = 20;
	for (n = 0; n < 65536; n++) {
		ip = address(n);
		in += lets_in(n % 2 ? RULE_DEFER : RULE_GREY, &ip, NOW);
	}
	assert_in_range(in, 1131, 1490);
}

static void
it_is_the_same_all_day_and_another_tomorrow(void **state)
{
	unsigned n, same = 0, in = 0;
	struct ip ip;
	bool today;

	(void)state;
	s.number[SET_SAMPLE] = 100;
	for (n = 0; n < 5000; n++) {
		ip = address(n);
		today = lets_in(RULE_DEFER, &ip, NOW);
		assert_int_equal(lets_in(RULE_DEFER, &ip, NOW + 86399), today);
		in += today;
		same += today && lets_in(RULE_DEFER, &ip, NOW + 86400);
	}
	assert_in_range(in, 390, 610);
	assert_in_range(same, 15, 90);
}

static void
nobody_else_is_let_in(void **state)
{
	struct ip ip = address(1);
	struct verdict v;

	(void)state;
	s.number[SET_SAMPLE] = 1000;
	assert_true(lets_in(RULE_DEFER, &ip, NOW));
	assert_false(lets_in(RULE_BLOCK, &ip, NOW));
	verdict_init(&v);
	verdict_set(&v, &s, RULE_BLOCK, "r", NULL);
	verdict_cap(&v, &s);
	assert_false(sample_lets_in(&v, &s, &ip, ID, NOW));
	s.number[SET_SAMPLE] = 0;
	assert_false(lets_in(RULE_DEFER, &ip, NOW));
}

/* Whoever has a /64 does not choose in it. */
static void
a_64_is_one_client(void **state)
{
	unsigned char octet[16] = { 0x20, 1, 0x0d, 0xb8 };
	struct ip ip, other;
	unsigned n;

	(void)state;
	s.number[SET_SAMPLE] = 500;
	for (n = 0; n < 200; n++) {
		octet[7] = (unsigned char)n;
		octet[8] = octet[15] = 0;
		ip = ip_of(octet, 128);
		octet[8] = 0x80; /* the first bit behind the /64 */
		octet[15] = 77;
		other = ip_of(octet, 128);
		assert_int_equal(lets_in(RULE_GREY, &ip, NOW),
		    lets_in(RULE_GREY, &other, NOW));
	}
}

/* Other rules choose others: who is let in once is not always. */
static void
other_rules_choose_others(void **state)
{
	unsigned n, same = 0, in = 0;
	struct verdict v;
	struct ip ip;

	(void)state;
	s.number[SET_SAMPLE] = 100;
	for (n = 0; n < 5000; n++) {
		ip = address(n);
		if (!lets_in(RULE_DEFER, &ip, NOW))
			continue;
		in++;
		verdict_init(&v);
		verdict_set(&v, &s, RULE_DEFER, "r", NULL);
		same += sample_lets_in(&v, &s, &ip, ID + 1, NOW);
	}
	assert_in_range(in, 390, 610);
	assert_in_range(same, 15, 90);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_is_let_in),
		cmocka_unit_test(it_is_the_same_all_day_and_another_tomorrow),
		cmocka_unit_test(nobody_else_is_let_in),
		cmocka_unit_test(a_64_is_one_client),
		cmocka_unit_test(other_rules_choose_others),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
