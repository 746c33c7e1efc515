/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/secret.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"

static struct fixture f;

/* What is read of a file of that text and mode; "" if it is refused. */
static const char *
read_it(const char *text, mode_t mode)
{
	static char out[SECRET_SIZE];
	char path[FIXTURE_PATH];
	struct err e;

	fixture_text(&f, "secret", text);
	(void)fixture_path(&f, path, "secret");
	assert_int_equal(chmod(path, mode), 0);
	if (secret_read(out, path, &e) == 0)
		return out;
	assert_int_equal(e.class, ERR_PERM);
	assert_null(strstr(e.msg, "hush"));
	return "";
}

static void
the_first_line_is_the_password(void **state)
{
	(void)state;
	assert_string_equal(read_it("hush", 0600), "hush");
	assert_string_equal(read_it("hush hush\n", 0640), "hush hush");
	assert_string_equal(read_it("\xef\xbb\xbfhush\n", 0600), "hush");
	assert_string_equal(read_it("\xef\xbb\xbf\n", 0600), "");
	assert_string_equal(read_it("hush\r\nmore\n", 0400), "hush");
}

static void
others_must_not_use_it(void **state)
{
	static char large[SECRET_SIZE + 10];

	(void)state;
	assert_string_equal(read_it("hush", 0644), "");
	assert_string_equal(read_it("hush", 0604), "");
	assert_string_equal(read_it("hush", 0602), "");
	assert_string_equal(read_it("hush", 0620), "");
	assert_string_equal(read_it("", 0600), "");
	assert_string_equal(read_it("\nhush", 0600), "");
	memset(large, 'x', sizeof(large) - 1);
	assert_string_equal(read_it(large, 0600), "");
}

static void
what_cannot_be_read_is_told(void **state)
{
	static const char *const name[] = { "fstat", "read" };
	char path[FIXTURE_PATH], out[SECRET_SIZE];
	struct err e;
	size_t i;

	(void)state;
	assert_int_equal(secret_read(out, fixture_path(&f, path, "none"), &e),
	    -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(secret_read(out, f.dir, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_non_null(strstr(e.msg, "no file"));
	assert_string_equal(read_it("hush", 0600), "hush");
	for (i = 0; i < 2; i++) {
		failing_nth(name[i], 1, EIO);
		assert_int_equal(secret_read(out, fixture_path(&f, path,
		    "secret"), &e), -1);
		assert_true(failing_end());
		assert_int_equal(e.class, ERR_TEMP);
	}
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup(&f), \
	    fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_first_line_is_the_password),
		TEST(others_must_not_use_it),
		TEST(what_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
