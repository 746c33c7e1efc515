/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "replay/clusters.h"
#include "replay/trial.h"
#include "replay/visitors.h"

/* Clients of one cluster stand together, the good ones first, so that clusters
 * can be counted one by one. */
struct place {
	uint64_t order;
	uint32_t client;
};

/* A count on its way. */
struct work {
	struct account *a;
	const struct account_request *q;
	struct clusters clusters;
	struct trial *now, *next;
	struct place *place; /* owned */
	uint64_t order;      /* of the client before */
	bool any;            /* the cluster has been counted */
	bool hit;            /* it has been hit */
	bool seen;           /* it has a client that counts */
};

bool
account_refuses(unsigned fate)
{
	return fate == FATE_DEFER || fate == FATE_BLOCK;
}

const char *
account_fate_word(unsigned fate)
{
	static const char *const word[FATES] = { "pass", "grey", "defer",
		"block", "undetermined" };

	return word[fate];
}

/* Of an action that ends the walk, as those of a log do. */
static unsigned char
fate_of(enum rule_action action)
{
	static const unsigned char fate[] = { [RULE_PASS] = FATE_PASS,
		[RULE_GREY] = FATE_GREY, [RULE_DEFER] = FATE_DEFER,
		[RULE_BLOCK] = FATE_BLOCK };

	return fate[action];
}

static int
compare(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return (a->client > b->client) - (a->client < b->client);
}

/* The image whose list of suffixes is the better one. */
static struct image *
suffixes_of(const struct account_request *q)
{
	if (q->next->lib->image.head.suffixes.len == 0 && q->now != NULL)
		return &q->now->lib->image;
	return &q->next->lib->image;
}

/* Find label and cluster of every client, and an order to go through them. */
static int
line_up(struct work *w, struct err *e)
{
	struct visitors *c = w->q->visitors;
	struct image *img = suffixes_of(w->q);
	struct account_client *k;
	const struct visitors_client *one;
	struct ip ip;
	size_t i, n = 0;

	for (i = 0; i < c->clients; i++) {
		one = &c->client[i];
		k = &w->a->client[i];
		if (one->state == VISITORS_JOINED)
			continue;
		ip = visitors_ip(c, one->address);
		if (clusters_find(&k->cluster, &w->clusters, img, &ip,
		    one->name, (enum naming_state)one->state, e) == -1)
			return -1;
		k->label = (unsigned char)label_of(
		    &c->address[one->address]);
		w->place[n++] = (struct place){ k->cluster |
		    (uint64_t)(label_is_good(k->label) ? 0 :
		    k->label == LABEL_BAD ? 1 : 2) << 32, (uint32_t)i };
	}
	w->a->clients = n;
	w->a->clusters = w->clusters.len;
	if (n > 1)
		qsort(w->place, n, sizeof(*w->place), compare);
	return 0;
}

/* Count a rule that would have held for a client that another decided. */
static void
count_later(struct account_rule *r, uint32_t by)
{
	if (r->later == 0 || by < r->by_first)
		r->by_first = by;
	if (r->later == 0 || by > r->by_last)
		r->by_last = by;
	r->later++;
}

static void
count_rules(struct work *w, const struct trial_result *t,
    const struct account_client *k, uint32_t last_s)
{
	struct account_rule *r;
	size_t i;

	for (i = 0; i < t->len; i++) {
		r = &w->a->rule[t->rule[i]];
		if (r->hits++ == 0)
			trial_spare(w->next, t->rule[i]);
		r->only += t->only >> i & 1;
		r->decided += t->rule[i] == t->decider;
		if (last_s > r->last_s)
			r->last_s = last_s;
		if (k->label == LABEL_BAD)
			r->bad++;
		if (!label_is_good(k->label))
			continue;
		r->good++;
		if (r->last_cluster != k->cluster + 1)
			r->good_clusters++;
		r->last_cluster = k->cluster + 1;
	}
	for (i = 0; i < t->later; i++)
		count_later(&w->a->rule[t->later_rule[i]], t->decider);
}

/* Count a client, and its cluster the first time that it counts, or is hit;
 * those of one cluster come one behind the other. */
static void
count_rate(struct work *w, struct account_rate *rate,
    const struct account_client *k, bool hit)
{
	if (k->next == FATE_UNDETERMINED)
		return;
	rate->clients++;
	rate->hit += hit;
	rate->clusters += !w->seen;
	w->seen = true;
	rate->clusters_hit += hit && !w->hit;
	w->hit = w->hit || hit;
}

static void
count_good(struct work *w, const struct account_client *k, bool newly)
{
	struct account *a = w->a;

	a->good_clusters += !w->any;
	w->any = true;
	if (account_refuses(k->now)) {
		a->good_before++;
		return;
	}
	a->good_undetermined += k->next == FATE_UNDETERMINED;
	a->good_greyed += k->now == FATE_PASS && k->next == FATE_GREY;
	count_rate(w, &a->good, k, newly);
}

