/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/census.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "policy/logread.h"
#include "report/called.h"
#include "report/decision.h"
#include "report/framing.h"

#define DAY 86400
#define YEAR_2000 INT64_C(946684800) /* nobody kept such a log before */

const char *
census_note_word(enum census_note note)
{
	static const char *const word[CENSUS_NOTES] = { "pregreet", "capped",
		"open", "sample", "green", "nostate", "crowd", "odd-name",
		"ban", "noban", "limit" };

	return word[note];
}

/* From which confidence on a bin of confidence counts. */
static int
confidence_milli(size_t bin)
{
	static const int from[CENSUS_CONFIDENCES] = { 0, 500, 600, 700, 800,
		900, 950, 990 };

	return from[bin];
}

uint32_t
census_last_db(const struct census *c)
{
	const struct wordcounts *w = &c->word[CENSUS_DB];
	const struct wordcount *last = NULL;
	size_t i;

	for (i = 0; i < w->len; i++)
		if (last == NULL || w->one[i].last_s >= last->last_s)
			last = &w->one[i];
	return last == NULL ? 0 : (uint32_t)strtoul(last->word, NULL, 16);
}

int
census_begin(struct census *c, struct err *e)
{
	size_t i;

	c->first_s = c->last_s = INT64_MIN;
	c->clients = clients_new();
	c->called = called_new();
	for (i = 0; i < CENSUS_TOPS; i++)
		if ((c->top[i] = sketch_new()) == NULL)
			return err_memory(e);
	return c->clients != NULL && c->called != NULL ? 0 : err_memory(e);
}

void
census_end(struct census *c)
{
	size_t i;

	rulecount_free(&c->rules);
	clients_free(c->clients);
	called_free(c->called);
	for (i = 0; i < CENSUS_TOPS; i++)
		sketch_free(c->top[i]);
}

/* Believe a time, or not. */
static int64_t
time_of(struct census *c, const struct framed *f)
{
	if (!f->has_time) {
		c->timeless++;
		return INT64_MIN;
	}
	if (f->at_s < YEAR_2000 || f->at_s > c->now_s + DAY) {
		c->odd_time++;
		return INT64_MIN;
	}
	if (c->first_s == INT64_MIN || f->at_s < c->first_s)
		c->first_s = f->at_s;
	if (f->at_s > c->last_s)
		c->last_s = f->at_s;
	return f->at_s;
}

/* "RULE:ACTION" of a rule on trial. */
static void
count_watch(struct census *c, const struct logread_value *item, int64_t at_s)
{
	struct logread_value rule = *item, word;
	enum decision_action action;
	struct rulecount *r;

	while (rule.len > 0 && rule.at[rule.len - 1] != ':')
		rule.len--;
	if (rule.len < 2)
		return;
	word = (struct logread_value){ rule.at + rule.len,
		item->len - rule.len };
	rule.len--;
	if (!decision_action(&action, &word))
		return;
	r = rulecount_of(&c->rules, &rule);
	r->watch[action]++;
	rulecount_at(r, at_s);
}

static void
count_note(struct census *c, struct listcount_line *dns,
    const struct logread_value *item, int64_t at_s)
{
	struct logread_value rest;
	struct rulecount *r;
	size_t i;

	if (logread_begins(&rest, item, "dns:")) {
		listcount_item(&c->lists, dns, &rest, at_s);
		return;
	}
	if (logread_begins(&rest, item, "mark:")) {
		r = rulecount_of(&c->rules, &rest);
		r->marks++;
		rulecount_at(r, at_s);
		return;
	}
	if (logread_begins(&rest, item, "limit:")) {
		c->note[CENSUS_LIMIT]++;
		return;
	}
	for (i = 0; i < CENSUS_LIMIT; i++)
		if (logread_is(item, census_note_word((enum census_note)i)))
			c->note[i]++;
}

static void
count_rules(struct census *c, const struct decision *d,
    struct listcount_line *dns)
{
	struct rulecount *r = rulecount_of(&c->rules,
	    &d->l.key[LOGREAD_RULE]);
	struct logread_value item;
	size_t at;

	r->hits[d->action]++;
	rulecount_at(r, d->at_s);
	for (at = 0; logread_item(&item, &d->l.key[LOGREAD_WATCH], &at);)
		count_watch(c, &item, d->at_s);
	for (at = 0; logread_item(&item, &d->l.key[LOGREAD_NOTE], &at);)
		count_note(c, dns, &item, d->at_s);
	listcount_line(&c->lists, dns);
}

static void
count_time(struct census *c, const struct decision *d,
    const struct listcount_line *dns, bool early)
{
	const struct timeline_room room = { c->bin, CENSUS_BINS,
		CENSUS_SERIES };
	uint32_t *bin;

	c->asked += dns->asked;
	c->unknown += dns->unknown;
	if (d->at_s == INT64_MIN ||
	    (bin = timeline_bin(&c->timeline, &room, d->at_s)) == NULL)
		return;
	bin[d->action]++;
	bin[CENSUS_SPOKE_EARLY] += early;
	bin[CENSUS_ASKED] += dns->asked;
	bin[CENSUS_UNKNOWN] += dns->unknown;
}

/* The network that an address is counted in: a /24, or a /48. */
static void
count_network(struct sketch *s, const struct ip *ip)
{
	const unsigned bits = ip->bits == 128 ? 48 : 24;
	const struct ip first = ip_first(ip, bits);
	char text[IP_TEXT_SIZE + 4];
	size_t n;

	ip_format(&first, text);
	n = strlen(text);
	memcpy(text + n, bits == 48 ? "/48" : "/24", 4);
	sketch_add(s, text, n + 3);
}

