/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dns-look SERVERS TIMEOUT_MS QUESTION... - ask everything at once and print
 * what came of it and how long it took
 *
 * QUESTION is TYPE:NAME, or rdns:ADDRESS.  For each, in their order, a line:
 * the question, FOUND with the records, ABSENT, UNKNOWN with the cause; or
 * NONE, UNCONFIRMED, CONFIRMED with the name, UNKNOWN.  Last a line
 * "MILLISECONDS ms".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fdio.h"
#include "dns/rdns.h"
#include "dns/resolver.h"

#define LOOKS_MAX 256

struct look {
	const char *text;
	int question;
	struct rdns rdns;
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
look_begin(struct look *l, struct resolver *r, const char *text)
{
	struct dns_source source = resolver_source(r);
	const char *colon = strchr(text, ':');
	struct err e;
	struct ip ip;

	l->text = text;
	if (colon == NULL)
		colon = text;
	if (!is_rdns(l)) {
		l->question = resolver_ask(r, colon + 1,
		    type_of(text, (size_t)(colon - text)));
		return;
	}
	if (ip_parse(&ip, colon + 1, &e) == -1) {
		fprintf(stderr, "dns-look: %s\n", e.msg);
		exit(100);
	}
	rdns_begin(&l->rdns, &source, &ip);
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
look_print(struct look *l, const struct resolver *r)
{
	static const char *const state[] = { "WAITING", "NONE", "UNCONFIRMED",
		"CONFIRMED", "UNKNOWN" };
	const char *name;

	printf("%s", l->text);
	if (!is_rdns(l)) {
		answer_print(resolver_answer(r, l->question));
		return;
	}
	printf(" %s", state[rdns_advance(&l->rdns)]);
	if (rdns_confirmed(&l->rdns, &name) == RDNS_CONFIRMED)
		printf(" %s", name);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	static struct look look[LOOKS_MAX];
	struct resolver_options o;
	enum resolver_event event;
	struct resolver *r;
	struct err e;
	int64_t begin;
	bool open;
	int i, n = argc - 3;

	if (n < 1 || n > LOOKS_MAX) {
		fprintf(stderr, "usage: dns-look SERVERS TIMEOUT_MS "
		    "TYPE:NAME|rdns:ADDRESS...\n");
		return 100;
	}
	o.servers = argv[1];
	o.timeout_ms = (unsigned)strtoul(argv[2], NULL, 10);
	if (resolver_open(&r, &o, &e) == -1) {
		fprintf(stderr, "dns-look: %s\n", e.msg);
		return err_status(&e);
	}
	begin = fd_now_ms();
	for (i = 0; i < n; i++)
		look_begin(&look[i], r, argv[3 + i]);
	do {
		event = resolver_wait(r);
		open = false;
		for (i = 0; i < n; i++)
			open |= is_rdns(&look[i]) &&
			    rdns_advance(&look[i].rdns) == RDNS_WAITING;
	} while (event != RESOLVER_DONE || open);
	begin = fd_now_ms() - begin;
	for (i = 0; i < n; i++)
		look_print(&look[i], r);
	printf("%lld ms\n", (long long)begin);
	resolver_close(r);
	return 0;
}
