/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/scene.h"
#include "serve/talk.h"
#include "smtp/said.h"

#define DEADLINE_S 60
#define TROUBLE "451 4.3.0 later\r\n"
#define MAIL "EHLO c\r\nMAIL FROM:<a@b>\r\n"

static struct said said;

/* Begin a talk that asks, and let the client say something. */
static void
begin(struct scene *s, unsigned delay_ms, const char *text)
{
	scene_begin(s, SOCK_STREAM);
	memset(&said, 0, sizeof(said));
	s->t.dialogue.said = &said;
	s->t.times.delay_ms = delay_ms;
	talk_begin(&s->t, T0);
	scene_says(s, text);
}

static void
each_recipient_is_asked_about(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, 0, MAIL "RCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nQUIT\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_ASK);
	assert_string_equal(scene_hears(&s), HELLO OK OK);
	assert_string_equal(said.recipient, "c@d");
	assert_int_equal(talk_go(&s.t, T0 + 1), TALK_ASK); /* and again */
	talk_refuse(&s.t, NULL, 0, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_ASK);
	assert_string_equal(scene_hears(&s), NO);
	assert_string_equal(said.recipient, "e@f");
	talk_refuse(&s.t, TROUBLE, sizeof(TROUBLE) - 1, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
	assert_string_equal(scene_hears(&s), TROUBLE BYE);
	assert_int_equal(s.t.end, TALK_QUIT);
	scene_end(&s);
}

/* What was read and not heard is for whoever goes on. */
static void
whom_somebody_else_has_hears_nothing(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, 0, MAIL "RCPT TO:<c@d>\r\nDATA\r\nx");
	assert_int_equal(talk_go(&s.t, T0), TALK_ASK);
	(void)scene_hears(&s);
	assert_int_equal(s.t.in_len - s.t.heard, 7);
	assert_memory_equal(s.t.in + s.t.heard, "DATA\r\nx", 7);
	talk_let(&s.t);
	assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
	assert_int_equal(s.t.end, TALK_LET);
	talk_stop(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0 + 60000), TALK_OVER);
	assert_string_equal(scene_hears(&s), "");
	scene_end(&s);
}

/* The whole session has its time, whoever takes it. */
static void
an_answer_that_does_not_come_ends_in_time(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, 0, MAIL "RCPT TO:<c@d>\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_ASK);
	assert_int_equal(talk_due(&s.t, T0), T0 + 30000);
	assert_int_equal(talk_go(&s.t, T0 + 29999), TALK_ASK);
	(void)scene_hears(&s);
	assert_int_equal(talk_go(&s.t, T0 + 30000), TALK_OVER);
	assert_string_equal(scene_hears(&s), LATE);
	assert_int_equal(s.t.end, TALK_TIMEOUT);
	scene_end(&s);
}

static void
stopped_while_it_is_asked_it_says_421(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, 0, MAIL "RCPT TO:<c@d>\r\nNOOP\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_ASK);
	(void)scene_hears(&s);
	talk_stop(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	assert_string_equal(scene_hears(&s), STOP);
	assert_int_equal(talk_go(&s.t, T0 + 1000), TALK_OVER);
	assert_int_equal(s.t.end, TALK_STOPPED);
	scene_end(&s);
}

/* Nothing is asked before the answer to MAIL has been said, and a refusal is
 * held back as all else. */
static void
the_tarpit_comes_before_the_question(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, 1000, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_PAUSE);
	assert_int_equal(talk_go(&s.t, T0 + 1000), TALK_ASK);
	assert_string_equal(scene_hears(&s), HELLO OK);
	talk_refuse(&s.t, NULL, 0, T0 + 1000);
	assert_int_equal(talk_go(&s.t, T0 + 1999), TALK_PAUSE);
	assert_int_equal(talk_go(&s.t, T0 + 2000), TALK_READ);
	assert_string_equal(scene_hears(&s), NO);
	scene_end(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_recipient_is_asked_about),
		cmocka_unit_test(whom_somebody_else_has_hears_nothing),
		cmocka_unit_test(an_answer_that_does_not_come_ends_in_time),
		cmocka_unit_test(stopped_while_it_is_asked_it_says_421),
		cmocka_unit_test(the_tarpit_comes_before_the_question),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
