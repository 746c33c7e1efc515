/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "smtp/envelope.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NO "553 5.7.1 no\r\n"
#define OK "250 mx.example\r\n"
#define BYE "221 mx.example\r\n"
#define MANY "421 4.7.0 too many commands, closing\r\n"
#define LONG "421 4.7.0 line too long, closing\r\n"
#define TEXT(s) s, sizeof(s) - 1

static struct dialogue
fresh(bool banner)
{
	struct dialogue d = { .host = "mx.example",
		.program = "tester",
		.refusal = NO,
		.refusal_len = sizeof(NO) - 1,
		.banner = banner };

	return d;
}

/* Feed in to *d; got, a string, is all it says. */
static void
feed(struct dialogue *d, const char *in, size_t len, char *got, size_t cap)
{
	char out[DIALOGUE_OUT_MAX];
	size_t said = 0, n, i;

	for (i = 0; i < len; i++) {
		n = dialogue_feed(d, in[i], out);
		assert_true(said + n < cap);
		memcpy(got + said, out, n);
		said += n;
	}
	got[said] = '\0';
}

static void
each_command_has_its_answer(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *want;
	} row[] = {
		{ TEXT("HELO a\r\n"), OK },
		{ TEXT("EHLO a\r\n"), OK },
		{ TEXT("MAIL FROM:<a@b>\r\n"), OK },
		{ TEXT("RSET\r\n"), OK },
		{ TEXT("NOOP\r\n"), OK },
		{ TEXT("QUIT\r\n"), BYE },
		{ TEXT("RCPT TO:<a@b>\r\n"), NO },
		{ TEXT("DATA\r\n"), NO },
		{ TEXT("VRFY a\r\n"), NO },
		{ TEXT("HELP\r\n"), NO },
		{ TEXT("STARTTLS\r\n"), NO },
		{ TEXT("AUTH PLAIN\r\n"), NO },
		{ TEXT("BDAT 3 LAST\r\n"), NO },
		{ TEXT("\r\n"), NO },
		{ TEXT("\n"), NO },
		/* case, the end of a verb, the end of a line */
		{ TEXT("hElO\r\n"), OK },
		{ TEXT("nOoP\tx\n"), OK },
		{ TEXT("noop \n"), OK },
		{ TEXT("NOOP\n"), OK },
		{ TEXT("NOOPX\r\n"), NO },
		{ TEXT("NOO\r\n"), NO },
		{ TEXT("HELOa\n"), NO },
		{ TEXT("MAIL:\r\n"), NO },
		{ TEXT(" NOOP\r\n"), NO },
		{ TEXT("QUIT\r\r\n"), NO },
		{ TEXT("NO\rOP\r\n"), NO },
		/* NUL and 8-bit are bytes like any other */
		{ TEXT("NOOP\0\r\n"), NO },
		{ TEXT("\0NOOP\r\n"), NO },
		{ TEXT("NOOP \0\xff\r\n"), OK },
		{ TEXT("NOO\xd0\r\n"), NO },
		/* pipelined; deaf after QUIT; no answer before the line ends */
		{ TEXT("EHLO a\r\nMAIL\nDATA\r\n"), OK OK NO },
		{ TEXT("QUIT\r\nNOOP\r\n"), BYE },
		{ TEXT("QUIT"), "" },
		{ TEXT("QUIT\r"), "" },
	};
	char got[4 * REPLY_LINE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct dialogue d = fresh(false);

		feed(&d, row[i].in, row[i].len, got, sizeof(got));
		if (strcmp(got, row[i].want) != 0)
			fail_msg("row %zu: %s", i, got);
	}
}

static void
a_line_above_512_bytes_ends_the_session(void **state)
{
	static const struct {
		size_t x; /* bytes between "NOOP " and the line's end */
		const char *end;
		const char *want;
	} row[] = {
		{ 505, "\r\n", OK }, /* 5 + 505 + 2 = 512 */
		{ 506, "\n", OK },
		{ 506, "\r\n", LONG },
		{ 507, "\n", LONG },
		{ 1000, "\r\n", LONG },
	};
	char in[2048], got[2 * REPLY_LINE_MAX];
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct dialogue d = fresh(false);

		memset(in, 'x', sizeof(in));
		memcpy(in, "NOOP ", 5);
		len = 5 + row[i].x;
		memcpy(in + len, row[i].end, strlen(row[i].end));
		len += strlen(row[i].end);
		feed(&d, in, len, got, sizeof(got));
		assert_string_equal(got, row[i].want);
		assert_int_equal(d.end,
		    *row[i].want == '4' ? DIALOGUE_LIMIT : DIALOGUE_OPEN);
	}
}

static void
the_20th_command_is_answered_and_the_last(void **state)
{
	char in[512] = "", want[1024] = "", got[2048];
	struct dialogue d = fresh(false);
	size_t i;

	(void)state;
	for (i = 0; i < 30; i++)
		strcat(in, "NOOP\r\n");
	for (i = 0; i < 20; i++)
		strcat(want, OK);
	strcat(want, MANY);
	feed(&d, in, 19 * 6, got, sizeof(got));
	assert_int_equal(d.end, DIALOGUE_OPEN);
	d = fresh(false);
	feed(&d, in, strlen(in), got, sizeof(got));
	assert_string_equal(got, want);
	assert_int_equal(d.end, DIALOGUE_LIMIT);
	assert_int_equal(d.commands, 20);
}

