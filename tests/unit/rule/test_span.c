/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/span.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fenced.h"
#include "rule/image.h"

/* Two pages, and nothing behind the payload of the second. */
#define SIZE (IMAGE_PAGE + IMAGE_PAYLOAD)
#define STREAM (2 * IMAGE_PAYLOAD)

static unsigned char *data;
static struct image img;

static int
begin(void **state)
{
	size_t i;

	(void)state;
	data = fenced_new(SIZE);
	for (i = 0; i < SIZE; i++)
		data[i] = (unsigned char)(i * 7 + (i >> 8));
	img = (struct image){ .head.pages = 2, .data = data, .fd = -1,
		.version = IMAGE_VERSION, .sound = true };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fenced_free(data, SIZE);
	return 0;
}

/* The byte of the stream. */
static unsigned char
byte(uint32_t at)
{
	return data[at < IMAGE_PAYLOAD ? at : at + 8];
}

/* On one page it is borrowed, over the seam it is copied. */
static void
span_read_copies_what_lies_on_two_pages(void **state)
{
	static const uint32_t len[] = { 1, 4, 50, 4088 };
	unsigned char room[4088];
	const unsigned char *p;
	struct err e;
	uint32_t at, i, k;
	bool whole;

	(void)state;
	for (i = 0; i < sizeof(len) / sizeof(len[0]); i++)
		for (at = 0; at + len[i] <= STREAM; at++) {
			whole = at / IMAGE_PAYLOAD == (at + len[i] - 1) /
			    IMAGE_PAYLOAD;
			memset(room, 0, len[i]);
			p = span_read(&img, room, at, len[i], &e);
			assert_ptr_equal(p, whole ? data + at +
			    (at < IMAGE_PAYLOAD ? 0 : 8) : room);
			for (k = 0; k < len[i]; k += len[i] < 5 ? 1 : 49)
				assert_int_equal(p[k], byte(at + k));
		}
}

static void
span_read_stays_in_the_image(void **state)
{
	unsigned char room[8];
	struct err e = { 0 };

	(void)state;
	assert_null(span_read(&img, room, STREAM, 1, &e));
	assert_int_equal(e.class, ERR_PERM);
	assert_null(span_read(&img, room, STREAM - 1, 2, &e));
	assert_null(span_read(&img, room, UINT32_MAX, 8, &e));
	img.head.pages = 1;
	assert_null(span_read(&img, room, IMAGE_PAYLOAD, 1, &e));
	assert_non_null(span_read(&img, room, IMAGE_PAYLOAD - 1, 1, &e));
}

/* What was not checked yet is, and copied. */
static void
span_read_checks_the_page(void **state)
{
	unsigned char plain[IMAGE_PAGE] = { 0 }, room[8];
	struct err e = { 0 };

	(void)state;
	img = (struct image){ .head.pages = 1, .data = plain, .fd = -1,
		.version = IMAGE_VERSION };
	plain[8] = IMAGE_VERSION; /* dhf.db(5) */
	plain[100] = 42;
	assert_null(span_read(&img, room, 100, 4, &e));
	assert_int_equal(e.class, ERR_PERM);
	page_seal(plain, 0);
	assert_ptr_equal(span_read(&img, room, 100, 4, &e), room);
	assert_int_equal(room[0], 42);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(span_read_copies_what_lies_on_two_pages),
		TEST(span_read_stays_in_the_image),
		TEST(span_read_checks_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
