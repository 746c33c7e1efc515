/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
reply_is_one_line_whatever_the_text(void **state)
{
	static const struct {
		struct reply reply;
		const char *want;
	} row[] = {
		{ { 554, "5.7.1", "no" }, "554 5.7.1 no\r\n" },
		{ { 400, "4.0.0", "no" }, "400 4.0.0 no\r\n" },
		{ { 599, "5.0.0", "no" }, "599 5.0.0 no\r\n" },
		{ { 553, NULL, "no" }, "553 no\r\n" },
		{ { 451, "", "no" }, "451 no\r\n" },
		{ { 554, "5.7.1", "" }, "554 5.7.1 \r\n" },
		{ { 554, "5.7.1", "a\r\n250 b" }, "554 5.7.1 a??250 b\r\n" },
		{ { 554, "5.7.1", "caf\xc3\xa9" }, "554 5.7.1 caf??\r\n" },
		{ { 554, "5.7.1", "\x1f ~\x7f\x80\xff" },
		    "554 5.7.1 ? ~???\r\n" },
		{ { 554, "5.7.1\n", "%s%n" }, "554 5.7.1? %s%n\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e = { 0 };
		char got[REPLY_LINE_MAX];
		size_t len;

		assert_int_equal(reply_format(got, &len, &row[i].reply, &e), 0);
		assert_int_equal(len, strlen(row[i].want));
		assert_memory_equal(got, row[i].want, len);
	}
}

static void
reply_of_any_length_fits_512_bytes(void **state)
{
	/* "451 4.7.1 " is 10 bytes, CRLF 2: text of 500 fits, 501 is cut */
	static const size_t text_len[] = { 499, 500, 501, 1000 };
	char text[1001], got[REPLY_LINE_MAX];
	size_t len, want, i;

	(void)state;
	for (i = 0; i < COUNT(text_len); i++) {
		struct reply r = { 451, "4.7.1", text };
		struct err e = { 0 };

		memset(text, 'x', sizeof(text));
		text[text_len[i]] = '\0';
		want = text_len[i] < 500 ? 511 : 512;
		assert_int_equal(reply_format(got, &len, &r, &e), 0);
		assert_int_equal(len, want);
		assert_memory_equal(got + len - 3, "x\r\n", 3);
	}
}

static void
reply_that_is_no_refusal_is_an_error(void **state)
{
	static const struct reply row[] = {
		{ 0, NULL, "" },
		{ 250, "2.0.0", "" },
		{ 354, NULL, "" },
		{ 399, NULL, "" },
		{ 600, NULL, "" },
		{ 4510, NULL, "" },
		{ 451, "5.7.1", "" },
		{ 554, "4.7.1", "" },
		{ 554, "55.7.1", "" },
		{ 554, "5", "" },
		{ 554, " 5.7.1", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct err e = { 0 };
		char got[REPLY_LINE_MAX] = "unchanged";
		size_t len = 77;

		if (reply_format(got, &len, &row[i], &e) != -1)
			fail_msg("took %u", row[i].code);
		assert_int_equal(e.class, ERR_PERM);
		assert_int_equal(len, 77);
		assert_string_equal(got, "unchanged");
	}
}

static void
reply_expand_fills_in_the_words(void **state)
{
	static const struct reply_words all = { "192.0.2.1", "h.example",
		"r%h1", "see %i", "60", "7K3Q-2MXA-9TBC",
		"write to us" };
	static const struct reply_words none = { NULL, NULL, NULL,
		NULL, NULL, NULL, NULL };
	static const struct reply_words evil = { "a\n", "\x80", "\r",
		"\xff", NULL, NULL, NULL };
	static const struct {
		const struct reply_words *words;
		const char *template, *want;
	} row[] = {
		{ &all, "", "" },
		{ &all, "plain", "plain" },
		{ &all, "%i %h %r", "192.0.2.1 h.example r%h1" },
		{ &all, "(%t)", "(see %i)" },
		{ &all, "%s s", "60 s" },
		{ &none, "%s", "unknown" },
		{ &all, "no: %m", "no: write to us" },
		{ &all, "[%w] %i", "[7K3Q-2MXA-9TBC] 192.0.2.1" },
		{ &all, "100%% of %i%i", "100% of 192.0.2.1192.0.2.1" },
		{ &all, "%%i", "%i" },
		{ &all, "%x %I %", "%x %I %" },
		{ &none, "%i %h %r", "unknown unknown unknown" },
		{ &evil, "%i%h%r%t\t", "a?????" },
	};
	char got[64];
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		len = reply_expand(got, sizeof(got), row[i].template,
		    row[i].words);
		assert_string_equal(got, row[i].want);
		assert_int_equal(len, strlen(row[i].want));
	}
}

static void
reply_expand_is_cut_to_its_room(void **state)
{
	static const struct reply_words w = { "192.0.2.1", NULL, NULL,
		NULL, NULL, NULL, NULL };
	static const struct {
		size_t cap;
		const char *want;
	} row[] = {
		{ 1, "" },
		{ 2, "a" },
		{ 3, "a1" },
		{ 11, "a192.0.2.1" },
		{ 12, "a192.0.2.1b" },
		{ 13, "a192.0.2.1b" },
	};
	char got[16];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		memset(got, '#', sizeof(got));
		assert_int_equal(reply_expand(got, row[i].cap, "a%ib", &w),
		    strlen(row[i].want));
		assert_string_equal(got, row[i].want);
		assert_int_equal(got[row[i].cap], '#');
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reply_is_one_line_whatever_the_text),
		cmocka_unit_test(reply_of_any_length_fits_512_bytes),
		cmocka_unit_test(reply_that_is_no_refusal_is_an_error),
		cmocka_unit_test(reply_expand_fills_in_the_words),
		cmocka_unit_test(reply_expand_is_cut_to_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
