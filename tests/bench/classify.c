/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * classify RULES CLIENTS ROUNDS - what it costs to classify a client whose
 * name is known
 *
 * RULES is an image or a text; CLIENTS has an address, blanks or a tab, and a
 * name in each line.  All names lead back, and are kept as DNS had told them.
 * Classifies all clients in order, so many times; prints the number of
 * clients, the nanoseconds a client of the median round and of the best, and
 * how many were refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "dns/cache.h"
#include "dns/reverse.h"
#include "policy/verdict.h"
#include "serve/classify.h"
#include "serve/rules.h"

#define CLIENTS_MAX 100000
#define ROUNDS_MAX  1000
#define LONG_MS     1000000000000

static struct dynawall_question client[CLIENTS_MAX];
static size_t clients, refused, done;

static void
die(const char *what)
{
	(void)fprintf(stderr, "classify: %s\n", what);
	exit(111);
}

static long
now_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == -1)
		die("no clock");
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

/* Keep that the address has the name, and the name the address. */
static void
learn(struct cache *names, const struct ip *ip, const char *name)
{
	struct dns_answer a = { .state = DNS_FOUND, .type = DNS_PTR,
		.why = "", .count = 1 };
	char reverse[DNS_NAME_SIZE];

	(void)snprintf(a.name[0], DNS_NAME_SIZE, "%s", name);
	reverse_name(reverse, ip);
	cache_put(names, reverse, &a, LONG_MS);
	a.type = ip->bits == 32 ? DNS_A : DNS_AAAA;
	a.ip[0] = *ip;
	cache_put(names, name, &a, LONG_MS);
}

static void
clients_read(struct cache *names, const char *path)
{
	FILE *file = fopen(path, "r");
	char ip[64], name[256];
	struct err e;

	if (file == NULL)
		die(path);
	while (clients < CLIENTS_MAX &&
	    fscanf(file, "%63s %255s%*[^\n]", ip, name) == 2) {
		if (ip_parse(&client[clients].ip, ip, &e) == -1)
			die(e.msg);
		learn(names, &client[clients++].ip, name);
	}
	(void)fclose(file);
	if (clients == 0)
		die("no clients");
}

static void
on_done(void *arg, const struct classified *what)
{
	(void)arg;
	if (what->verdict == NULL)
		die(what->err->msg);
	done++;
	refused += verdict_refuses(what->verdict);
}

/* Nanoseconds a client. */
static long
round_run(struct classify *c)
{
	struct classify_call call = { on_done, NULL, false };
	long from = now_ns();
	size_t i;

	done = refused = 0;
	for (i = 0; i < clients; i++)
		(void)classify_ask(c, &client[i], &call);
	if (done != clients)
		die("a name was not kept");
	return (now_ns() - from) / (long)clients;
}

static int
by_time(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int
main(int argc, char **argv)
{
	static long ns[ROUNDS_MAX];
	int i, rounds = argc == 4 ? atoi(argv[3]) : 0;
	struct library *l;
	struct classify *c;
	struct rules *r;
	struct err e;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("usage: classify RULES CLIENTS ROUNDS");
	l = library_open(argv[1], stderr, (int64_t)time(NULL), &e);
	c = l != NULL ? classify_new(uv_default_loop(), &e) : NULL;
	r = l != NULL ? rules_new(l) : NULL;
	if (c == NULL || r == NULL || classify_use(c, r, &e) == -1)
		die(e.msg);
	clients_read(classify_names(c), argv[2]);
	for (i = 0; i < rounds; i++)
		ns[i] = round_run(c);
	qsort(ns, (size_t)rounds, sizeof(ns[0]), by_time);
	printf("%zu %ld %ld %zu\n", clients, ns[rounds / 2], ns[0], refused);
	return 0;
}
