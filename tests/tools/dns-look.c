/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dns-look [-x] SERVERS TIMEOUT_MS QUESTION... - ask everything at once and
 * print what came of it and how long it took
 *
 * QUESTION is TYPE:NAME, or rdns:ADDRESS.  For each, in their order, a line:
 * the question, FOUND with the records, ABSENT, UNKNOWN with the cause; or
 * NONE, UNCONFIRMED, CONFIRMED with the name, UNKNOWN.  Last a line
 * "MILLISECONDS ms".
 *
 * -x: through an exchange, as two clients; what the second is told stands
 * behind that, and then "ANSWERS kept".
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/exchange.h"
#include "dns/rdns.h"
#include "dns/resolver.h"

#define LOOKS_MAX 256
#define FDS_MAX   64

struct look {
	const char *text;
	int question;
	struct rdns rdns;
};

/* One who asks. */
struct client {
	struct dns_source source;
	struct look look[LOOKS_MAX];
	int looks;
	bool late;
};

/* What looks after an exchange. */
struct loop {
	struct exchange *x;
	struct pollfd fd[FDS_MAX];
	nfds_t fds;
	int64_t alarm_ms; /* 0: none */
};

static const char rdns_mark[] = "rdns:";

static bool
is_rdns(const struct look *l)
{
	return strncmp(l->text, rdns_mark, strlen(rdns_mark)) == 0;
}

static enum dns_type
type_of(const char *text, size_t len)
{
	static const struct {
		const char *name;
		enum dns_type type;
	} row[] = { { "A", DNS_A }, { "AAAA", DNS_AAAA }, { "PTR", DNS_PTR },
		{ "TXT", DNS_TXT } };
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strlen(row[i].name) == len &&
		    strncmp(row[i].name, text, len) == 0)
			return row[i].type;
	fprintf(stderr, "dns-look: no type in \"%s\"\n", text);
	exit(100);
}

static void
look_begin(struct look *l, const struct dns_source *source, const char *text)
{
	const char *colon = strchr(text, ':');
	struct err e;
	struct ip ip;

	l->text = text;
	if (colon == NULL)
		colon = text;
	if (!is_rdns(l)) {
		l->question = source->ask(source->of, colon + 1,
		    type_of(text, (size_t)(colon - text)));
		return;
	}
	if (ip_parse(&ip, colon + 1, &e) == -1) {
		fprintf(stderr, "dns-look: %s\n", e.msg);
		exit(100);
	}
	rdns_begin(&l->rdns, source, &ip);
}

static void
answer_print(const struct dns_answer *a)
{
	static const char *const state[] = { "WAITING", "FOUND", "ABSENT",
		"UNKNOWN" };
	char ip[IP_TEXT_SIZE];
	size_t i;

	printf(" %s", state[a->state]);
	if (a->state == DNS_UNKNOWN)
		printf(" %s", a->why);
	for (i = 0; i < a->count; i++) {
		if (a->type == DNS_A || a->type == DNS_AAAA) {
			ip_format(&a->ip[i], ip);
			printf(" %s", ip);
		} else {
			printf(" %s", a->type == DNS_PTR ? a->name[i] :
			    a->text);
		}
	}
	printf("%s\n", a->more ? " and more" : "");
}

static void
look_print(struct look *l, const struct dns_source *source)
{
	static const char *const state[] = { "WAITING", "NONE", "UNCONFIRMED",
		"CONFIRMED", "UNKNOWN" };
	const char *name;

	printf("%s", l->text);
	if (!is_rdns(l)) {
		answer_print(source->answer(source->of, l->question));
		return;
	}
	printf(" %s", state[rdns_advance(&l->rdns)]);
	if (rdns_confirmed(&l->rdns, &name) == RDNS_CONFIRMED)
		printf(" %s", name);
	putchar('\n');
}

static void
client_begin(struct client *c, struct dns_source source, char **text, int n)
{
	c->source = source;
	for (c->looks = 0; c->looks < n; c->looks++)
		look_begin(&c->look[c->looks], &c->source, text[c->looks]);
}

/* Ask what follows from the answers.  Whether one is still to come. */
static bool
client_waits(struct client *c)
{
	const struct dns_answer *a;
	bool waits = false;
	int i;

	for (i = 0; i < c->looks; i++) {
		if (is_rdns(&c->look[i])) {
			waits |= rdns_advance(&c->look[i].rdns) ==
			    RDNS_WAITING;
			continue;
		}
		a = c->source.answer(c->source.of, c->look[i].question);
		waits |= a->state == DNS_WAITING;
	}
	return waits;
}

