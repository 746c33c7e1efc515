/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/steps.h"

#define BAD "500 5.5.2 bad characters in command\r\n"
#define ERROR "421 4.3.0 server error, try again later\r\n"
#define BARE "550 5.5.2 bare LF or CR in message, closing\r\n"
#define CLOSED "421 4.7.0 too many commands, closing\r\n"

static const struct step attach[] = { STEPS_ATTACH, { 0 } };

static void
a_mail_passes_unchanged(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH, STEPS_DATA,
		C("a: b\r\n\r\n..x\r\n"), TO_S("a: b\r\n\r\n..x\r\n"),
		C("\r"), C("\n.\r"), TO_S("\r\n."), C("\n"), TO_S("\r\n"),
		IS(RELAY_TALK),
		S("250-queued\r\n250 q\r\n"), TO_C("250-queued\r\n250 q\r\n"),
		/* and what was said of it holds no longer */
		C("RCPT TO:<abuse@y>\r\n"), TO_C(STEPS_NO),
		C("DATA\r\n"), TO_C("554 5.5.1 no valid recipients\r\n"),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "a mail");
}

static void
a_broken_mail_has_no_end(void **state)
{
	static const struct step bare[] = {
		STEPS_ATTACH, STEPS_DATA, C("a\r\n"), TO_S("a\r\n"),
		C("b\n"), IS(RELAY_CUT), C(".\nMAIL FROM:<x@y>\r\n"),
		C("RCPT TO:<z@z>\r\n.\r\n"), TO_C(BARE), IS(RELAY_OVER),
		{ 0 }
	}, nul[] = {
		STEPS_ATTACH, STEPS_DATA, { STEP_CLIENT, "a\0", 2, 0 },
		C("\r\n.\r\n"), TO_C("550 5.5.2 NUL in message, closing\r\n"),
		IS(RELAY_OVER), { 0 }
	}, cut[] = {
		STEPS_ATTACH, STEPS_DATA, C("\n"), IS(RELAY_CUT), { 0 }
	};
	static char much[RELAY_CHUNK];
	struct said said;
	struct relay r;
	size_t n;

	(void)state;
	steps_attached(bare, "bare LF");
	steps_attached(nul, "NUL");
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, cut, "no end");
	for (n = 0; r.phase == RELAY_CUT && n < 9 * RELAY_SKIP_MAX;
	    n += sizeof(much))
		relay_hear_client(&r, much, sizeof(much));
	assert_int_equal(n, RELAY_SKIP_MAX);
	assert_memory_equal(r.to_client, BARE, r.client_len);
}

static void
a_bad_line_is_told_once_and_goes_nowhere(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("NOOP\n"), TO_C(BAD), C("RCPT TO:<abuse@y>\nRSET\r\n"),
		C("NO\rOP\r\n"), TO_C(BAD),
		{ STEP_CLIENT, "NOOP\0\r\n", 7, 0 }, TO_C(BAD),
		C("NOOP\t\r\n"), TO_C(BAD),
		C("NO"), C("OP\r"), C("\n"), TO_S("NOOP\r\n"), S("250 n\r\n"),
		TO_C("250 n\r\n"),
		{ 0 }
	};

	(void)state;
	steps_attached(step, "bad lines");
}

static void
one_command_is_outstanding(void **state)
{
	static const char in[] = "NOOP\r\nRSET\r\nVRFY\r\nNOOP\r\n";
	struct said said;
	struct relay r;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	assert_int_equal(relay_hear_client(&r, in, sizeof(in) - 1), 0);
	steps_do(&r, attach, "attach");
	assert_int_equal(relay_hear_client(&r, in, sizeof(in) - 1), 6);
	r.server_len = 0;
	assert_int_equal(relay_hear_client(&r, in + 6, sizeof(in) - 7), 0);
	assert_int_equal(relay_hear_server(&r, "250 a\r\n250 b\r\n", 14), 7);
	assert_int_equal(relay_hear_client(&r, in + 6, sizeof(in) - 7), 0);
}

