/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static struct buf b;

static int
end(void **state)
{
	(void)state;
	buf_free(&b);
	return 0;
}

static const char *
name(const char *text)
{
	b.len = 0;
	html_name(&b, text);
	return buf_text(&b);
}

static void
what_could_be_markup_is_none(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" }, { "mail.example.com", "mail.example.com" },
		{ "</svg><script>", "&lt;/svg&gt;&lt;script&gt;" },
		{ "a&b\"c'd", "a&amp;b&quot;c&#39;d" },
		{ "\033[2J\n\t\177\200\303\251",
		    "&#xFFFD;[2J&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;"
		    "&#xFFFD;" },
		{ "&#60;", "&amp;#60;" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		assert_string_equal(name(row[i].text), row[i].want);
}

/* Each octet alone: never one that ends a text, a tag or an attribute. */
static void
no_octet_gets_through(void **state)
{
	char text[2] = "";
	const char *at;
	int i;

	(void)state;
	for (i = 1; i < 256; i++) {
		text[0] = (char)i;
		for (at = name(text); *at != '\0'; at++)
			assert_true(*at >= ' ' && *at <= '~' && *at != '<' &&
			    *at != '>' && *at != '"' && *at != '\'');
	}
}

static void
long_texts_are_cut_as_written(void **state)
{
	char text[4097];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(strlen(name(text)), HTML_NAME_MOST +
	    strlen("&hellip;"));
	memset(text, '\'', sizeof(text) - 1);
	assert_in_range(strlen(name(text)), HTML_NAME_ROOM - 8,
	    HTML_NAME_ROOM + strlen("&hellip;"));
	text[HTML_NAME_MOST] = '\0';
	memset(text, 'x', HTML_NAME_MOST);
	assert_int_equal(strlen(name(text)), HTML_NAME_MOST);
}

static void
shares_are_escaped_too(void **state)
{
	(void)state;
	b.len = 0;
	html_share(&b, 1, 100000);
	assert_string_equal(buf_text(&b), "<td class=n>&lt;0.1 %");
	b.len = 0;
	html_share(&b, 99999, 100000);
	assert_string_equal(buf_text(&b), "<td class=n>&gt;99.9 %");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_could_be_markup_is_none, end),
		cmocka_unit_test_teardown(no_octet_gets_through, end),
		cmocka_unit_test_teardown(long_texts_are_cut_as_written, end),
		cmocka_unit_test_teardown(shares_are_escaped_too, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
