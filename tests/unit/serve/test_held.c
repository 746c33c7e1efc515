/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/held.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/failing.h"
#include "lib/scene.h"

#define FULL "421 4.7.0 too many connections, try again later\r\n"

/* No test here waits longer, whatever breaks. */
#define DEADLINE_S 60
#define CLIENTS 30

/* What on_end was told last. */
struct told {
	unsigned ends, empties;
	char ip[IP_TEXT_SIZE], domain[64];
	struct envelope envelope;
	struct held_end end;
};

struct house {
	uv_loop_t loop;
	struct held_pool *pool;
	struct told told;
	struct scene s[CLIENTS];
};

static void
on_end(void *arg, const struct held_end *end)
{
	struct told *told = arg;

	told->ends++;
	told->end = *end;
	ip_format(end->ip, told->ip);
	(void)snprintf(told->domain, sizeof(told->domain), "%s", end->domain);
	told->envelope = *end->envelope;
}

static void
on_empty(void *arg)
{
	((struct told *)arg)->empties++;
}

static const struct held_limits usual = { 1000, 20, 0, 0 };

static int
setup(void **state)
{
	static struct house h;
	struct held_calls calls = { .arg = &h.told, .on_end = on_end,
		.on_empty = on_empty };
	struct err e;

	memset(&h, 0, sizeof(h));
	assert_int_equal(uv_loop_init(&h.loop), 0);
	assert_int_equal(held_init(&h.pool, &h.loop, &usual, &calls, &e), 0);
	*state = &h;
	return 0;
}

/* Whatever a test has left: after held_stop all is closed. */
static int
teardown(void **state)
{
	struct house *h = *state;

	if (h->told.empties == 0)
		held_stop(h->pool);
	while (h->told.empties == 0)
		(void)uv_run(&h->loop, UV_RUN_ONCE);
	assert_int_equal(h->told.empties, 1);
	assert_int_equal(held_count(h->pool).clients, 0);
	assert_int_equal(held_count(h->pool).tarpit, 0);
	held_free(h->pool);
	assert_int_equal(uv_loop_close(&h->loop), 0);
	return 0;
}

static struct held_client
client_of(const char *ip)
{
	struct held_client c = { .line = NO,
		.host = "mx.example",
		.program = "tester",
		.domain = "",
		.limit_ms = 30000 };
	struct err e;

	assert_int_equal(ip_parse(&c.ip, ip, &e), 0);
	return c;
}

/* A client comes over TCP and is handed over. */
static enum held_room
come(struct house *h, struct scene *s, const struct held_client *c)
{
	scene_tcp(s);
	return held_take(h->pool, s->t.fd, c);
}

/* Until so many have ended. */
static void
run_ends(struct house *h, unsigned ends)
{
	while (h->told.ends < ends)
		(void)uv_run(&h->loop, UV_RUN_ONCE);
	assert_int_equal(h->told.ends, ends);
}

/* Until the client has heard this, and not more. */
static void
run_hears(struct house *h, struct scene *s, const char *want)
{
	size_t len = 0;

	for (;;) {
		(void)scene_hears(s);
		assert_true(len + s->len <= strlen(want));
		assert_memory_equal(s->got, want + len, s->len);
		len += s->len;
		if (len == strlen(want))
			return;
		(void)uv_run(&h->loop, UV_RUN_ONCE);
	}
}

