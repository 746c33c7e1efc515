/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values are those of the reference implementation's test: key 00 01 ...
 * 0f, data 00 01 ... of each length. */
#include "base/siphash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
siphash_is_the_one_of_its_authors(void **state)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} row[] = { { 0, 0x726fdb47dd0e0e31 }, { 1, 0x74f839c593dc67fd },
		{ 7, 0xab0200f58b01d137 }, { 8, 0x93f5f5799a932462 },
		{ 9, 0x9e0082df0ba9e4b0 }, { 15, 0xa129ca6149be45e5 },
		{ 16, 0x3f2acc7f57c29bdb } };
	unsigned char key[SIPHASH_KEY_SIZE], data[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		key[i] = data[i] = (unsigned char)i;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (siphash(key, data, row[i].len) != row[i].hash)
			fail_msg("%zu bytes: %llx", row[i].len,
			    (unsigned long long)siphash(key, data,
			    row[i].len));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(siphash_is_the_one_of_its_authors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
