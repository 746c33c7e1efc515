/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule books with DNS criteria, and answers that come in any order: what is
 * said to be settled is what all the answers say; with all of them nothing is
 * open; and a 5xx stays one whatever the unknown ones could have been.  What
 * breaks that is told on standard error.
 */
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "expr/regex.h"
#include "lib/asker.h"
#include "lib/dnsbook.h"
#include "lib/expression.h"
#include "policy/decide.h"
#include "policy/lookup.h"
#include "rule/candidates.h"
#include "rule/image.h"
#include "rule/ruleset.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW INT64_C(1781481600)
#define MEMORY ((size_t)1 << 20)
#define HOST "h7.example.net"
#define UNKNOWN_MAX 5 /* whose worlds are tried */
#define WORLDS 60     /* for one book: compiling takes longer than asking */

/* What can be asked. */
static const struct question {
	const char *name;
	enum dns_type type;
} question[] = {
	{ "1.2.0.192.in-addr.arpa", DNS_PTR },
	{ HOST, DNS_A },
	{ "1.2.0.192.a.one.test", DNS_A },
	{ "1.2.0.192.b.one.test", DNS_A },
	{ "1.2.0.192.two.test", DNS_A },
	{ "1.2.0.192.three.test", DNS_A },
	{ HOST ".names.test", DNS_A },
	{ "2.2.0.192.in-addr.arpa", DNS_PTR },
	{ "3.2.0.192.in-addr.arpa", DNS_PTR },
	{ "4.2.0.192.in-addr.arpa", DNS_PTR },
	{ "5.2.0.192.in-addr.arpa", DNS_PTR },
	{ HOST, DNS_TXT },
	{ "example.net", DNS_TXT },
};

#define QUESTIONS COUNT(question)

/* An answer: the first two are certain.  What is found is HOST, or a name like
 * it, the client's address or 127.0.0.2, or that mail is sent from there; or
 * else another address, name or record. */
enum said { SAID_NOTHING, SAID_YES, SAID_OTHER, SAID_UNKNOWN };

struct world {
	enum said said[QUESTIONS];
	unsigned char order[QUESTIONS]; /* in which they come */
	size_t come;                    /* so many have */
	enum answer has_name;           /* as the caller told */
	struct dns_answer answer[QUESTIONS];
	bool claimed; /* the name was told, and does not lead back */
};

static unsigned char memory[MEMORY] __attribute__((aligned(16)));
static struct dnsbook book;
static struct image img;
static struct ruleset rules;
static struct candidates room;
static struct decider decider = { .rules = &rules, .room = &room };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
draw_world(struct world *w, struct draw *d)
{
	static const enum answer has_name[] = { ANSWER_YES, ANSWER_NO,
		ANSWER_WAITING };
	size_t i, k;

	w->has_name = has_name[draw_below(d, COUNT(has_name))];
	for (i = 0; i < QUESTIONS; i++) {
		w->said[i] = (enum said)draw_below(d, 4);
		k = draw_below(d, (unsigned)i + 1);
		w->order[i] = w->order[k];
		w->order[k] = (unsigned char)i;
	}
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	size_t i = 0;

	(void)of;
	while (question[i].type != type || strcmp(question[i].name, name) != 0)
		asker_must(++i < QUESTIONS);
	return (int)i;
}

/* What is found under a name. */
static void
tell(struct dns_answer *a, int number, bool other)
{
	static const char *const record[][2] = {
		{ "v=spf1 a -all", "v=spf1 -all" },
		{ "v=spf1 ip4:192.0.2.0/24 -all", "v=spf1 +all" } };
	struct err e;

	a->count = 1;
	switch (a->type) {
	case DNS_PTR:
		(void)snprintf(a->name[0], DNS_NAME_SIZE, number == 0 ? HOST :
		    other ? "own%d.example.org" : "h1%d.example.net", number);
		break;
	case DNS_TXT:
		a->policies = 1;
		(void)strcpy(a->policy, record[strcmp(question[number].name,
		    HOST) != 0][other]);
		break;
	default:
		asker_must(ip_parse(&a->ip[0], other ? "127.0.0.3" :
		    number == 1 ? "192.0.2.1" : "127.0.0.2", &e) == 0);
		break;
	}
}

