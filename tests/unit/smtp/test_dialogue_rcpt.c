/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialogue before a relay: who is asked about, and what is refused. */
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
#define UNKNOWN "502 5.5.1 command not available\r\n"
#define BAD "500 5.5.2 bad characters in command\r\n"
#define NOBODY "554 5.5.1 no valid recipients\r\n"
#define TEXT(s) s, sizeof(s) - 1

static struct dialogue
fresh(struct said *said)
{
	memset(said, 0, sizeof(*said));
	return (struct dialogue){ .host = "mx.example",
		.refusal = NO,
		.refusal_len = sizeof(NO) - 1,
		.said = said };
}

/* Feed in to *d until it asks or all is fed; got, a string, is what it says.
 * Returns how much was fed. */
static size_t
feed(struct dialogue *d, const char *in, size_t len, char *got, size_t cap)
{
	char out[DIALOGUE_OUT_MAX];
	size_t said = 0, n, i;

	for (i = 0; i < len && !d->asks; i++) {
		n = dialogue_feed(d, in[i], out);
		assert_true(said + n < cap);
		memcpy(got + said, out, n);
		said += n;
	}
	got[said] = '\0';
	return i;
}

static void
what_never_reaches_a_server_has_its_answer(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *want;
	} row[] = {
		{ TEXT("HELO a\r\nehlo a\r\nMAIL FROM:<a@b>\r\n"), OK OK OK },
		{ TEXT("RSET\r\nNOOP\r\nQUIT\r\n"), OK OK BYE },
		{ TEXT("DATA\r\n"), NOBODY },
		{ TEXT("STARTTLS\r\nAUTH PLAIN AGE=\r\nVRFY a\r\n"),
		    UNKNOWN UNKNOWN UNKNOWN },
		{ TEXT("XCLIENT ADDR=198.51.100.1\r\nXFORWARD\r\n"),
		    UNKNOWN UNKNOWN },
		{ TEXT("PROXY TCP4 198.51.100.1 198.51.100.2 1 25\r\n"),
		    UNKNOWN },
		{ TEXT("\r\nETRN a\r\nHELP\r\nEXPN a\r\nBURL x\r\n"),
		    UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN },
		/* nobody could be let through */
		{ TEXT("RCPT TO:<a@b>\r\n"), NO },
		{ TEXT("MAIL FROM:<a@b>\r\nRCPT TO:<a b>\r\n"), OK NO },
		{ TEXT("MAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<a@b>\r\n"),
		    OK OK NO },
		/* what is in a chunk is no command */
		{ TEXT("BDAT 12 LAST\r\nNOOP\r\nNOOP\r\nNOOP\r\n"),
		    UNKNOWN OK },
		{ TEXT("BDAT 12 LAST\r\nNOOP\r\nNOOP\r"), "" },
		{ TEXT("BDAT 0\r\nBDAT\r\nBDAT x\r\n"),
		    UNKNOWN UNKNOWN UNKNOWN },
		/* one line is one answer, wherever somebody sees its end */
		{ TEXT("NOOP\nNOOP\nNOOP\r\nNOOP\r\n"), BAD OK },
		{ TEXT("NOOP\n"), BAD },
		{ TEXT("NO\rOP\r\nNOOP\r\n"), BAD OK },
		{ TEXT("NOOP\r\r\nNOOP\r\n"), BAD OK },
		{ TEXT("NOOP\r"), "" },
		{ TEXT("NOOP \0\r\nNOOP\t\r\nNOOP \x7f\r\n"), BAD BAD BAD },
		{ TEXT("QUIT\nQUIT\r\nQUIT\r\n"), BAD BYE },
	};
	char got[8 * REPLY_LINE_MAX];
	struct said said;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		struct dialogue d = fresh(&said);

		feed(&d, row[i].in, row[i].len, got, sizeof(got));
		if (strcmp(got, row[i].want) != 0)
			fail_msg("row %zu: %s", i, got);
		assert_false(d.asks);
	}
}

static void
each_recipient_is_asked_about_and_the_talk_goes_on(void **state)
{
	static const char in[] = "EHLO a\r\nMAIL FROM:<s@B>\r\n"
				 "RCPT TO:<one@C>\r\nRCPT TO:<two@c>\r\n"
				 "DATA\r\n";
	static const char own[] = "450 4.7.1 later\r\n";
	char got[8 * REPLY_LINE_MAX], out[DIALOGUE_OUT_MAX + 1];
	struct envelope v = { 0 };
	struct said said;
	struct dialogue d = fresh(&said);
	size_t at;

	(void)state;
	d.envelope = &v;
	at = feed(&d, in, sizeof(in) - 1, got, sizeof(got));
	assert_string_equal(got, OK OK);
	assert_true(d.asks && !v.has_recipient);
	assert_string_equal(said_ask(&said).rcpt, "one@c");
	assert_int_equal(dialogue_feed(&d, 'x', out), 0);
	out[dialogue_refuse(&d, NULL, 0, out)] = '\0';
	assert_string_equal(out, NO);
	assert_string_equal(v.recipient, "one@c");
	at += feed(&d, in + at, sizeof(in) - 1 - at, got, sizeof(got));
	assert_true(d.asks);
	assert_string_equal(said_ask(&said).rcpt, "two@c");
	out[dialogue_refuse(&d, own, sizeof(own) - 1, out)] = '\0';
	assert_string_equal(out, own);
	assert_string_equal(v.recipient, "one@c");
	feed(&d, in + at, sizeof(in) - 1 - at, got, sizeof(got));
	assert_string_equal(got, NOBODY);
	assert_int_equal(d.end, DIALOGUE_OPEN);
}

