/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/steps.h"

#define UNKNOWN "502 5.5.1 command not available\r\n"

static void
what_no_server_is_to_hear_is_answered(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("VRFY a\r\n"), TO_C(UNKNOWN),
		C("EXPN a\r\n"), TO_C(UNKNOWN),
		C("ETRN a\r\n"), TO_C(UNKNOWN),
		C("HELP\r\n"), TO_C(UNKNOWN),
		C("XCLIENT ADDR=198.51.100.1\r\n"), TO_C(UNKNOWN),
		C("XFORWARD ADDR=198.51.100.1\r\n"), TO_C(UNKNOWN),
		C("PROXY TCP4 198.51.100.1 198.51.100.2 1 25\r\n"),
		TO_C(UNKNOWN),
		C("BURL imap://x\r\n"), TO_C(UNKNOWN),
		C("AUTH PLAIN AGE=\r\n"), TO_C(UNKNOWN),
		C("STARTTLS\r\n"), TO_C(UNKNOWN),
		C("\r\n"), TO_C(UNKNOWN),
		C("BDAT 0 LAST\r\n"), TO_C(UNKNOWN),
		C("BDAT 6 LAST\r\nDATA\r\n"), TO_C(UNKNOWN),
		C("BDAT 65537\r\n"),
		TO_C("421 4.7.0 too much data, closing\r\n"), IS(RELAY_OVER),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "refused commands");
}

static void
what_it_is_to_hear_is_said_anew(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("noop \xff x\r\n"), TO_S("NOOP\r\n"), S("250 n\r\n"),
		TO_C("250 n\r\n"),
		C("rset now\r\n"), TO_S("RSET\r\n"), S("250 r\r\n"),
		TO_C("250 r\r\n"),
		C("mail from:<A@b> SIZE=1\r\n"),
		TO_S("mail from:<A@b> SIZE=1\r\n"), S("250 m\r\n"),
		TO_C("250 m\r\n"),
		C("rcpt to:<abuse@y>\r\n"), TO_S("rcpt to:<abuse@y>\r\n"),
		S("250 t\r\n"), TO_C("250 t\r\n"),
		C("data x\r\n"), TO_S("DATA\r\n"), S("354 go\r\n"),
		TO_C("354 go\r\n"),
		C(".\r\n"), TO_S(".\r\n"), S("250 d\r\n"), TO_C("250 d\r\n"),
		C("helo z\r\n"), TO_S("helo z\r\n"), S("250 h\r\n"),
		TO_C("250 h\r\n"),
		C("quit\r\n"), TO_S("QUIT\r\n"), S("221 q\r\n"),
		TO_C("221 q\r\n"), IS(RELAY_OVER),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "forwarded commands");
}

static void
each_recipient_is_judged_by_itself(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO),
		C("RCPT TO:<grey@y>\r\n"), TO_C("450 grey\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_S("RCPT TO:<abuse@y>\r\n"),
		S("550 none\r\n"), TO_C("550 none\r\n"),
		C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO),
		C("RCPT TO:<>\r\n"), TO_C(STEPS_NO),
		C("RCPT <abuse@y>\r\n"), TO_C(STEPS_NO),
		C("RSET\r\n"), TO_S("RSET\r\n"), S("250 r\r\n"),
		TO_C("250 r\r\n"),
		/* nobody sends it */
		C("RCPT TO:<abuse@y>\r\n"), TO_C(STEPS_NO),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "recipients");
}

