/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/noted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t
lists(char out[NOTED_SIZE], const char *note)
{
	size_t len = noted_lists(out, (struct text){ note, strlen(note) });

	out[len] = '\0';
	return len;
}

static void
what_lists_said_is_kept(void **state)
{
	char out[NOTED_SIZE];

	(void)state;
	(void)lists(out, "pregreet,dns:bl.example:listed,mark:x,"
	    "dns:rdns:none,dns:wl.example:no,dns:a.example:error");
	assert_string_equal(out, "bl.example:listed,wl.example:no");
	assert_int_equal(lists(out, "-"), 0);
	assert_int_equal(lists(out, ""), 0);
}

static void
what_has_no_room_is_left_out(void **state)
{
	char note[8 * NOTED_SIZE] = "", out[NOTED_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++)
		(void)strcat(note, "dns:a-list-with-a-name.example:no,");
	assert_in_range(lists(out, note), 400, NOTED_SIZE - 1);
}

static void
a_list_is_found_by_its_name(void **state)
{
	static const char said[] = "bl.example:listed,wl.example:no";

	(void)state;
	assert_int_equal(noted_of(said, "bl.example"), DNS_FOUND);
	assert_int_equal(noted_of(said, "wl.example"), DNS_ABSENT);
	assert_int_equal(noted_of(said, "l.example"), DNS_WAITING);
	assert_int_equal(noted_of(said, "bl"), DNS_WAITING);
	assert_int_equal(noted_of("", "bl.example"), DNS_WAITING);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lists_said_is_kept),
		cmocka_unit_test(what_has_no_room_is_left_out),
		cmocka_unit_test(a_list_is_found_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
