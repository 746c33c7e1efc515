/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct store_bytes key = { "key", 3 };

/* The checksum is the low half of SipHash-2-4 (Aumasson and Bernstein) of
 * "key", 01 00 00 00 00, 00 e1 f5 05 00 00 00 00, "data" under a key of zeros,
 * as one of another language computes it. */
static const unsigned char known[] = { 0x01, 0x53, 0xc0, 0xad, 0x80, 0x00,
	0xe1, 0xf5, 0x05, 0x00, 0x00, 0x00, 0x00, 'd', 'a', 't', 'a' };

static void
record_is_as_its_page_says(void **state)
{
	struct store_record r = { { "data", 4 }, 100000000, 1 }, back;
	unsigned char out[RECORD_MAX];
	size_t len = record_encode(out, key, &r);

	(void)state;
	assert_int_equal(len, sizeof(known));
	assert_memory_equal(out, known, len);
	assert_true(record_decode(&back, key,
	    (struct store_bytes){ known, sizeof(known) }));
	assert_int_equal(back.version, 1);
	assert_int_equal(back.expires_s, 100000000);
	assert_int_equal(back.data.len, 4);
	assert_memory_equal(back.data.data, "data", 4);
}

static void
record_with_another_bit_is_damaged(void **state)
{
	unsigned char bytes[sizeof(known)];
	struct store_record r;
	size_t i;

	(void)state;
	for (i = 0; i < 8 * sizeof(bytes); i++) {
		memcpy(bytes, known, sizeof(bytes));
		bytes[i / 8] ^= (unsigned char)(1 << i % 8);
		if (record_decode(&r, key, (struct store_bytes){ bytes,
		    sizeof(bytes) }))
			fail_msg("bit %zu", i);
	}
	for (i = 0; i < sizeof(known); i++)
		assert_false(record_decode(&r, key,
		    (struct store_bytes){ known, i }));
	assert_false(record_decode(&r, (struct store_bytes){ "kez", 3 },
	    (struct store_bytes){ known, sizeof(known) }));
}

static void
record_of_any_size_comes_back(void **state)
{
	static const unsigned char data[STORE_VALUE_MAX + 1];
	static const char name[STORE_KEY_MAX + 1];
	struct store_record r = { { data, 0 }, STORE_NEVER, 255 }, back;
	struct store_bytes long_key = { name, STORE_KEY_MAX };
	unsigned char out[RECORD_MAX];
	size_t len;

	(void)state;
	len = record_encode(out, long_key, &r);
	assert_int_equal(len, RECORD_HEAD);
	assert_true(record_decode(&back, long_key,
	    (struct store_bytes){ out, len }));
	assert_int_equal(back.data.len, 0);
	assert_int_equal(back.version, 255);
	assert_true(back.expires_s == STORE_NEVER);
	r.data.len = STORE_VALUE_MAX;
	len = record_encode(out, long_key, &r);
	assert_int_equal(len, RECORD_MAX);
	assert_true(record_decode(&back, long_key,
	    (struct store_bytes){ out, len }));
	r.data.len++;
	assert_int_equal(record_encode(out, long_key, &r), 0);
	long_key.len++;
	r.data.len = 0;
	assert_int_equal(record_encode(out, long_key, &r), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_is_as_its_page_says),
		cmocka_unit_test(record_with_another_bit_is_damaged),
		cmocka_unit_test(record_of_any_size_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