static void
who_is_let_through_ends_the_dialogue(void **state)
{
	static const char in[] = "EHLO a\r\nMAIL FROM:<s@b>\r\n"
				 "RCPT TO:<one@c>\r\nDATA\r\n";
	char got[8 * REPLY_LINE_MAX], out[DIALOGUE_OUT_MAX];
	struct said said;
	struct dialogue d = fresh(&said);
	size_t at;

	(void)state;
	at = feed(&d, in, sizeof(in) - 1, got, sizeof(got));
	assert_string_equal(in + at, "DATA\r\n");
	dialogue_let(&d);
	assert_int_equal(d.end, DIALOGUE_RCPT);
	assert_int_equal(dialogue_feed(&d, '\n', out), 0);
	assert_string_equal(said.mail, "MAIL FROM:<s@b>");
	assert_string_equal(said.rcpt, "RCPT TO:<one@c>");
}

static void
tls_is_offered_and_forgets(void **state)
{
	static const char in[] = "EHLO a\r\nMAIL FROM:<s@b>\r\nSTARTTLS\r\n";
	static const char again[] = "RCPT TO:<a@b>\r\nEHLO a\r\nSTARTTLS\r\n";
	char got[8 * REPLY_LINE_MAX], out[DIALOGUE_OUT_MAX + 1];
	struct said said;
	struct dialogue d = fresh(&said);

	(void)state;
	d.tls = true;
	feed(&d, TEXT("HELO a\r\n"), got, sizeof(got));
	assert_string_equal(got, OK);
	feed(&d, in, sizeof(in) - 1, got, sizeof(got));
	assert_string_equal(got, "250-mx.example\r\n250-STARTTLS\r\n"
	    "250 ENHANCEDSTATUSCODES\r\n" OK);
	assert_true(d.wants_tls);
	assert_int_equal(dialogue_feed(&d, 'x', out), 0);
	out[dialogue_tls(&d, DIALOGUE_TLS_MORE, out)] = '\0';
	assert_string_equal(out, "503 5.5.1 nothing may follow STARTTLS\r\n");
	assert_true(said.has_mail && !d.wants_tls);
	feed(&d, TEXT("STARTTLS\r\n"), got, sizeof(got));
	out[dialogue_tls(&d, DIALOGUE_TLS_FAILED, out)] = '\0';
	assert_string_equal(out, "454 4.7.0 TLS not available now\r\n");
	feed(&d, TEXT("STARTTLS\r\n"), got, sizeof(got));
	out[dialogue_tls(&d, DIALOGUE_TLS_GO, out)] = '\0';
	assert_string_equal(out, "220 2.0.0 go ahead\r\n");
	/* there is no second one, and no sender */
	feed(&d, again, sizeof(again) - 1, got, sizeof(got));
	assert_string_equal(got, NO OK UNKNOWN);
}

static void
limits_hold_in_chunks_lines_and_recipients(void **state)
{
	static const char many[] = "421 4.7.0 too many commands, closing\r\n";
	char got[24 * REPLY_LINE_MAX], out[DIALOGUE_OUT_MAX + 1];
	struct said said;
	struct dialogue d = fresh(&said);
	size_t i;

	(void)state;
	feed(&d, TEXT("BDAT 65537\r\n"), got, sizeof(got));
	assert_string_equal(got, "421 4.7.0 too much data, closing\r\n");
	assert_int_equal(d.end, DIALOGUE_LIMIT);
	d = fresh(&said);
	feed(&d, TEXT("BDAT 65536\r\n"), got, sizeof(got));
	assert_string_equal(got, "");
	for (i = 0; i < 65536; i++)
		feed(&d, "\n", 1, got, sizeof(got));
	assert_string_equal(got, UNKNOWN);
	d = fresh(&said);
	feed(&d, "\n", 1, got, sizeof(got));
	assert_string_equal(got, BAD);
	for (i = 0; i < 511; i++) /* a bad line ends somewhere, too */
		feed(&d, "\n", 1, got, sizeof(got));
	assert_string_equal(got, "421 4.7.0 line too long, closing\r\n");
	d = fresh(&said);
	feed(&d, TEXT("MAIL FROM:<>\r\n"), got, sizeof(got));
	for (i = 0; i < 18; i++)
		feed(&d, TEXT("NOOP\r\n"), got, sizeof(got));
	feed(&d, TEXT("RCPT TO:<a@b>\r\n"), got, sizeof(got));
	assert_true(d.asks);
	out[dialogue_refuse(&d, NULL, 0, out)] = '\0';
	assert_memory_equal(out, NO, sizeof(NO) - 1);
	assert_string_equal(out + sizeof(NO) - 1, many);
	assert_int_equal(d.end, DIALOGUE_LIMIT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_never_reaches_a_server_has_its_answer),
		cmocka_unit_test(
		    each_recipient_is_asked_about_and_the_talk_goes_on),
		cmocka_unit_test(who_is_let_through_ends_the_dialogue),
		cmocka_unit_test(tls_is_offered_and_forgets),
		cmocka_unit_test(limits_hold_in_chunks_lines_and_recipients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
