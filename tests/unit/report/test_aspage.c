/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/aspage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/census.h"
#include "report/digest.h"
#include "report/framing.h"
#include "report/page_time.h"
#include "report/timeline.h"
#include "rule/image.h"

#define NOW INT64_C(1764496800)

static struct census *c;
static struct digest d;
static struct buf b;
static struct image none = { .fd = -1 };
static struct err e;

static int
begin(void **state)
{
	(void)state;
	c = calloc(1, sizeof(*c));
	memset(&d, 0, sizeof(d));
	memset(&b, 0, sizeof(b));
	c->now_s = d.made_s = NOW;
	c->img = &none;
	d.version = "0";
	return census_begin(c, &e);
}

static int
end(void **state)
{
	(void)state;
	buf_free(&b);
	digest_free(&d);
	census_end(c);
	free(c);
	return 0;
}

/* Count a line at a time, with a word of somebody's wherever one may stand. */
static void
line(int64_t at_s, const char *word, int n)
{
	char text[4000];
	const struct framed f = { text, (size_t)snprintf(text, sizeof(text),
		"dyn-host-filter: pid=1 ip=198.51.%d.7 host=%s%d.example "
		"action=block code=553 rule=%s%d score=2 watch=%s%d:block "
		"note=odd-name,dns:%s%d.bl:listed,dns:%d.%s:error error=%s%d "
		"name=%s db=%s by=%s to=u@%s%d why=%s", n % 256, word, n, word,
		n, word, n, word, n % 40, n % 40, word, word, n, word, word,
		word, word, n, word), true, at_s };

	census_line(c, &f);
}

static const char *
page(size_t rows)
{
	assert_int_equal(digest_fill(&d, c, rows, &e), 0);
	aspage_write(&b, &d);
	assert_int_equal(b.failed, 0);
	return buf_text(&b);
}

/* Of each picture, table and section, as many end as begin. */
static void
is_balanced(const char *text, const char *tag)
{
	char open[20], close[20];
	const char *at;
	int n = 0;

	(void)snprintf(open, sizeof(open), "<%s", tag);
	(void)snprintf(close, sizeof(close), "</%s>", tag);
	for (at = text; (at = strstr(at, open)) != NULL; at++)
		n++;
	assert_true(n > 0);
	for (at = text; (at = strstr(at, close)) != NULL; at++)
		n--;
	assert_int_equal(n, 0);
}

static void
a_page_is_never_longer_than_it_may_be(void **state)
{
	static const char *const tag[] = { "svg", "table", "section",
		"details", "main", "ul", "ol" };
	static char word[161];
	const char *text;
	size_t i;
	int n;

	(void)state;
	memset(word, '\'', sizeof(word) - 1); /* the longest as written */
	for (n = 0; n < 3000; n++)
		line(NOW - n * 4000, word, n);
	text = page(DIGEST_ROWS_MOST);
	assert_in_range(b.len, ASPAGE_MOST / 3, ASPAGE_MOST);
	assert_non_null(strstr(text, "Tables were shortened"));
	for (i = 0; i < sizeof(tag) / sizeof(tag[0]); i++)
		is_balanced(text, tag[i]);
}

static void
nothing_of_a_log_is_markup(void **state)
{
	const char *text;

	(void)state;
	line(NOW, "</svg><script>FOREIGN", 1);
	line(NOW - 60, "\"/><img/src=FOREIGN", 2);
	text = page(20);
	assert_non_null(strstr(text, "&lt;script&gt;FOREIGN"));
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "<img"));
	assert_null(strstr(text, "\"/>&lt;img"));
	assert_null(strstr(text, "Tables were shortened"));
	assert_non_null(strstr(text, "default-src 'none'"));
	assert_null(strstr(text, "http:"));
	assert_null(strstr(text, "https:"));
	assert_null(strstr(text, "url("));
}

static void
a_page_about_nothing_is_short(void **state)
{
	const char *text;

	(void)state;
	text = page(20);
	assert_non_null(strstr(text, "Nothing to see."));
	assert_null(strstr(text, "<table"));
}

/* Decisions of one action, without a word that would make a row. */
static void
decisions(int64_t at_s, const char *action, unsigned n)
{
	char text[256];
	const struct framed f = { text, (size_t)snprintf(text, sizeof(text),
		"dyn-host-filter: pid=1 ip=198.51.100.7 host=- action=%s "
		"code=- rule=x score=0", action), at_s != INT64_MIN, at_s };

	for (; n > 0; n--)
		census_line(c, &f);
}

