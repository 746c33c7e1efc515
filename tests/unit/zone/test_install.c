/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/install.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/fixture.h"
#include "zone/entries.h"
#include "zone/file.h"
#include "zone/format.h"
#include "zone/terms.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW 1796000000

static struct fixture f;
static char path[FIXTURE_PATH];

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	(void)fixture_path(&f, path, "list");
	return 0;
}

/* n addresses whose time is over in turn, ten seconds apart. */
static void
fill(struct entries *s, size_t n)
{
	struct zone_entry entry = { .bits = 32, .value = 10, .text = "x" };
	struct err e;
	size_t i;

	for (i = 0; i < n; i++) {
		entry.ip = (struct ip){ { 70, 1, 2, (unsigned char)i }, 32 };
		entry.until_s = NOW + 10 + 10 * (int64_t)i;
		assert_int_equal(entries_add(s, &entry, &e), 0);
	}
	entries_sort(s);
}

/* Install a list of n entries. */
static enum install_answer
install(const char *format, size_t n, int64_t now_s, bool force,
    struct err *e)
{
	struct terms t = { .zone = "bl.x", .server = "ns.x", .ttl_s = 60,
		.now_s = now_s };
	struct entries s = { 0 };
	enum install_answer answer;

	fill(&s, n);
	answer = install_list(path, format_find(format), &s, &t, force, e);
	entries_free(&s);
	return answer;
}

/* What is in the file, for free(3). */
static char *
content(void)
{
	struct buf b = { 0 };
	struct err e;

	assert_int_equal(file_read(&b, path, &e), 0);
	assert_non_null(buf_text(&b));
	return (char *)b.data;
}

static void
install_guards_against_loss(void **state)
{
	static const struct {
		bool there;
		size_t entries, left, len;
		bool refused;
	} row[] = {
		{ false, 0, 0, 0, true }, /* nothing at all: a mistake? */
		{ false, 0, 0, 1, false },
		{ true, 100, 100, 100, false }, { true, 100, 100, 200, false },
		{ true, 100, 100, 50, false }, /* half */
		{ true, 100, 100, 49, true }, { true, 101, 101, 51, false },
		{ true, 101, 101, 50, true },  /* more than half */
		{ true, 100, 100, 0, true },
		{ true, 100, 60, 30, false }, { true, 100, 60, 29, true },
		{ true, 1, 1, 1, false }, { true, 1, 1, 0, true },
		{ true, 2, 2, 1, false }, { true, 3, 3, 1, true },
		{ true, 100, 0, 0, false }, /* all have left in their time */
		{ true, 100, 1, 0, true },
		{ true, 0, 0, 0, false }, { true, 0, 0, 5, false },
	};
	struct install_old old;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		old = (struct install_old){ row[i].there, row[i].entries,
			row[i].left };
		if (install_guard(&old, row[i].len, "f", &e) !=
		    (row[i].refused ? -1 : 0))
			fail_msg("row %zu", i);
	}
}

static void
install_says_both_counts(void **state)
{
	const struct install_old old = { true, 1200, 1000 };
	struct err e;

	(void)state;
	assert_int_equal(install_guard(&old, 120, "f", &e), -1);
	assert_non_null(strstr(e.msg, "f has 1000 entries"));
	assert_non_null(strstr(e.msg, "the new list has 120"));
	assert_non_null(strstr(e.msg, "--force"));
	assert_int_equal(install_guard(&old, 0, "f", &e), -1);
	assert_non_null(strstr(e.msg, "f has 1000 entries"));
	assert_non_null(strstr(e.msg, "the new list has 0"));
}

