/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/talk.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/scene.h"
#include "smtp/refusal.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MANY "421 4.7.0 too many commands, closing\r\n"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60

/* Client's bytes in chunks, then the end of them. */
static void
says_chunks(int fd, const char *in, size_t len, size_t chunk)
{
	size_t at, n;

	for (at = 0; at < len; at += n) {
		n = len - at < chunk ? len - at : chunk;
		assert_int_equal(send(fd, in + at, n, MSG_NOSIGNAL), n);
	}
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
}

static void
compare_chunk(const char *in, size_t len, size_t chunk, bool banner)
{
	static const enum talk_end same[] = { [REFUSAL_QUIT] = TALK_QUIT,
		[REFUSAL_EOF] = TALK_EOF,
		[REFUSAL_LIMIT] = TALK_LIMIT };
	struct refusal r = { .host = "mx.example",
		.program = "tester",
		.line = NO,
		.line_len = sizeof(NO) - 1,
		.limit_ms = 30000,
		.command_ms = 10000 };
	struct scene old, new;
	enum refusal_end end;

	scene_begin(&old, SOCK_SEQPACKET); /* keeps chunks apart */
	says_chunks(old.client, in, len, chunk);
	r.in = r.out = old.t.fd;
	end = banner ? refusal_banner(&r) : refusal_dialogue(&r);
	scene_begin(&new, SOCK_SEQPACKET);
	says_chunks(new.client, in, len, chunk);
	new.t.dialogue.banner = banner;
	talk_begin(&new.t, T0);
	assert_int_equal(talk_go(&new.t, T0), TALK_OVER);
	assert_string_equal(scene_hears(&new), scene_hears(&old));
	assert_int_equal(new.t.end, same[end]);
	assert_int_equal(new.t.dialogue.commands, r.commands);
	assert_int_equal(new.t.pregreet, r.pregreet);
	scene_end(&old);
	scene_end(&new);
}

static void
it_says_what_the_filter_says_in_every_chunking(void **state)
{
	static char many[30 * 6 + 1], line[1201], deaf[5001];
	const char *in[] = {
		"EHLO c\r\nMAIL FROM:<a@b>\nrcpt to:<c@d>\r\nDATA\r\nQUIT\r\n"
		"NOOP\r\n",
		"NOOP\r\nRCPT\r\n",
		"QUIT",
		"\r\n\n\r\n",
		"",
		many,
		line,
		deaf,
	};
	size_t i, len, chunk;

	(void)state;
	for (i = 0; i < 30; i++)
		memcpy(many + i * 6, "RCPT\r\n", 6);
	memset(line, 'x', sizeof(line) - 1);
	memset(deaf, '\n', sizeof(deaf) - 1);
	for (i = 0; i < COUNT(in); i++) {
		len = strlen(in[i]);
		/* a socket holds a few hundred packets at least */
		for (chunk = len / 150 + 1; chunk <= len && chunk <= 512;
		     chunk++) {
			compare_chunk(in[i], len, chunk, false);
			compare_chunk(in[i], len, chunk, true);
		}
	}
}

static void
a_client_has_10_s_for_a_command_and_30_s_in_all(void **state)
{
	struct scene s;
	int64_t now;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	assert_string_equal(scene_hears(&s), HELLO);
	assert_int_equal(talk_due(&s.t, T0), T0 + 10000);
	for (now = T0 + 9999; now < T0 + 29998; now += 9999) {
		assert_int_equal(talk_go(&s.t, now), TALK_READ);
		scene_says(&s, "NOOP\r\n");
		assert_int_equal(talk_go(&s.t, now), TALK_READ);
		assert_string_equal(scene_hears(&s), OK);
	}
	assert_int_equal(talk_due(&s.t, now), T0 + 30000);
	scene_says(&s, "NOO"); /* is not a command yet */
	assert_int_equal(talk_go(&s.t, T0 + 29999), TALK_READ);
	assert_int_equal(talk_go(&s.t, T0 + 30000), TALK_OVER);
	assert_int_equal(s.t.end, TALK_TIMEOUT);
	assert_string_equal(scene_hears(&s), LATE);
	scene_end(&s);

	scene_begin(&s, SOCK_STREAM);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	scene_says(&s, "N");
	assert_int_equal(talk_go(&s.t, T0 + 9999), TALK_READ);
	assert_int_equal(talk_go(&s.t, T0 + 10000), TALK_OVER);
	assert_string_equal(scene_hears(&s), HELLO LATE);
	scene_end(&s);
}

