/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an image may say at most, and what is read of it at its seams. */
#include "rule/image.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/le.h"
#include "lib/imaged.h"
#include "rule/page.h"

#define REMAKE ": run dhf-compile again"
#define CUT "the rule image is damaged or cut short" REMAKE

/* Where page 0 has the pages, and the numbers behind them: dhf.db(5). */
#define AT_PAGES 12

static struct fixture f;
static struct image img;

static int
begin(void **state)
{
	(void)state;
	imaged_begin(&f);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static void
refused(const unsigned char *data, size_t len, const char *want)
{
	struct err e = { 0 };

	assert_int_equal(image_borrow(&img, data, len, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, want);
}

/* Whether an image with these two numbers in its header, the first of them
 * number field, is taken. */
static bool
takes(unsigned field, uint32_t at, uint32_t len)
{
	unsigned char was[IMAGE_PAGE];
	struct err e = { 0 };
	int rc;

	memcpy(was, f.image.data, sizeof(was));
	le_put32(f.image.data + AT_PAGES + 4 * field, at);
	le_put32(f.image.data + AT_PAGES + 4 * field + 4, len);
	page_seal(f.image.data, 0);
	rc = image_borrow(&img, f.image.data, f.image.len, &e);
	if (rc == -1)
		assert_string_equal(e.msg, CUT);
	memcpy(f.image.data, was, sizeof(was));
	return rc == 0;
}

/* Each part by itself: up to the last byte or page, and not one more. */
static void
image_parts_end_where_it_does(void **state)
{
	static const struct {
		unsigned field;
		bool stream;
	} row[] = {
		{ 1, true }, { 3, true }, { 5, true }, { 7, true },
		{ 21, true }, { 23, true }, { 9, false }, { 11, false },
		{ 15, false }, { 17, false }, { 25, false }, { 27, false },
		{ 29, false }, { 33, false },
	};
	uint32_t pages = (uint32_t)(f.image.len / IMAGE_PAGE), last;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		last = row[i].stream ? pages * IMAGE_PAYLOAD : pages;
		assert_true(takes(row[i].field, 0, last));
		assert_true(takes(row[i].field, last, 0));
		assert_false(takes(row[i].field, 1, last));
		assert_false(takes(row[i].field, last, 1));
		assert_false(takes(row[i].field, 0, last + 1));
		assert_false(takes(row[i].field, last + 1, 0));
		assert_false(takes(row[i].field, UINT32_MAX, 2));
		assert_false(takes(row[i].field, 2, UINT32_MAX));
	}
	for (i = 13; i <= 19; i += 6) { /* the root of a tree; its records */
		assert_true(takes((unsigned)i, pages * IMAGE_PAYLOAD, 1));
		assert_false(takes((unsigned)i, pages * IMAGE_PAYLOAD + 1, 1));
	}
	assert_false(takes(0, pages + 1, 0));
	assert_false(takes(0, pages - 1, 0));
}

/* As many pages as a stream of 32 bits has, and one more. */
static void
image_of_more_bytes_than_the_stream_counts_is_none(void **state)
{
	uint64_t most = (uint64_t)(UINT32_MAX / IMAGE_PAYLOAD) * IMAGE_PAGE;

	(void)state;
	if (most + IMAGE_PAGE > SIZE_MAX)
		skip();
	refused(f.image.data, (size_t)most, CUT);
	refused(f.image.data, (size_t)most + IMAGE_PAGE,
	    "not a whole rule image (4303376384 bytes)" REMAKE);
	refused(f.image.data, 0, "not a whole rule image (0 bytes)" REMAKE);
}

/* Four bytes that FNV-1a makes 0 of, and nothing behind them. */
static void
image_has_an_id_that_is_not_0(void **state)
{
	unsigned char page[2 * IMAGE_PAGE] = { 0 };

	(void)state;
	memcpy(page + IMAGE_PAYLOAD, "\xcc\x24\x31\xc4", 4);
	assert_int_equal(image_id(page, 1), 1);
	assert_int_equal(image_id(page, 2), 1);
	assert_int_equal(image_id(page, 0), 2166136261u);
}

/* Make an image of n pages, the last of which is not sound. */
static void
make_unsound(unsigned char *data, uint32_t n)
{
	uint32_t i;

	memset(data, 0, (size_t)n * IMAGE_PAGE);
	memcpy(data, f.image.data, IMAGE_PAGE);
	le_put32(data + AT_PAGES, n);
	for (i = 0; i < n; i++)
		page_seal(data + (size_t)i * IMAGE_PAGE, i);
	data[(size_t)n * IMAGE_PAGE - 1] ^= 1;
}

/* Up to 8 pages a file is, and memory always. */
static void
image_is_checked_whole_if_it_is_small_or_in_memory(void **state)
{
	static unsigned char data[9 * IMAGE_PAGE];
	struct err e;

	(void)state;
	make_unsound(data, 8);
	fixture_write(&f, "8", data, 8 * IMAGE_PAGE);
	assert_int_equal(imaged_open(&f, "8", &e), IMAGE_BAD);
	assert_non_null(strstr(e.msg, "/8: page 7 of the rule image is damaged"
	    REMAKE));
	make_unsound(data, 9);
	fixture_write(&f, "9", data, 9 * IMAGE_PAGE);
	assert_int_equal(imaged_open(&f, "9", &e), IMAGE_OK);
	refused(data, sizeof(data), "page 8 of the rule image is damaged"
	    REMAKE);
	data[0] ^= 1;
	page_seal(data, 0);
	refused(data, sizeof(data), "not a rule image" REMAKE);
}

/* Whatever was there before. */
static void
image_that_opens_is_all_new(void **state)
{
	static unsigned char data[9 * IMAGE_PAGE];
	static struct image_frame room;
	char path[FIXTURE_PATH];
	struct err e = { 0 };

	(void)state;
	make_unsound(data, 9);
	fixture_write(&f, "9", data, sizeof(data));
	memset(&img, 0x55, sizeof(img));
	img.sound = true;
	assert_int_equal(image_open(&img, &room, fixture_path(&f, path, "9"),
	    &e), IMAGE_OK);
	assert_false(img.sound);
	assert_null(img.known);
	assert_null(img.data);
	assert_ptr_equal(img.room, &room);
	image_close(&img);
	memset(&img, 0x55, sizeof(img));
	img.sound = true;
	f.image.data[f.image.len - 1] ^= 1;
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    -1);
	f.image.data[f.image.len - 1] ^= 1;
	assert_false(img.sound);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e), 0);
	assert_true(img.sound); /* so that no page is checked again */
	assert_null(img.known);
	assert_int_equal(img.fd, -1);
}

/* A few bytes from each place near a seam, and none behind them. */
static void
image_copy_writes_what_was_asked_for(void **state)
{
	unsigned char out[8], want;
	struct err e;
	uint32_t at, len, i;

	(void)state;
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e), 0);
	for (at = IMAGE_PAYLOAD - 8; at < IMAGE_PAYLOAD + 8; at++)
		for (len = 0; len < sizeof(out); len++) {
			memset(out, 0xa5, sizeof(out));
			assert_int_equal(image_copy(&img, out, at, len, &e),
			    0);
			for (i = 0; i < sizeof(out); i++) {
				want = f.image.data[at + i + (at + i <
				    IMAGE_PAYLOAD ? 0 : 8)];
				assert_int_equal(out[i], i < len ? want :
				    0xa5);
			}
		}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_parts_end_where_it_does),
		cmocka_unit_test(
		    image_of_more_bytes_than_the_stream_counts_is_none),
		cmocka_unit_test(image_has_an_id_that_is_not_0),
		cmocka_unit_test(
		    image_is_checked_whole_if_it_is_small_or_in_memory),
		cmocka_unit_test(image_that_opens_is_all_new),
		cmocka_unit_test(image_copy_writes_what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
