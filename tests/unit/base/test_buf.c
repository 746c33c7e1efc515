/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/le.h"

static void
buf_appends(void **state)
{
	static const unsigned char want[] = { 'a', 'b', 'c', 0xfe, 0x34, 0x12,
		0x78, 0x56, 0x34, 0x12, 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45,
		0x23, 0x01, 0, 0, 0 };
	struct buf b = { 0 };
	unsigned char *zero;

	(void)state;
	buf_add(&b, "ab", 2);
	buf_add(&b, NULL, 0);
	buf_add_text(&b, "");
	buf_add_text(&b, "c");
	buf_add_u8(&b, 0x1fe);
	buf_add_u16(&b, 0x51234);
	buf_add_u32(&b, 0x12345678);
	buf_add_u64(&b, 0x0123456789abcdef);
	zero = buf_add_zero(&b, 3);
	assert_ptr_equal(zero, b.data + 18);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));
	assert_int_equal(b.failed, 0);
	buf_free(&b);
	buf_free(&b);
}

static void
buf_text_has_a_nul_that_does_not_count(void **state)
{
	struct buf b = { 0 };
	size_t i;

	(void)state;
	assert_string_equal(buf_text(&b), "");
	assert_int_equal(b.len, 0);
	for (i = 0; i < 1000; i++) { /* over every size of the allocation */
		assert_int_equal(strlen(buf_text(&b)), i);
		buf_add_text(&b, "x");
	}
	assert_int_equal(b.len, 1000);
	buf_free(&b);
}

static void
buf_that_failed_takes_nothing_more(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_text(&b, "a");
	assert_null(buf_add_zero(&b, SIZE_MAX - 10));
	assert_int_not_equal(b.failed, 0);
	buf_add_text(&b, "b");
	assert_null(buf_add_zero(&b, 1));
	assert_null(buf_text(&b));
	assert_int_equal(b.len, 1);
	buf_free(&b);
	assert_int_equal(b.failed, 0);
}

/* Nothing appended to nothing is no failure. */
static void
buf_zero_of_no_length_is_harmless(void **state)
{
	struct buf b = { 0 };

	(void)state;
	(void)buf_add_zero(&b, 0);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.failed, 0);
	buf_free(&b);
}

static void
le_numbers_are_little_endian_at_any_place(void **state)
{
	unsigned char raw[16];
	size_t at;

	(void)state;
	for (at = 0; at < 8; at++) {
		le_put64(raw + at, 0xfedcba9876543210);
		assert_int_equal(raw[at], 0x10);
		assert_int_equal(raw[at + 7], 0xfe);
		assert_true(le_get64(raw + at) == 0xfedcba9876543210);
		assert_int_equal(le_get32(raw + at), 0x76543210);
		assert_int_equal(le_get32(raw + at + 4), 0xfedcba98);
		assert_int_equal(le_get16(raw + at + 6), 0xfedc);
		le_put16(raw + at, 0x12345);
		assert_int_equal(le_get32(raw + at), 0x76542345);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_appends),
		cmocka_unit_test(buf_text_has_a_nul_that_does_not_count),
		cmocka_unit_test(buf_that_failed_takes_nothing_more),
		cmocka_unit_test(buf_zero_of_no_length_is_harmless),
		cmocka_unit_test(le_numbers_are_little_endian_at_any_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
