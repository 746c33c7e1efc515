/* SPDX-License-Identifier: GPL-2.0-or-later */
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

/* Byte of page 0 behind the magic that says the version: dhf.db(5). */
#define AT_VERSION 8
#define FIELDS 31 /* numbers of 32 bits behind it, and two more */
#define AT_ID (AT_VERSION + 4 + 4 * (FIELDS + 1))

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
image_of_the_compiler_opens(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(imaged_open(&f, "db", &e), IMAGE_OK);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    0);
	assert_int_equal(img.head.pages, f.image.len / IMAGE_PAGE);
	image_close(&img);
}

/* Fault R-04. */
static void
image_cut_short_is_refused(void **state)
{
	struct err e;
	size_t len;

	(void)state;
	for (len = 0; len < f.image.len; len++) {
		e.class = ERR_NONE;
		if (image_borrow(&img, f.image.data, len, &e) != -1)
			fail_msg("took %zu bytes", len);
		assert_int_equal(e.class, ERR_PERM);
		assert_null(strstr(e.msg, strerror(EPERM)));
		if (len % IMAGE_PAGE == 0 && len > 0)
			continue;
		assert_non_null(strstr(e.msg, "not a whole rule image ("));
	}
	for (len = 0; len < f.image.len; len += IMAGE_PAGE / 2) {
		fixture_write(&f, "cut", f.image.data, len);
		if (imaged_open(&f, "cut", &e) != IMAGE_BAD)
			fail_msg("opened %zu bytes", len);
		assert_int_equal(e.class, ERR_PERM);
		assert_non_null(strstr(e.msg, "/cut: "));
	}
}

static void
image_with_more_behind_is_refused(void **state)
{
	unsigned char more[9 * IMAGE_PAGE] = { 0 };
	size_t len = f.image.len;
	struct err e;

	(void)state;
	memcpy(more, f.image.data, len);
	page_seal(more + len, (uint32_t)(len / IMAGE_PAGE));
	assert_int_equal(image_borrow(&img, more, len + IMAGE_PAGE, &e), -1);
	assert_int_equal(image_borrow(&img, more, len + 1, &e), -1);
	assert_int_equal(image_borrow(&img, more, len, &e), 0);
}

/* Fault R-05, in memory. */
static void
image_with_any_bit_flipped_is_refused(void **state)
{
	struct err e;
	size_t bit;

	(void)state;
	for (bit = 0; bit < f.image.len * 8; bit++) {
		unsigned char *byte = f.image.data + bit / 8;

		*byte ^= (unsigned char)(1u << bit % 8);
		e.class = ERR_NONE;
		if (image_borrow(&img, f.image.data, f.image.len, &e) != -1)
			fail_msg("took bit %zu", bit);
		assert_int_equal(e.class, ERR_PERM);
		*byte ^= (unsigned char)(1u << bit % 8);
	}
}

static void
image_with_pages_swapped_is_refused(void **state)
{
	unsigned char two[2 * IMAGE_PAGE], *last;
	struct err e;

	(void)state;
	last = f.image.data + f.image.len - IMAGE_PAGE;
	memcpy(two, last, IMAGE_PAGE);
	memcpy(last, last - IMAGE_PAGE, IMAGE_PAGE);
	memcpy(last - IMAGE_PAGE, two, IMAGE_PAGE);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    -1);
	memcpy(two + IMAGE_PAGE, last, IMAGE_PAGE);
	memcpy(last, two, IMAGE_PAGE);
	memcpy(last - IMAGE_PAGE, two + IMAGE_PAGE, IMAGE_PAGE);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    0);
}

/* Check a page as version 4 did: words in two lanes, and one more. */
static void
seal_4(unsigned char *page, uint32_t number)
{
	static const uint64_t odd[] = { 0x9e3779b97f4a7c15u,
		0xd6e8feb86659fd93u };
	uint64_t lane[] = { number, 1 };
	size_t i;

	for (i = 0; i < 511; i++) {
		uint64_t *h = &lane[i % 2];

		*h = (*h ^ le_get64(page + 8 * i)) * odd[i % 2];
		*h ^= *h >> 32;
	}
	le_put64(page + 4088, (lane[0] ^ lane[1] >> 29) * odd[1] ^ lane[1]);
}

