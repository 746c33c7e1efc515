/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/admit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/nets.h"
#include "state/never.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct never never;
static struct admit_bans admit = { .never = &never };

static struct ip
ip_at(const char *text)
{
	struct err e;
	struct ip a;

	if (ip_parse(&a, text, &e) == -1)
		fail_msg("%s", e.msg);
	return a;
}

static int
begin(void **state)
{
	static const char *const own[] = { "192.0.2.25", "2001:db8:7::25" };
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(never_add_special(&never, &e), 0);
	for (i = 0; i < COUNT(own); i++) {
		struct ip a = ip_at(own[i]);

		assert_int_equal(never_add(&never, &a, &a, &e), 0);
	}
	never_settle(&never);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	never_free(&never);
	return 0;
}

static enum ban_answer
asked(const struct ban_record *r)
{
	bucket_init(&admit.bucket, 0);
	return admit_ban(&admit, r, 0);
}

static void
who_is_never_banned_is_refused(void **state)
{
	static const struct {
		const char *ip;
		enum ban_answer want;
	} row[] = {
		{ "192.0.2.24", BAN_ASKED }, { "192.0.2.25", BAN_NEVER },
		{ "192.0.2.26", BAN_ASKED }, { "127.0.0.1", BAN_NEVER },
		{ "10.0.0.1", BAN_NEVER }, { "0.0.0.0", BAN_NEVER },
		{ "255.255.255.255", BAN_NEVER },
		/* all of the 64 bits, since one of them is ours */
		{ "2001:db8:7::", BAN_NEVER }, { "2001:db8:7:1::", BAN_ASKED },
		{ "2001:db8:6:ffff::", BAN_ASKED }, { "::", BAN_NEVER },
		{ "fe80::", BAN_NEVER }, { "2001::", BAN_NEVER },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ban_record r = { .verb = BAN_ADD, .kind = 1,
			.seconds = 3600, .ip = ip_at(row[i].ip) };

		if (asked(&r) != row[i].want)
			fail_msg("%s", row[i].ip);
		/* to free one does no harm */
		r = (struct ban_record){ .verb = BAN_DEL, .ip = r.ip };
		assert_int_equal(asked(&r), BAN_ASKED);
	}
}

static void
fields_make_sense_together(void **state)
{
	static const struct {
		enum ban_verb verb;
		enum ban_answer answer;
		unsigned kind;
		uint32_t seconds;
		bool ip;
		enum ban_answer want;
	} row[] = {
		{ BAN_ADD, BAN_ASKED, 1, 60, true, BAN_ASKED },
		{ BAN_ADD, BAN_ASKED, 5, 2592000, true, BAN_ASKED },
		{ BAN_ADD, BAN_ASKED, 1, 59, true, BAN_WRONG },
		{ BAN_ADD, BAN_ASKED, 1, 2592001, true, BAN_WRONG },
		{ BAN_ADD, BAN_ASKED, 1, 0, true, BAN_WRONG },
		{ BAN_ADD, BAN_ASKED, 1, UINT32_MAX, true, BAN_WRONG },
		{ BAN_ADD, BAN_ASKED, 0, 60, true, BAN_WRONG },
		{ BAN_ADD, BAN_ASKED, 1, 60, false, BAN_WRONG },
		{ BAN_ADD, BAN_NEW, 1, 60, true, BAN_WRONG },
		{ BAN_DEL, BAN_ASKED, 0, 0, true, BAN_ASKED },
		{ BAN_DEL, BAN_ASKED, 0, 0, false, BAN_WRONG },
		{ BAN_DEL, BAN_ASKED, 1, 0, true, BAN_WRONG },
		{ BAN_DEL, BAN_ASKED, 0, 60, true, BAN_WRONG },
		{ BAN_LIST, BAN_ASKED, 0, 0, true, BAN_ASKED },
		{ BAN_LIST, BAN_ASKED, 0, 0, false, BAN_ASKED },
		{ BAN_LIST, BAN_ASKED, 1, 0, false, BAN_WRONG },
		{ BAN_LIST, BAN_ENTRY, 0, 0, false, BAN_WRONG },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct ban_record r = { row[i].verb, row[i].answer,
			row[i].kind, 0, row[i].seconds, { { 0 }, 0 } };

		if (row[i].ip)
			r.ip = ip_at("198.51.100.1");
		if (asked(&r) != row[i].want)
			fail_msg("row %zu", i);
	}
}

