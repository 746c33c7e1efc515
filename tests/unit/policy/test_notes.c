/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct notes n;

static int
begin(void **state)
{
	(void)state;
	notes_clear(&n);
	return 0;
}

static void
says(enum note_kind kind, const char *want)
{
	char got[NOTES_SIZE];

	notes_join(got, &n, kind);
	assert_string_equal(got, want);
}

static void
notes_are_kept_by_kind_and_once(void **state)
{
	(void)state;
	says(NOTE_MARK, "");
	notes_add(&n, NOTE_MARK, "a", "");
	notes_add(&n, NOTE_WATCH, "a", "block");
	notes_add(&n, NOTE_MARK, "b", "");
	notes_add(&n, NOTE_MARK, "a", "");
	notes_add(&n, NOTE_MARK, "a:x", "");
	notes_add(&n, NOTE_MARK, "a", "x"); /* the same to whoever reads it */
	notes_add(&n, NOTE_MARK, "a", "y");
	says(NOTE_MARK, "a,b,a:x,a:y");
	says(NOTE_WATCH, "a:block");
	notes_clear(&n);
	says(NOTE_MARK, "");
}

/* A file's name may hold a comma: items stay apart. */
static void
notes_with_commas_stay_one_item(void **state)
{
	(void)state;
	notes_add(&n, NOTE_WATCH, "sub/a,b.conf:1", "block");
	says(NOTE_WATCH, "sub/a?b.conf:1:block");
}

/* A value of the log line has at least one byte. */
static void
notes_of_nothing_are_none(void **state)
{
	size_t at = 0;

	(void)state;
	notes_add(&n, NOTE_WATCH, "", "");
	assert_null(notes_next(&n, NOTE_WATCH, &at));
	notes_add(&n, NOTE_WATCH, "", "block");
	says(NOTE_WATCH, ":block");
}

/* What does not fit is left out whole, and lists that said no leave room. */
static void
notes_are_whole_items(void **state)
{
	char text[64], got[NOTES_SIZE];
	size_t i, count = 0, at = 0;

	(void)state;
	for (i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text), "zone%02zu.example", i);
		notes_add(&n, NOTE_DNS_NO, text, "no");
	}
	assert_true(n.len <= NOTES_NO_SIZE);
	notes_add(&n, NOTE_DNS, "bl.example", "listed");
	says(NOTE_DNS, "bl.example:listed");
	for (i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text), "rule%02zu.example", i);
		notes_add(&n, NOTE_LIMIT, text, "");
	}
	assert_true(n.len <= NOTES_SIZE && n.len > NOTES_SIZE - 20);
	notes_join(got, &n, NOTE_DNS_NO);
	assert_memory_equal(got + strlen(got) - 11, ".example:no", 11);
	while (notes_next(&n, NOTE_LIMIT, &at) != NULL)
		count++;
	assert_in_range(count, 20, 40);
}

static void
notes_fill_their_room(void **state)
{
	char text[NOTES_SIZE];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[NOTES_SIZE - 2] = '\0';
	notes_add(&n, NOTE_MARK, text, "");
	assert_int_equal(n.len, 0);
	text[NOTES_SIZE - 3] = '\0';
	notes_add(&n, NOTE_MARK, text, "");
	says(NOTE_MARK, text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(notes_are_kept_by_kind_and_once, begin),
		cmocka_unit_test_setup(notes_with_commas_stay_one_item, begin),
		cmocka_unit_test_setup(notes_of_nothing_are_none, begin),
		cmocka_unit_test_setup(notes_are_whole_items, begin),
		cmocka_unit_test_setup(notes_fill_their_room, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