static const struct dns_answer *
on_look(void *of, int number)
{
	struct world *w = of;
	struct dns_answer *a = &w->answer[number];
	enum said said = w->said[number];
	size_t i = 0;

	*a = (struct dns_answer){ .type = question[number].type, .why = "" };
	while (i < w->come && w->order[i] != number)
		i++;
	if (i == w->come)
		return a;
	a->state = said == SAID_NOTHING ? DNS_ABSENT : said == SAID_UNKNOWN ?
	    DNS_UNKNOWN : DNS_FOUND;
	if (a->state == DNS_FOUND)
		tell(a, number, said == SAID_OTHER);
	return a;
}

/* Decide with the answers that have come. */
static void
ask(struct verdict *v, struct world *w)
{
	const struct dns_source source = { on_ask, on_look, w };
	struct lookup_named got = { .proven = true };
	static struct client client;
	struct lookup lookup;
	struct evidence ev;
	struct err e;

	evidence_init(&ev);
	asker_must(evidence_ip(&ev, "192.0.2.1", &e) == 0);
	lookup_begin(&lookup, &source, &ev);
	ev.has_name = w->has_name;
	if (w->has_name == ANSWER_WAITING)
		ev.has_name = lookup_name(&lookup, &got);
	if (ev.has_name == ANSWER_YES) {
		evidence_name(&ev, HOST);
		ev.unproven = !got.proven;
		ev.doubtful = got.doubtful;
	}
	w->claimed = ev.unproven;
	client_begin(&client, &ev, &lookup, NOW);
	asker_must(decide(v, &decider, &client, &e) == 0);
	asker_must(v->code == 0 || verdict_refuses(v));
}

/* The one verdict, of which the other had to be. */
static void
fail(const struct world *w, const struct verdict *a, const struct verdict *b)
{
	static const char *const word[] = { "no", "yes", "other", "unknown" };
	size_t i;

	(void)fprintf(stderr, "%sclient's name: %d, %zu answers came\n",
	    book.text, (int)w->has_name, w->come);
	for (i = 0; i < QUESTIONS; i++)
		(void)fprintf(stderr, "%s %s\n", question[w->order[i]].name,
		    word[w->said[w->order[i]]]);
	(void)fprintf(stderr, "%s %u by %s, but %s %u by %s\n",
	    rule_action_word(a->action), a->code, a->rule,
	    rule_action_word(b->action), b->code, b->rule);
	abort();
}

/* Whatever is unknown from question i on could have been this or that. */
static void
try_worlds(const struct verdict *was, struct world *w, size_t i)
{
	struct verdict v;
	enum said said;

	while (i < QUESTIONS && w->said[i] != SAID_UNKNOWN)
		i++;
	if (i == QUESTIONS) {
		ask(&v, w);
		/* A claimed name is held against nobody for good, though no
		 * other answer would have said less. */
		if (v.code < 500 && !w->claimed)
			fail(w, was, &v);
		return;
	}
	for (said = SAID_NOTHING; said < SAID_UNKNOWN; said++) {
		w->said[i] = said;
		try_worlds(was, w, i + 1);
	}
	w->said[i] = SAID_UNKNOWN;
}

static void
check(struct world *w)
{
	struct verdict all, v;
	size_t i, unknown = 0;

	w->come = QUESTIONS;
	ask(&all, w);
	if (!all.settled)
		fail(w, &all, &all);
	for (w->come = 0; w->come < QUESTIONS; w->come++) {
		ask(&v, w);
		if (v.settled && (v.action != all.action ||
		    v.code != all.code))
			fail(w, &v, &all);
	}
	for (i = 0; i < QUESTIONS; i++)
		unknown += w->said[i] == SAID_UNKNOWN;
	if (all.code >= 500 && unknown <= UNKNOWN_MAX)
		try_worlds(&all, w, 0);
}

/* The bytes decide about rules and answers. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char list[] = "=h7.example.net:allow\n=.org:deny\n"
	    "192.0.2.1:allow\n192.0.:deny\n";
	struct world w;
	struct buf image;
	struct draw d;
	size_t count;
	struct err e;
	unsigned n;

	draw_begin(&d, data, size);
	dnsbook_make(&book, &d);
	asker_write("list", list, sizeof(list) - 1);
	asker_write("rules", book.text, book.len);
	asker_must(asker_compile(&image, &count) == 0);
	if (decider.regex == NULL)
		decider.regex = regex_engine_new(memory, sizeof(memory), &e);
	asker_must(decider.regex != NULL);
	asker_must(image_borrow(&img, image.data, image.len, &e) == 0);
	asker_must(ruleset_begin(&rules, &img, &e) == 0);
	for (n = 0; n < WORLDS; n++) {
		draw_world(&w, &d);
		check(&w);
	}
	buf_free(&image);
	return 0;
}