static void
a_share_that_is_nearly_none_or_all_is_told_so(void **state)
{
	const char *text;

	(void)state;
	decisions(NOW, "pass", 2000);
	decisions(NOW, "block", 1);
	text = page(20);
	assert_non_null(strstr(text, "Let in</span><span class=much>"
	    "&gt;99.9 %"));
	assert_non_null(strstr(text, "Refused</span><span class=much>"
	    "&lt;0.1 %"));
	b.len = 0;
	c->asked = 10000;
	c->unknown = 1;
	page_time_dns(&b, &d);
	assert_non_null(strstr(buf_text(&b), "unknown of 1 (&lt;0.1 %)"));
	b.len = 0;
	c->unknown = 9999;
	page_time_dns(&b, &d);
	assert_non_null(strstr(buf_text(&b), "of 9,999 (&gt;99.9 %)"));
	b.len = 0;
	c->asked = 0;
	page_time_dns(&b, &d);
	assert_int_equal(b.len, 0);
}

static void
what_has_no_time_makes_no_picture(void **state)
{
	const char *text;

	(void)state;
	decisions(INT64_MIN, "pass", 3);
	c->asked = 3;
	text = page(20);
	assert_non_null(strstr(text, "No line of the log has a time"));
	assert_null(strstr(text, "id=time"));
	assert_null(strstr(text, "id=resolver"));
}

/* As report/timeline.c has the widths, from a minute to half a year. */
static void
the_width_of_a_bar_is_told(void **state)
{
	static const char *const word[] = { "minute", "5 minutes",
		"quarter of an hour", "hour", "3 hours", "6 hours",
		"12 hours", "day", "week", "4 weeks", "24 weeks" };
	char want[64];
	unsigned i;

	(void)state;
	decisions(NOW, "pass", 3);
	(void)page(20);
	for (i = 0; i < sizeof(word) / sizeof(word[0]); i++) {
		c->timeline.step = i;
		c->timeline.first = NOW / timeline_width(&c->timeline) - 20;
		c->timeline.bins = 40;
		b.len = 0;
		page_time_actions(&b, &d, i % 2 == 0);
		(void)snprintf(want, sizeof(want),
		    "Decisions in each %s.", word[i]);
		if (strstr(buf_text(&b), want) == NULL)
			fail_msg("%s", want);
		assert_int_equal(strstr(buf_text(&b), "<details>") != NULL,
		    i % 2 == 0);
		/* ticks are where they have room */
		assert_null(strstr(buf_text(&b), "style=left:0.00%"));
	}
}

static void
a_crash_is_told_on_top(void **state)
{
	static const char text[] = "dyn-host-filter: crashed: the client got "
	    "451";
	const struct framed f = { text, sizeof(text) - 1, true, NOW };

	(void)state;
	decisions(NOW, "pass", 1);
	census_line(c, &f);
	assert_non_null(strstr(page(20), "It crashed 1 times. "));
	assert_null(strstr(buf_text(&b), "No faults, no crashes"));
}

static void
the_time_here_is_told_where_it_is_another(void **state)
{
	(void)state;
	decisions(NOW, "pass", 1);
	(void)setenv("TZ", "XYZ-3", 1);
	tzset();
	assert_non_null(strstr(page(20), "2025-11-30 13:00 XYZ here"));
	(void)setenv("TZ", "UTC0", 1);
	tzset();
	b.len = 0;
	digest_free(&d);
	assert_null(strstr(page(20), " here"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_page_is_never_longer_than_it_may_be, begin, end),
		cmocka_unit_test_setup_teardown(nothing_of_a_log_is_markup,
		    begin, end),
		cmocka_unit_test_setup_teardown(a_page_about_nothing_is_short,
		    begin, end),
		cmocka_unit_test_setup_teardown(
		    a_share_that_is_nearly_none_or_all_is_told_so, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_has_no_time_makes_no_picture, begin, end),
		cmocka_unit_test_setup_teardown(the_width_of_a_bar_is_told,
		    begin, end),
		cmocka_unit_test_setup_teardown(a_crash_is_told_on_top, begin,
		    end),
		cmocka_unit_test_setup_teardown(
		    the_time_here_is_told_where_it_is_another, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
