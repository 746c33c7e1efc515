/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

/* As another language computes it, which gives the vector of SipHash-2-4's
 * authors, too; that one has a NUL, and an address has none. */
static void
envelope_hash_is_siphash_under_the_store_s_key(void **state)
{
	static const unsigned char key[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15 };
	struct store_record r = { { key, sizeof(key) }, STORE_NEVER, 0 };
	struct stored *st = *state;
	struct err e = { 0 };
	uint64_t hash;

	stored_open(st);
	assert_int_equal(store_put(st->store, envelope_key, &r, &e), 0);
	assert_int_equal(envelope_hash(st->store, "\1\2\3\4\5\6\7\10", &hash,
	    &e), 0);
	assert_true(hash == UINT64_C(0x95d2f9f9731548e1));
}

static void
envelope_key_is_random_and_kept(void **state)
{
	struct stored *st = *state;
	struct err e = { 0 };
	uint64_t one, two, other;

	stored_open(st);
	assert_int_equal(envelope_hash(st->store, "a@example.org", &one, &e),
	    0);
	assert_int_equal(envelope_hash(st->store, "A@example.org", &other,
	    &e), 0);
	assert_true(one != other);
	stored_close(st);
	stored_open(st);
	assert_int_equal(envelope_hash(st->store, "a@example.org", &two, &e),
	    0);
	assert_true(one == two);
	assert_int_equal(store_delete(st->store, envelope_key, &e), 0);
	assert_int_equal(envelope_hash(st->store, "a@example.org", &two, &e),
	    0);
	assert_true(one != two);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(envelope_hash_is_siphash_under_the_store_s_key),
		WITH(envelope_key_is_random_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
