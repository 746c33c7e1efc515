/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/astext.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "name/class.h"
#include "report/digest.h"
#include "report/figure.h"

#define NAME_MOST 52 /* columns that a name from the log may take */

/* Write a text from the log, cut to so many columns; whatever may do harm to a
 * terminal is '?'. */
static void
put_name(FILE *out, const char *text, size_t most)
{
	size_t i;

	for (i = 0; i < most && text[i] != '\0'; i++)
		(void)putc(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?',
		    out);
	if (text[i] != '\0')
		(void)fputs("...", out);
}

static void
title(FILE *out, const char *text)
{
	size_t n;

	(void)fprintf(out, "\n%s\n", text);
	for (n = strlen(text); n > 0; n--)
		(void)putc('-', out);
	(void)putc('\n', out);
}

static void
row(FILE *out, uint64_t n, uint64_t all, const char *text)
{
	char count[FIGURE_SIZE], share[FIGURE_SIZE];

	(void)fprintf(out, "%13s  %8s  ", figure_count(count, n),
	    all > 0 ? figure_share(share, n, all) : "");
	put_name(out, text, NAME_MOST);
	(void)putc('\n', out);
}

static void
head(FILE *out, const struct digest *d)
{
	const struct census *c = d->census;
	char first[FIGURE_SIZE], last[FIGURE_SIZE], n[FIGURE_SIZE];

	(void)fprintf(out, "What the filter's log says\n\n"
	    "from %s to %s UTC\n", figure_time(first, c->first_s),
	    figure_time(last, c->last_s));
	(void)fprintf(out, "%s lines of ", figure_count(n, c->lines));
	(void)fprintf(out, "%zu file%s, %s not of decisions", d->files,
	    d->files == 1 ? "" : "s", figure_count(n, c->foreign));
	(void)fprintf(out, ", %s not understood\n",
	    figure_count(n, c->unreadable));
	if (c->timeless + c->odd_time > 0)
		(void)fprintf(out, "%s decisions have no time, or none to be "
		    "believed\n", figure_count(n, c->timeless + c->odd_time));
}

static void
verdicts(FILE *out, const struct digest *d)
{
	static const enum decision_action order[CENSUS_ACTIONS] = {
		DECISION_PASS, DECISION_GREY, DECISION_DEFER, DECISION_BLOCK };
	const struct census *c = d->census;
	uint64_t sum = 0, sum_before = 0;
	char change[FIGURE_SIZE];
	size_t i;

	title(out, "Decisions");
	row(out, c->decisions, 0, "all");
	for (i = 0; i < CENSUS_ACTIONS; i++)
		row(out, c->action[order[i]], c->decisions,
		    decision_action_word(order[i]));
	if (c->waiting > 0)
		row(out, c->waiting, c->decisions,
		    "grey, and told to come back");
	if (!d->has_before)
		return;
	for (i = 0; i < CENSUS_ACTIONS; i++) {
		sum += d->now.n[i];
		sum_before += d->before.n[i];
	}
	(void)fprintf(out, "\nthe last %s against those before, in points:",
	    digest_period_word(&d->now));
	for (i = 0; i < CENSUS_ACTIONS; i++)
		(void)fprintf(out, " %s %s", decision_action_word(order[i]),
		    figure_change(change, d->now.n[order[i]], sum,
		    d->before.n[order[i]], sum_before));
	(void)putc('\n', out);
}

static void
harm(FILE *out, const struct digest *d)
{
	const struct census *c = d->census;

	title(out, "Is it working, and did it hurt anybody?");
	row(out, c->faults, c->decisions, "faults of ours: error= says which");
	row(out, c->crashes, 0, "crashes");
	row(out, c->note[CENSUS_NOSTATE], c->decisions,
	    "had no answer of the daemon, or there is none");
	row(out, c->unknown, c->asked, "of those asked of DNS, not known");
	row(out, c->note[CENSUS_CAPPED], c->decisions,
	    "refused for now only, for want of evidence");
	row(out, c->note[CENSUS_OPEN], c->decisions, "let in by -o or -X");
	row(out, c->note[CENSUS_SAMPLE], c->decisions, "let in as a sample");
	row(out, c->note[CENSUS_PREGREET], c->decisions,
	    "spoke before they were greeted");
	row(out, d->clients.seen, 0, "clients");
	row(out, d->clients.waited, d->clients.seen,
	    "were told to come back");
	row(out, d->clients.returned, d->clients.waited,
	    "of these were let in later");
	row(out, d->clients.refused, d->clients.seen, "were refused");
	row(out, d->clients.both, d->clients.seen,
	    "were refused once and let in another time");
	row(out, d->top[CENSUS_POSTMASTER].total, 0,
	    "refused with mail to postmaster or abuse");
	row(out, c->ip6, c->decisions, "by IPv6");
}

