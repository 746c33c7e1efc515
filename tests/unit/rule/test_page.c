/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/le.h"

/* What is on a page of an image that was written today is believed tomorrow:
 * checks that were reckoned in Python. */
static void
checks_are_what_images_have(void **state)
{
	unsigned char page[PAGE_BYTES] = { 0 };
	size_t i;

	(void)state;
	page_seal(page, 0);
	assert_int_equal(le_get64(page + PAGE_PAYLOAD),
	    UINT64_C(0xe5cf3e7c135d60cf));
	for (i = 0; i < PAGE_PAYLOAD; i++)
		page[i] = (unsigned char)(i * 7 + (i >> 8));
	page_seal(page, 0);
	assert_int_equal(le_get64(page + PAGE_PAYLOAD),
	    UINT64_C(0x68ac5c315f33d586));
	page_seal(page, 0x12345678);
	assert_int_equal(le_get64(page + PAGE_PAYLOAD),
	    UINT64_C(0x5e2ea9350da7191c));
	assert_true(page_is_sound(page, 0x12345678));
	assert_false(page_is_sound(page, 0x12345679));
	assert_false(page_is_sound_4(page, 0x12345678));
	le_put64(page + PAGE_PAYLOAD, UINT64_C(0xee943caafb71a3d1));
	assert_true(page_is_sound_4(page, 0x12345678));
	assert_false(page_is_sound_4(page, 0x12345679));
	assert_false(page_is_sound(page, 0x12345678));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_are_what_images_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
