/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/wordcount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct wordcounts w;

static void
add(const char *word, int64_t at_s)
{
	const struct logread_value v = { word, strlen(word) };

	wordcount_add(&w, &v, at_s);
}

static void
words_are_counted_with_their_times(void **state)
{
	(void)state;
	memset(&w, 0, sizeof(w));
	add("a", 50);
	add("b", INT64_MIN);
	add("a", 10);
	add("", 5);
	assert_int_equal(w.len, 2);
	assert_int_equal(w.one[0].n, 2);
	assert_int_equal(w.one[0].first_s, 10);
	assert_int_equal(w.one[0].last_s, 50);
	assert_int_equal(w.one[1].first_s, INT64_MIN);
}

static void
of_too_many_the_others_are_one(void **state)
{
	char word[200];
	int i;

	(void)state;
	memset(&w, 0, sizeof(w));
	for (i = 0; i < WORDCOUNT_MOST + 5; i++) {
		(void)snprintf(word, sizeof(word), "w%d", i);
		add(word, 1);
	}
	add("w0", 1);
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	add(word, 1);
	assert_int_equal(w.len, WORDCOUNT_MOST);
	assert_int_equal(w.others, 6);
	assert_int_equal(w.one[0].n, 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_counted_with_their_times),
		cmocka_unit_test(of_too_many_the_others_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
