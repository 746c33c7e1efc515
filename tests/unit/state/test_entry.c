/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/entry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
entry_is_as_its_page_says(void **state)
{
	static const unsigned char octets[ENTRY_LEN + 1] = { 5,
		1, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1,
		0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1 };
	static const struct entry want = { .green = true, .first_s = 0x201,
		.since_s = INT64_C(0x100000000000003), .has_recipient = true,
		.recipient = UINT64_C(0x0102030405060708) };
	unsigned char out[ENTRY_LEN];
	struct entry entry;

	(void)state;
	entry_encode(&want, out);
	assert_memory_equal(out, octets, sizeof(out));
	memset(&entry, 0xff, sizeof(entry));
	assert_true(entry_decode(&entry, (struct store_bytes){ octets,
	    ENTRY_LEN }));
	assert_true(entry.green && entry.has_recipient && !entry.has_sender);
	assert_true(entry.first_s == want.first_s);
	assert_true(entry.since_s == want.since_s);
	assert_true(entry.recipient == want.recipient);
	assert_true(entry_decode(&entry, (struct store_bytes){ octets,
	    ENTRY_LEN + 1 }));
	assert_false(entry_decode(&entry, (struct store_bytes){ octets,
	    ENTRY_LEN - 1 }));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_is_as_its_page_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
