/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/asjson.h"

#include <stdio.h>

#include "base/json.h"
#include "base/utc.h"
#include "name/class.h"
#include "report/digest.h"

/* A time, or null. */
static void
at(struct json *j, const char *name, int64_t time_s)
{
	char text[UTC_SIZE];

	if (time_s == INT64_MIN) {
		json_null(j, name);
		return;
	}
	utc_format(time_s, text);
	json_string(j, name, text);
}

/* A number for each action. */
static void
actions(struct json *j, const char *name, const uint64_t *n)
{
	int i;

	json_object(j, name);
	for (i = 0; i < CENSUS_ACTIONS; i++)
		json_count(j, decision_action_word((enum decision_action)i),
		    n[i]);
	json_end(j, '}');
}

static void
lines(struct json *j, const struct digest *d)
{
	const struct census *c = d->census;

	json_object(j, "lines");
	json_count(j, "read", c->lines);
	json_count(j, "decisions", c->decisions);
	json_count(j, "unreadable", c->unreadable);
	json_count(j, "crashes", c->crashes);
	json_count(j, "foreign", c->foreign);
	json_count(j, "without_time", c->timeless);
	json_count(j, "odd_time", c->odd_time);
	json_end(j, '}');
	at(j, "first", c->first_s);
	at(j, "last", c->last_s);
}

static void
harm(struct json *j, const struct digest *d)
{
	const struct census *c = d->census;
	size_t i;

	json_object(j, "notes");
	for (i = 0; i < CENSUS_NOTES; i++)
		json_count(j, census_note_word((enum census_note)i),
		    c->note[i]);
	json_end(j, '}');
	json_count(j, "faults", c->faults);
	json_count(j, "grey_waiting", c->waiting);
	json_count(j, "ipv6", c->ip6);
	json_object(j, "dns");
	json_count(j, "asked", c->asked);
	json_count(j, "unknown", c->unknown);
	json_end(j, '}');
	json_object(j, "recipients");
	json_count(j, "refused", c->rcpt_refused);
	json_count(j, "passed", c->rcpt_passed);
	json_end(j, '}');
	json_count(j, "authenticated", c->auth);
	json_object(j, "clients");
	json_count(j, "seen", d->clients.seen);
	json_count(j, "asked_to_return", d->clients.waited);
	json_count(j, "returned", d->clients.returned);
	json_count(j, "refused", d->clients.refused);
	json_count(j, "refused_and_let_in", d->clients.both);
	json_count(j, "forgotten", d->clients.forgotten);
	json_end(j, '}');
}

static void
period(struct json *j, const char *name, const struct digest_period *p)
{
	json_object(j, name);
	at(j, "begin", p->begin_s);
	at(j, "end", p->end_s);
	actions(j, "actions", p->n);
	json_end(j, '}');
}

static void
over_time(struct json *j, const struct digest *d)
{
	const struct census *c = d->census;
	const int64_t width = timeline_width(&c->timeline);
	int64_t begin = timeline_begin(&c->timeline);
	size_t i, k;

	static const char *const name[CENSUS_SERIES] = { "pass", "block",
		"defer", "grey", "pregreet", "dns_asked", "dns_unknown" };

	if (d->has_before) {
		period(j, "period", &d->now);
		period(j, "period_before", &d->before);
	}
	json_object(j, "over_time");
	json_count(j, "width_s", (uint64_t)width);
	json_array(j, "bins");
	for (i = 0; i < c->timeline.bins; i++, begin += width) {
		json_object(j, NULL);
		at(j, "begin", begin);
		for (k = 0; k < CENSUS_SERIES; k++)
			json_count(j, name[k], c->bin[i * CENSUS_SERIES + k]);
		json_end(j, '}');
	}
	json_end(j, ']');
	json_end(j, '}');
}

static void
one_rule(struct json *j, const char *name, const struct rulecount *r)
{
	json_object(j, name);
	json_string(j, "rule", r->label);
	json_count(j, "hits", rulecount_hits(r));
	actions(j, "actions", r->hits);
	json_count(j, "marks", r->marks);
	actions(j, "watch", r->watch);
	at(j, "first", r->first_s);
	at(j, "last", r->last_s);
	json_bool(j, "known", r->known);
	json_end(j, '}');
}

static void
rules(struct json *j, const struct digest *d)
{
	size_t i;

	json_array(j, "rules");
	for (i = 0; i < d->rules; i++)
		one_rule(j, NULL, d->rule[i]);
	json_end(j, ']');
	if (d->census->rules.others.label != NULL)
		one_rule(j, "rules_others", &d->census->rules.others);
}