static void
count_name(struct census *c, const struct decision *d)
{
	struct called called;
	size_t i = CENSUS_CONFIDENCES - 1;

	called_find(&called, c->called, c->img, &d->l.key[LOGREAD_HOST],
	    d->has_ip ? &d->ip : NULL);
	c->class[called.kind][d->action]++;
	if (called.kind < CLASS_ODD) {
		while (called.confidence_milli < confidence_milli(i))
			i--;
		c->confidence[called.kind][i]++;
	}
	if (decision_refuses(d) && called.kind < CLASS_ODD)
		sketch_add(c->top[CENSUS_DOMAINS], called.name + called.domain,
		    called.len - called.domain);
}

static void
count_client(struct census *c, const struct decision *d)
{
	static const unsigned both = CLIENTS_LET_IN | CLIENTS_REFUSED;
	const struct logread_value *ip = &d->l.key[LOGREAD_IP];
	enum clients_met met = d->code == '\0' ? CLIENTS_LET_IN :
	    d->code == '5' ? CLIENTS_REFUSED : CLIENTS_WAITED;

	if (!d->has_ip)
		return;
	/* who is refused and let through in one session is no surprise */
	if (d->again)
		met = CLIENTS_REFUSED;
	c->ip6 += d->ip.bits == 128;
	if ((clients_note(c->clients, &d->ip, met) & both) == both)
		sketch_add(c->top[CENSUS_BOTH], ip->at, ip->len);
	if (decision_refuses(d))
		count_network(c->top[CENSUS_NETWORKS], &d->ip);
}

static void
count_refusal(struct census *c, const struct decision *d)
{
	const struct logread_value *to = &d->l.key[LOGREAD_TO];
	const struct logread_value shown = refusals_recipient(to, c->whole);
	const struct logread_value *ip = &d->l.key[LOGREAD_IP];
	struct logread_value rest;

	refusals_add(&c->refusals, &d->l, d->at_s, c->whole);
	if (shown.len > 0)
		sketch_add(c->top[CENSUS_TO], shown.at, shown.len);
	if (logread_begins(&rest, to, "postmaster@") ||
	    logread_is(to, "postmaster") ||
	    logread_begins(&rest, to, "abuse@"))
		sketch_add(c->top[CENSUS_POSTMASTER], ip->at, ip->len);
}

static void
count_words(struct census *c, const struct decision *d)
{
	static const enum logread_key key[CENSUS_WORDS] = {
		[CENSUS_BY] = LOGREAD_BY, [CENSUS_NAME] = LOGREAD_NAME,
		[CENSUS_AT] = LOGREAD_AT, [CENSUS_TLS] = LOGREAD_TLS,
		[CENSUS_END] = LOGREAD_END, [CENSUS_DB] = LOGREAD_DB };
	size_t i;

	wordcount_add(&c->word[CENSUS_PROGRAM], &d->l.program, d->at_s);
	for (i = CENSUS_BY; i < CENSUS_WORDS; i++)
		wordcount_add(&c->word[i], &d->l.key[key[i]], d->at_s);
}

static void
count_fault(struct census *c, const struct decision *d)
{
	const struct logread_value *rule = &d->l.key[LOGREAD_RULE];
	const struct logread_value *error = &d->l.key[LOGREAD_ERROR];
	char text[SKETCH_KEY * 2];
	int n;

	if (error->len == 0)
		return;
	c->faults++;
	n = snprintf(text, sizeof(text), "%.*s: %.*s", (int)(rule->len < 40 ?
	    rule->len : 40), rule->at, (int)(error->len < SKETCH_KEY ?
	    error->len : SKETCH_KEY), error->at);
	sketch_add(c->top[CENSUS_ERRORS], text, (size_t)n);
}

void
census_line(struct census *c, const struct framed *f)
{
	const uint64_t early = c->note[CENSUS_PREGREET];
	const uint64_t odd = c->note[CENSUS_ODD_NAME];
	struct listcount_line dns = { false, false, 0 };
	const struct logread_value *host;
	struct decision d;

	c->lines++;
	switch (decision_read(&d, f->text, f->len)) {
	case DECISION_FOREIGN:
		c->foreign++;
		return;
	case DECISION_UNREADABLE:
		c->unreadable++;
		return;
	case DECISION_CRASH:
		c->crashes++;
		return;
	case DECISION_YES:
		break;
	}
	c->decisions++;
	c->action[d.action]++;
	d.at_s = time_of(c, f);
	c->waiting += d.action == DECISION_GREY && d.code != '\0';
	c->auth += d.l.key[LOGREAD_AUTH].len > 0;
	count_rules(c, &d, &dns);
	count_time(c, &d, &dns, c->note[CENSUS_PREGREET] != early);
	count_name(c, &d);
	count_client(c, &d);
	count_words(c, &d);
	count_fault(c, &d);
	c->rcpt_refused += d.refused;
	c->rcpt_passed += d.passed;
	if (decision_refuses(&d))
		count_refusal(c, &d);
	if (d.code == '\0' && !d.again)
		highest_add(&c->highest, &d.l);
	host = &d.l.key[LOGREAD_HOST];
	if (c->note[CENSUS_ODD_NAME] != odd && host->len > 0)
		sketch_add(c->top[CENSUS_ODD], host->at, host->len);
}
