/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/autogreen.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/fixture.h"

#define DAY 86400
#define NOW FIXTURE_NOW /* 2026-06-15 */
#define FIRST "# dhfd-autogreen 1: who came back, and when last; " \
	"written by dhfd\n"

static struct autogreen a;
static struct buf out;
static struct err e;

static int
begin(void **state)
{
	(void)state;
	return autogreen_init(&a, 100, &e);
}

static int
end(void **state)
{
	(void)state;
	autogreen_free(&a);
	buf_free(&out);
	return 0;
}

static bool
add(const char *text, unsigned bits, int64_t now_s)
{
	struct ip ip;

	assert_int_equal(ip_parse(&ip, text, &e), 0);
	return autogreen_add(&a, &ip, bits, now_s);
}

static const char *
written(int64_t now_s)
{
	buf_free(&out);
	autogreen_write(&out, &a, now_s, 36 * DAY);
	return buf_text(&out);
}

static void
networks_stand_there_with_their_day(void **state)
{
	(void)state;
	assert_string_equal(written(NOW), FIRST);
	assert_true(add("192.0.2.1", 32, NOW));
	assert_false(add("192.0.2.1", 32, NOW + 100)); /* the same day */
	assert_true(add("198.51.100.0", 24, NOW - DAY));
	assert_true(add("2001:db8:1:2::", 64, NOW - DAY - 1));
	assert_string_equal(written(NOW), FIRST
	    "192.0.2.1 # 2026-06-15\n"
	    "198.51.100.0/24 # 2026-06-14\n"
	    "2001:db8:1:2::/64 # 2026-06-13\n");
	assert_true(add("2001:db8:1:2::", 64, NOW));
	assert_true(add("198.51.100.0", 25, NOW)); /* another setting */
	assert_false(add("192.0.2.1", 32, NOW - DAY)); /* the clock steps */
	assert_int_equal(a.len, 3);
	assert_non_null(strstr(written(NOW), "\n198.51.100.0/25 # "));
}

static void
who_stays_away_is_forgotten(void **state)
{
	(void)state;
	assert_true(add("192.0.2.1", 32, NOW));
	assert_true(add("192.0.2.2", 32, NOW + DAY));
	assert_non_null(strstr(written(NOW + 36 * DAY), "192.0.2.1 "));
	assert_string_equal(written(NOW + 37 * DAY), FIRST
	    "192.0.2.2 # 2026-06-16\n");
	assert_true(add("192.0.2.1", 32, NOW + 37 * DAY));
	assert_int_equal(a.len, 2);
}

static void
what_is_written_is_read(void **state)
{
	char *text, again[4096];

	(void)state;
	(void)add("192.0.2.1", 32, NOW);
	(void)add("198.51.100.0", 24, NOW - DAY);
	(void)add("2001:db8:1:2::", 64, 0);
	buf_free(&out);
	autogreen_write(&out, &a, NOW, NOW + DAY);
	strcpy(again, buf_text(&out));
	text = strdup(again);
	autogreen_free(&a);
	assert_int_equal(autogreen_init(&a, 100, &e), 0);
	assert_int_equal(autogreen_read(&a, text, &e), 0);
	buf_free(&out);
	autogreen_write(&out, &a, NOW, NOW + DAY);
	assert_string_equal(buf_text(&out), again);
	free(text);
}

static void
other_files_are_left_alone(void **state)
{
	char other[] = "192.0.2.1\n", none[] = "", odd[] = FIRST "nonsense\n"
	    "192.0.2.7/24 # 2026-06-15\n192.0.2.8 # yesterday\n\n"
	    "192.0.2.9 # 2026-06-15";

	(void)state;
	assert_int_equal(autogreen_read(&a, other, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_int_equal(a.len, 0);
	assert_int_equal(autogreen_read(&a, none, &e), 0);
	assert_int_equal(autogreen_read(&a, odd, &e), 0);
	assert_string_equal(written(NOW), FIRST "192.0.2.9 # 2026-06-15\n");
}

/* Of more than fit the oldest go. */
static void
there_is_a_limit(void **state)
{
	char text[32];
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		(void)snprintf(text, sizeof(text), "10.0.%d.%d", i / 250,
		    i % 250);
		assert_true(add(text, 32, NOW + (i % 7) * DAY));
		assert_true(a.len <= 100);
	}
	assert_true(a.len > 80);
	assert_null(strstr(written(NOW + 7 * DAY), "2026-06-15"));
	assert_non_null(strstr(written(NOW + 7 * DAY), "2026-06-21"));
	assert_false(add("10.0.3.249", 32, NOW)); /* is still found */
}

static void
an_import_reads_it(void **state)
{
	struct fixture f;
	struct verdict v;

	(void)state;
	(void)add("192.0.2.1", 32, NOW);
	(void)add("2001:db8:1:2::", 64, NOW - DAY);
	fixture_begin(&f);
	fixture_text(&f, "green", written(NOW));
	fixture_load(&f, "import networks green pass\nblock @any\n");
	if (strstr(f.said, "warning") != NULL)
		fail_msg("%s", f.said);
	fixture_ask(&f, &v, "192.0.2.1", NULL);
	assert_int_equal(v.action, RULE_PASS);
	fixture_ask(&f, &v, "2001:db8:1:2:ffff::", NULL);
	assert_int_equal(v.action, RULE_PASS);
	fixture_ask(&f, &v, "192.0.2.2", NULL);
	assert_int_equal(v.action, RULE_BLOCK);
	autogreen_free(&a);
	assert_int_equal(autogreen_init(&a, 100, &e), 0);
	fixture_text(&f, "green", written(NOW)); /* nobody is green */
	fixture_load(&f, "import networks green pass empty\nblock @any\n");
	if (strstr(f.said, "warning") != NULL)
		fail_msg("%s", f.said);
	fixture_end(&f);
}

/* What finds no memory is not there, and nothing else is lost. */
static void
without_memory_fewer_are_there(void **state)
{
	char text[32];
	size_t n, i, well = 0;

	(void)state;
	failing_nth(FAILING_MEMORY, 1, ENOMEM);
	autogreen_free(&a);
	assert_int_equal(autogreen_init(&a, 100, &e), -1);
	assert_int_equal(e.class, ERR_TEMP);
	assert_true(failing_end());
	assert_int_equal(autogreen_init(&a, 100, &e), 0);
	for (n = 0; n < 90; n++) {
		(void)snprintf(text, sizeof(text), "192.0.2.%zu", n);
		failing_nth(FAILING_MEMORY, 1, ENOMEM);
		well = a.len;
		if (!add(text, 32, NOW)) {
			assert_true(failing_end());
			assert_int_equal(a.len, well);
			assert_true(add(text, 32, NOW));
		}
		(void)failing_end();
	}
	failing_all(FAILING_MEMORY, ENOMEM);
	buf_free(&out);
	autogreen_write(&out, &a, NOW, 36 * DAY);
	assert_true(failing_end());
	for (i = 0; i < 90; i++) { /* as if they were new */
		(void)snprintf(text, sizeof(text), "198.51.100.%zu", i);
		(void)add(text, 32, NOW);
	}
	assert_in_range(a.len, 1, 100);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(networks_stand_there_with_their_day),
		TEST(who_stays_away_is_forgotten),
		TEST(what_is_written_is_read),
		TEST(other_files_are_left_alone),
		TEST(there_is_a_limit),
		TEST(without_memory_fewer_are_there),
		TEST(an_import_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
