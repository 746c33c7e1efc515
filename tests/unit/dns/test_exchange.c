/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the bytes of an answer mean is judged by what test_question tests. */
#include "dns/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/unasked.h"
#include "lib/nameserver.h"

#define TIMEOUT_MS 300
#define FDS_MAX    64
#define CROWD      1000
#define PORTS_MAX  8

/* a.ex's address with a TTL of 60 s */
#define LASTING "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1"

/* The exchange, its server, and the loop that looks after it. */
struct hall {
	struct nameserver server;
	struct exchange *x;
	struct pollfd fd[FDS_MAX];
	nfds_t fds;
	int64_t alarm_ms; /* 0: none */
};

/* A client, and what it was told. */
struct caller {
	struct hall *hall;
	struct exchange_client *client;
	struct dns_source source;
	int question;
	int news, late;
	struct caller *ends; /* when it is called, it ends this one, ... */
	bool asks;           /* ... and asks for b.ex */
};

static void
on_watch(void *of, int fd, short events)
{
	struct hall *h = of;
	nfds_t i;

	for (i = 0; i < h->fds && h->fd[i].fd != fd; i++)
		;
	if (i == FDS_MAX)
		fail_msg("too many sockets");
	h->fd[i].fd = fd;
	h->fd[i].events = events;
	if (i == h->fds)
		h->fds++;
	if (events == 0)
		h->fd[i] = h->fd[--h->fds];
}

static void
on_alarm(void *of, unsigned ms)
{
	struct hall *h = of;

	assert_int_equal(h->alarm_ms, 0);
	h->alarm_ms = fd_now_ms() + ms;
}

/* Do what is to be done at once, and what time brings until until_ms; 0: not
 * at all. */
static void
hall_run(struct hall *h, int64_t until_ms)
{
	int64_t now;
	nfds_t i;
	int n;

	do {
		now = fd_now_ms();
		n = poll(h->fd, h->fds, until_ms > now ? 5 : 0);
		for (i = 0; n > 0 && i < h->fds; i++)
			if (h->fd[i].revents != 0) {
				exchange_ready(h->x, h->fd[i].fd,
				    h->fd[i].revents);
				break; /* the row may be another now */
			}
		if (until_ms != 0 && h->alarm_ms != 0 && now >= h->alarm_ms) {
			h->alarm_ms = 0;
			exchange_tick(h->x);
		}
	} while (n > 0 || now < until_ms);
}

static void
hall_open(struct hall *h, unsigned cache_s)
{
	struct exchange_options o = { .servers = h->server.text,
		.timeout_ms = TIMEOUT_MS, .cache_s = cache_s };
	struct exchange_loop loop = { on_watch, on_alarm, h };
	struct err e;

	if (exchange_open(&h->x, &o, &loop, &e) == -1)
		fail_msg("%s", e.msg);
}

static int
hall_make(void **state)
{
	struct hall *h = calloc(1, sizeof(*h));

	if (h == NULL || nameserver_open(&h->server) == -1)
		return -1;
	hall_open(h, 3600);
	*state = h;
	return 0;
}

static int
hall_leave(void **state)
{
	struct hall *h = *state;

	exchange_close(h->x);
	exchange_close(NULL);
	if (h->fds != 0)
		fail_msg("%d sockets are open", (int)h->fds);
	nameserver_close(&h->server);
	free(h);
	return 0;
}

static void
called(struct caller *c)
{
	if (c->ends != NULL) {
		exchange_end(c->ends->client);
		c->ends->client = NULL;
	}
	if (c->asks)
		c->question = c->source.ask(c->source.of, "b.ex", DNS_A);
	c->asks = false;
}

static void
on_news(void *arg)
{
	struct caller *c = arg;

	c->news++;
	called(c);
}

static void
on_late(void *arg)
{
	struct caller *c = arg;

	c->late++;
	called(c);
}

/* A client that asks for a name's address. */
static void
call(struct caller *c, struct hall *h, const char *name)
{
	struct exchange_call call = { on_news, on_late, c };

	*c = (struct caller){ .hall = h };
	c->client = exchange_begin(h->x, &call);
	assert_non_null(c->client);
	c->source = exchange_source(c->client);
	c->question = c->source.ask(c->source.of, name, DNS_A);
}

