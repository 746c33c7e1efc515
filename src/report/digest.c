/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/digest.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define HOUR 3600
#define DAY 86400

static const struct digest_table tables[CENSUS_TOPS] = {
	[CENSUS_DOMAINS] = { "domains", "Refused, by domain", "Domain",
		"Registrable domains of refused clients.", NULL, 0, 0, 0 },
	[CENSUS_NETWORKS] = { "networks", "Refused, by network", "Network",
		"/24 and /48 of refused clients.", NULL, 0, 0, 0 },
	[CENSUS_BOTH] = { "both", "Let in and refused", "Client",
		"Clients that were let in at one time and refused for good at "
		"another, and the lines since: a good sender among them "
		"wants an exception.", NULL, 0, 0, 0 },
	[CENSUS_ODD] = { "odd-names", "Odd names", "Name",
		"Names with octets that no host name should have.", NULL, 0,
		0, 0 },
	[CENSUS_TO] = { "recipients", "Recipients refused", "Domain",
		"Whom refused clients wanted to write to.", NULL, 0, 0, 0 },
	[CENSUS_POSTMASTER] = { "postmaster", "Refused to postmaster or abuse",
		"Client", "Who was refused there may want to complain.",
		NULL, 0, 0, 0 },
	[CENSUS_ERRORS] = { "errors", "Faults of ours", "Rule and error",
		"What error= says; dhf(7) tells what to do.", NULL, 0, 0, 0 },
};

static int
fill_table(struct digest_table *t, const struct sketch *s, size_t rows)
{
	if ((t->row = calloc(rows, sizeof(*t->row))) == NULL)
		return -1;
	t->rows = sketch_top(s, t->row, rows);
	t->total = sketch_total(s);
	t->error = sketch_error(s);
	return 0;
}

static void
sum_bins(struct digest_period *p, const struct census *c)
{
	const int64_t width = timeline_width(&c->timeline);
	int64_t at = timeline_begin(&c->timeline);
	size_t i, k;

	memset(p->n, 0, sizeof(p->n));
	for (i = 0; i < c->timeline.bins; i++, at += width)
		for (k = 0; at >= p->begin_s && at < p->end_s &&
		    k < CENSUS_SERIES; k++)
			p->n[k] += c->bin[i * CENSUS_SERIES + k];
}

/* The last week, day or hour, whatever there are two of. */
static void
compare_periods(struct digest *d)
{
	static const int64_t period[] = { 7 * DAY, DAY, HOUR };
	const struct census *c = d->census;
	const int64_t width = timeline_width(&c->timeline);
	const int64_t all = (int64_t)c->timeline.bins * width;
	size_t i;

	for (i = 0; i < sizeof(period) / sizeof(period[0]); i++)
		if (c->timeline.bins > 0 && all >= 2 * period[i] - width &&
		    period[i] % width == 0)
			break;
	if (i == sizeof(period) / sizeof(period[0]))
		return;
	d->has_before = true;
	d->now.end_s = timeline_begin(&c->timeline) + all;
	d->now.begin_s = d->before.end_s = d->now.end_s - period[i];
	d->before.begin_s = d->before.end_s - period[i];
	sum_bins(&d->now, c);
	sum_bins(&d->before, c);
}

const char *
digest_period_word(const struct digest_period *p)
{
	const int64_t length = p->end_s - p->begin_s;

	return length == HOUR ? "hour" : length == DAY ? "24 hours" :
	    "7 days";
}

int
digest_fill(struct digest *d, const struct census *c, size_t rows,
    struct err *e)
{
	size_t i;

	d->census = c;
	d->rows = rows;
	d->clients = clients_sum(c->clients);
	d->lists = listcount_order(&c->lists, d->list);
	if (c->rules.lost || (d->rule = rulecount_order(&c->rules)) == NULL)
		return err_memory(e);
	d->rules = c->rules.len;
	for (i = 0; i < d->rules; i++) {
		if (rulecount_hits(d->rule[i]) > 0)
			d->rules_hit++;
		else if (d->rule[i]->known)
			d->rules_never += rulecount_watch(d->rule[i]) == 0;
	}
	for (i = 0; i < CENSUS_TOPS; i++) {
		d->top[i] = tables[i];
		if (fill_table(&d->top[i], c->top[i], rows) == -1)
			return err_memory(e);
	}
	compare_periods(d);
	return 0;
}

void
digest_free(struct digest *d)
{
	size_t i;

	free(d->rule);
	for (i = 0; i < CENSUS_TOPS; i++)
		free(d->top[i].row);
}

unsigned
digest_share(uint64_t n, uint64_t all)
{
	return all == 0 ? 0 : (unsigned)((double)n * 100000 / (double)all +
	    0.5);
}