static void
a_flood_is_too_much_at_a_time(void **state)
{
	struct ban_record r = { .verb = BAN_ADD, .kind = 1, .seconds = 60,
		.ip = ip_at("198.51.100.1") };
	unsigned n = 0, i;

	(void)state;
	bucket_init(&admit.bucket, 0);
	for (i = 0; i < 1000000; i++) /* in ten seconds */
		n += admit_ban(&admit, &r, i / 100) == BAN_ASKED;
	assert_in_range(n, 1990, 2000);
	r.ip = ip_at("127.0.0.1"); /* what is refused costs nobody a place */
	bucket_init(&admit.bucket, 0);
	for (i = 0; i < 5000; i++)
		assert_int_equal(admit_ban(&admit, &r, 0), BAN_NEVER);
	r.ip = ip_at("198.51.100.1");
	assert_int_equal(admit_ban(&admit, &r, 0), BAN_ASKED);
}

/* Whether one of the special networks, as text, holds an address: looking at
 * each bit, with a list of its own. */
static bool
is_special(const struct ip *a)
{
	static const struct {
		const char *net;
		unsigned bits;
	} row[] = { { "0.0.0.0", 8 }, { "10.0.0.0", 8 }, { "100.64.0.0", 10 },
		{ "127.0.0.0", 8 }, { "169.254.0.0", 16 }, { "172.16.0.0", 12 },
		{ "192.168.0.0", 16 }, { "192.0.0.0", 24 },
		{ "192.88.99.0", 24 }, { "198.18.0.0", 15 },
		{ "224.0.0.0", 4 }, { "240.0.0.0", 4 }, { "::1", 128 },
		{ "64:ff9b::", 96 }, { "fc00::", 7 }, { "fe80::", 10 },
		{ "ff00::", 8 }, { "2001::", 32 }, { "192.0.2.25", 32 },
		{ "2001:db8:7::", 64 } };
	size_t i;
	unsigned k;

	for (i = 0; i < COUNT(row); i++) {
		struct ip n = ip_at(row[i].net);

		if (n.bits != a->bits)
			continue;
		for (k = 0; k < row[i].bits; k++)
			if (((n.octet[k / 8] ^ a->octet[k / 8]) >>
			    (7 - k % 8) & 1) != 0)
				break;
		if (k == row[i].bits)
			return true;
	}
	return false;
}

/* 10^6 random records, all bits of them: half of the addresses near those that
 * are never banned. */
static void
no_random_record_bans_who_is_never_banned(void **state)
{
	static const char *const near[] = { "127.0.0.1", "10.0.0.0",
		"192.0.2.25", "2001:db8:7::", "fe80::", "::", "172.16.0.0",
		"224.0.0.0", "2001::", "100.64.0.0" };
	uint32_t seed = 20261129;
	unsigned round, i, admitted = 0;

	(void)state;
	for (round = 0; round < 1000000; round++) {
		unsigned char in[BAN_RECORD];
		struct ban_record r = { .verb = BAN_ADD, .kind = 1,
			.seconds = 3600 };

		if (round % 2 == 0) {
			r.ip = ip_at(near[nets_random(&seed) % COUNT(near)]);
			ban_pack(in, &r);
		} else {
			for (i = 0; i < BAN_RECORD; i++)
				in[i] = (unsigned char)nets_random(&seed);
			memcpy(in, "\1\1\0\1", 4);
			memset(in + 10, 0, 6);
			in[12] = round % 4 == 1 ? 32 : 64;
			memset(in + 16 + in[12] / 8, 0, 16 - in[12] / 8u);
		}
		for (i = nets_random(&seed) % 4; i > 0; i--)
			in[nets_random(&seed) % BAN_RECORD] ^=
			    (unsigned char)(1u << nets_random(&seed) % 8);
		if (ban_unpack(&r, in, sizeof(in)) != BAN_WHOLE ||
		    asked(&r) != BAN_ASKED || r.verb != BAN_ADD)
			continue;
		admitted++;
		if (is_special(&r.ip))
			fail_msg("round %u", round);
	}
	assert_in_range(admitted, 100000, 900000);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_never_banned_is_refused),
		cmocka_unit_test(fields_make_sense_together),
		cmocka_unit_test(a_flood_is_too_much_at_a_time),
		cmocka_unit_test(no_random_record_bans_who_is_never_banned),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
