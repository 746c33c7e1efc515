/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

static const unsigned char fresh[ENVELOPE_KEY_LEN] = { 9, 9 };

/* The number of a mail; the test fails if there is none. */
static uint64_t
number(struct stored *st, const unsigned char *key, const char *sender,
    const char *recipient)
{
	const struct envelope_mail mail = { sender, recipient };
	struct err e = { 0 };
	uint64_t out;

	assert_int_equal(envelope_hash(&out, st->store, key, &mail, &e), 0);
	return out;
}

/* As another language computes it, which gives the vector of SipHash-2-4's
 * authors, too; that one has a NUL, and an address has none. */
static void
envelope_hash_joins_siphashes_under_the_store_s_key(void **state)
{
	static const unsigned char key[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15 };
	struct store_record r = { { key, sizeof(key) }, STORE_NEVER, 0 };
	const uint64_t of_octets = UINT64_C(0x95d2f9f9731548e1);
	const uint64_t of_nothing = UINT64_C(0x726fdb47dd0e0e31);
	struct stored *st = *state;
	struct err e = { 0 };

	stored_open(st);
	assert_int_equal(store_put(st->store, envelope_key, &r, &e), 0);
	assert_true(number(st, fresh, "\1\2\3\4\5\6\7\10", "") ==
	    envelope_join(of_octets, of_nothing));
	assert_true(number(st, fresh, "", "\1\2\3\4\5\6\7\10") ==
	    envelope_join(of_nothing, of_octets));
	/* 3 * 0x9e3779b97f4a7c15 + 5 without what is above 64 bits */
	assert_true(envelope_join(3, 5) == UINT64_C(0xdaa66d2c7ddf7444));
}

static void
a_mail_is_its_sender_and_recipient(void **state)
{
	static const struct {
		const char *sender, *recipient;
		bool same;
	} rows[] = {
		{ "a@b.example", "c@d.example", true },
		{ "A@B.example", "C@d.EXAMPLE", true },
		{ "prvs=4068eb2540=a@b.example", "c+lists@d.example", true },
		{ "a@b.example", "e@d.example", false },
		{ "e@b.example", "c@d.example", false },
		{ "c@d.example", "a@b.example", false },
		{ "", "c@d.example", false },
		{ "a@b.examplec@d.example", "", false },
	};
	struct stored *st = *state;
	uint64_t first;
	size_t i;

	stored_open(st);
	first = number(st, fresh, rows[0].sender, rows[0].recipient);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((number(st, fresh, rows[i].sender, rows[i].recipient) ==
		    first) != rows[i].same)
			fail_msg("row %zu", i);
}

static void
envelope_key_is_random_and_kept(void **state)
{
	unsigned char one[ENVELOPE_KEY_LEN], two[ENVELOPE_KEY_LEN];
	struct stored *st = *state;
	struct err e = { 0 };
	uint64_t first;

	assert_int_equal(envelope_key_make(one, &e), 0);
	assert_int_equal(envelope_key_make(two, &e), 0);
	assert_memory_not_equal(one, two, sizeof(one));
	stored_open(st);
	first = number(st, one, "a@b.example", "c@d.example");
	assert_true(first == number(st, two, "a@b.example", "c@d.example"));
	stored_close(st);
	stored_open(st);
	assert_true(first == number(st, two, "a@b.example", "c@d.example"));
	assert_int_equal(store_delete(st->store, envelope_key, &e), 0);
	assert_true(first != number(st, two, "a@b.example", "c@d.example"));
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(envelope_hash_joins_siphashes_under_the_store_s_key),
		WITH(a_mail_is_its_sender_and_recipient),
		WITH(envelope_key_is_random_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
