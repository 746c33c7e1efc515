/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_row_keeps_the_order_of_those_who_stay(void **state)
{
	struct row r, place[5] = { { NULL, NULL, NULL } };
	size_t i;

	(void)state;
	row_init(&r);
	assert_null(row_first(&r));
	assert_null(row_pop(&r));
	for (i = 0; i < 5; i++) {
		place[i].of = &place[i];
		row_remove(&place[i]); /* is in none */
		row_add(&r, &place[i]);
	}
	row_remove(&place[0]);
	row_remove(&place[2]);
	row_remove(&place[4]);
	row_add(&r, &place[0]);
	assert_ptr_equal(row_first(&r), &place[1]);
	assert_ptr_equal(row_pop(&r), &place[1]);
	assert_ptr_equal(row_pop(&r), &place[3]);
	assert_ptr_equal(row_pop(&r), &place[0]);
	assert_null(row_pop(&r));
	row_remove(&place[0]);
	row_add(&r, &place[0]);
	assert_ptr_equal(row_first(&r), &place[0]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_keeps_the_order_of_those_who_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
