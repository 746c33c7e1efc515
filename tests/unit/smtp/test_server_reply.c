/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/server_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s) s, sizeof(s) - 1

/* Take all of in until it is more than a beginning; how much that was. */
static size_t
take(struct server_reply *r, const char *in, size_t len,
    enum server_reply_is *is)
{
	size_t i = 0;

	do
		*is = server_reply_take(r, in[i++]);
	while (*is == SERVER_REPLY_MORE && i < len);
	return i;
}

static void
a_reply_is_whole_or_wrong(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		enum server_reply_is is;
		unsigned code;
		const char *text;
	} row[] = {
		{ TEXT("250 ok\r\n"), SERVER_REPLY_WHOLE, 250, "250 ok\r\n" },
		{ TEXT("250 ok\n"), SERVER_REPLY_WHOLE, 250, "250 ok\r\n" },
		{ TEXT("250\r\n"), SERVER_REPLY_WHOLE, 250, "250\r\n" },
		{ TEXT("250 \r\n"), SERVER_REPLY_WHOLE, 250, "250 \r\n" },
		{ TEXT("250-a\r\n250-b\n250 c\r\n"), SERVER_REPLY_WHOLE, 250,
		    "250-a\r\n250-b\r\n250 c\r\n" },
		{ TEXT("250-a\r\n250\r\n"), SERVER_REPLY_WHOLE, 250,
		    "250-a\r\n250\r\n" },
		{ TEXT("550 \xc3\xa4\t.\r\n"), SERVER_REPLY_WHOLE, 550,
		    "550 \xc3\xa4\t.\r\n" },
		{ TEXT("250-a\r\n"), SERVER_REPLY_MORE, 250, NULL },
		{ TEXT("250 ok"), SERVER_REPLY_MORE, 0, NULL },
		{ TEXT("250-a\r\n550 b\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("250_a\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("25 a\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("199 a\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("600 a\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("hello\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("250 a\0\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("250 a\rb\r\n"), SERVER_REPLY_WRONG, 0, NULL },
		{ TEXT("250 a\x1b[1m\r\n"), SERVER_REPLY_WRONG, 0, NULL },
	};
	enum server_reply_is is;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct server_reply r = { 0 };

		if (take(&r, row[i].in, row[i].len, &is) != row[i].len ||
		    is != row[i].is)
			fail_msg("row %zu", i);
		if (is != SERVER_REPLY_WRONG)
			assert_int_equal(r.code, row[i].code);
		if (is == SERVER_REPLY_WHOLE) {
			assert_int_equal(r.len, strlen(row[i].text));
			assert_memory_equal(r.text, row[i].text, r.len);
		}
	}
}

static void
its_length_has_limits(void **state)
{
	char line[SERVER_REPLY_LINE_MAX + 1];
	struct server_reply r = { 0 };
	enum server_reply_is is;
	size_t i;

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "250 ", 4);
	memcpy(line + SERVER_REPLY_LINE_MAX - 2, "\r\n", 2);
	take(&r, line, SERVER_REPLY_LINE_MAX, &is);
	assert_int_equal(is, SERVER_REPLY_WHOLE);
	server_reply_clear(&r);
	memcpy(line + SERVER_REPLY_LINE_MAX - 2, "x\r\n", 3);
	take(&r, line, sizeof(line), &is);
	assert_int_equal(is, SERVER_REPLY_WRONG);
	for (i = 0; i < 2; i++) { /* many lines, many bytes */
		size_t len = i == 0 ? 7 : 1000, count = 0;

		server_reply_clear(&r);
		memset(line, 'x', sizeof(line));
		memcpy(line, "250-", 4);
		memcpy(line + len - 2, "\r\n", 2);
		do
			take(&r, line, len, &is);
		while (is == SERVER_REPLY_MORE && ++count < 1000);
		assert_int_equal(is, SERVER_REPLY_WRONG);
		assert_int_equal(count, i == 0 ? SERVER_REPLY_LINES_MAX - 1
					       : SERVER_REPLY_MAX / 1000);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_is_whole_or_wrong),
		cmocka_unit_test(its_length_has_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
