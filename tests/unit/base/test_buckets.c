/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buckets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MANY 1000

struct record {
	struct bucket_link link;
	int number;
};

/* Three records each have one hash, and hashes that are 64 apart begin in one
 * slot. */
static uint64_t
hash_of(int number)
{
	return (uint64_t)(number / 3) * 64;
}

static bool
has(const struct buckets *b, int number)
{
	const struct bucket_link *l;

	for (l = buckets_first(b, hash_of(number)); l != NULL;
	    l = buckets_next(l)) {
		assert_true(l->hash == hash_of(number));
		if (((const struct record *)(const void *)l)->number == number)
			return true;
	}
	return false;
}

static void
buckets_hold_what_was_added_and_not_taken_out(void **state)
{
	static struct record record[MANY];
	struct buckets b = { 0 };
	int i;

	(void)state;
	assert_null(buckets_first(&b, 0));
	for (i = 0; i < MANY; i++) {
		record[i].number = i;
		assert_false(has(&b, i));
		assert_int_equal(buckets_add(&b, &record[i].link, hash_of(i)),
		    0);
	}
	assert_int_equal(b.len, MANY);
	for (i = 0; i < MANY; i += 2)
		buckets_remove(&b, &record[i].link);
	assert_int_equal(b.len, MANY / 2);
	for (i = 0; i < MANY; i++)
		assert_int_equal(has(&b, i), i % 2);
	buckets_free(&b);
	buckets_free(&b);
	assert_false(has(&b, 1));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_hold_what_was_added_and_not_taken_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
