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

#define DEADLINE_S 60

/* Begin with a tarpit of delay_ms, and read the greeting. */
static void
tarpit(struct scene *s, unsigned delay_ms)
{
	scene_begin(s, SOCK_STREAM);
	s->t.times.delay_ms = delay_ms;
	talk_begin(&s->t, T0);
	assert_int_equal(talk_go(&s->t, T0), TALK_READ);
	assert_string_equal(scene_hears(s), HELLO); /* not held back */
}

/* A command at *now, and its answer after delay_ms and not before. */
static void
command(struct scene *s, int64_t *now, unsigned delay_ms, const char *in,
    const char *want)
{
	scene_says(s, in);
	assert_int_equal(talk_go(&s->t, *now), TALK_PAUSE);
	assert_int_equal(talk_due(&s->t, *now), *now + delay_ms);
	assert_int_equal(talk_go(&s->t, *now + delay_ms - 1), TALK_PAUSE);
	assert_string_equal(scene_hears(s), "");
	*now += delay_ms;
	assert_int_equal(talk_go(&s->t, *now), TALK_READ);
	assert_string_equal(scene_hears(s), want);
}

/* RFC 5321 section 4.5.3.2: a client waits 5 minutes for the answer to MAIL
 * and to RCPT. */
static void
whoever_waits_as_the_standard_says_hears_the_refusal(void **state)
{
	static const unsigned set_ms[] = { 1000, 60000, 60001, 300000,
		UINT32_MAX };
	struct scene s;
	unsigned ms;
	int64_t now;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(set_ms) / sizeof(set_ms[0]); i++) {
		ms = set_ms[i] < 60000 ? set_ms[i] : 60000;
		now = T0;
		tarpit(&s, set_ms[i]);
		command(&s, &now, ms, "EHLO c\r\n", OK);
		command(&s, &now, ms, "MAIL FROM:<a@b>\r\n", OK);
		command(&s, &now, ms, "RCPT TO:<c@d>\r\n", NO);
		assert_true(now - T0 <= 3 * 60000);
		scene_says(&s, "QUIT\r\n"); /* is answered at once */
		assert_int_equal(talk_go(&s.t, now), TALK_OVER);
		assert_string_equal(scene_hears(&s), BYE);
		assert_int_equal(s.t.dialogue.commands, 4);
		scene_end(&s);
	}
}

static void
the_tarpit_is_not_counted_as_the_clients_time(void **state)
{
	struct scene s;
	int64_t now = T0;
	int i;

	(void)state;
	tarpit(&s, 25000);
	for (i = 0; i < 3; i++) { /* 9 s + 25 s, three times */
		now += 9000;
		assert_int_equal(talk_go(&s.t, now), TALK_READ);
		command(&s, &now, 25000, "NOOP\r\n", OK);
	}
	/* 27 of its 30 s are over, and none of the next command's 10 */
	assert_int_equal(talk_due(&s.t, now), now + 3000);
	assert_int_equal(talk_go(&s.t, now + 3000), TALK_OVER);
	assert_string_equal(scene_hears(&s), LATE);
	scene_end(&s);
}

static void
the_tarpit_holds_for_5_minutes_in_all(void **state)
{
	struct scene s;
	int64_t now = T0;
	int i;

	(void)state;
	tarpit(&s, 45000);
	for (i = 0; i < 6; i++) /* 270 s */
		command(&s, &now, 45000, "RCPT\r\n", NO);
	command(&s, &now, 30000, "RCPT\r\n", NO);
	scene_says(&s, "RCPT\r\nRCPT\r\n");
	assert_int_equal(talk_go(&s.t, now), TALK_READ);
	assert_string_equal(scene_hears(&s), NO NO);
	scene_end(&s);
}

/* Pipelined commands wait one after the other; 20 of them are 20. */
static void
pipelined_commands_are_answered_one_by_one(void **state)
{
	char in[21 * 6 + 1] = "";
	struct scene s;
	int64_t now;
	int i;

	(void)state;
	for (i = 0; i < 21; i++)
		strcat(in, "RCPT\r\n");
	tarpit(&s, 1000);
	scene_says(&s, in);
	for (now = T0, i = 1; i < 20; i++) {
		assert_int_equal(talk_go(&s.t, now), TALK_PAUSE);
		assert_int_equal(talk_go(&s.t, now + 999), TALK_PAUSE);
		now += 1000;
		assert_string_equal(scene_hears(&s), i == 1 ? "" : NO);
	}
	assert_int_equal(talk_go(&s.t, now), TALK_READ);
	assert_string_equal(scene_hears(&s),
	    NO NO "421 4.7.0 too many commands, closing\r\n");
	assert_int_equal(s.t.end, TALK_LIMIT);
	assert_int_equal(s.t.dialogue.commands, 20);
	scene_end(&s);
}

