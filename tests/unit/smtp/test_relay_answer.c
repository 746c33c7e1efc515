/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/relay_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/steps.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ERROR "421 4.3.0 server error, try again later\r\n"

static void
a_server_that_does_not_greet_is_none(void **state)
{
	static const char *const said[] = { "554 go away\r\n", "421 busy\r\n",
		"250 odd\r\n", "hello\r\n", "220\0\r\n" };
	struct said s;
	struct relay r;
	size_t i;

	(void)state;
	for (i = 0; i <= COUNT(said); i++) {
		steps_relay(&r, &s, i % 2 == 0 ? RELAY_AT_RCPT
					       : RELAY_AT_GREETING);
		if (i == COUNT(said))
			relay_server_ended(&r);
		else
			(void)relay_hear_server(&r, said[i], i == 4 ?
			    6 : strlen(said[i]));
		assert_int_equal(r.phase, RELAY_NO_SERVER);
		assert_int_equal(r.client_len + r.server_len, 0);
	}
}

static void
what_was_said_before_is_said_again(void **state)
{
	static const struct step refused[] = {
		S("220-a\r\n220 b\r\n"), TO_S("EHLO c.example\r\n"),
		S("250 b\r\n"), TO_S("MAIL FROM:<s@x>\r\n"),
		S("450 later\r\n"), TO_C("450 later\r\n"),
		C("RCPT TO:<abuse@y>\r\n"), TO_C(STEPS_NO),
		{ 0 }
	}, no_helo[] = {
		S("220 b\r\n"), TO_S("EHLO c.example\r\n"),
		S("550 you\r\n"), TO_C("550 you\r\n"),
		C("NOOP\r\n"), TO_S("NOOP\r\n"), S("250 n\r\n"),
		TO_C("250 n\r\n"),
		{ 0 }
	}, leaves[] = {
		S("220 b\r\n"), TO_S("EHLO c.example\r\n"),
		S("250 b\r\n"), TO_S("MAIL FROM:<s@x>\r\n"),
		S("421 full\r\n"), TO_C("421 full\r\n"), IS(RELAY_OVER),
		{ 0 }
	};
	struct said s;
	struct relay r;

	(void)state;
	steps_attached(refused, "MAIL refused");
	steps_attached(no_helo, "EHLO refused");
	steps_attached(leaves, "421 to MAIL");
	steps_relay(&r, &s, RELAY_AT_RCPT);
	s.has_helo = false;
	assert_int_equal(relay_hear_server(&r, "220 b\r\n", 7), 7);
	assert_memory_equal(r.to_server, "MAIL FROM:<s@x>\r\n", r.server_len);
}

static void
what_nobody_asked_for_ends_it(void **state)
{
	static const struct step unasked[] = {
		STEPS_ATTACH, S("250 again\r\n"), TO_C(ERROR), IS(RELAY_OVER),
		{ 0 }
	}, leaves[] = {
		STEPS_ATTACH, S("421 bye\r\n"), TO_C("421 bye\r\n"),
		IS(RELAY_OVER), { 0 }
	}, early[] = { /* the reply to DATA is none to the mail */
		STEPS_ATTACH, STEPS_DATA, C("half\r\n"), TO_S("half\r\n"),
		S("250 queued\r\n"), TO_C(ERROR), IS(RELAY_OVER), { 0 }
	}, twice[] = {
		STEPS_ATTACH, C("NOOP\r\n"), TO_S("NOOP\r\n"),
		S("250 a\r\n"), TO_C("250 a\r\n"), S("250 b\r\n"),
		TO_C(ERROR), IS(RELAY_OVER), { 0 }
	}, go_on[] = {
		STEPS_ATTACH, C("NOOP\r\n"), TO_S("NOOP\r\n"),
		S("354 go\r\n"), TO_C(ERROR), IS(RELAY_OVER), { 0 }
	}, no_go[] = {
		STEPS_ATTACH, C("DATA\r\n"), TO_S("DATA\r\n"),
		S("250 done\r\n"), TO_C(ERROR), IS(RELAY_OVER), { 0 }
	}, wrong[] = {
		STEPS_ATTACH, C("NOOP\r\n"), TO_S("NOOP\r\n"),
		S("250-a\r\n550 b\r\n"), TO_C(ERROR), IS(RELAY_OVER), { 0 }
	};

	(void)state;
	steps_attached(unasked, "a reply to nothing");
	steps_attached(leaves, "421 to nothing");
	steps_attached(early, "a reply within the mail");
	steps_attached(twice, "two replies");
	steps_attached(go_on, "354 to NOOP");
	steps_attached(no_go, "250 to DATA");
	steps_attached(wrong, "no reply");
}

