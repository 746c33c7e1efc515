/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/textset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/le.h"
#include "lib/fenced.h"
#include "rule/key.h"

#define DAMAGED "a list in the rule image is damaged: run dhf-compile"
#define NO_FLAGS 99u /* what no entry has */

/* Three pages, the last two of which are the set; there is nothing behind the
 * payload of the last. */
#define SIZE (2 * IMAGE_PAGE + IMAGE_PAYLOAD)
static const struct image_part set = { 1, 2 };
static unsigned char *data;
static struct image img;

static int
begin(void **state)
{
	(void)state;
	data = fenced_new(SIZE);
	img = (struct image){ .head.pages = 3, .data = data, .fd = -1,
		.sound = true };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fenced_free(data, SIZE);
	return 0;
}

/* Make the bucket of text, on the page where it would be, from at to end. */
static unsigned char *
bucket(const char *text, unsigned at, unsigned end)
{
	uint64_t key = key_domain(text, strlen(text));
	unsigned char *page = data + (1 + key_page(key, 2)) *
	    (size_t)IMAGE_PAGE;
	unsigned char *offset = page + 2 * (size_t)(key_tag(key) %
	    TEXTSET_BUCKETS);

	le_put16(offset, at);
	le_put16(offset + 2, end);
	return page + at;
}

/* What is found of text: flags, or NO_FLAGS if the image is damaged. */
static unsigned
flags_of(const char *text)
{
	unsigned flags = NO_FLAGS;
	struct err e = { 0 };

	if (textset_find(&flags, &img, &set, text, strlen(text), &e) == 0)
		return flags;
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, DAMAGED);
	assert_int_equal(flags, NO_FLAGS);
	return NO_FLAGS;
}

static void
textset_find_compares_whole_texts(void **state)
{
	static const char *const text[] = { "a.example", "b.example",
		"a.exampl", "a", "", "net", "one.two.three" };
	static const unsigned char entries[] = "\x01\x0a" "a.example."
	    "\x02\x08" "a.exampl" "\x03\x00" "\x04\x01" "a" "\x05\x03" "ne."
	    "\x81\x0d" "one.two.three" "\x07\x0d" "one.two.three";
	static const unsigned want[] = { 0, 0, 2, 4, 3, 0, 0x81 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		memcpy(bucket(text[i], 300, 300 + sizeof(entries) - 1),
		    entries, sizeof(entries));
		assert_int_equal(flags_of(text[i]), want[i]);
	}
}

/* The two ends of a bucket, and what its last entry says of itself. */
static void
textset_find_stays_in_the_bucket(void **state)
{
	static const struct {
		unsigned at, end;
		const char *entry; /* at the end, if it has place there */
		unsigned want;
	} row[] = {
		{ 300, 300, "", 0 }, { 301, 300, "", NO_FLAGS },
		{ 4088, 4088, "", 0 }, { 4089, 4089, "", NO_FLAGS },
		{ 4088, 4089, "", NO_FLAGS }, { 0xffff, 0xffff, "", NO_FLAGS },
		{ 4085, 4088, "\x05\x01" "x", 5 },
		{ 4086, 4089, "", NO_FLAGS },
		{ 4085, 4088, "\x05\x02" "x", NO_FLAGS },
		{ 4085, 4088, "\x05\xff" "x", NO_FLAGS },
		{ 4086, 4088, "\x05\x01", NO_FLAGS },
		{ 4087, 4088, "\x05", NO_FLAGS },
		{ 4086, 4088, "\x05\x00", 0 },
		{ 4083, 4088, "\x05\x00" "\x06\x01" "x", 6 },
		{ 4084, 4088, "\x05\x01" "y" "\x06", NO_FLAGS },
		{ 4083, 4088, "\x05\x01" "y" "\x06\x00", 0 },
		{ 4083, 4088, "\x05\x01" "y" "\x06\x01", NO_FLAGS },
	};
	char name[2][2] = { "x", "a" };
	unsigned char *at;
	size_t i, k;

	(void)state;
	while (key_page(key_domain(name[1], 1), 2) ==
	    key_page(key_domain(name[0], 1), 2))
		name[1][0]++; /* so that both pages are asked */
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		for (k = 0; k < 2; k++) {
			at = bucket(name[k], row[i].at, row[i].end);
			if (row[i].end <= 4088 && row[i].at < row[i].end)
				memcpy(at, row[i].entry,
				    row[i].end - row[i].at);
			assert_int_equal(flags_of(name[k]), k == 1 &&
			    row[i].want != NO_FLAGS ? 0 : row[i].want);
		}
}

static void
textset_find_tells_of_a_page_that_is_not_sound(void **state)
{
	static unsigned char plain[3 * IMAGE_PAGE];
	unsigned flags = NO_FLAGS;
	struct err e = { 0 };

	(void)state;
	img.data = plain;
	img.version = IMAGE_VERSION;
	img.sound = false;
	assert_int_equal(textset_find(&flags, &img, &set, "x", 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(flags, NO_FLAGS);
	assert_memory_equal(e.msg, "page ", 5);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    textset_find_compares_whole_texts, begin, end),
		cmocka_unit_test_setup_teardown(
		    textset_find_stays_in_the_bucket, begin, end),
		cmocka_unit_test_setup_teardown(
		    textset_find_tells_of_a_page_that_is_not_sound, begin,
		    end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