static void
lines_and_commands_have_limits(void **state)
{
	static const struct step noop[] = { C("VRFY\r\n"),
		TO_C("502 5.5.1 command not available\r\n"), { 0 } };
	static const struct step last[] = { C("VRFY\r\n"), TO_C(CLOSED),
		IS(RELAY_OVER), { 0 } };
	static const char wrong[] = "502 5.5.1 command not available\r\n";
	static const char large[] = "421 4.7.0 line too long, closing\r\n";
	char line[RELAY_LINE_MAX + 1];
	struct said said;
	struct relay r;
	size_t i, n, len;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, attach, "attach");
	for (i = 0; i < RELAY_COMMANDS; i++)
		steps_do(&r, noop, "one of many");
	steps_do(&r, last, "too many");
	/* 512 bytes, 513; of AUTH 12288, 12289 */
	for (i = 0; i < 4; i++) {
		steps_relay(&r, &said, RELAY_AT_RCPT);
		r.auth = i >= 2;
		steps_do(&r, attach, "attach");
		len = i < 2 ? RELAY_COMMAND_MAX : RELAY_LINE_MAX;
		len += i % 2;
		memset(line, 'x', len);
		memcpy(line, "AUTH ", 5);
		memcpy(line + len - 2, "\r\n", 2);
		n = relay_hear_client(&r, line, len);
		assert_int_equal(n, len - i % 2);
		assert_memory_equal(r.to_client, i % 2 == 1 ? large : wrong,
		    r.client_len);
		assert_int_equal(r.server_len, i == 2 ? len : 0);
	}
}

static void
a_server_that_dies_is_told_of(void **state)
{
	static const struct step mail[] = { STEPS_ATTACH, STEPS_DATA, { 0 } };
	static const struct step told[] = { TO_C(ERROR), IS(RELAY_OVER),
		{ 0 } };
	struct said said;
	struct relay r;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, attach, "attach");
	relay_server_ended(&r);
	steps_do(&r, told, "death at rest");
	relay_server_ended(&r);
	steps_do(&r, told + 1, "death of the dead");
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, mail, "mail");
	relay_server_ended(&r);
	steps_do(&r, told, "death in a mail");
}

static void
an_end_of_ours_is_told_once(void **state)
{
	static const char bye[] = "421 4.4.2 timeout, closing\r\n";
	static const struct step told[] = {
		{ TO_CLIENT, bye, sizeof(bye) - 1, 0 }, IS(RELAY_OVER), { 0 } };
	struct said said;
	struct relay r;

	(void)state;
	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, attach, "attach");
	relay_end(&r, bye, sizeof(bye) - 1);
	steps_do(&r, told, "timeout");
	relay_end(&r, bye, sizeof(bye) - 1);
	assert_int_equal(r.client_len, 0);
	r.phase = RELAY_BLIND;
	relay_end(&r, bye, sizeof(bye) - 1);
	assert_int_equal(r.client_len, 0);
}

static void
tls_begins_anew(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH, C("STARTTLS\r\n"), IS(RELAY_TLS), { 0 }
	}, more[] = {
		TO_C("503 5.5.1 nothing may follow STARTTLS\r\n"),
		IS(RELAY_TALK), C("STARTTLS\r\n"), IS(RELAY_TLS), { 0 }
	}, own[] = {
		TO_C("220 2.0.0 go ahead\r\n"), TO_S("RSET\r\n"),
		S("250 r\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_C(STEPS_NO),
		C("DATA\r\n"), TO_C("554 5.5.1 no valid recipients\r\n"),
		{ 0 }
	}, pass[] = {
		TO_S("STARTTLS\r\n"), S("220 tls\r\n"), TO_C("220 tls\r\n"),
		IS(RELAY_BLIND), { 0 }
	}, no[] = {
		TO_S("STARTTLS\r\n"), S("454 not now\r\n"),
		TO_C("454 not now\r\n"), IS(RELAY_TALK),
		C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO), { 0 }
	};
	struct said said;
	struct relay r;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		steps_relay(&r, &said, RELAY_AT_RCPT);
		r.tls = i == 0 ? RELAY_TLS_OWN : RELAY_TLS_PASS;
		steps_do(&r, step, "STARTTLS");
		relay_tls_is(&r, true);
		steps_do(&r, more, "more");
		relay_tls_is(&r, false);
		steps_do(&r, i == 0 ? own : i == 1 ? pass : no, "TLS");
	}
	/* begun by STARTTLS */
	steps_relay(&r, &said, RELAY_AT_TLS);
	assert_int_equal(relay_hear_server(&r, "220 b\r\n", 7), 7);
	r.server_len = 0;
	assert_int_equal(relay_hear_server(&r, "250 b\r\n", 7), 7);
	steps_do(&r, pass, "begun by STARTTLS");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_passes_unchanged),
		cmocka_unit_test(a_broken_mail_has_no_end),
		cmocka_unit_test(a_bad_line_is_told_once_and_goes_nowhere),
		cmocka_unit_test(one_command_is_outstanding),
		cmocka_unit_test(lines_and_commands_have_limits),
		cmocka_unit_test(a_server_that_dies_is_told_of),
		cmocka_unit_test(an_end_of_ours_is_told_once),
		cmocka_unit_test(tls_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
