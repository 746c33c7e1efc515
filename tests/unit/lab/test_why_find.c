/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/why_find.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <utime.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/fixture.h"

/* The minute of the receipt. */
#define AT_S INT64_C(1795977780)
#define DAY_S INT64_C(86400)

#define LINE(why) "dyn-host-filter: pid=1 ip=198.51.100.7 host=h.example " \
	"action=block code=553 rule=r score=0 watch=- note=- error=- " \
	"name=given db=0000000a by=filter why=" why "\n"

static struct fixture f;
static int found;
static char where[FIXTURE_PATH];
static struct why_find w;

static int
begin(void **state)
{
	(void)state;
	fixture_begin(&f);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

static int
on_found(void *arg, const char *file, const char *line, size_t len,
    bool has_time, int64_t at_s, struct err *e)
{
	(void)arg;
	(void)has_time;
	(void)at_s;
	(void)e;
	found++;
	(void)snprintf(where, sizeof(where), "%s", strrchr(file, '/') + 1);
	assert_true(len > 0 && line[len - 1] != '\n');
	return 0;
}

/* A log that was written last so long after the minute. */
static void
put(const char *name, const char *text, int64_t after_s)
{
	char path[FIXTURE_PATH];
	const struct utimbuf t = { AT_S + after_s, AT_S + after_s };

	fixture_text(&f, name, text);
	assert_int_equal(utime(fixture_path(&f, path, name), &t), 0);
}

/* The name of a log that was moved away so long after the minute. */
static const char *
moved(int64_t after_s)
{
	static char name[40];

	(void)snprintf(name, sizeof(name), "@%016llx00000000.s",
	    (unsigned long long)(AT_S + after_s + 10) | 1ull << 62);
	return name;
}

static int
search(char *const log[])
{
	struct err e = { 0 };
	int rc;

	w = (struct why_find){ .receipt = "1EQY354D9E3K", .at_s = AT_S,
		.now_s = AT_S + 30 * DAY_S, .found = on_found };
	found = 0;
	rc = why_find(&w, log, &e);
	assert_int_equal(rc, found);
	return rc;
}

static void
only_logs_of_that_time_are_read(void **state)
{
	char *const log[] = { f.dir, NULL };

	(void)state;
	put(moved(-2 * DAY_S), LINE("ZZZZZZZZZZZX"), 9);
	put(moved(-1 * DAY_S), LINE("ZZZZZZZZZZZX"), 9);
	put(moved(3600), LINE("1EQY354D9E3K"), 9);
	put(moved(DAY_S), LINE("ZZZZZZZZZZZX"), 9);
	put("current", LINE("ZZZZZZZZZZZX"), 30 * DAY_S);
	assert_int_equal(search(log), 1);
	assert_int_equal(w.read, 1);
	assert_string_equal(where, moved(3600));
}

static void
one_at_the_border_may_be_in_both(void **state)
{
	char *const log[] = { f.dir, NULL };

	(void)state;
	put(moved(-60), LINE("ZZZZZZZZZZZX"), 9);
	put(moved(DAY_S), LINE("1EQY354D9E3K"), 9);
	put(moved(2 * DAY_S), LINE("ZZZZZZZZZZZX"), 9);
	assert_int_equal(search(log), 1);
	assert_int_equal(w.read, 2);
}

/* A log that was copied has the time of its copy: what it says counts. */
static void
a_time_that_is_wrong_hides_nothing(void **state)
{
	char *const log[] = { f.dir, NULL };

	(void)state;
	put(moved(-2 * DAY_S), LINE("1EQY354D9E3K"), 9);
	put(moved(DAY_S), LINE("ZZZZZZZZZZZX"), 9);
	assert_int_equal(search(log), 1);
	assert_int_equal(w.read, 2);
	assert_string_equal(where, moved(-2 * DAY_S));
}

static void
files_go_by_when_they_were_written(void **state)
{
	char path[3][FIXTURE_PATH];
	char *const log[] = { path[0], path[1], path[2], NULL };

	(void)state;
	put("mail.log", LINE("ZZZZZZZZZZZX"), 2 * DAY_S);
	put("mail.log.1", LINE("1EQY354D9E3K"), 7200);
	put("mail.log.2", LINE("ZZZZZZZZZZZX"), -DAY_S);
	(void)fixture_path(&f, path[0], "mail.log");
	(void)fixture_path(&f, path[1], "mail.log.1");
	(void)fixture_path(&f, path[2], "mail.log.2");
	assert_int_equal(search(log), 1);
	assert_int_equal(w.read, 1);
}

static void
what_only_looks_alike_is_none(void **state)
{
	char path[FIXTURE_PATH];
	char *const log[] = { path, NULL };

	(void)state;
	put("log", LINE("1EQY354D9E3KX") "why=1EQY354D9E3K\n"
	    "postfix/smtpd[1]: helo=<dyn-host-filter: pid=1 ip=192.0.2.1 "
	    "action=block rule=x why=1EQY354D9E3K>\n"
	    "dyn-host-filter: pid=1 ip=192.0.2.1 action=block rule=r "
	    "host=why=1EQY354D9E3K why=-\n", 60);
	(void)fixture_path(&f, path, "log");
	assert_int_equal(search(log), 0);
	assert_int_equal(w.read, 1);
	put("log", LINE("1EQY354D9E3K") LINE("1EQY354D9E3K"), 60);
	assert_int_equal(search(log), 2);
}

static void
a_log_that_is_not_there_is_an_error(void **state)
{
	char path[FIXTURE_PATH];
	char *const log[] = { path, NULL };
	struct err e = { 0 };

	(void)state;
	(void)fixture_path(&f, path, "nothing");
	w.found = on_found;
	assert_int_equal(why_find(&w, log, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
}

#define t(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		t(only_logs_of_that_time_are_read),
		t(one_at_the_border_may_be_in_both),
		t(a_time_that_is_wrong_hides_nothing),
		t(files_go_by_when_they_were_written),
		t(what_only_looks_alike_is_none),
		t(a_log_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