static void
hang_up(struct caller *c)
{
	exchange_end(c->client);
	c->client = NULL;
}

static const struct dns_answer *
answer(const struct caller *c)
{
	return c->source.answer(c->source.of, c->question);
}

static void
assert_told(const struct caller *c, enum dns_state state, unsigned last)
{
	const struct dns_answer *a = answer(c);

	if (a->state != state)
		fail_msg("state %d (%s)", (int)a->state, a->why);
	if (state == DNS_FOUND)
		assert_int_equal(a->ip[0].octet[3], last);
}

/* Call once, ask for a.ex and be told its address, which may be kept. */
static void
learn(struct hall *h)
{
	struct nameserver_question q;
	struct caller c;

	call(&c, h, "a.ex");
	assert_true(nameserver_take(&h->server, &q));
	nameserver_records(&h->server, &q, 1, LASTING, sizeof(LASTING) - 1);
	hall_run(h, 0);
	assert_told(&c, DNS_FOUND, 1);
	hang_up(&c);
}

static void
two_clients_with_one_question_ask_once(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q, none;
	struct caller one, two;

	call(&one, h, "a.ex");
	call(&two, h, "A.Ex.");
	assert_int_equal(exchange_open_questions(h->x), 1);
	assert_true(nameserver_take(&h->server, &q));
	assert_false(nameserver_take(&h->server, &none));
	assert_told(&one, DNS_WAITING, 0);
	nameserver_answer(&h->server, &q, 0, 7);
	hall_run(h, 0);
	assert_told(&one, DNS_FOUND, 7);
	assert_told(&two, DNS_FOUND, 7);
	assert_int_equal(one.news + two.news, 2);
	assert_int_equal(one.late + two.late, 0);
	assert_int_equal(exchange_open_questions(h->x), 0);
	hang_up(&one);
	call(&one, h, "b.ex"); /* in memory that is used again */
	assert_told(&two, DNS_FOUND, 7);
	hang_up(&one);
	hang_up(&two);
}

static void
an_answer_is_kept_for_its_time_only(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q;
	struct caller c;
	int i;

	learn(h);
	call(&c, h, "a.ex");
	assert_told(&c, DNS_FOUND, 1);
	assert_false(exchange_waits(c.client));
	hang_up(&c);
	for (i = 0; i < 2; i++) { /* a TTL of 0 */
		call(&c, h, "b.ex");
		assert_true(nameserver_take(&h->server, &q));
		nameserver_answer(&h->server, &q, 0, 2);
		hall_run(h, 0);
		assert_told(&c, DNS_FOUND, 2);
		hang_up(&c);
	}
	for (i = 0; i < 2; i++) { /* a "no" without an SOA */
		call(&c, h, "c.ex");
		assert_true(nameserver_take(&h->server, &q));
		nameserver_answer(&h->server, &q, 3, 0);
		hall_run(h, 0);
		assert_told(&c, DNS_ABSENT, 0);
		hang_up(&c);
	}
	assert_int_equal(cache_len(exchange_cache(h->x)), 1);
}

static void
without_time_to_keep_nothing_is_kept(void **state)
{
	struct hall *h = *state;

	exchange_close(h->x);
	hall_open(h, 0);
	learn(h);
	learn(h);
}

/* c-ares asks again for a while, then gives up. */
static void
what_nobody_knows_is_kept_for_a_moment(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q;
	struct caller c;

	call(&c, h, "a.ex");
	while (c.news + c.late == 0) {
		if (nameserver_take(&h->server, &q))
			nameserver_answer(&h->server, &q, 2, 0);
		hall_run(h, fd_now_ms() + 5);
	}
	assert_int_equal(c.news, 1);
	assert_told(&c, DNS_UNKNOWN, 0);
	assert_string_equal(answer(&c)->why, "SERVFAIL");
	hang_up(&c);
	while (nameserver_take(&h->server, &q))
		;
	call(&c, h, "a.ex");
	assert_told(&c, DNS_UNKNOWN, 0);
	assert_false(nameserver_take(&h->server, &q));
	hang_up(&c);
}

