/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images in files. */
#include "rule/image.h"

#include <errno.h>
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
#include "lib/imaged.h"
#include "rule/page.h"

static struct fixture f;
static struct image img;
static struct image_frame room;

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
		if (imaged_open(&f, "flip", &e) != IMAGE_BAD)
			fail_msg("opened with byte %zu changed", at);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(pwrite(fd, &was, 1, (off_t)at), 1);
	}
	(void)close(fd);
	assert_int_equal(imaged_open(&f, "flip", &e), IMAGE_OK);
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
		if (imaged_open(&f, "db", &e) != row[i].want)
			fail_msg("%o in %o", (unsigned)row[i].file,
			    (unsigned)row[i].folder);
		if (row[i].want == IMAGE_BAD)
			assert_int_equal(e.class, ERR_PERM);
	}
	assert_int_equal(chmod(f.dir, 0700), 0);
	assert_int_equal(chmod(path, 0644), 0);
}

/* Who may write where a link lies may make it lead elsewhere. */
static void
image_behind_links_needs_all_folders_safe(void **state)
{
	static const mode_t mode[] = { 0755, 0777, 01777 };
	char open_dir[FIXTURE_PATH], at[FIXTURE_PATH];
	struct err e;
	size_t i;
	bool good;

	(void)state;
	assert_int_equal(mkdir(fixture_path(&f, open_dir, "dir"), 0755), 0);
	assert_int_equal(symlink("dir/two", fixture_path(&f, at, "one")), 0);
	assert_int_equal(symlink("../db", fixture_path(&f, at, "dir/two")), 0);
	assert_int_equal(symlink("none", fixture_path(&f, at, "dir/new")), 0);
	assert_int_equal(symlink("dir/new", fixture_path(&f, at, "new")), 0);
	for (i = 0; i < sizeof(mode) / sizeof(mode[0]); i++) {
		assert_int_equal(chmod(open_dir, mode[i]), 0);
		good = mode[i] != 0777;
		assert_int_equal(imaged_open(&f, "one", &e), good ? IMAGE_OK :
		    IMAGE_BAD);
		assert_int_equal(image_folder_is_safe(fixture_path(&f, at,
		    "new"), &e), good ? 0 : -1);
		if (!good)
			assert_int_equal(e.class, ERR_PERM);
	}
}

static void
image_that_is_not_there_is_absent(void **state)
{
	char path[FIXTURE_PATH];
	struct err e;

	(void)state;
	assert_int_equal(imaged_open(&f, "none", &e), IMAGE_ABSENT);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(imaged_open(&f, "none/none", &e), IMAGE_ABSENT);
	e.class = ERR_NONE;
	assert_int_equal(image_folder_is_safe(fixture_path(&f, path,
	    "none/none"), &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_int_equal(imaged_open(&f, "db/none", &e), IMAGE_ABSENT);
	assert_int_equal(imaged_open(&f, ".", &e), IMAGE_BAD); /* a folder */
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "/. is not a file"));
	assert_null(strstr(e.msg, strerror(EPERM)));
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
	img.held = 0; /* forget what was read */
	assert_int_equal(truncate(path, IMAGE_PAGE + 100), 0);
	assert_non_null(image_page(&img, 0, &e));
	for (page = 1; page < img.head.pages; page++)
		assert_null(image_page(&img, page, &e));
	assert_int_not_equal(e.class, ERR_NONE);
	image_close(&img);
}

/* What is closed holds nothing, and may be closed again. */
static void
image_that_is_closed_is_empty(void **state)
{
	char path[FIXTURE_PATH];
	struct err e;

	(void)state;
	assert_int_equal(image_open(&img, &room, fixture_path(&f, path, "db"),
	    &e), IMAGE_OK);
	image_close(&img);
	assert_int_equal(img.fd, -1);
	assert_int_equal(image_borrow(&img, f.image.data, f.image.len, &e), 0);
	assert_int_equal(img.fd, -1);
	image_close(&img);
	assert_null(img.data);
	image_close(&img);
}

static void
image_that_cannot_be_read_is_trouble_for_now(void **state)
{
	char path[FIXTURE_PATH];
	struct err e = { 0 };
	int fd;

	(void)state;
	assert_int_equal(image_open(&img, &room, fixture_path(&f, path, "db"),
	    &e), IMAGE_OK);
	assert_non_null(image_page(&img, 0, &e));
	fd = img.fd;
	img.fd = -1;
	(void)alarm(10); /* SIGALRM ends the test program */
	assert_null(image_page(&img, 1, &e));
	(void)alarm(0);
	assert_int_equal(e.class, ERR_TEMP);
	img.fd = fd;
	assert_non_null(image_page(&img, 0, &e)); /* read again */
	image_close(&img);
}

/* Damage where nobody looks is not looked for in a large file. */
static void
image_of_many_pages_is_checked_as_it_is_read(void **state)
{
	static unsigned char data[16 * IMAGE_PAGE];
	char path[FIXTURE_PATH];
	struct err e = { 0 };
	uint32_t i;

	(void)state;
	memcpy(data, f.image.data, IMAGE_PAGE);
	le_put32(data + 12, 16); /* pages: dhf.db(5) */
	for (i = 0; i < 16; i++) {
		if (i > 0)
			memset(data + i * IMAGE_PAGE, (int)i, IMAGE_PAYLOAD);
		page_seal(data + i * IMAGE_PAGE, i);
	}
	memset(data + 15 * IMAGE_PAGE, 1, IMAGE_PAGE); /* another check */
	fixture_write(&f, "many", data, sizeof(data));
	assert_int_equal(image_open(&img, &room, fixture_path(&f, path,
	    "many"), &e), IMAGE_OK);
	for (i = 15; i-- > 0;) /* from the last on */
		assert_memory_equal(image_page(&img, i, &e),
		    data + i * IMAGE_PAGE, IMAGE_PAYLOAD);
	assert_non_null(image_page(&img, 14, &e));
	assert_null(image_page(&img, 15, &e));
	assert_int_equal(e.class, ERR_PERM);
	/* what was damaged is no other page, and what was read last is no page
	 * of the next file */
	assert_memory_equal(image_page(&img, 14, &e), data + 14 * IMAGE_PAGE,
	    IMAGE_PAYLOAD);
	assert_null(image_page(&img, 15, &e));
	assert_memory_equal(image_page(&img, 0, &e), data, IMAGE_PAYLOAD);
	image_close(&img);
	assert_int_equal(image_open(&img, &room, fixture_path(&f, path, "db"),
	    &e), IMAGE_OK);
	assert_int_equal(img.head.pages, f.image.len / IMAGE_PAGE);
	image_close(&img);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_file_with_a_bit_flipped_is_refused),
		cmocka_unit_test(image_that_everybody_may_write_is_refused),
		cmocka_unit_test(image_behind_links_needs_all_folders_safe),
		cmocka_unit_test(image_that_is_not_there_is_absent),
		cmocka_unit_test(image_file_cut_while_open_gives_an_error),
		cmocka_unit_test(image_that_is_closed_is_empty),
		cmocka_unit_test(image_that_cannot_be_read_is_trouble_for_now),
		cmocka_unit_test(image_of_many_pages_is_checked_as_it_is_read),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