static void
client_print(struct client *c)
{
	int i;

	for (i = 0; i < c->looks; i++)
		look_print(&c->look[i], &c->source);
}

static void
fail(const struct err *e)
{
	fprintf(stderr, "dns-look: %s\n", e->msg);
	exit(err_status(e));
}

static void
look_alone(const struct resolver_options *o, char **text, int n)
{
	static struct client c;
	int64_t begin = fd_now_ms();
	struct resolver *r;
	struct err e;

	if (resolver_open(&r, o, &e) == -1)
		fail(&e);
	client_begin(&c, resolver_source(r), text, n);
	do
		(void)resolver_wait(r);
	while (client_waits(&c));
	begin = fd_now_ms() - begin;
	client_print(&c);
	printf("%lld ms\n", (long long)begin);
	resolver_close(r);
}

static void
on_watch(void *of, int fd, short events)
{
	struct loop *l = of;
	nfds_t i;

	for (i = 0; i < l->fds && l->fd[i].fd != fd; i++)
		;
	if (i == FDS_MAX)
		exit(111);
	l->fd[i] = (struct pollfd){ .fd = fd, .events = events };
	if (i == l->fds)
		l->fds++;
	if (events == 0)
		l->fd[i] = l->fd[--l->fds];
}

static void
on_alarm(void *of, unsigned ms)
{
	struct loop *l = of;

	l->alarm_ms = fd_now_ms() + ms;
}

static void
on_news(void *arg)
{
	(void)arg; /* client_waits looks */
}

static void
on_late(void *arg)
{
	struct client *c = arg;

	c->late = true;
}

static void
loop_once(struct loop *l)
{
	nfds_t i;

	if (poll(l->fd, l->fds, 5) > 0)
		for (i = 0; i < l->fds; i++)
			if (l->fd[i].revents != 0) {
				exchange_ready(l->x, l->fd[i].fd,
				    l->fd[i].revents);
				break; /* the row may be another now */
			}
	if (l->alarm_ms != 0 && fd_now_ms() >= l->alarm_ms) {
		l->alarm_ms = 0;
		exchange_tick(l->x);
	}
}

static void
look_together(const struct exchange_options *o, char **text, int n)
{
	static struct client one, two;
	static struct loop l;
	struct exchange_loop loop = { on_watch, on_alarm, &l };
	struct exchange_call call = { on_news, on_late, &one };
	struct exchange_client *first, *second;
	int64_t begin = fd_now_ms();
	struct err e;

	if (exchange_open(&l.x, o, &loop, &e) == -1)
		fail(&e);
	first = exchange_begin(l.x, &call);
	call.arg = &two;
	second = exchange_begin(l.x, &call);
	if (first == NULL || second == NULL)
		exit(111);
	client_begin(&one, exchange_source(first), text, n);
	client_begin(&two, exchange_source(second), text, n);
	while ((client_waits(&one) && !one.late) ||
	    (client_waits(&two) && !two.late))
		loop_once(&l);
	begin = fd_now_ms() - begin;
	client_print(&one);
	printf("%lld ms\n", (long long)begin);
	client_print(&two);
	printf("%zu kept\n", cache_len(exchange_cache(l.x)));
	exchange_end(first);
	exchange_end(second);
	exchange_close(l.x);
}

int
main(int argc, char **argv)
{
	bool together = argc > 1 && strcmp(argv[1], "-x") == 0;
	struct resolver_options o;
	struct exchange_options x = { .cache_s = 3600 };
	int n;

	argc -= together;
	argv += together;
	n = argc - 3;
	if (n < 1 || n > LOOKS_MAX) {
		fprintf(stderr, "usage: dns-look [-x] SERVERS TIMEOUT_MS "
		    "TYPE:NAME|rdns:ADDRESS...\n");
		return 100;
	}
	o.servers = x.servers = argv[1];
	o.timeout_ms = x.timeout_ms = (unsigned)strtoul(argv[2], NULL, 10);
	if (together)
		look_together(&x, argv + 3, n);
	else
		look_alone(&o, argv + 3, n);
	return 0;
}