static void
each_client_has_its_own_deadline(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q = { .len = 0 }, next;
	struct caller one, two;
	int64_t begin = fd_now_ms();

	call(&one, h, "a.ex");
	hall_run(h, begin + TIMEOUT_MS / 2);
	call(&two, h, "a.ex");
	while (one.late == 0)
		hall_run(h, fd_now_ms() + 5);
	assert_in_range(fd_now_ms() - begin, TIMEOUT_MS, TIMEOUT_MS + 100);
	assert_told(&one, DNS_UNKNOWN, 0);
	assert_string_equal(answer(&one)->why, "no answer in time");
	assert_told(&two, DNS_WAITING, 0);
	assert_false(exchange_waits(one.client));
	assert_true(exchange_waits(two.client));
	one.question = one.source.ask(one.source.of, "b.ex", DNS_A);
	assert_told(&one, DNS_UNKNOWN, 0);
	while (nameserver_take(&h->server, &next))
		q = next;
	nameserver_answer(&h->server, &q, 0, 9); /* the last one */
	hall_run(h, 0);
	assert_told(&two, DNS_FOUND, 9);
	assert_false(exchange_waits(two.client));
	assert_int_equal(one.news + two.late, 0);
	assert_int_equal(one.late, 1);
	hang_up(&one);
	hang_up(&two);
}

/* Who asks again later has the answer to what was asked in vain. */
static void
an_answer_that_nobody_waits_for_is_kept_too(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q;
	struct caller c;

	call(&c, h, "a.ex");
	assert_true(nameserver_take(&h->server, &q));
	hang_up(&c);
	nameserver_records(&h->server, &q, 1, LASTING, sizeof(LASTING) - 1);
	hall_run(h, 0);
	assert_int_equal(c.news, 0);
	call(&c, h, "a.ex");
	assert_told(&c, DNS_FOUND, 1);
	hang_up(&c);
}

static void
who_is_called_may_ask_and_end(void **state)
{
	struct hall *h = *state;
	struct nameserver_question q, none;
	struct caller one, two, three;

	call(&one, h, "a.ex");
	call(&two, h, "a.ex");
	call(&three, h, "a.ex");
	one.ends = &two; /* the last to be called */
	two.ends = three.ends = &one;
	one.asks = two.asks = three.asks = true;
	assert_true(nameserver_take(&h->server, &q));
	nameserver_answer(&h->server, &q, 0, 7);
	hall_run(h, 0);
	assert_int_equal(one.news + two.news + three.news, 2);
	assert_true(nameserver_take(&h->server, &q)); /* for b.ex, once */
	assert_false(nameserver_take(&h->server, &none));
	three.ends = two.ends = NULL;
	hang_up(&one);
	nameserver_answer(&h->server, &q, 0, 8);
	hall_run(h, 0);
	if (two.client != NULL)
		assert_told(&two, DNS_FOUND, 8);
	assert_told(&three, DNS_FOUND, 8);
	hang_up(&two);
	hang_up(&three);
}

static void
a_client_may_end_itself_when_it_is_late(void **state)
{
	struct hall *h = *state;
	struct caller one, two;

	call(&one, h, "a.ex");
	call(&two, h, "b.ex");
	one.ends = &one;
	two.ends = &two;
	hall_run(h, fd_now_ms() + TIMEOUT_MS + 100);
	assert_int_equal(one.late, 1);
	assert_int_equal(two.late, 1);
}

/* As many as there are: of their questions none is lost. */
static void
a_crowd_is_answered(void **state)
{
	static struct caller crowd[CROWD];
	struct hall *h = *state;
	struct nameserver_question q;
	char name[16];
	int i, asked = 0;

	for (i = 0; i < CROWD; i++) {
		(void)snprintf(name, sizeof(name), "n%d.ex", i % 500);
		call(&crowd[i], h, name);
		if (nameserver_take(&h->server, &q)) {
			nameserver_answer(&h->server, &q, 0, 3);
			asked++;
		}
	}
	assert_int_equal(asked, 500);
	hall_run(h, 0);
	for (i = 0; i < CROWD; i++) {
		assert_told(&crowd[i], DNS_FOUND, 3);
		hang_up(&crowd[i]);
	}
}

