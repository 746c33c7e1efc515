/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/held_ask.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/scene.h"
#include "serve/held.h"
#include "smtp/said.h"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60
#define MAIL "MAIL FROM:<a@b>\r\n"

/* What a test does with a question. */
enum does { REFUSES, LETS, WAITS };

static uv_loop_t loop;
static struct held_pool *pool;
static struct scene s;
static enum does does;
static struct held_ask asked;
static unsigned asks, gives_up, ends, empties;
static bool still_ours; /* when it is given up */
static enum talk_end end;
static char rest[64];

static void *
on_ask(void *arg, const struct held_ask *what)
{
	assert_ptr_equal(arg, &asks);
	asks++;
	asked = *what;
	memcpy(rest, what->rest, what->rest_len);
	rest[what->rest_len] = '\0';
	if (does == REFUSES)
		held_refuse(what->one, NULL, 0);
	else if (does == LETS)
		held_let(what->one);
	return does == WAITS ? &asked : NULL;
}

static bool
on_ask_end(void *arg, void *question)
{
	assert_ptr_equal(arg, &asks);
	assert_ptr_equal(question, &asked);
	gives_up++;
	return still_ours;
}

static void
on_end(void *arg, const struct held_end *e)
{
	(void)arg;
	ends++;
	end = e->end;
}

static void
on_empty(void *arg)
{
	(void)arg;
	empties++;
}

static int
begin(void **state)
{
	static const struct held_limits usual = { 1000, 20, 0, 0 };
	const struct held_calls calls = { &asks, on_ask, on_ask_end, on_end,
		on_empty };
	struct held_client c = { .line = NO, .host = "mx.example",
		.program = "tester", .limit_ms = 30000, .asks = true,
		.more = "a\0b", .more_len = 3 };
	struct err e;

	(void)state;
	asks = gives_up = ends = empties = 0;
	still_ours = true;
	does = WAITS;
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(held_init(&pool, &loop, &usual, &calls, &e), 0);
	assert_int_equal(ip_parse(&c.ip, "192.0.2.7", &e), 0);
	scene_tcp(&s);
	assert_int_equal(held_take(pool, s.t.fd, &c), HELD_ROOM);
	assert_string_equal(scene_hears(&s), HELLO);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	held_stop(pool);
	while (empties == 0)
		(void)uv_run(&loop, UV_RUN_ONCE);
	held_free(pool);
	assert_int_equal(uv_loop_close(&loop), 0);
	(void)close(s.client);
	return 0;
}

/* Let the client say something, until it has heard that. */
static void
talk(const char *says, const char *want)
{
	struct pollfd p = { s.client, POLLIN, 0 };
	size_t len = 0;

	scene_says(&s, says);
	while (len < strlen(want)) {
		(void)uv_run(&loop, UV_RUN_NOWAIT);
		(void)poll(&p, 1, 10); /* what was said may be on its way */
		(void)scene_hears(&s);
		assert_true(len + s.len <= strlen(want));
		assert_memory_equal(s.got, want + len, s.len);
		len += s.len;
	}
}

/* Until it has been asked so often. */
static void
run_asks(unsigned n)
{
	while (asks < n)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
}

static void
many_are_refused_at_once_in_their_order(void **state)
{
	(void)state;
	does = REFUSES;
	talk(MAIL "RCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nNOOP\r\n", OK NO NO OK);
	assert_int_equal(asks, 2);
	assert_int_equal(asked.refused, 1);
	assert_string_equal(asked.said->recipient, "e@f");
	assert_int_equal(asked.more_len, 3);
	assert_memory_equal(asked.more, "a\0b", 3);
}

/* Nothing is read or said while an answer is waited for. */
static void
an_answer_that_comes_later_is_told(void **state)
{
	int i;

	(void)state;
	talk(MAIL "RCPT TO:<c@d>\r\nNO", OK);
	assert_int_equal(asks, 1);
	assert_string_equal(rest, "NO");
	scene_says(&s, "OP\r\n");
	for (i = 0; i < 5; i++)
		(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_string_equal(scene_hears(&s), "");
	held_refuse(asked.one, "451 x\r\n", 7);
	talk("NOOP\r\n", "451 x\r\n" OK OK);
}

/* The connection is as it was: another process goes on with it. */
static void
whom_somebody_else_has_is_gone_without_an_end(void **state)
{
	int theirs = dup(s.t.fd);
	char c;

	(void)state;
	talk(MAIL "RCPT TO:<c@d>\r\n", OK);
	run_asks(1);
	held_let(asked.one);
	assert_int_equal(ends, 1);
	assert_int_equal(end, TALK_LET);
	assert_int_equal(held_count(pool).clients, 0);
	assert_int_equal(recv(s.client, &c, 1, MSG_DONTWAIT), -1);
	scene_says(&s, "x");
	(void)uv_run(&loop, UV_RUN_NOWAIT);
	assert_int_equal(recv(theirs, &c, 1, 0), 1);
	assert_int_equal(send(theirs, "250\r\n", 5, MSG_NOSIGNAL), 5);
	assert_string_equal(scene_hears(&s), "250\r\n");
	(void)close(theirs);
}

static void
one_may_be_let_through_at_once(void **state)
{
	int theirs = dup(s.t.fd);
	char c;

	(void)state;
	does = LETS;
	talk(MAIL "RCPT TO:<c@d>\r\n", OK);
	run_asks(1);
	assert_int_equal(ends, 1);
	assert_int_equal(recv(s.client, &c, 1, MSG_DONTWAIT), -1);
	(void)close(theirs);
}

/* Told to end, whoever still has the client speaks. */
static void
the_end_asks_who_has_the_client(void **state)
{
	int theirs = dup(s.t.fd);

	(void)state;
	talk(MAIL "RCPT TO:<c@d>\r\n", OK);
	run_asks(1);
	still_ours = false;
	held_stop(pool);
	assert_int_equal(gives_up, 1);
	assert_int_equal(end, TALK_LET);
	assert_string_equal(scene_hears(&s), "");
	(void)close(theirs);
}

static void
the_end_says_421_to_one_of_ours(void **state)
{
	(void)state;
	talk(MAIL "RCPT TO:<c@d>\r\n", OK);
	run_asks(1);
	held_stop(pool);
	assert_int_equal(gives_up, 1);
	assert_string_equal(scene_hears(&s), STOP);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)
	static const struct CMUnitTest tests[] = {
		TEST(many_are_refused_at_once_in_their_order),
		TEST(an_answer_that_comes_later_is_told),
		TEST(whom_somebody_else_has_is_gone_without_an_end),
		TEST(one_may_be_let_through_at_once),
		TEST(the_end_asks_who_has_the_client),
		TEST(the_end_says_421_to_one_of_ours),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