static void
rules(FILE *out, const struct digest *d)
{
	const struct census *c = d->census;
	const struct rulecount *r;
	char last[FIGURE_SIZE], n[FIGURE_SIZE], m[FIGURE_SIZE];
	size_t i;

	title(out, "Rules");
	(void)fprintf(out, "%13s  %8s  %10s  %-16s  %s\n", "hits", "",
	    "would have", "last (UTC)", "rule");
	for (i = 0; i < d->rules && i < d->rows; i++) {
		r = d->rule[i];
		if (rulecount_hits(r) + rulecount_watch(r) == 0)
			break;
		(void)fprintf(out, "%13s  ",
		    figure_count(n, rulecount_hits(r)));
		(void)fprintf(out, "%8s  %10s  %-16s  ", figure_share(m,
		    rulecount_hits(r), c->decisions), figure_count(n,
		    rulecount_watch(r)), figure_time(last, r->last_s));
		put_name(out, r->label, NAME_MOST);
		(void)putc('\n', out);
	}
	if (c->rules.others.label != NULL)
		row(out, rulecount_hits(&c->rules.others), c->decisions,
		    "(others, too many to tell apart)");
	if (d->rules_never > 0)
		row(out, d->rules_never, 0, "rules were never hit");
}

static void
lists(FILE *out, const struct digest *d)
{
	const struct listcount *l;
	size_t i;

	if (d->lists == 0)
		return;
	title(out, "DNS lists");
	(void)fprintf(out, "%10s %10s %10s %10s %10s  %s\n", "listed",
	    "only here", "no", "error", "unknown", "list");
	for (i = 0; i < d->lists; i++) {
		l = &d->census->lists.list[d->list[i]];
		(void)fprintf(out, "%10" PRIu64 " %10" PRIu64 " %10" PRIu64
		    " %10" PRIu64 " %10" PRIu64 "  ",
		    l->n[LISTCOUNT_LISTED], l->only, l->n[LISTCOUNT_NO],
		    l->n[LISTCOUNT_ERROR], l->n[LISTCOUNT_UNKNOWN]);
		put_name(out, d->list[i] < LISTCOUNT_MOST ? l->zone :
		    "(others)", NAME_MOST);
		(void)putc('\n', out);
	}
}

static void
classes(FILE *out, const struct digest *d)
{
	const struct census *c = d->census;
	char n[CENSUS_ACTIONS][FIGURE_SIZE];
	size_t i, k;

	title(out, "What kind of machine the names say");
	(void)fprintf(out, "%13s %13s %13s %13s\n", "pass", "block", "defer",
	    "grey");
	for (i = 0; i <= CLASS_KINDS; i++) {
		for (k = 0; k < CENSUS_ACTIONS; k++)
			(void)figure_count(n[k], c->class[i][k]);
		(void)fprintf(out, "%13s %13s %13s %13s  %s\n", n[0], n[1],
		    n[2], n[3], i < CLASS_KINDS ?
		    class_word((enum class_kind)i) : "no name");
	}
}

static void
tops(FILE *out, const struct digest *d)
{
	const struct digest_table *t;
	char n[FIGURE_SIZE];
	size_t i, k;

	for (i = 0; i < CENSUS_TOPS; i++) {
		t = &d->top[i];
		if (t->rows == 0)
			continue;
		title(out, t->title);
		for (k = 0; k < t->rows; k++)
			row(out, t->row[k].count, t->total, t->row[k].key);
		if (t->error > 0)
			(void)fprintf(out, "each may be too high by %s at "
			    "most\n", figure_count(n, t->error));
	}
}

static void
refusals(FILE *out, const struct digest *d)
{
	const struct refusals_one *one;
	char at[FIGURE_SIZE];
	size_t i;

	for (i = 0; i < d->rows && (one = refusals_last(&d->census->refusals,
	    i)) != NULL; i++) {
		if (i == 0)
			title(out, "Refused last (UTC)");
		(void)fprintf(out, "%s  ", figure_time(at, one->at_s));
		put_name(out, one->text[REFUSALS_WHY][0] != '\0' ?
		    one->text[REFUSALS_WHY] : "-           ", 12);
		(void)fputs("  ", out);
		put_name(out, one->text[REFUSALS_RULE], 24);
		(void)fputs("  ", out);
		put_name(out, one->text[REFUSALS_HOST][0] != '\0' ?
		    one->text[REFUSALS_HOST] : one->text[REFUSALS_IP], 60);
		(void)putc('\n', out);
	}
}

void
astext_write(FILE *out, const struct digest *d)
{
	head(out, d);
	verdicts(out, d);
	harm(out, d);
	rules(out, d);
	lists(out, d);
	classes(out, d);
	tops(out, d);
	refusals(out, d);
}
