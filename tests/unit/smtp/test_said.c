/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/said.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
hear(struct said *s, const char *line)
{
	said_hear(s, line, strlen(line));
}

static bool
recipient(struct said *s, const char *line)
{
	return said_recipient(s, line, strlen(line));
}

static void
what_was_said_can_be_said_again(void **state)
{
	struct said s = { 0 };
	struct recipient_ask ask;

	(void)state;
	ask = said_ask(&s);
	assert_true(ask.helo == NULL && ask.sender == NULL);
	hear(&s, "EHLO  mx.b.example more");
	hear(&s, "mail from:<a@B.example> SIZE=9");
	assert_true(recipient(&s, "RCPT TO:<@x:Post@C.example>"));
	assert_true(s.ehlo);
	assert_string_equal(s.helo, "mx.b.example");
	assert_string_equal(s.mail, "mail from:<a@B.example> SIZE=9");
	assert_string_equal(s.rcpt, "RCPT TO:<@x:Post@C.example>");
	ask = said_ask(&s);
	assert_string_equal(ask.helo, "mx.b.example");
	assert_string_equal(ask.sender, "a@b.example");
	assert_string_equal(ask.rcpt, "Post@c.example");
	hear(&s, "HELO other");
	assert_false(s.ehlo || s.has_mail);
	assert_string_equal(s.helo, "other");
}

static void
a_helo_that_cannot_be_repeated_is_unknown(void **state)
{
	char line[5 + SAID_HELO_MAX + 2] = "HELO ";
	struct said s = { 0 };

	(void)state;
	hear(&s, "EHLO");
	assert_true(s.has_helo);
	assert_string_equal(s.helo, "unknown");
	hear(&s, "EHLO \xc3\xa4.example");
	assert_string_equal(s.helo, "unknown");
	memset(line + 5, 'h', SAID_HELO_MAX);
	hear(&s, line);
	assert_string_equal(s.helo, line + 5);
	line[5 + SAID_HELO_MAX] = 'h';
	hear(&s, line);
	assert_string_equal(s.helo, "unknown");
}

static void
a_recipient_needs_a_sender_and_an_address(void **state)
{
	char line[SAID_LINE_MAX + 2] = "MAIL FROM:<a@b> ";
	struct said s = { 0 };

	(void)state;
	assert_false(recipient(&s, "RCPT TO:<a@b>"));
	hear(&s, "MAIL FROM:<a b@c>");
	assert_false(recipient(&s, "RCPT TO:<a@b>"));
	hear(&s, "MAIL FROM:<>");
	assert_true(recipient(&s, "RCPT TO:<a@b>"));
	assert_string_equal(said_ask(&s).sender, "");
	assert_false(recipient(&s, "RCPT TO:<>"));
	assert_false(recipient(&s, "RCPT TO:<a@b"));
	assert_false(recipient(&s, "NOOP TO:<c@d>"));
	assert_string_equal(s.recipient, "a@b");
	hear(&s, "RSET");
	assert_false(recipient(&s, "RCPT TO:<a@b>"));
	memset(line + 16, 'x', SAID_LINE_MAX + 1 - 16);
	hear(&s, line); /* one byte too long */
	assert_false(s.has_mail);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_can_be_said_again),
		cmocka_unit_test(a_helo_that_cannot_be_repeated_is_unknown),
		cmocka_unit_test(a_recipient_needs_a_sender_and_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
