/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading that fails, descriptors, and folders. */
#include "rule/image.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/failing.h"
#include "lib/imaged.h"

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

static enum image_found
open_as(const char *name)
{
	char path[FIXTURE_PATH];

	f.e = (struct err){ 0 };
	return image_open(&img, &room, fixture_path(&f, path, name), &f.e);
}

/* The descriptor that the next file gets. */
static int
next_fd(void)
{
	int fd = open("/dev/null", O_RDONLY);

	assert_int_not_equal(fd, -1);
	(void)close(fd);
	return fd;
}

static void
image_is_read_again_after_a_signal(void **state)
{
	const unsigned char *page;

	(void)state;
	assert_int_equal(open_as("db"), IMAGE_OK);
	assert_non_null(image_page(&img, 0, &f.e));
	failing_nth("pread", 1, EINTR);
	page = image_page(&img, 1, &f.e);
	assert_true(failing_end());
	assert_non_null(page);
	assert_memory_equal(page, f.image.data + IMAGE_PAGE, IMAGE_PAYLOAD);
	image_close(&img);
}

/* A page that was read last is there, whatever became of the file. */
static void
image_that_fails_to_be_read_is_trouble_for_now(void **state)
{
	(void)state;
	assert_int_equal(open_as("db"), IMAGE_OK);
	assert_non_null(image_page(&img, 1, &f.e));
	(void)alarm(10); /* SIGALRM ends the test program */
	failing_all("pread", EIO);
	assert_non_null(image_page(&img, 1, &f.e));
	assert_false(failing_end());
	failing_all("pread", EIO);
	assert_null(image_page(&img, 0, &f.e));
	assert_true(failing_end());
	(void)alarm(0);
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_non_null(strstr(f.e.msg, "read the rule image: "));
	image_close(&img);
	failing_all("pread", EIO);
	assert_int_equal(open_as("db"), IMAGE_BAD);
	assert_true(failing_end());
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_int_equal(f.e.sys, EIO);
	assert_non_null(strstr(f.e.msg, "/db: read the rule image: "));
	assert_int_equal(open_as("db"), IMAGE_OK);
	errno = EINTR; /* which no call had */
	assert_non_null(image_page(&img, 1, &f.e));
	image_close(&img);
}

/* Whichever was read before. */
static void
image_page_is_the_one_that_was_asked_for(void **state)
{
	uint32_t i, k;

	(void)state;
	assert_int_equal(open_as("db"), IMAGE_OK);
	for (i = 0; i < img.head.pages; i++)
		for (k = 0; k < img.head.pages; k++) {
			assert_non_null(image_page(&img, i, &f.e));
			assert_memory_equal(image_page(&img, k, &f.e),
			    f.image.data + k * IMAGE_PAGE, IMAGE_PAYLOAD);
		}
	image_close(&img);
}

/* The rest of the frame is as it was read before, and so sound. */
static void
image_page_that_is_cut_is_not_what_it_was(void **state)
{
	char path[FIXTURE_PATH];

	(void)state;
	fixture_write(&f, "cut", f.image.data, f.image.len);
	assert_int_equal(open_as("cut"), IMAGE_OK);
	assert_non_null(image_page(&img, 1, &f.e));
	img.held = 0; /* forget that it was */
	assert_int_equal(truncate(fixture_path(&f, path, "cut"),
	    IMAGE_PAGE + 100), 0);
	assert_null(image_page(&img, 1, &f.e));
	assert_int_equal(f.e.class, ERR_PERM);
	assert_string_equal(f.e.msg, "page 1 of the rule image is damaged: "
	    "run dhf-compile again");
	image_close(&img);
}

