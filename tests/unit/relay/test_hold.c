/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/hold.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/held.h"

#define TEXT(s) s, sizeof(s) - 1
#define HELLO "220 mx.example\r\n"
#define OK "250 mx.example\r\n"
#define BYE "221 mx.example\r\n"
#define BEGIN "EHLO c\r\nMAIL FROM:<s@x>\r\n"
#define POST "RCPT TO:<postmaster@y>\r\n"
#define BOB "RCPT TO:<bob@y>\r\n"
#define BEGUN "EHLO c|MAIL FROM:<s@x>|RCPT TO:<postmaster@y>|"

static void
note(void *arg)
{
	++*(unsigned *)arg;
}

static void
nobody_let_through_starts_nothing(void **state)
{
	struct held h;
	unsigned refusals = 0;

	(void)state;
	held_begin(&h, HELD_SERVER);
	h.hold.on_refusal = note;
	h.hold.arg = &refusals;
	assert_int_equal(held_do(&h,
	    TEXT(BEGIN BOB BOB "DATA\r\nQUIT\r\n"), false), HOLD_QUIT);
	assert_string_equal(h.got, HELLO OK OK HELD_NO HELD_NO
	    "554 5.5.1 no valid recipients\r\n" BYE);
	assert_int_equal(h.hold.pid, 0);
	assert_int_equal(h.hold.refused, 2);
	assert_int_equal(refusals, 1);
	assert_true(h.hold.pregreet);
}

static void
who_is_let_through_has_its_mail(void **state)
{
	static const char in[] = BEGIN BOB POST BOB
	    "DATA\r\na: b\r\n\r\n..x\r\n.\r\nNOOP x\r\n";
	struct held h;
	unsigned refusals = 0;

	(void)state;
	held_begin(&h, HELD_SERVER);
	h.hold.on_refusal = note;
	h.hold.arg = &refusals;
	/* the server dies of NOOP */
	assert_int_equal(held_do(&h, in, sizeof(in) - 1, false),
	    HOLD_RELAYED);
	assert_string_equal(h.got, HELLO OK OK HELD_NO "250 ok\r\n" HELD_NO
	    "354 go\r\n250 queued\r\n"
	    "421 4.3.0 server error, try again later\r\n");
	assert_string_equal(h.told, BEGUN "DATA|a: b||..x|.|NOOP|");
	assert_int_equal(h.hold.refused, 2);
	assert_int_equal(h.hold.attached.relay.refused, 2);
	assert_int_equal(refusals, 1);
	assert_int_equal(h.hold.let, 1);
	assert_int_equal(h.hold.messages, 1);
	assert_int_equal(h.hold.code, 250);
	assert_true(h.hold.pid != 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void
a_broken_mail_never_ends(void **state)
{
	static const char in[] = BEGIN POST
	    "DATA\r\nwhole\r\nhalf\n.\r\nMAIL FROM:<z@z>\r\n.\r\nQUIT\r\n";
	struct held h;

	(void)state;
	held_begin(&h, HELD_SERVER);
	assert_int_equal(held_do(&h, in, sizeof(in) - 1, false),
	    HOLD_RELAYED);
	assert_string_equal(h.got, HELLO OK OK "250 ok\r\n354 go\r\n"
	    "550 5.5.2 bare LF or CR in message, closing\r\n");
	assert_string_equal(h.told, BEGUN "DATA|");
	assert_int_equal(h.hold.messages, 0);
}

static void
without_a_server_it_is_a_dialogue_or_a_421(void **state)
{
	static const char *const server[] = { "exit 1", "printf '554 no\\r\\n'",
		"echo hello; sleep 100" };
	static const char in[] = BEGIN POST BOB "QUIT\r\n";
	struct held h;
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++) {
		held_begin(&h, server[i % 3]);
		h.hold.auth = i >= 3;
		assert_int_equal(held_do(&h, in, sizeof(in) - 1, false),
		    i < 3 ? HOLD_QUIT : HOLD_LIMIT);
		assert_string_equal(h.got, i < 3 ? HELLO OK OK HOLD_NO_SERVER
		    HELD_NO BYE : "421 4.3.0 temporary failure, try again "
		    "later\r\n");
		assert_true(h.hold.no_server);
	}
}

static void
who_logs_in_goes_by(void **state)
{
	static const char in[] = "EHLO c\r\n" BOB "AUTH LOGIN\r\nAAAA\r\n" BOB
	    "ECHO\nx\r\n";
	struct held h;

	(void)state;
	held_begin(&h, HELD_SERVER);
	h.hold.auth = true;
	assert_int_equal(held_do(&h, in, sizeof(in) - 1, false),
	    HOLD_RELAYED);
	assert_string_equal(h.got, "220 server\r\n250 ok\r\n" HELD_NO
	    "334\r\n235 yes\r\n250 RCPT TO:<bob@y>\r\n250 ECHO\r\n"
	    "250 x\r\n");
	assert_string_equal(h.told,
	    "EHLO c|AUTH LOGIN|AAAA|RCPT TO:<bob@y>|ECHOx|");
	assert_true(h.hold.auth_done);
}

static void
a_client_that_was_asked_about_goes_on(void **state)
{
	static const char none[] = BOB "QUIT\r\n";
	struct held h;

	(void)state;
	held_begin(&h, HELD_SERVER);
	assert_int_equal(held_do(&h, none, sizeof(none) - 1, true),
	    HOLD_RELAYED);
	assert_string_equal(h.got, "250 ok\r\n" HELD_NO "221 bye\r\n");
	assert_string_equal(h.told, BEGUN "QUIT|");
	held_begin(&h, "exit 1");
	assert_int_equal(held_do(&h, none, sizeof(none) - 1, true), HOLD_QUIT);
	assert_string_equal(h.got, HOLD_NO_SERVER HELD_NO BYE);
}

/* Told to end before anything was said, or behind a server. */
static void
an_end_of_ours_is_told(void **state)
{
	static const char stop[] =
	    "421 4.3.2 shutting down, try again later\r\n";
	struct held h;
	sigset_t set;
	int sig;

	(void)state;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)kill(getpid(), SIGTERM);
	held_begin(&h, HELD_SERVER);
	assert_int_equal(held_do(&h, TEXT(BEGIN POST), false), HOLD_RELAYED);
	assert_non_null(strstr(h.got, stop));
	assert_string_equal(strstr(h.got, "421"), stop);
	assert_true(sigwait(&set, &sig) == 0 && sig == SIGTERM);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_let_through_starts_nothing),
		cmocka_unit_test(who_is_let_through_has_its_mail),
		cmocka_unit_test(a_broken_mail_never_ends),
		cmocka_unit_test(without_a_server_it_is_a_dialogue_or_a_421),
		cmocka_unit_test(who_logs_in_goes_by),
		cmocka_unit_test(a_client_that_was_asked_about_goes_on),
		cmocka_unit_test(an_end_of_ours_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