static void
whoever_has_hung_up_is_not_kept_waiting(void **state)
{
	struct scene s;

	(void)state;
	tarpit(&s, 1000);
	scene_says(&s, "NOOP\r\nRCPT\r\nRCPT\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_PAUSE);
	assert_int_equal(shutdown(s.client, SHUT_WR), 0);
	talk_hurry(&s.t, T0 + 500);
	assert_int_equal(talk_go(&s.t, T0 + 500), TALK_OVER);
	assert_string_equal(scene_hears(&s), OK NO NO);
	assert_int_equal(s.t.end, TALK_EOF);
	scene_end(&s);
}

/* Stop it, and see it over when the client closes or a second later. */
static void
check_stop(struct scene *s, const char *want)
{
	talk_stop(&s->t, T0 + 500);
	assert_int_equal(talk_go(&s->t, T0 + 500), TALK_READ);
	assert_int_equal(talk_due(&s->t, T0 + 500), T0 + 1500);
	talk_stop(&s->t, T0 + 600); /* again: no second word */
	assert_int_equal(talk_go(&s->t, T0 + 1499), TALK_READ);
	assert_string_equal(scene_hears(s), want);
	assert_int_equal(talk_go(&s->t, T0 + 1500), TALK_OVER);
	assert_int_equal(s->t.end, TALK_STOPPED);
	scene_end(s);
}

static void
stopped_it_says_421_whatever_it_did(void **state)
{
	struct scene s;

	(void)state;
	tarpit(&s, 0);
	scene_says(&s, "NOOP\r\nRC");
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	check_stop(&s, OK STOP);

	tarpit(&s, 60000); /* it is the answer that was held back */
	scene_says(&s, "RCPT\r\nRCPT\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_PAUSE);
	check_stop(&s, STOP);

	scene_begin(&s, SOCK_STREAM); /* before its first word */
	talk_begin(&s.t, T0);
	check_stop(&s, HELLO STOP);

	scene_begin(&s, SOCK_STREAM); /* the banner was all there was to say */
	s.t.dialogue.banner = true;
	talk_begin(&s.t, T0);
	check_stop(&s, NO);
}

static void
stopped_while_nobody_listens_it_is_over_in_a_second(void **state)
{
	struct scene s;
	size_t len;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	len = scene_fill(&s);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_WRITE);
	talk_stop(&s.t, T0 + 500);
	assert_int_equal(talk_go(&s.t, T0 + 500), TALK_WRITE);
	assert_int_equal(talk_due(&s.t, T0 + 500), T0 + 1500);
	scene_drop(&s, len);
	assert_int_equal(talk_go(&s.t, T0 + 1400), TALK_READ);
	assert_string_equal(scene_hears(&s), HELLO STOP);
	assert_int_equal(talk_go(&s.t, T0 + 1500), TALK_OVER);
	scene_end(&s);

	scene_begin(&s, SOCK_STREAM);
	(void)scene_fill(&s);
	talk_begin(&s.t, T0);
	talk_stop(&s.t, T0 + 500);
	assert_int_equal(talk_go(&s.t, T0 + 1499), TALK_WRITE);
	assert_int_equal(talk_go(&s.t, T0 + 1500), TALK_OVER);
	assert_int_equal(s.t.end, TALK_STOPPED);
	scene_end(&s);
}

/* Who has been told its last word hears no other. */
static void
stopped_while_it_lingers_it_says_nothing(void **state)
{
	char line[513];
	struct scene s;

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	tarpit(&s, 0);
	scene_says(&s, line);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	talk_stop(&s.t, T0 + 500);
	assert_int_equal(talk_go(&s.t, T0 + 1000), TALK_OVER);
	assert_string_equal(scene_hears(&s),
	    "421 4.7.0 line too long, closing\r\n");
	assert_int_equal(s.t.end, TALK_LIMIT);
	scene_end(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    whoever_waits_as_the_standard_says_hears_the_refusal),
		cmocka_unit_test(the_tarpit_is_not_counted_as_the_clients_time),
		cmocka_unit_test(the_tarpit_holds_for_5_minutes_in_all),
		cmocka_unit_test(pipelined_commands_are_answered_one_by_one),
		cmocka_unit_test(whoever_has_hung_up_is_not_kept_waiting),
		cmocka_unit_test(stopped_it_says_421_whatever_it_did),
		cmocka_unit_test(
		    stopped_while_nobody_listens_it_is_over_in_a_second),
		cmocka_unit_test(stopped_while_it_lingers_it_says_nothing),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