static void
a_banner_waits_5_s_and_says_no_more(void **state)
{
	struct scene s;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	s.t.dialogue.banner = true;
	s.t.times.delay_ms = 1000; /* not here */
	talk_begin(&s.t, T0);
	scene_says(&s, "EHLO x\r\n");
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	assert_int_equal(talk_due(&s.t, T0), T0 + 5000);
	assert_int_equal(talk_go(&s.t, T0 + 4999), TALK_READ);
	assert_int_equal(talk_go(&s.t, T0 + 5000), TALK_OVER);
	assert_string_equal(scene_hears(&s), NO);
	assert_int_equal(s.t.end, TALK_TIMEOUT);
	scene_end(&s);
}

/* What a slow daemon finds when it comes back was said in time. */
static void
what_is_there_is_heard_before_the_clock(void **state)
{
	struct scene s;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	scene_says(&s, "RCPT\r\nQUIT\r\n");
	assert_int_equal(talk_go(&s.t, T0 + 60000), TALK_OVER);
	assert_string_equal(scene_hears(&s), HELLO NO BYE);
	assert_int_equal(s.t.end, TALK_QUIT);
	scene_end(&s);
}

static void
pregreet_is_what_was_said_before_the_greeting(void **state)
{
	struct scene s;
	int early;

	(void)state;
	for (early = 0; early < 2; early++) {
		scene_begin(&s, SOCK_STREAM);
		if (early)
			scene_says(&s, "QUIT\n");
		talk_begin(&s.t, T0);
		if (!early)
			scene_says(&s, "QUIT\n");
		assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
		assert_string_equal(scene_hears(&s), HELLO BYE);
		assert_int_equal(s.t.pregreet, early);
		scene_end(&s);
	}
}

static void
a_client_that_does_not_listen_is_not_heard(void **state)
{
	struct scene s;
	size_t len;
	char c;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	len = scene_fill(&s);
	scene_says(&s, "NOOP\r\nRCPT\r\n");
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_WRITE);
	assert_int_equal(talk_due(&s.t, T0), T0 + 30000);
	assert_int_equal(talk_go(&s.t, T0 + 29999), TALK_WRITE);
	assert_int_equal(recv(s.t.fd, &c, 1, MSG_PEEK | MSG_DONTWAIT), 1);
	scene_drop(&s, len);
	assert_int_equal(talk_go(&s.t, T0 + 29999), TALK_READ);
	assert_string_equal(scene_hears(&s), HELLO OK NO);
	scene_end(&s);

	scene_begin(&s, SOCK_STREAM);
	len = scene_fill(&s);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_WRITE);
	assert_int_equal(talk_go(&s.t, T0 + 30000), TALK_OVER);
	assert_int_equal(s.t.end, TALK_TIMEOUT);
	scene_drop(&s, len);
	assert_string_equal(scene_hears(&s), "");
	scene_end(&s);
}

/* The longest refusal, 20 times, through a socket that takes little: all of
 * it arrives, in order, and no more than TALK_SAID_MAX is ever kept. */