static void
data_that_is_refused_is_no_mail(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH, C("DATA\r\n"), TO_S("DATA\r\n"),
		S("452 full\r\n"), TO_C("452 full\r\n"), IS(RELAY_TALK),
		C("QUIT\r\n"), TO_S("QUIT\r\n"), S("221 q\r\n"),
		TO_C("221 q\r\n"), { 0 }
	};

	(void)state;
	steps_attached(step, "DATA refused");
}

static void
extensions_are_those_that_may_be_used(void **state)
{
	static const struct step step[] = {
		STEPS_ATTACH,
		C("EHLO x\r\n"), TO_S("EHLO x\r\n"),
		S("250-mx\r\n250-DSN\r\n250-AUTH PLAIN\r\n250-STARTTLS\r\n"
		  "250 CHUNKING\r\n"),
		TO_C("250-mx\r\n250 DSN\r\n"),
		C("EHLO x\r\n"), TO_S("EHLO x\r\n"), S("502 no\r\n"),
		TO_C("502 no\r\n"), { 0 }
	};

	(void)state;
	steps_attached(step, "EHLO");
}

/* A relay from the greeting on, for a client that may log in. */
static void
with_auth(const struct step *step, const char *what, struct relay *r)
{
	static const struct step greet[] = { S("220 mx\r\n"),
		TO_C("220 mx\r\n"),
		C("EHLO x\r\n"), TO_S("EHLO x\r\n"),
		S("250-mx\r\n250 AUTH PLAIN\r\n"),
		TO_C("250-mx\r\n250 AUTH PLAIN\r\n"), { 0 } };
	static struct said said;

	steps_relay(r, &said, RELAY_AT_GREETING);
	r->auth = true;
	steps_do(r, greet, what);
	steps_do(r, step, what);
}

static void
who_logs_in_goes_by(void **state)
{
	static const struct step plain[] = {
		C("AUTH PLAIN AGE=\r\n"), TO_S("AUTH PLAIN AGE=\r\n"),
		S("235 yes\r\n"), TO_C("235 yes\r\n"), IS(RELAY_BLIND), { 0 }
	}, login[] = {
		C("AUTH LOGIN\r\n"), TO_S("AUTH LOGIN\r\n"),
		S("334 VXNlcg==\r\n"), TO_C("334 VXNlcg==\r\n"),
		C("RCPT TO:<bob@y>\r\n"), TO_S("RCPT TO:<bob@y>\r\n"),
		S("334 UA==\r\n"), TO_C("334 UA==\r\n"),
		C("*\r\n"), TO_S("*\r\n"), S("501 ended\r\n"),
		TO_C("501 ended\r\n"),
		C("RCPT TO:<bob@y>\r\n"), TO_C(STEPS_NO),
		C("AUTH PLAIN A\r\n"), TO_S("AUTH PLAIN A\r\n"),
		S("535 no\r\n"), TO_C("535 no\r\n"),
		C("AUTH PLAIN A\r\n"), TO_S("AUTH PLAIN A\r\n"),
		S("535 no\r\n"),
		TO_C("535 no\r\n421 4.7.0 too many errors, closing\r\n"),
		IS(RELAY_OVER), { 0 }
	}, bad[] = {
		C("AUTH LOGIN\r\n"), TO_S("AUTH LOGIN\r\n"),
		S("334 VXNlcg==\r\n"), TO_C("334 VXNlcg==\r\n"),
		C("x\n"), TO_C("421 4.7.0 bad characters, closing\r\n"),
		IS(RELAY_OVER), { 0 }
	}, odd[] = {
		C("AUTH LOGIN\r\n"), TO_S("AUTH LOGIN\r\n"),
		S("354 go\r\n"), TO_C(ERROR), IS(RELAY_OVER), { 0 }
	};
	struct relay r;

	(void)state;
	with_auth(plain, "AUTH PLAIN", &r);
	assert_true(r.authenticated);
	with_auth(login, "AUTH LOGIN", &r);
	assert_false(r.authenticated);
	with_auth(bad, "a bad response", &r);
	with_auth(odd, "354 to AUTH", &r);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_does_not_greet_is_none),
		cmocka_unit_test(what_was_said_before_is_said_again),
		cmocka_unit_test(what_nobody_asked_for_ends_it),
		cmocka_unit_test(data_that_is_refused_is_no_mail),
		cmocka_unit_test(extensions_are_those_that_may_be_used),
		cmocka_unit_test(who_logs_in_goes_by),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
