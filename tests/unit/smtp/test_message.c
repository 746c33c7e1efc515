/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s) s, sizeof(s) - 1
#define REST "MAIL FROM:<x@y>\r\n"

static const struct {
	const char *in;
	size_t len;
	const char *out;
	enum message_is is;
} row[] = {
	{ TEXT(".\r\n" REST), ".\r\n", MESSAGE_END },
	{ TEXT("a\r\n.\r\n" REST), "a\r\n.\r\n", MESSAGE_END },
	{ TEXT("\r\n\r\n..\r\n.\r\n"), "\r\n\r\n..\r\n.\r\n", MESSAGE_END },
	{ TEXT("a.\r\n.b\r\n. \r\n"), "a.\r\n.b\r\n. \r\n", MESSAGE_MORE },
	{ TEXT("12345678 12345678\r\n.\r\n"), "12345678 12345678\r\n.\r\n",
	    MESSAGE_END },
	{ TEXT("\xff\x80\x0e\t\x0c\r\n.\r\n"), "\xff\x80\x0e\t\x0c\r\n.\r\n",
	    MESSAGE_END },
	{ TEXT("a"), "a", MESSAGE_MORE },
	{ TEXT("a\r"), "a", MESSAGE_MORE },
	{ TEXT("\r\n."), "\r\n.", MESSAGE_MORE },
	{ TEXT("\r\n.\r"), "\r\n.", MESSAGE_MORE },
	/* what somebody takes for the end, as The-Login/SMTP-Smuggling-Tools
	 * has them */
	{ TEXT("a\n.\n" REST), "a", MESSAGE_BARE },
	{ TEXT("a\n.\r\n" REST), "a", MESSAGE_BARE },
	{ TEXT("a\r.\r" REST), "a", MESSAGE_BARE },
	{ TEXT("a\r.\r\n" REST), "a", MESSAGE_BARE },
	{ TEXT("a\r\n.\n" REST), "a\r\n.", MESSAGE_BARE },
	{ TEXT("a\r\n.\r" REST), "a\r\n.", MESSAGE_BARE },
	{ TEXT("a\r\n.\r\r\n" REST), "a\r\n.", MESSAGE_BARE },
	{ TEXT("a\r\r\n.\r\n" REST), "a", MESSAGE_BARE },
	{ TEXT("a\r\n\n.\r\n" REST), "a\r\n", MESSAGE_BARE },
	{ TEXT("a\n\n.\r\n" REST), "a", MESSAGE_BARE },
	{ TEXT("a\r\n\r.\r\n" REST), "a\r\n", MESSAGE_BARE },
	{ TEXT("a\r\n\0.\r\n" REST), "a\r\n", MESSAGE_NUL },
	{ TEXT("a\r\n.\0\r\n" REST), "a\r\n.", MESSAGE_NUL },
	{ TEXT("a\0\n.\n" REST), "a", MESSAGE_NUL },
	{ TEXT("12345678\r\n.\r1" REST), "12345678\r\n.", MESSAGE_BARE },
	{ TEXT("12345678\0" REST), "12345678", MESSAGE_NUL },
};

static void
only_whole_lines_pass_however_they_are_cut(void **state)
{
	char out[256], part[256];
	size_t i, chunk, at, n, o, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (chunk = 1; chunk <= row[i].len; chunk++) {
			struct message m = { 0 };

			for (at = o = 0; at < row[i].len; at += n, o += len) {
				n = row[i].len - at;
				n = n < chunk ? n : chunk;
				n = message_take(&m, part, &len,
				    row[i].in + at, n);
				assert_true(len <= n + 1);
				memcpy(out + o, part, len);
				if (n == 0)
					break;
			}
			if (m.is != row[i].is || o != strlen(row[i].out) ||
			    memcmp(out, row[i].out, o) != 0)
				fail_msg("row %zu, chunk %zu: %.*s", i, chunk,
				    (int)o, out);
		}
}

static void
what_follows_the_end_is_not_taken(void **state)
{
	static const char in[] = "a\r\n.\r\n" REST;
	struct message m = { 0 };
	char out[64];
	size_t len;

	(void)state;
	assert_int_equal(message_take(&m, out, &len, in, sizeof(in) - 1), 6);
	assert_int_equal(message_take(&m, out, &len, REST, 5), 0);
	assert_int_equal(len, 0);
}

/* The end of a mail that was broken off is what its sender takes for it. */
static void
the_rest_of_a_broken_mail_ends_with_its_dot(void **state)
{
	static const struct {
		const char *in;
		size_t taken, skipped;
	} skip[] = {
		{ "a\n.\nb\r\n.\r\nQUIT\r\n", 2, 8 },
		{ "a\r\n.\nb\r\r\n.\r\nQ", 5, 7 },
		{ "a\r\n.\r.\r\n.\r\nQ", 6, 5 },
		{ "a\n\r\n.\r\nQ", 2, 5 },
		{ "\r\r\n.\r\nQ", 2, 4 },
		{ "\n.\r\n\r\n.\r\nQ", 1, 8 },
		{ "\rx\n.\r\n\r\n.\r\nQ", 2, 9 },
	};
	size_t i, n, len, out_len;
	char out[64];

	(void)state;
	for (i = 0; i < COUNT(skip); i++) {
		struct message m = { 0 };

		len = strlen(skip[i].in);
		n = message_take(&m, out, &out_len, skip[i].in, len);
		assert_int_equal(n, skip[i].taken);
		assert_int_equal(m.is, MESSAGE_BARE);
		n = message_skip(&m, skip[i].in + n, len - n);
		if (n != skip[i].skipped)
			fail_msg("row %zu: %zu", i, n);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whole_lines_pass_however_they_are_cut),
		cmocka_unit_test(what_follows_the_end_is_not_taken),
		cmocka_unit_test(the_rest_of_a_broken_mail_ends_with_its_dot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