/* Whether there is an end of what the client hears, without a reset. */
static bool
ended(const struct scene *s)
{
	int error = -1;
	socklen_t len = sizeof(error);
	char c;

	return recv(s->client, &c, 1, MSG_DONTWAIT) == 0 &&
	    getsockopt(s->client, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
	    error == 0;
}

static void
a_client_hears_its_session_and_we_what_it_named(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	struct scene *s = h->s;

	c.domain = "client.example";
	c.note = true;
	assert_int_equal(come(h, s, &c), HELD_ROOM);
	assert_int_equal(held_count(h->pool).clients, 1);
	run_hears(h, s, HELLO);
	scene_says(s, "EHLO x\r\nMAIL FROM:<a@b>\r\n");
	run_hears(h, s, OK OK);
	scene_says(s, "RCPT TO:<c@D>\r\n");
	run_hears(h, s, NO);
	scene_says(s, "QUIT\r\n");
	run_hears(h, s, BYE);
	run_ends(h, 1);
	assert_true(ended(s));
	assert_int_equal(h->told.end.end, TALK_QUIT);
	assert_int_equal(h->told.end.commands, 4);
	assert_true(h->told.end.note);
	assert_false(h->told.end.pregreet);
	assert_string_equal(h->told.ip, "192.0.2.7");
	assert_string_equal(h->told.domain, "client.example");
	assert_string_equal(h->told.envelope.sender, "a@b");
	assert_string_equal(h->told.envelope.recipient, "c@d");
	assert_int_equal(held_count(h->pool).clients, 0);
	(void)close(s->client);
}

static void
talking_early_is_told(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	struct scene *s = h->s;

	c.program = NULL;
	scene_tcp(s);
	scene_says(s, "EHLO x\nQUIT\n");
	assert_int_equal(held_take(h->pool, s->t.fd, &c), HELD_ROOM);
	run_ends(h, 1);
	assert_string_equal(scene_hears(s), "220 mx.example\r\n" OK BYE);
	assert_true(ended(s));
	assert_true(h->told.end.pregreet);
	(void)close(s->client);
}

static void
silence_ends_in_time_and_a_banner_is_one_line(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	int theirs;

	c.limit_ms = 30;
	scene_tcp(&h->s[0]);
	theirs = dup(h->s[0].t.fd); /* a filter that was stopped keeps it */
	assert_int_equal(held_take(h->pool, h->s[0].t.fd, &c), HELD_ROOM);
	c.banner = true;
	assert_int_equal(come(h, &h->s[1], &c), HELD_ROOM);
	c = client_of("192.0.2.7");
	c.command_ms = 30;
	assert_int_equal(come(h, &h->s[2], &c), HELD_ROOM);
	run_ends(h, 3);
	assert_int_equal(h->told.end.end, TALK_TIMEOUT);
	assert_true(h->told.end.held_ms >= 30);
	assert_string_equal(scene_hears(&h->s[0]), HELLO LATE);
	assert_string_equal(scene_hears(&h->s[1]), NO);
	assert_string_equal(scene_hears(&h->s[2]), HELLO LATE);
	assert_true(ended(&h->s[0]) && ended(&h->s[1]));
	(void)close(theirs);
	(void)close(h->s[0].client);
	(void)close(h->s[1].client);
	(void)close(h->s[2].client);
}

/* A client that is reset while it is listened to, and while it is kept
 * waiting. */
static void
whoever_resets_is_gone(void **state)
{
	static const struct held_limits slow = { 10, 10, 60, 10 };
	struct linger now = { 1, 0 };
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	unsigned i;

	held_limit(h->pool, &slow);
	c.tarpit = true;
	for (i = 0; i < 2; i++) {
		assert_int_equal(come(h, &h->s[i], &c), HELD_ROOM);
		run_hears(h, &h->s[i], HELLO);
		if (i == 1)
			scene_says(&h->s[i], "NOOP\r\n");
		(void)uv_run(&h->loop, UV_RUN_NOWAIT);
		assert_int_equal(setsockopt(h->s[i].client, SOL_SOCKET,
				     SO_LINGER, &now, sizeof(now)),
		    0);
		(void)close(h->s[i].client);
		run_ends(h, i + 1);
		assert_int_equal(h->told.end.end, TALK_LOST);
	}
}

/* The process that had the socket before can do this to it. */
static void
an_error_that_stays_is_the_end(void **state)
{
#ifdef SO_TIMESTAMPING
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	int stamp = 1 << 8 | 1 << 4; /* sent: into the queue of errors */
	int turns = 0;

	scene_tcp(h->s);
	assert_int_equal(setsockopt(h->s->t.fd, SOL_SOCKET, SO_TIMESTAMPING,
			     &stamp, sizeof(stamp)),
	    0);
	assert_int_equal(held_take(h->pool, h->s->t.fd, &c), HELD_ROOM);
	for (; h->told.ends == 0 && turns < 10; turns++)
		(void)uv_run(&h->loop, UV_RUN_ONCE);
	run_ends(h, 1);
	assert_int_equal(h->told.end.end, TALK_LOST);
	(void)close(h->s->client);
#else
	(void)state;
	skip();
#endif
}

static void
half_a_close_gets_its_answers_even_in_the_tarpit(void **state)
{
	static const struct held_limits slow = { 10, 10, 60, 10 };
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	struct scene *s = h->s;

	held_limit(h->pool, &slow);
	c.tarpit = true;
	assert_int_equal(come(h, s, &c), HELD_ROOM);
	assert_int_equal(held_count(h->pool).tarpit, 1);
	scene_says(s, "NOOP\r\nRCPT\r\n");
	assert_int_equal(shutdown(s->client, SHUT_WR), 0);
	run_ends(h, 1);
	assert_string_equal(scene_hears(s), HELLO OK NO);
	assert_true(ended(s));
	assert_int_equal(h->told.end.end, TALK_EOF);
	assert_true(h->told.end.tarpit);
	(void)close(s->client);
}

static void
some_wait_in_the_tarpit_and_the_others_nowhere(void **state)
{
	static const struct held_limits slow = { 100, 100, 60, 2 };
	static const struct held_limits more = { 100, 100, 60, 3 };
	static const bool block[] = { true, false, true, true };
	static const bool waits[] = { true, false, true, false };
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	size_t i;

	held_limit(h->pool, &slow);
	for (i = 0; i < 4; i++) {
		c.tarpit = block[i];
		assert_int_equal(come(h, &h->s[i], &c), HELD_ROOM);
		run_hears(h, &h->s[i], HELLO);
		scene_says(&h->s[i], "RCPT\r\n");
	}
	assert_int_equal(held_count(h->pool).tarpit, 2);
	for (i = 4; i-- > 0;) /* what came last is read last */
		if (!waits[i])
			run_hears(h, &h->s[i], NO);
	for (i = 0; i < 20; i++)
		(void)uv_run(&h->loop, UV_RUN_NOWAIT);
	for (i = 0; i < 4; i++)
		if (waits[i])
			assert_string_equal(scene_hears(&h->s[i]), "");
	held_limit(h->pool, &more);
	c.banner = c.tarpit = true;
	assert_int_equal(come(h, &h->s[4], &c), HELD_ROOM);
	assert_int_equal(held_count(h->pool).tarpit, 2);
	for (i = 0; i < 5; i++)
		(void)close(h->s[i].client);
	run_ends(h, 5);
}

static void
too_many_hear_421_at_once(void **state)
{
	static const struct held_limits few = { 4, 2, 0, 0 };
	static const struct {
		const char *ip;
		enum held_room room;
	} row[] = {
		{ "192.0.2.1", HELD_ROOM },
		{ "192.0.2.1", HELD_ROOM },
		{ "192.0.2.1", HELD_FULL_ADDRESS },
		{ "2001:db8::1", HELD_ROOM },
		{ "2001:db8::2", HELD_ROOM },
		{ "192.0.2.2", HELD_FULL },
	};
	struct house *h = *state;
	struct held_client c;
	size_t i;

	held_limit(h->pool, &few);
	for (i = 0; i < 6; i++) {
		struct scene *s = &h->s[i];

		c = client_of(row[i].ip);
		scene_tcp(s);
		scene_says(s, "EHLO x\r\n"); /* unread, it would reset */
		assert_int_equal(held_room(h->pool, &c.ip), row[i].room);
		assert_int_equal(held_take(h->pool, s->t.fd, &c), row[i].room);
		if (row[i].room == HELD_ROOM)
			continue;
		assert_string_equal(scene_hears(s), FULL);
		assert_true(ended(s));
	}
	assert_int_equal(h->told.ends, 0);
	for (i = 0; i < 6; i++)
		(void)close(h->s[i].client);
	run_ends(h, 4);
	assert_int_equal(held_room(h->pool, &c.ip), HELD_ROOM);
}

static void
all_are_told_when_we_stop(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	struct held_limits many = { CLIENTS, CLIENTS, 60, 5 };
	size_t i;

	held_limit(h->pool, &many);
	for (i = 0; i < CLIENTS - 1; i++) {
		c.tarpit = i < 5;
		assert_int_equal(come(h, &h->s[i], &c), HELD_ROOM);
		scene_says(&h->s[i], "RCPT\r\n");
		run_hears(h, &h->s[i], i < 5 ? HELLO : HELLO NO);
	}
	assert_int_equal(held_count(h->pool).clients, CLIENTS - 1);
	held_stop(h->pool);
	for (i = 0; i < CLIENTS - 1; i++) {
		assert_string_equal(scene_hears(&h->s[i]), STOP);
		assert_true(ended(&h->s[i]));
		(void)close(h->s[i].client);
	}
	assert_int_equal(come(h, &h->s[i], &c), HELD_STOPPING);
	assert_string_equal(scene_hears(&h->s[i]), FULL);
	(void)close(h->s[i].client);
	run_ends(h, CLIENTS - 1);
	assert_int_equal(h->told.end.end, TALK_STOPPED);
}

/* Whoever does not close after our last word is closed a second later. */
static void
nobody_outlives_the_stop(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	uint64_t from_ms;

	assert_int_equal(come(h, &h->s[0], &c), HELD_ROOM);
	uv_update_time(&h->loop);
	from_ms = uv_now(&h->loop);
	held_stop(h->pool);
	assert_int_equal(h->told.ends, 0);
	run_ends(h, 1);
	assert_in_range(uv_now(&h->loop) - from_ms, 900, 1900);
	assert_string_equal(scene_hears(&h->s[0]), HELLO STOP);
	(void)close(h->s[0].client);
}

static void
what_cannot_be_watched_is_closed(void **state)
{
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	int fd = open("/dev/null", O_RDWR); /* epoll(7) takes no file */

	assert_int_equal(held_take(h->pool, fd, &c), HELD_FULL);
	assert_int_equal(held_count(h->pool).clients, 0);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(h->told.ends, 0);
}

static void
who_cannot_be_held_is_turned_away(void **state)
{
	static const struct {
		const char *name;
		unsigned nth;
		int error;
	} row[] = {
		{ FAILING_MEMORY, 1, ENOMEM }, { FAILING_MEMORY, 2, ENOMEM },
		{ "uv_poll_init", 1, UV_ENOMEM },
	};
	struct house *h = *state;
	struct held_client c = client_of("192.0.2.7");
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		scene_tcp(&h->s[i]);
		failing_nth(row[i].name, row[i].nth, row[i].error);
		assert_int_equal(held_take(h->pool, h->s[i].t.fd, &c),
		    HELD_FULL);
		assert_true(failing_end());
		assert_string_equal(scene_hears(&h->s[i]), FULL);
		assert_int_equal(held_count(h->pool).clients, 0);
		(void)close(h->s[i].client);
	}
	held_free(NULL);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(a_client_hears_its_session_and_we_what_it_named),
		TEST(talking_early_is_told),
		TEST(silence_ends_in_time_and_a_banner_is_one_line),
		TEST(whoever_resets_is_gone),
		TEST(an_error_that_stays_is_the_end),
		TEST(half_a_close_gets_its_answers_even_in_the_tarpit),
		TEST(some_wait_in_the_tarpit_and_the_others_nowhere),
		TEST(too_many_hear_421_at_once),
		TEST(all_are_told_when_we_stop),
		TEST(nobody_outlives_the_stop),
		TEST(what_cannot_be_watched_is_closed),
		TEST(who_cannot_be_held_is_turned_away),
	};

	(void)alarm(DEADLINE_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
