/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/le.h"
#include "lib/fixture.h"
#include "rule/page.h"

/* Byte of page 0 behind the magic that says the version: dhf.db(5). */
#define AT_VERSION 8
#define FIELDS 31 /* numbers of 32 bits behind it */

/* An image of some pages: the stream, and a tree of each family. */
static const char rules[] = "pass @ip=192.0.2.0/24\nblock @ip=2001:db8::/32\n"
			    "block ^dyn\\.\n";

static struct fixture f;
static struct image img;
static struct image_frames room;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	fixture_load(&f, rules);
	assert_int_equal(f.image.len % IMAGE_PAGE, 0);
	/* so few that opening the file checks them all */
	assert_in_range(f.image.len / IMAGE_PAGE, 3, 8);
	fixture_write(&f, "db", f.image.data, f.image.len);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static enum image_found
open_file(const char *name, struct err *e)
{
	char path[FIXTURE_PATH];
	enum image_found found;

	*e = (struct err){ 0 };
	found = image_open(&img, &room, fixture_path(&f, path, name), e);
	if (found == IMAGE_OK)
		image_close(&img);
	return found;
}

static void
image_of_the_compiler_opens(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(open_file("db", &e), IMAGE_OK);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    0);
	assert_int_equal(img.head.pages, f.image.len / IMAGE_PAGE);
	assert_int_equal(img.head.rule_count, 3);
	assert_int_equal(img.head.set_count, 2);
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
	}
	for (len = 0; len < f.image.len; len += IMAGE_PAGE / 2) {
		fixture_write(&f, "cut", f.image.data, len);
		if (open_file("cut", &e) != IMAGE_BAD)
			fail_msg("opened %zu bytes", len);
		assert_int_equal(e.class, ERR_PERM);
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

/* Fault R-05, from a file: one bit of each byte. */
static void
image_file_with_a_bit_flipped_is_refused(void **state)
{
	char path[FIXTURE_PATH];
	struct err e;
	size_t at;
	int fd;

	(void)state;
	fixture_write(&f, "flip", f.image.data, f.image.len);
	fd = open(fixture_path(&f, path, "flip"), O_WRONLY);
	assert_int_not_equal(fd, -1);
	for (at = 0; at < f.image.len; at++) {
		unsigned char was = f.image.data[at];
		unsigned char now = was ^ (unsigned char)(1u << at % 8);

		assert_int_equal(pwrite(fd, &now, 1, (off_t)at), 1);
		if (open_file("flip", &e) != IMAGE_BAD)
			fail_msg("opened with byte %zu changed", at);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(pwrite(fd, &was, 1, (off_t)at), 1);
	}
	(void)close(fd);
	assert_int_equal(open_file("flip", &e), IMAGE_OK);
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

/* Fault R-08. */
static void
image_that_everybody_may_write_is_refused(void **state)
{
	static const struct {
		mode_t file, folder;
		enum image_found want;
	} row[] = {
		{ 0644, 0755, IMAGE_OK }, { 0600, 0700, IMAGE_OK },
		{ 0664, 0775, IMAGE_OK }, { 0646, 0755, IMAGE_BAD },
		{ 0666, 0755, IMAGE_BAD }, { 0644, 0757, IMAGE_BAD },
		{ 0644, 0777, IMAGE_BAD }, { 0644, 01777, IMAGE_OK },
	};
	char path[FIXTURE_PATH];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(chmod(fixture_path(&f, path, "db"),
		    row[i].file), 0);
		assert_int_equal(chmod(f.dir, row[i].folder), 0);
		if (open_file("db", &e) != row[i].want)
			fail_msg("%o in %o", (unsigned)row[i].file,
			    (unsigned)row[i].folder);
		if (row[i].want == IMAGE_BAD)
			assert_int_equal(e.class, ERR_PERM);
	}
	assert_int_equal(chmod(f.dir, 0700), 0);
	assert_int_equal(chmod(path, 0644), 0);
}

static void
image_that_is_not_there_is_absent(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(open_file("none", &e), IMAGE_ABSENT);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(open_file("none/none", &e), IMAGE_ABSENT);
	assert_int_equal(open_file("db/none", &e), IMAGE_ABSENT);
	assert_int_equal(open_file(".", &e), IMAGE_BAD); /* a folder */
	assert_int_equal(e.class, ERR_PERM);
}

/* Change the first bytes of page 0, seal it, and say what opening says. */
static void
refused_as(size_t at, uint32_t value, const char *want)
{
	unsigned char was[IMAGE_PAGE];
	struct err e;

	memcpy(was, f.image.data, sizeof(was));
	le_put32(f.image.data + at, value);
	page_seal(f.image.data, 0);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e),
	    -1);
	assert_int_equal(e.class, ERR_PERM);
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
	refused_as(AT_VERSION, IMAGE_VERSION + 1, "version 2");
	refused_as(AT_VERSION, 0, "version 0");
	refused_as(0, 0x464c457f, "not a rule image");
	fixture_text(&f, "text", text);
	assert_int_equal(open_file("text", &e), IMAGE_BAD);
	assert_int_equal(e.class, ERR_PERM);
	/* every section and tree beyond the end; the counts bound nothing */
	for (field = 0; field < FIELDS; field++)
		if (field != 9 && field != 10 && field != 16 && field != 22)
			refused_as(AT_VERSION + 4 + 4 * field, UINT32_MAX,
			    "damaged");
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
}

/* A file that shrinks while it is open: fault R-06. */
static void
image_file_cut_while_open_gives_an_error(void **state)
{
	char path[FIXTURE_PATH];
	struct err e = { 0 };
	uint32_t page;

	(void)state;
	fixture_write(&f, "shrinks", f.image.data, f.image.len);
	assert_int_equal(image_open(&img, &room,
	    fixture_path(&f, path, "shrinks"), &e), IMAGE_OK);
	memset(img.held, 0, sizeof(img.held)); /* forget what was read */
	assert_int_equal(truncate(path, IMAGE_PAGE + 100), 0);
	assert_non_null(image_page(&img, 0, &e));
	for (page = 1; page < img.head.pages; page++)
		assert_null(image_page(&img, page, &e));
	assert_int_not_equal(e.class, ERR_NONE);
	image_close(&img);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_of_the_compiler_opens),
		cmocka_unit_test(image_cut_short_is_refused),
		cmocka_unit_test(image_with_more_behind_is_refused),
		cmocka_unit_test(image_with_any_bit_flipped_is_refused),
		cmocka_unit_test(image_file_with_a_bit_flipped_is_refused),
		cmocka_unit_test(image_with_pages_swapped_is_refused),
		cmocka_unit_test(image_that_everybody_may_write_is_refused),
		cmocka_unit_test(image_that_is_not_there_is_absent),
		cmocka_unit_test(image_of_another_kind_is_refused),
		cmocka_unit_test(image_claims_by_its_first_bytes),
		cmocka_unit_test(image_copy_counts_payload_bytes),
		cmocka_unit_test(image_file_cut_while_open_gives_an_error),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