static void
lists(struct json *j, const struct digest *d)
{
	const struct listcounts *l = &d->census->lists;
	size_t i, k;

	json_array(j, "lists");
	for (i = 0; i < d->lists; i++) {
		const struct listcount *one = &l->list[d->list[i]];

		json_object(j, NULL);
		json_string(j, "zone", d->list[i] < LISTCOUNT_MOST ?
		    one->zone : "(others)");
		for (k = 0; k < LISTCOUNT_RESULTS; k++)
			json_count(j, listcount_word((enum listcount_result)k),
			    one->n[k]);
		json_count(j, "only", one->only);
		json_array(j, "both");
		for (k = 0; k < d->lists; k++)
			json_count(j, NULL, l->both[d->list[i]][d->list[k]]);
		json_end(j, ']');
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
tops(struct json *j, const struct digest *d)
{
	const struct digest_table *t;
	size_t i, k;

	json_object(j, "top");
	for (i = 0; i < CENSUS_TOPS; i++) {
		t = &d->top[i];
		json_object(j, t->id);
		json_count(j, "total", t->total);
		json_count(j, "too_high_by_at_most", t->error);
		json_array(j, "rows");
		for (k = 0; k < t->rows; k++) {
			json_object(j, NULL);
			json_string(j, "key", t->row[k].key);
			json_count(j, "count", t->row[k].count);
			json_count(j, "too_high_by", t->row[k].over);
			json_end(j, '}');
		}
		json_end(j, ']');
		json_end(j, '}');
	}
	json_end(j, '}');
}

static void
classes(struct json *j, const struct digest *d)
{
	const struct census *c = d->census;
	size_t i, k;

	json_object(j, "classes");
	for (i = 0; i <= CLASS_KINDS; i++) {
		json_object(j, i < CLASS_KINDS ?
		    class_word((enum class_kind)i) : "none");
		actions(j, "actions", c->class[i]);
		json_array(j, "confidence");
		for (k = 0; i < CLASS_KINDS && k < CENSUS_CONFIDENCES; k++)
			json_count(j, NULL, c->confidence[i][k]);
		json_end(j, ']');
		json_end(j, '}');
	}
	json_end(j, '}');
}

static void
words(struct json *j, const struct digest *d)
{
	static const char *const name[CENSUS_WORDS] = { "programs", "by",
		"names", "at", "tls", "end", "rule_sets" };
	const struct wordcounts *w;
	size_t i, k;

	for (i = 0; i < CENSUS_WORDS; i++) {
		w = &d->census->word[i];
		json_array(j, name[i]);
		for (k = 0; k < w->len; k++) {
			json_object(j, NULL);
			json_string(j, "word", w->one[k].word);
			json_count(j, "count", w->one[k].n);
			at(j, "first", w->one[k].first_s);
			at(j, "last", w->one[k].last_s);
			json_end(j, '}');
		}
		if (w->others > 0) {
			json_object(j, NULL);
			json_null(j, "word");
			json_count(j, "count", w->others);
			json_end(j, '}');
		}
		json_end(j, ']');
	}
}

static void
refusals(struct json *j, const struct digest *d)
{
	static const char *const name[REFUSALS_VALUES] = { "ip", "host",
		"code", "rule", "to", "why" };
	const struct refusals_one *one;
	size_t i, k;

	json_array(j, "refusals");
	for (i = 0; (one = refusals_last(&d->census->refusals, i)) != NULL;
	    i++) {
		json_object(j, NULL);
		at(j, "at", one->at_s);
		for (k = 0; k < REFUSALS_VALUES; k++)
			json_string(j, name[k], one->text[k]);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
highest(struct json *j, const struct digest *d)
{
	const struct highest *h = &d->census->highest;
	size_t i;

	json_array(j, "let_in_by_score");
	for (i = 0; i < h->len && i < d->rows; i++) {
		json_object(j, NULL);
		json_count(j, "score_milli", (uint64_t)h->one[i].score_milli);
		json_string(j, "ip", h->one[i].ip);
		json_string(j, "host", h->one[i].host);
		json_end(j, '}');
	}
	json_end(j, ']');
}

void
asjson_write(FILE *out, const struct digest *d)
{
	struct json j = { out, false };

	json_object(&j, NULL);
	json_string(&j, "version", d->version);
	at(&j, "made", d->made_s);
	json_count(&j, "files", d->files);
	lines(&j, d);
	actions(&j, "actions", d->census->action);
	harm(&j, d);
	over_time(&j, d);
	rules(&j, d);
	lists(&j, d);
	tops(&j, d);
	classes(&j, d);
	highest(&j, d);
	words(&j, d);
	refusals(&j, d);
	json_end(&j, '}');
	(void)putc('\n', out);
}