static void
count_client(struct work *w, uint32_t client)
{
	const struct visitors *c = w->q->visitors;
	const struct visitors_client *one = &c->client[client];
	const struct account_client *k = &w->a->client[client];
	unsigned known = c->address[one->address].known;
	struct account *a = w->a;
	bool newly = !account_refuses(k->now) && account_refuses(k->next);

	a->connections += visitors_connections(one);
	a->label[k->label]++;
	a->matrix[k->now][k->next]++;
	if (newly)
		a->newly[a->newlies++] = client;
	if (account_refuses(k->now) && (k->next == FATE_PASS ||
	    k->next == FATE_GREY))
		a->freed[a->freeds++] = client;
	if ((known & KNOWN_SAMPLE) != 0)
		a->sampled[k->label]++;
	if (label_is_good(k->label))
		count_good(w, k, newly);
	else if (k->label == LABEL_BAD && !account_refuses(k->now))
		count_rate(w, &a->bad, k, newly);
	else if (k->label == LABEL_UNKNOWN && (account_refuses(k->now) ||
	    (known & KNOWN_REFUSED) != 0))
		a->unknown_refused++;
}

/* What the log has of a client that other programs told of: it was let in. */
static unsigned char
logged(const struct visitors_client *one)
{
	return one->ours > 0 ? fate_of((enum rule_action)one->action) :
	    FATE_PASS;
}

static int
judge(struct work *w, uint32_t client, struct err *e)
{
	const struct visitors *c = w->q->visitors;
	const struct visitors_client *one = &c->client[client];
	struct account_client *k = &w->a->client[client];
	const struct trial_client who = { .ip = visitors_ip(c, one->address),
		.name = one->name, .state = (enum naming_state)one->state,
		.lists = one->note > 0 ? c->note[one->note] : "",
		.lists_number = one->note, .session = one->session,
		.at_s = one->last_s };
	const struct trial_result *t;

	if (trial_ask(&t, w->next, &who, e) == -1)
		return -1;
	k->next = t->undetermined ? FATE_UNDETERMINED : fate_of(t->action);
	k->rule = t->decider;
	count_rules(w, t, k, one->last_s);
	k->now = logged(one);
	if (w->now != NULL) {
		if (trial_ask(&t, w->now, &who, e) == -1)
			return -1;
		k->now = t->undetermined ? FATE_UNDETERMINED :
		    fate_of(t->action);
	}
	count_client(w, client);
	return 0;
}

static int
begin(struct work *w, struct err *e)
{
	const struct account_request *q = w->q;
	size_t n = q->visitors->clients + 1;

	w->a->client = calloc(n, sizeof(*w->a->client));
	w->a->rule = calloc(q->next->rules + 1, sizeof(*w->a->rule));
	w->a->newly = malloc(n * sizeof(*w->a->newly));
	w->a->freed = malloc(n * sizeof(*w->a->freed));
	w->place = malloc(n * sizeof(*w->place));
	if (w->a->client == NULL || w->a->rule == NULL ||
	    w->a->newly == NULL || w->a->freed == NULL || w->place == NULL)
		return err_memory(e);
	if ((w->next = trial_new(q->next, q->port, true, e)) == NULL)
		return -1;
	if (q->now == NULL)
		return 0;
	w->now = trial_new(q->now, q->port, false, e);
	return w->now == NULL ? -1 : 0;
}

/* For people: by name, and then by address. */
struct named {
	const char *name;
	struct ip ip;
	uint32_t client;
};

static int
by_name(const void *one, const void *other)
{
	const struct named *a = one, *b = other;
	int rc = strcmp(a->name, b->name);

	return rc != 0 ? rc : ip_compare(&a->ip, &b->ip);
}

/* Sort clients, whose order has been that of the log so far. */
static int
sort_clients(uint32_t *client, size_t len, const struct visitors *c,
    struct err *e)
{
	struct named *n = malloc((len + 1) * sizeof(*n));
	size_t i;

	if (n == NULL)
		return err_memory(e);
	for (i = 0; i < len; i++) {
		const struct visitors_client *one = &c->client[client[i]];

		n[i] = (struct named){ one->name, visitors_ip(c, one->address),
			client[i] };
	}
	if (len > 1)
		qsort(n, len, sizeof(*n), by_name);
	for (i = 0; i < len; i++)
		client[i] = n[i].client;
	free(n);
	return 0;
}

int
account_make(struct account *a, const struct account_request *q,
    struct err *e)
{
	struct work w = { .a = a, .q = q };
	int rc = begin(&w, e);
	size_t i;

	if (rc == 0)
		rc = line_up(&w, e);
	for (i = 0; rc == 0 && i < a->clients; i++) {
		if (w.place[i].order != w.order)
			w.any = w.seen = w.hit = false;
		w.order = w.place[i].order;
		rc = judge(&w, w.place[i].client, e);
	}
	if (rc == 0)
		rc = sort_clients(a->newly, a->newlies, q->visitors, e);
	if (rc == 0)
		rc = sort_clients(a->freed, a->freeds, q->visitors, e);
	free(w.place);
	trial_free(w.now);
	trial_free(w.next);
	clusters_free(&w.clusters);
	return rc;
}

void
account_free(struct account *a)
{
	free(a->client);
	free(a->rule);
	free(a->newly);
	free(a->freed);
	memset(a, 0, sizeof(*a));
}
