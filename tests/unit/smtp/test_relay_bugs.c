/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bugs that spamdyke's list of changes tells of its own relay: one row
 * each, which was seen failing with that bug put in.
 *
 *	4.0.0	"." and QUIT for the server on an error: half a mail delivered
 *	4.0.5	the server cut off at the first bad recipient of two
 *	4.0.5	a search for NUL, which is found: no end
 *	4.0.6	half a line keeps the processor busy: test_attached, too
 *	4.2.0	who is let through may relay: tests/e2e/rcpt.t, RELAYCLIENT
 *	4.2.1	what comes with STARTTLS is kept for the time behind it
 *	4.2.1	who is let through lets the next one through
 *	5.0.1	who is refused has the next one refused
 *	4.3.0	texts that are too long
 *	4.3.1	the reply to DATA is taken for that to the mail
 *	5.0.0	the recipients of one mail are those of the next, too
 *	5.0.0	STARTTLS is the last line of EHLO's reply: test_extensions
 *	5.0.1	lines put into EHLO's reply make it none: test_extensions
 *	5.0.1	STARTTLS is not offered, and taken
 *	5.0.1	a child is waited for that has ended: test_hold, test_spawn
 */
#include "smtp/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/steps.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ABUSE C("RCPT TO:<abuse@y>\r\n"), TO_S("RCPT TO:<abuse@y>\r\n"), \
	S("250 t\r\n"), TO_C("250 t\r\n")
#define BOB C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO)
#define ROW(bug, ...) \
	{ bug, (const struct step[]){ STEPS_ATTACH, __VA_ARGS__, { 0 } } }

static void
each_bug_is_none_of_ours(void **state)
{
	static const char x[SERVER_REPLY_LINE_MAX + 1] = "250 ";
	const struct step flood = { STEP_SERVER, x, sizeof(x), 0 };
	const struct {
		const char *bug;
		const struct step *step;
	} row[] = {
		ROW("a dot on an error", STEPS_DATA, C("half\r\n"),
		    TO_S("half\r\n"), C("line\n"), IS(RELAY_CUT),
		    C(".\r\n\r\n.\r\n"),
		    TO_C("550 5.5.2 bare LF or CR in message, closing\r\n"),
		    IS(RELAY_OVER)),
		ROW("the second recipient", BOB, ABUSE, IS(RELAY_TALK)),
		ROW("NUL", { STEP_CLIENT, "NOOP \0\r\n", 8, 0 },
		    TO_C("500 5.5.2 bad characters in command\r\n")),
		ROW("half a line", C("NOO"), IS(RELAY_TALK), C("P\r\n"),
		    TO_S("NOOP\r\n"), S("250 n\r\n"), TO_C("250 n\r\n")),
		ROW("a pass carried over", ABUSE, BOB),
		ROW("a refusal carried over", BOB, ABUSE, BOB, ABUSE),
		ROW("too long a reply", C("NOOP\r\n"), TO_S("NOOP\r\n"), flood,
		    TO_C("421 4.3.0 server error, try again later\r\n")),
		ROW("the reply to DATA", STEPS_DATA, C("x\r\n.\r\n"),
		    TO_S("x\r\n.\r\n"), S("550 spam\r\n"),
		    TO_C("550 spam\r\n"), IS(RELAY_TALK)),
		ROW("recipients of the next mail", STEPS_DATA, C(".\r\n"),
		    TO_S(".\r\n"), S("250 q\r\n"), TO_C("250 q\r\n"),
		    C("MAIL FROM:<>\r\n"), TO_S("MAIL FROM:<>\r\n"),
		    S("250 m\r\n"), TO_C("250 m\r\n"), BOB, C("DATA\r\n"),
		    TO_C("554 5.5.1 no valid recipients\r\n")),
		ROW("STARTTLS that is not offered", C("STARTTLS\r\n"),
		    TO_C("502 5.5.1 command not available\r\n")),
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		steps_attached(row[i].step, row[i].bug);
}

static void
what_comes_with_starttls_is_no_command(void **state)
{
	static const struct step begin[] = { STEPS_ATTACH, { 0 } };
	static const struct step told[] = {
		TO_C("503 5.5.1 nothing may follow STARTTLS\r\n"), { 0 } };
	static const char in[] = "STARTTLS\r\nRSET\r\n";
	struct said said;
	struct relay r;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	r.tls = RELAY_TLS_OWN;
	steps_do(&r, begin, "STARTTLS");
	assert_int_equal(relay_hear_client(&r, in, sizeof(in) - 1), 10);
	assert_int_equal(r.phase, RELAY_TLS);
	relay_tls_is(&r, true);
	steps_do(&r, told, "STARTTLS and more");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bug_is_none_of_ours),
		cmocka_unit_test(what_comes_with_starttls_is_no_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
