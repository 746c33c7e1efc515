/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/packed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void
packed_add_fills_its_room(void **state)
{
	unsigned char room[8] = "zzzzzzz";
	struct packed p = { .data = room, .len = 0, .max = 5 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(packed_add(&p, "abc", 3, &e), 0);
	assert_int_equal(p.len, 3);
	assert_int_equal(packed_add(&p, "123", 3, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, "the value is longer than a rule may be: "
	    "write several rules");
	assert_int_equal(packed_add(&p, "", SIZE_MAX, &e), -1);
	assert_int_equal(p.len, 3);
	assert_int_equal(packed_add(&p, "de", 2, &e), 0);
	assert_int_equal(p.len, 5);
	assert_memory_equal(room, "abcdezz", 8);
	assert_int_equal(packed_add(&p, "f", 1, &e), -1);
	assert_int_equal(packed_add(&p, "", 0, &e), 0);
	assert_int_equal(p.len, 5);
}

static void
packed_take_gives_all_there_is(void **state)
{
	static const unsigned char data[] = "abcde";
	struct packed_cursor c = { .at = data, .left = 5 };

	(void)state;
	assert_ptr_equal(packed_take(&c, 2), data);
	assert_null(packed_take(&c, 4));
	assert_null(packed_take(&c, SIZE_MAX));
	assert_int_equal(c.left, 3);
	assert_ptr_equal(packed_take(&c, 3), data + 2);
	assert_int_equal(c.left, 0);
	assert_ptr_equal(packed_take(&c, 0), data + 5);
	assert_null(packed_take(&c, 1));
	assert_ptr_equal(c.at, data + 5);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_add_fills_its_room),
		cmocka_unit_test(packed_take_gives_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