static void
install_keeps_the_old_list_where_much_would_be_lost(void **state)
{
	struct err e;
	char *was, *is;

	(void)state;
	assert_int_equal(install("cidr", 0, NOW, false, &e), INSTALL_REFUSED);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(install("cidr", 20, NOW, false, &e), INSTALL_DONE);
	was = content();
	assert_int_equal(install("cidr", 9, NOW, false, &e), INSTALL_REFUSED);
	assert_int_equal(install("cidr", 0, NOW, false, &e), INSTALL_REFUSED);
	is = content();
	assert_string_equal(is, was);
	free(is);
	free(was);
	/* at NOW + 50 five of them have left: of 15 eight is more than half */
	assert_int_equal(install("cidr", 7, NOW + 50, false, &e),
	    INSTALL_REFUSED);
	assert_int_equal(install("cidr", 8, NOW + 50, false, &e),
	    INSTALL_DONE);
	assert_int_equal(install("cidr", 2, NOW, true, &e), INSTALL_DONE);
	assert_int_equal(install("cidr", 0, NOW + 20, false, &e),
	    INSTALL_DONE);
	assert_int_equal(install("cidr", 0, NOW, false, &e), INSTALL_SAME);
	assert_int_equal(install("cidr", 1, NOW, false, &e), INSTALL_DONE);
}

static void
install_does_not_replace_what_is_not_ours(void **state)
{
	static const char mine[] = "10.0.0.0/8 my own list\n";
	struct err e;
	char *is;

	(void)state;
	fixture_text(&f, "list", mine);
	assert_int_equal(install("cidr", 5, NOW, false, &e), INSTALL_REFUSED);
	is = content();
	assert_string_equal(is, mine);
	free(is);
	assert_int_equal(install("cidr", 5, NOW, true, &e), INSTALL_DONE);
	assert_int_equal(install("bind", 5, NOW, false, &e), INSTALL_REFUSED);
	fixture_text(&f, "list", "");
	assert_int_equal(install("bind", 5, NOW, false, &e), INSTALL_DONE);
}

static unsigned long
serial(void)
{
	unsigned long n = 0;
	char *is = content(), *soa = strstr(is, "hostmaster.bl.x. ( ");

	assert_non_null(soa);
	assert_int_equal(sscanf(soa + 19, "%lu", &n), 1);
	free(is);
	return n;
}

/* A secondary fetches the zone if the number grew: never for nothing, and
 * always if it has to. */
static void
install_raises_the_serial_of_what_changed(void **state)
{
	struct stat before, after;
	struct err e;

	(void)state;
	assert_int_equal(install("bind", 5, NOW, false, &e), INSTALL_DONE);
	assert_int_equal(serial(), NOW);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(install("bind", 5, NOW + 9, false, &e), INSTALL_SAME);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(serial(), NOW);
	assert_int_equal(install("bind", 6, NOW + 9, false, &e), INSTALL_DONE);
	assert_int_equal(serial(), NOW + 9);
	assert_int_equal(install("bind", 5, NOW, false, &e), INSTALL_DONE);
	assert_int_equal(serial(), NOW + 10);
	fixture_text(&f, "list",
	    "@ IN SOA a. hostmaster.bl.x. 2026112901 1 1 1 1\n");
	assert_int_equal(install("bind", 5, NOW, true, &e), INSTALL_DONE);
	assert_int_equal(serial(), 2026112902);
}

/* Its timeouts count from when it was written. */
static void
install_writes_what_ages_again(void **state)
{
	struct err e;
	char *is;

	(void)state;
	assert_int_equal(install("nft", 1, NOW, false, &e), INSTALL_DONE);
	assert_int_equal(install("nft", 1, NOW + 4, false, &e), INSTALL_DONE);
	is = content();
	assert_non_null(strstr(is, " timeout 6s"));
	free(is);
}

static void
install_fails_where_no_file_can_be(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(install("cidr", 5, NOW, false, &e), INSTALL_FAILED);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(rmdir(path), 0);
	(void)snprintf(path, sizeof(path), "%s/no/list", f.dir);
	assert_int_equal(install("cidr", 5, NOW, false, &e), INSTALL_FAILED);
	assert_int_equal(e.class, ERR_TEMP);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, begin, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(install_guards_against_loss),
		TEST(install_says_both_counts),
		TEST(install_keeps_the_old_list_where_much_would_be_lost),
		TEST(install_does_not_replace_what_is_not_ours),
		TEST(install_raises_the_serial_of_what_changed),
		TEST(install_writes_what_ages_again),
		TEST(install_fails_where_no_file_can_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