static void
long_answers_wait_for_room(void **state)
{
	static char line[REPLY_LINE_MAX + 1], want[DIALOGUE_SESSION_MAX + 1];
	struct scene s;
	size_t at = 0;
	int i, waits = 0, least = 1;

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line, "553 ", 4);
	memcpy(line + REPLY_LINE_MAX - 2, "\r\n", 3);
	strcpy(want, HELLO);
	for (i = 0; i < 20; i++)
		strcat(want, line);
	strcat(want, MANY);
	scene_begin(&s, SOCK_STREAM);
	assert_int_equal(setsockopt(s.t.fd, SOL_SOCKET, SO_SNDBUF, &least,
			     sizeof(least)),
	    0);
	s.t.dialogue.refusal = line;
	s.t.dialogue.refusal_len = REPLY_LINE_MAX;
	for (i = 0; i < 25; i++)
		scene_says(&s, "RCPT\n");
	talk_begin(&s.t, T0);
	for (; talk_go(&s.t, T0) == TALK_WRITE; waits++) {
		scene_hears(&s);
		assert_memory_equal(want + at, s.got, s.len);
		at += s.len;
	}
	assert_string_equal(want + at, scene_hears(&s));
	assert_true(waits > 1);
	assert_int_equal(s.t.end, TALK_LIMIT);
	assert_int_equal(s.t.dialogue.commands, 20);
	scene_end(&s);
}

static void
whoever_resets_is_lost(void **state)
{
	struct scene s;

	(void)state;
	scene_begin(&s, SOCK_STREAM);
	(void)close(s.client);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
	assert_int_equal(s.t.end, TALK_LOST);
	(void)close(s.t.fd);

	scene_begin(&s, SOCK_STREAM);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	(void)close(s.client); /* with our greeting unread */
	assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
	assert_int_equal(s.t.end, TALK_LOST);
	(void)close(s.t.fd);
}

static void
the_last_reply_outlives_unread_input(void **state)
{
	char in[6001] = "", want[1024] = HELLO;
	struct scene s;
	size_t i;

	(void)state;
	scene_tcp(&s);
	for (i = 0; i < sizeof(in) - 1; i += 6)
		memcpy(in + i, "NOOP\r\n", 6);
	scene_says(&s, in);
	for (i = 0; i < 20; i++)
		strcat(want, OK);
	strcat(want, MANY);
	talk_begin(&s.t, T0);
	assert_int_equal(talk_go(&s.t, T0), TALK_READ);
	assert_int_equal(s.t.end, TALK_LIMIT);
	assert_int_equal(talk_due(&s.t, T0), T0 + 1000);
	assert_int_equal(talk_go(&s.t, T0 + 999), TALK_READ);
	assert_int_equal(talk_go(&s.t, T0 + 1000), TALK_OVER);
	(void)close(s.t.fd);
	assert_string_equal(scene_hears(&s), want);
	assert_int_equal(recv(s.client, in, 1, 0), 0); /* no reset */
	(void)close(s.client);
}

static void
lingering_ends_with_the_client_or_at_64_kib(void **state)
{
	char line[1025];
	struct scene s;
	int i;

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	for (i = 0; i < 2; i++) {
		scene_begin(&s, SOCK_STREAM);
		talk_begin(&s.t, T0);
		scene_says(&s, line);
		assert_int_equal(talk_go(&s.t, T0), TALK_READ);
		assert_int_equal(s.t.end, TALK_LIMIT);
		if (i == 0)
			assert_int_equal(shutdown(s.client, SHUT_WR), 0);
		else
			for (; talk_go(&s.t, T0) == TALK_READ && i < 70; i++)
				scene_says(&s, line);
		assert_int_equal(talk_go(&s.t, T0), TALK_OVER);
		assert_true(i == 0 || i == 65);
		scene_end(&s);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    it_says_what_the_filter_says_in_every_chunking),
		cmocka_unit_test(
		    a_client_has_10_s_for_a_command_and_30_s_in_all),
		cmocka_unit_test(a_banner_waits_5_s_and_says_no_more),
		cmocka_unit_test(what_is_there_is_heard_before_the_clock),
		cmocka_unit_test(pregreet_is_what_was_said_before_the_greeting),
		cmocka_unit_test(a_client_that_does_not_listen_is_not_heard),
		cmocka_unit_test(long_answers_wait_for_room),
		cmocka_unit_test(whoever_resets_is_lost),
		cmocka_unit_test(the_last_reply_outlives_unread_input),
		cmocka_unit_test(lingering_ends_with_the_client_or_at_64_kib),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