static void
quit_as_the_20th_command_is_a_quit(void **state)
{
	char in[512] = "", want[1024] = "", got[2048];
	struct dialogue d = fresh(false);
	size_t i;

	(void)state;
	for (i = 0; i < 19; i++) {
		strcat(in, "RCPT\n");
		strcat(want, NO);
	}
	strcat(in, "QUIT\n");
	strcat(want, BYE);
	feed(&d, in, strlen(in), got, sizeof(got));
	assert_string_equal(got, want);
	assert_int_equal(d.end, DIALOGUE_QUIT);
}

static void
opening_and_timeout_are_told(void **state)
{
	struct dialogue d = fresh(false), b = fresh(true);
	char out[REPLY_LINE_MAX + 1];

	(void)state;
	out[dialogue_open(&d, out)] = '\0';
	assert_string_equal(out, "220 mx.example tester\r\n");
	out[dialogue_timeout(&d, out)] = '\0';
	assert_string_equal(out, "421 4.4.2 timeout, closing\r\n");
	out[dialogue_open(&b, out)] = '\0';
	assert_string_equal(out, NO);
	assert_int_equal(dialogue_timeout(&b, out), 0);
	out[dialogue_stop(&d, out)] = '\0';
	assert_string_equal(out,
	    "421 4.3.2 shutting down, try again later\r\n");
	assert_int_equal(dialogue_stop(&b, out), 0);
	out[dialogue_full(out)] = '\0';
	assert_string_equal(out,
	    "421 4.7.0 too many connections, try again later\r\n");
}

static void
the_envelope_hears_what_is_said(void **state)
{
	static const char in[] = "EHLO x\r\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\r\n"
				 "RCPT TO:<e@f>\r\n";
	struct dialogue d = fresh(false), b = fresh(true);
	struct envelope v = { 0 }, none = { 0 };
	char got[4 * REPLY_LINE_MAX];

	(void)state;
	d.envelope = &v;
	feed(&d, in, sizeof(in) - 1, got, sizeof(got));
	assert_string_equal(got, OK OK NO NO);
	assert_true(v.has_sender && v.has_recipient);
	assert_string_equal(v.sender, "a@b");
	assert_string_equal(v.recipient, "c@d");
	b.envelope = &none;
	feed(&b, in, sizeof(in) - 1, got, sizeof(got));
	assert_false(none.has_sender || none.has_recipient);
}

static void
an_odd_host_name_cannot_forge_a_line(void **state)
{
	struct dialogue d = fresh(false);
	char out[REPLY_LINE_MAX + 1], host[600];

	(void)state;
	d.host = "a\r\nb\x80";
	out[dialogue_open(&d, out)] = '\0';
	assert_string_equal(out, "220 a??b? tester\r\n");
	memset(host, 'h', sizeof(host));
	host[sizeof(host) - 1] = '\0';
	d.host = host;
	assert_int_equal(dialogue_open(&d, out), REPLY_LINE_MAX);
	assert_memory_equal(out + REPLY_LINE_MAX - 3, "h\r\n", 3);
	d.host = "mx.example";
	d.program = NULL;
	out[dialogue_open(&d, out)] = '\0';
	assert_string_equal(out, "220 mx.example\r\n");
}

static void
a_banner_is_followed_by_quit_alone(void **state)
{
	static const struct {
		const char *in, *want;
		enum dialogue_end end;
	} row[] = {
		{ "EHLO a\r\nMAIL\r\nDATA\r\n", "", DIALOGUE_OPEN },
		{ "EHLO a\r\nquit\nNOOP\n", BYE, DIALOGUE_QUIT },
	};
	char got[2 * REPLY_LINE_MAX], line[1024];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct dialogue d = fresh(true);

		feed(&d, row[i].in, strlen(row[i].in), got, sizeof(got));
		assert_string_equal(got, row[i].want);
		assert_int_equal(d.end, row[i].end);
	}
	for (i = 0; i < 2; i++) { /* a long line is one that is not QUIT */
		struct dialogue d = fresh(true);

		memset(line, 'x', sizeof(line));
		memcpy(line, "QUIT ", 5);
		memcpy(line + sizeof(line) - 7, "\r\nQUIT\n", 7);
		feed(&d, line, sizeof(line) - (i == 0 ? 5 : 0), got,
		    sizeof(got));
		assert_string_equal(got, i == 0 ? "" : BYE);
	}
}

static void
a_banner_hears_4096_bytes(void **state)
{
	struct dialogue d = fresh(true);
	char in[4096], got[REPLY_LINE_MAX];

	(void)state;
	memset(in, '\n', sizeof(in));
	feed(&d, in, 4095, got, sizeof(got));
	assert_int_equal(d.end, DIALOGUE_OPEN);
	feed(&d, in, 1, got, sizeof(got));
	assert_int_equal(d.end, DIALOGUE_LIMIT);
	feed(&d, "QUIT\n", 5, got, sizeof(got));
	assert_string_equal(got, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_has_its_answer),
		cmocka_unit_test(a_line_above_512_bytes_ends_the_session),
		cmocka_unit_test(the_20th_command_is_answered_and_the_last),
		cmocka_unit_test(quit_as_the_20th_command_is_a_quit),
		cmocka_unit_test(opening_and_timeout_are_told),
		cmocka_unit_test(the_envelope_hears_what_is_said),
		cmocka_unit_test(an_odd_host_name_cannot_forge_a_line),
		cmocka_unit_test(a_banner_is_followed_by_quit_alone),
		cmocka_unit_test(a_banner_hears_4096_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
