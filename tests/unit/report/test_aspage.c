/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/aspage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "report/census.h"
#include "report/digest.h"
#include "report/framing.h"
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