static void
a_mail_needs_a_recipient_that_the_server_took(void **state)
{
	static const char none[] = "554 5.5.1 no valid recipients\r\n";
	static const struct step step[] = {
		STEPS_ATTACH,
		C("RSET\r\n"), TO_S("RSET\r\n"), S("250 r\r\n"),
		TO_C("250 r\r\n"),
		C("DATA\r\n"), { TO_CLIENT, none, sizeof(none) - 1, 0 },
		C("MAIL FROM:<>\r\n"), TO_S("MAIL FROM:<>\r\n"),
		S("250 m\r\n"), TO_C("250 m\r\n"),
		C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO),
		C("DATA\r\n"), { TO_CLIENT, none, sizeof(none) - 1, 0 },
		C("RCPT TO:<abuse@y>\r\n"), TO_S("RCPT TO:<abuse@y>\r\n"),
		S("450 busy\r\n"), TO_C("450 busy\r\n"),
		C("DATA\r\n"), { TO_CLIENT, none, sizeof(none) - 1, 0 },
		{ 0 }
	};

	(void)state;
	steps_attached(step, "no recipients");
}

/* Else a recipient could be judged with a sender that the server has not. */
static void
there_is_one_sender_a_mail(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("MAIL FROM:<friend@x>\r\n"),
		TO_C("503 5.5.1 one MAIL at a time\r\n"),
		C("EHLO d\r\n"), TO_S("EHLO d\r\n"), S("250 e\r\n"),
		TO_C("250 e\r\n"),
		C("MAIL FROM:<a b>\r\n"),
		TO_C("501 5.1.7 no sender that can be read\r\n"),
		C("MAIL FROM:<t@x>\r\n"), TO_S("MAIL FROM:<t@x>\r\n"),
		S("550 no\r\n"), TO_C("550 no\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_C(STEPS_NO),
		C("MAIL FROM:<u@x>\r\n"), TO_S("MAIL FROM:<u@x>\r\n"),
		S("250 m\r\n"), TO_C("250 m\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_S("RCPT TO:<abuse@y>\r\n"),
		S("250 t\r\n"), TO_C("250 t\r\n"),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "senders");
}

static void
refused_recipients_and_messages_have_limits(void **state)
{
	static const struct step attach[] = { STEPS_ATTACH, { 0 } };
	static const struct step no[] = { C("RCPT TO:<bob@y>\r\n"),
		TO_C(STEPS_NO), { 0 } };
	static const struct step last[] = { C("RCPT TO:<bob@y>\r\n"),
		TO_C(STEPS_NO "421 4.7.0 too many errors, closing\r\n"),
		IS(RELAY_OVER), { 0 } };
	static const struct step mail[] = { STEPS_DATA, C(".\r\n"),
		TO_S(".\r\n"), S("250 q\r\n"), TO_C("250 q\r\n"), { 0 } };
	static const struct step next[] = { C("MAIL FROM:<s@x>\r\n"),
		TO_S("MAIL FROM:<s@x>\r\n"), S("250 m\r\n"), TO_C("250 m\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_S("RCPT TO:<abuse@y>\r\n"),
		S("250 t\r\n"), TO_C("250 t\r\n"), { 0 } };
	static const struct step fourth[] = { C("MAIL FROM:<s@x>\r\n"),
		TO_C("421 4.7.0 too many messages, closing\r\n"),
		IS(RELAY_OVER), { 0 } };
	struct said said;
	struct relay r;
	size_t i;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, attach, "attach");
	for (i = 0; i < RELAY_REFUSED - 1; i++)
		steps_do(&r, no, "refused recipient");
	steps_do(&r, last, "last refused recipient");
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, attach, "attach");
	for (i = 0; i < RELAY_MESSAGES; i++) {
		if (i > 0)
			steps_do(&r, next, "envelope");
		steps_do(&r, mail, "message");
	}
	assert_int_equal(r.messages, RELAY_MESSAGES);
	assert_int_equal(r.let, RELAY_MESSAGES);
	steps_do(&r, fourth, "fourth message");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_server_is_to_hear_is_answered),
		cmocka_unit_test(what_it_is_to_hear_is_said_anew),
		cmocka_unit_test(each_recipient_is_judged_by_itself),
		cmocka_unit_test(a_mail_needs_a_recipient_that_the_server_took),
		cmocka_unit_test(there_is_one_sender_a_mail),
		cmocka_unit_test(refused_recipients_and_messages_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