static void
image_gives_its_descriptor_back(void **state)
{
	int fd = next_fd();

	(void)state;
	assert_int_equal(open_as("db"), IMAGE_OK);
	assert_int_equal(img.fd, fd);
	image_close(&img);
	assert_int_equal(next_fd(), fd);
	errno = 0;
	image_close(&img); /* and asks for nothing the second time */
	assert_int_equal(errno, 0);
	fixture_text(&f, "text", "pass @any\n");
	assert_int_equal(open_as("text"), IMAGE_BAD);
	assert_int_equal(img.fd, -1);
	assert_int_equal(next_fd(), fd);
	failing_all("fstat", EIO);
	assert_int_equal(open_as("db"), IMAGE_BAD);
	assert_true(failing_end());
	assert_int_equal(f.e.class, ERR_TEMP);
	assert_memory_equal(f.e.msg, "stat ", 5);
	assert_int_equal(next_fd(), fd);
}

/* What is asked about a folder, and what it says. */
static void
folder_says(const char *path, const char *want)
{
	struct err e = { 0 };

	if (want == NULL) {
		assert_int_equal(image_folder_is_safe(path, &e), 0);
		return;
	}
	assert_int_equal(image_folder_is_safe(path, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_string_equal(e.msg, want);
}

/* "db" is here, "/db" is not. */
static void
image_folder_is_the_one_of_the_path(void **state)
{
	static const char here[] = "everybody may write to .: chmod o-w it";
	struct stat root;

	(void)state;
	assert_int_equal(chdir(f.dir), 0);
	assert_int_equal(mkdir("in", 0700), 0);
	folder_says("db", NULL);
	folder_says("in/db", NULL);
	assert_int_equal(chmod(f.dir, 0777), 0);
	folder_says("db", here);
	folder_says("d", here);
	folder_says("in/db", NULL);
	assert_int_equal(stat("/", &root), 0);
	if ((root.st_mode & S_IWOTH) == 0)
		folder_says("/no-such-file", NULL);
	assert_int_equal(chmod(f.dir, 0700), 0);
	assert_int_equal(chmod("in", 0777), 0);
	folder_says("in/db", "everybody may write to in/: chmod o-w it");
	assert_int_equal(chmod("db", 0666), 0);
	assert_int_equal(image_open(&img, &room, "db", &f.e), IMAGE_BAD);
	assert_string_equal(f.e.msg, "everybody may write to db: chmod o-w "
	    "it");
	assert_int_equal(chmod("db", 0644), 0);
	folder_says("db", NULL);
	assert_int_equal(chdir("/"), 0);
}

/* The longest folder, and one more byte; its file does not count. */
static void
image_folder_has_a_path_of_some_length(void **state)
{
	char path[1026], want[128], name[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(path); i++)
		path[i] = i % 2 == 0 ? '.' : '/';
	(void)snprintf(want, sizeof(want), "%.64s...: path too long", path);
	assert_int_equal(chdir(f.dir), 0);
	path[1025] = '\0';
	path[1024] = 'x';
	folder_says(path, want);
	path[1022] = '/';
	path[1023] = 'x';
	folder_says(path, NULL);
	/* no file has such a name, as who opens it will hear */
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	folder_says(name, NULL);
	assert_int_equal(chdir("/"), 0);
}

/* As many links as Linux follows, and one more. */
static void
image_folder_is_looked_for_so_many_times(void **state)
{
	char link[16], target[16];
	struct err e = { 0 };
	unsigned i;

	(void)state;
	assert_int_equal(chdir(f.dir), 0);
	for (i = 0; i <= 40; i++) {
		(void)snprintf(link, sizeof(link), "l%u", i);
		(void)snprintf(target, sizeof(target), "l%u", i + 1);
		assert_int_equal(symlink(target, link), 0);
	}
	folder_says("l1", NULL);
	assert_int_equal(image_folder_is_safe("l0", &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(chdir("/"), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_is_read_again_after_a_signal),
		cmocka_unit_test(
		    image_that_fails_to_be_read_is_trouble_for_now),
		cmocka_unit_test(image_page_is_the_one_that_was_asked_for),
		cmocka_unit_test(image_page_that_is_cut_is_not_what_it_was),
		cmocka_unit_test(image_gives_its_descriptor_back),
		cmocka_unit_test(image_folder_is_the_one_of_the_path),
		cmocka_unit_test(image_folder_has_a_path_of_some_length),
		cmocka_unit_test(image_folder_is_looked_for_so_many_times),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
