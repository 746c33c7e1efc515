/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const unsigned char four[BAN_RECORD] = { 1, 1, 0, 3, 0x78, 0x56, 0x34,
	0x12, 0x10, 0x0e, 0, 0, 32, 0, 0, 0, 192, 0, 2, 1 };
static const unsigned char six[BAN_RECORD] = { 1, 1, 2, 5, 1, 0, 0, 0, 60, 0,
	0, 0, 64, 0, 0, 0, 0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2 };
static const unsigned char all[BAN_RECORD] = { 1, 3 };

static void
bytes_are_those_of_the_page(void **state)
{
	struct ban_record r = { BAN_ADD, BAN_ASKED, 3, 0x12345678, 3600,
		{ { 192, 0, 2, 1 }, 32 } };
	unsigned char out[BAN_RECORD];
	struct err e;

	(void)state;
	ban_pack(out, &r);
	assert_memory_equal(out, four, sizeof(four));
	r = (struct ban_record){ BAN_ADD, BAN_STANDS, 5, 1, 60,
		{ { 0 }, 0 } };
	assert_int_equal(ip_parse(&r.ip, "2001:db8:1:2::", &e), 0);
	ban_pack(out, &r);
	assert_memory_equal(out, six, sizeof(six));
	r = (struct ban_record){ .verb = BAN_LIST };
	ban_pack(out, &r);
	assert_memory_equal(out, all, sizeof(all));
}

static void
what_was_packed_is_unpacked(void **state)
{
	static const unsigned char *const in[] = { four, six, all };
	unsigned char out[BAN_RECORD];
	struct ban_record r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(in); i++) {
		assert_int_equal(ban_unpack(&r, in[i], BAN_RECORD), BAN_WHOLE);
		ban_pack(out, &r);
		assert_memory_equal(out, in[i], BAN_RECORD);
	}
}

static void
there_is_one_way_to_write_each(void **state)
{
	static const struct {
		size_t at;
		unsigned char byte;
	} row[] = {
		{ 1, 0 }, { 1, 4 }, { 1, 255 }, /* verbs */
		{ 2, 12 }, { 2, 255 },          /* answers */
		{ 3, 6 }, { 3, 255 },           /* kinds */
		{ 12, 0 }, { 12, 1 }, { 12, 8 }, { 12, 24 }, { 12, 31 },
		{ 12, 33 }, { 12, 128 }, { 12, 255 }, /* bits */
		{ 13, 1 }, { 14, 1 }, { 15, 1 },
		{ 20, 1 }, { 24, 1 }, { 31, 1 }, /* behind the address */
	};
	unsigned char in[BAN_RECORD + 1] = { 0 };
	struct ban_record r = { .number = 4711 }, was = r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		memcpy(in, four, sizeof(four));
		in[row[i].at] = row[i].byte;
		if (ban_unpack(&r, in, BAN_RECORD) != BAN_BAD)
			fail_msg("%u at %zu", row[i].byte, row[i].at);
	}
	memcpy(in, six, sizeof(six));
	for (i = 24; i < BAN_RECORD; i++) {
		in[i] = 1;
		assert_int_equal(ban_unpack(&r, in, BAN_RECORD), BAN_BAD);
		in[i] = 0;
	}
	for (i = 0; i < sizeof(in); i++)
		if (i != BAN_RECORD)
			assert_int_equal(ban_unpack(&r, in, i), BAN_BAD);
	assert_int_equal(ban_unpack(&r, in, sizeof(in)), BAN_BAD);
	in[0] = 2;
	for (i = 1; i < sizeof(in); i++)
		assert_int_equal(ban_unpack(&r, in, i), BAN_OTHER);
	assert_memory_equal(&r, &was, sizeof(r));
}

static void
each_answer_has_its_word(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < BAN_ANSWERS; i++)
		assert_non_null(ban_answer_word((enum ban_answer)i));
	assert_string_equal(ban_kind_word(0), "-");
	assert_string_equal(ban_kind_word(1), "trap");
	assert_string_equal(ban_kind_word(5), "manual");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_those_of_the_page),
		cmocka_unit_test(what_was_packed_is_unpacked),
		cmocka_unit_test(there_is_one_way_to_write_each),
		cmocka_unit_test(each_answer_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