/* Ports that questions came from. */
struct ports {
	int port[PORTS_MAX], count;
};

static void
port_note(struct ports *p, const struct nameserver_question *q)
{
	int i, port = q->from.sin_port;

	for (i = 0; i < p->count; i++)
		if (p->port[i] == port)
			return;
	if (p->count == PORTS_MAX)
		fail_msg("too many ports");
	p->port[p->count++] = port;
}

/* Busy: 256 questions a port.  At rest: one. */
static void
ports_change(void **state)
{
	static struct caller crowd[CROWD];
	struct hall *h = *state;
	struct nameserver_question q;
	struct ports busy = { .count = 0 }, rest = { .count = 0 };
	char name[16];
	int i;

	for (i = 0; i < CROWD; i++) {
		(void)snprintf(name, sizeof(name), "n%d.ex", i);
		call(&crowd[i], h, name);
		assert_true(nameserver_take(&h->server, &q));
		port_note(&busy, &q);
		if (i > 0)
			nameserver_answer(&h->server, &q, 0, 3);
	}
	assert_int_equal(busy.count, 4);
	hall_run(h, 0);
	for (i = 0; i < CROWD; i++)
		hang_up(&crowd[i]);
	while (exchange_open_questions(h->x) > 0) /* c-ares gives up */
		hall_run(h, fd_now_ms() + 5);
	while (nameserver_take(&h->server, &q))
		;
	for (i = 0; i < 4; i++) {
		(void)snprintf(name, sizeof(name), "r%d.ex", i);
		call(&crowd[i], h, name);
		assert_true(nameserver_take(&h->server, &q));
		port_note(&rest, &q);
		nameserver_answer(&h->server, &q, 0, 3);
		hall_run(h, 0);
		hang_up(&crowd[i]);
	}
	assert_true(rest.count > 1); /* the kernel may give one again */
	assert_int_equal(h->fds, 0);
}

static void
questions_of_a_client_are_numbered_and_counted(void **state)
{
	struct hall *h = *state;
	struct caller c;
	char name[16];
	int i, n;

	call(&c, h, "not a name");
	assert_int_equal(c.question, UNASKED_NAME);
	assert_told(&c, DNS_UNKNOWN, 0);
	for (i = 0; i <= QUESTIONS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%d.ex", i);
		n = c.source.ask(c.source.of, name, DNS_A);
		assert_int_equal(n, i < QUESTIONS_MAX ? i : UNASKED_MANY);
	}
	assert_int_equal(c.source.ask(c.source.of, "n9.ex", DNS_A), 9);
	c.question = UNASKED_MANY;
	assert_told(&c, DNS_UNKNOWN, 0);
	hang_up(&c);
	exchange_end(NULL);
}

static void
what_is_wrong_is_said_when_it_opens(void **state)
{
	struct exchange_options o = { .servers = "nonsense",
		.timeout_ms = TIMEOUT_MS };
	struct exchange_loop loop = { on_watch, on_alarm, NULL };
	struct exchange *x = NULL;
	struct err e;

	(void)state;
	assert_int_equal(exchange_open(&x, &o, &loop, &e), -1);
	assert_int_equal(e.class, ERR_PERM);
	assert_null(x);
}

#define hall_test(f) cmocka_unit_test_setup_teardown(f, hall_make, hall_leave)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		hall_test(two_clients_with_one_question_ask_once),
		hall_test(an_answer_is_kept_for_its_time_only),
		hall_test(without_time_to_keep_nothing_is_kept),
		hall_test(what_nobody_knows_is_kept_for_a_moment),
		hall_test(each_client_has_its_own_deadline),
		hall_test(an_answer_that_nobody_waits_for_is_kept_too),
		hall_test(who_is_called_may_ask_and_end),
		hall_test(a_client_may_end_itself_when_it_is_late),
		hall_test(a_crowd_is_answered),
		hall_test(ports_change),
		hall_test(questions_of_a_client_are_numbered_and_counted),
		cmocka_unit_test(what_is_wrong_is_said_when_it_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