/* Change the first bytes of page 0, seal it, and say what opening says. */
static void
refused_as(size_t at, uint32_t value, const char *want)
{
	unsigned char was[IMAGE_PAGE];
	struct err e;

	memcpy(was, f.image.data, sizeof(was));
	le_put32(f.image.data + at, value);
	if (le_get32(f.image.data + AT_VERSION) <= 4)
		seal_4(f.image.data, 0);
	else
		page_seal(f.image.data, 0);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_null(strstr(e.msg, strerror(EPERM))); /* no call has failed */
	if (strstr(e.msg, want) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", e.msg, want);
	memcpy(f.image.data, was, sizeof(was));
}

static void
image_of_another_kind_is_refused(void **state)
{
	static const char text[] = "pass ^mail\\.\n";
	uint32_t field;
	struct err e;

	(void)state;
	refused_as(AT_VERSION, IMAGE_VERSION + 1, "of version 6, this program "
	    "reads versions 4 and 5: install the program that goes with it");
	refused_as(AT_VERSION, 1, "of version 1, this program reads versions "
	    "4 and 5: run dhf-compile again");
	refused_as(AT_VERSION, 0, "version 0");
	refused_as(0, 0x464c457f, "not a rule image");
	fixture_text(&f, "text", text);
	assert_int_equal(imaged_open(&f, "text", &e), IMAGE_BAD);
	assert_int_equal(e.class, ERR_PERM);
	/* every section and tree beyond the end; the counts bound nothing */
	for (field = 0; field < FIELDS; field++)
		if (field != 14 && field != 20)
			refused_as(AT_VERSION + 4 + 4 * field, UINT32_MAX,
			    "damaged");
}

/* The version before is read, and it had other checks. */
static void
image_of_the_version_before_is_read(void **state)
{
	unsigned char *data = f.image.data;
	struct err e;
	size_t i;

	(void)state;
	le_put32(data + AT_VERSION, 4);
	for (i = 0; i * IMAGE_PAGE < f.image.len; i++)
		seal_4(data + i * IMAGE_PAGE, (uint32_t)i);
	assert_int_equal(image_borrow(&img, data, f.image.len, &e), 0);
	assert_int_equal(img.version, 4);
	image_with_any_bit_flipped_is_refused(state);
	for (i = 0; i * IMAGE_PAGE < f.image.len; i++)
		page_seal(data + i * IMAGE_PAGE, (uint32_t)i);
	assert_int_equal(image_borrow(&img, data, f.image.len, &e), -1);
	le_put32(data + AT_VERSION, IMAGE_VERSION);
	page_seal(data, 0);
	assert_int_equal(image_borrow(&img, data, f.image.len, &e), 0);
}

/* dhf.db(5): FNV-1a over the checks of all pages, that of page 0 with id 0. */
static void
image_has_an_id_of_its_content(void **state)
{
	uint32_t id = 2166136261u, first;
	size_t at, i;
	struct err e;

	(void)state;
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    0);
	first = img.head.id;
	le_put32(f.image.data + AT_ID, 0);
	page_seal(f.image.data, 0);
	for (at = 0; at < f.image.len; at += 4096)
		for (i = 4088; i < 4096; i++)
			id = (id ^ f.image.data[at + i]) * 16777619u;
	assert_int_equal(first, id);
	fixture_load(&f, "pass @any\n");
	assert_int_not_equal(f.img.head.id, first);
	first = f.img.head.id;
	fixture_load(&f, "pass @any\n");
	assert_int_equal(f.img.head.id, first);
}

static void
image_claims_by_its_first_bytes(void **state)
{
	(void)state;
	assert_true(image_claims(f.image.data, f.image.len));
	assert_true(image_claims(f.image.data, 8));
	assert_false(image_claims(f.image.data, 7));
	assert_false(image_claims((const unsigned char *)"dhf.db\r\n", 8));
}

/* Stream offsets leave the checks out: what is read byte by byte is what is
 * read at once, over the seams of pages. */
static void
image_copy_counts_payload_bytes(void **state)
{
	unsigned char whole[3 * IMAGE_PAYLOAD], one;
	uint32_t at, pages = 3;
	struct err e;

	(void)state;
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    0);
	assert_int_equal(image_copy(&img, whole, 0, sizeof(whole), &e), 0);
	for (at = 0; at < pages * IMAGE_PAYLOAD; at++)
		assert_int_equal(whole[at], f.image.data[at / IMAGE_PAYLOAD *
		    IMAGE_PAGE + at % IMAGE_PAYLOAD]);
	at = img.head.pages * IMAGE_PAYLOAD;
	assert_int_equal(image_copy(&img, &one, at - 1, 1, &e), 0);
	assert_int_equal(image_copy(&img, &one, at, 1, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_null(image_page(&img, img.head.pages, &e));
	assert_null(image_page(&img, UINT32_MAX, &e));
	assert_string_equal(e.msg, "the rule image points beyond its end: run "
	    "dhf-compile again");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_of_the_compiler_opens),
		cmocka_unit_test(image_cut_short_is_refused),
		cmocka_unit_test(image_with_more_behind_is_refused),
		cmocka_unit_test(image_with_any_bit_flipped_is_refused),
		cmocka_unit_test(image_with_pages_swapped_is_refused),
		cmocka_unit_test(image_of_another_kind_is_refused),
		cmocka_unit_test(image_of_the_version_before_is_read),
		cmocka_unit_test(image_claims_by_its_first_bytes),
		cmocka_unit_test(image_copy_counts_payload_bytes),
		cmocka_unit_test(image_has_an_id_of_its_content),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
