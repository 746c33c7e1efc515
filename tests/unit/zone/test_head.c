/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "zone/entries.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The head of a list of entries whose times are over at these seconds. */
static void
list_of(struct buf *out, const int64_t *until, size_t n)
{
	struct entries s = { 0 };
	struct err e;
	size_t i;

	for (i = 0; i < n; i++) {
		struct zone_entry entry = { .ip = { { 192, 0, 2 }, 32 },
			.bits = 32, .text = "", .until_s = until[i] };

		entry.ip.octet[2] = (unsigned char)(i >> 8);
		entry.ip.octet[3] = (unsigned char)i;
		assert_int_equal(entries_add(&s, &entry, &e), 0);
	}
	entries_sort(&s);
	assert_int_equal(s.len, n);
	head_write(out, '#', "cidr", &s);
	entries_free(&s);
}

static void
must_leave(const struct buf *list, int64_t now_s, size_t entries, size_t left)
{
	struct head head;

	assert_true(head_read(&head, "cidr", (char *)list->data, list->len,
	    now_s));
	assert_int_equal(head.entries, entries);
	if (head.left != left)
		fail_msg("at %lld: %zu left, not %zu", (long long)now_s,
		    head.left, left);
}

static void
head_knows_each_of_few_entries(void **state)
{
	static const int64_t until[] = { 500, 100, 300, 300, 200 };
	static const size_t left[] = { 5, 4, 3, 1, 1, 0, 0 };
	struct buf b = { 0 };
	size_t i;

	(void)state;
	list_of(&b, until, COUNT(until));
	assert_string_equal(buf_text(&b), "# dhf-zone 1 cidr 5 entries\n"
	    "# until 100:1 200:2 300:4 500:5\n");
	for (i = 0; i < COUNT(left); i++) {
		must_leave(&b, (int64_t)i * 100, 5, left[i]);
		must_leave(&b, (int64_t)i * 100 + 99, 5, left[i]);
	}
	buf_free(&b);
}

/* Of many it may think that up to one part in 32 is there still, never that
 * one has left before its time. */
static void
head_is_near_for_many_entries(void **state)
{
	int64_t until[1000], now;
	struct buf b = { 0 };
	struct head head;
	size_t i, left;

	(void)state;
	for (i = 0; i < COUNT(until); i++)
		until[i] = (int64_t)(i * 7919 % 1000) + 1;
	list_of(&b, until, COUNT(until));
	assert_true(b.len < 1000);
	for (now = 0; now <= 1001; now++) {
		left = now > 1000 ? 0 : 1000 - (size_t)now;
		assert_true(head_read(&head, "cidr", (char *)b.data, b.len,
		    now));
		assert_true(head.left >= left);
		assert_true(head.left <= left + 1000 / HEAD_STEPS + 1);
	}
	must_leave(&b, 1000, 1000, 0);
	buf_free(&b);
}

static void
head_of_equal_times_has_one_step(void **state)
{
	int64_t until[100];
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(until); i++)
		until[i] = 1796000000;
	list_of(&b, until, COUNT(until));
	assert_string_equal(buf_text(&b), "# dhf-zone 1 cidr 100 entries\n"
	    "# until 1796000000:100\n");
	must_leave(&b, 1795999999, 100, 100);
	must_leave(&b, 1796000000, 100, 0);
	buf_free(&b);
}

static void
head_of_nothing_says_so(void **state)
{
	struct buf b = { 0 };

	(void)state;
	list_of(&b, NULL, 0);
	must_leave(&b, 0, 0, 0);
	buf_free(&b);
}

static void
head_is_not_found_in_other_files(void **state)
{
	static const char *const text[] = { "", "\n", "192.0.2.1/32\n",
		"# dhf-zone 1 cidr 5 entries", "# dhf-zone 1 cidr 5 entries\n",
		"# dhf-zone 1 cidr 5 entries\n192.0.2.1/32\n",
		"# dhf-zone 2 cidr 5 entries\n# until 1:5\n",
		"# dhf-zone 1 bind 5 entries\n# until 1:5\n",
		"# dhf-zone 1 cidr five entries\n# until 1:5\n",
		"# dhf-zone 1 cidr 5 entr\n# until 1:5\n",
		"\n# dhf-zone 1 cidr 5 entries\n# until 1:5\n",
	};
	struct head head;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(text); i++)
		if (head_read(&head, "cidr", text[i], strlen(text[i]), 9))
			fail_msg("took \"%s\"", text[i]);
}

/* Whoever edits it: what makes no sense is no reason to lose entries. */
static void
head_that_is_damaged_holds_all(void **state)
{
	static const char *const steps[] = { "", " x", " 5", " 5:", " :5",
		" 1:9 nonsense", " 100:5" };
	static const size_t left[] = { 5, 5, 5, 5, 5, 5, 5 };
	char text[128];
	struct head head;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(steps); i++) {
		(void)snprintf(text, sizeof(text), "# dhf-zone 1 cidr 5 "
		    "entries\n# until%s\n", steps[i]);
		assert_true(head_read(&head, "cidr", text, strlen(text), 99));
		assert_int_equal(head.left, left[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_knows_each_of_few_entries),
		cmocka_unit_test(head_is_near_for_many_entries),
		cmocka_unit_test(head_of_equal_times_has_one_step),
		cmocka_unit_test(head_of_nothing_says_so),
		cmocka_unit_test(head_is_not_found_in_other_files),
		cmocka_unit_test(head_that_is_damaged_holds_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
