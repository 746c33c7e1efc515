/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page_rules.h"

#include "base/buf.h"
#include "report/chart.h"
#include "report/digest.h"
#include "report/figure.h"
#include "report/html.h"

static void
rule_row(struct buf *b, const struct digest *d, const struct rulecount *r,
    uint64_t most)
{
	const uint64_t hits = rulecount_hits(r);
	const struct chart_small small = { &r->timeline, r->bin, 1 };
	const uint64_t marks[4] = { r->hits[0] + r->marks, r->hits[1],
		r->hits[2], r->hits[3] };
	char n[FIGURE_SIZE];

	buf_add_text(b, "<tr><td>");
	html_name(b, r->label);
	html_count(b, hits);
	html_share(b, hits, d->census->decisions);
	buf_add_text(b, "<td class=wide>");
	html_bar(b, marks, most);
	buf_add_text(b, "<td class=\"n wide\">");
	if (rulecount_watch(r) > 0)
		buf_add_text(b, figure_count(n, rulecount_watch(r)));
	buf_add_text(b, "<td>");
	chart_small(b, &small, d->census);
	buf_add_text(b, "<td class=wide>");
	html_time(b, r->first_s);
	buf_add_text(b, "<td class=wide>");
	html_time(b, r->last_s);
}

static void
never(struct buf *b, const struct digest *d, size_t most)
{
	const struct rulecount *r;
	char n[FIGURE_SIZE];
	size_t i, shown = 0;

	if (d->rules_never == 0)
		return;
	html_add(b, "<details><summary>%s rules were never hit</summary>"
	    "<ul class=never>", figure_count(n, d->rules_never));
	for (i = 0; i < d->rules && shown < most; i++) {
		r = d->rule[i];
		if (!r->known || rulecount_hits(r) + rulecount_watch(r) > 0)
			continue;
		buf_add_text(b, "<li>");
		html_name(b, r->label);
		shown++;
	}
	buf_add_text(b, "</ul></details>");
}

void
page_rules(struct buf *b, const struct digest *d, size_t most)
{
	const struct rulecounts *all = &d->census->rules;
	uint64_t longest = d->rules > 0 ? rulecount_hits(d->rule[0]) : 0;
	char n[FIGURE_SIZE];
	size_t i;

	html_add(b, "<section id=rules><h2>Rules</h2><p class=note>%s rules, "
	    "settings and marks were hit. &ldquo;Would have&rdquo; counts "
	    "rules on trial.", figure_count(n, d->rules_hit));
	buf_add_text(b, "<table><thead><tr><th>Rule<th class=n>Hits"
	    "<th class=n>Share<th class=wide>"
	    "<th class=\"n wide\">Would have<th>Over time"
	    "<th class=wide>First<th class=wide>Last<tbody>");
	for (i = 0; i < d->rules && i < most; i++)
		if (rulecount_hits(d->rule[i]) +
		    rulecount_watch(d->rule[i]) > 0)
			rule_row(b, d, d->rule[i], longest);
	if (all->others.label != NULL)
		rule_row(b, d, &all->others, longest);
	buf_add_text(b, "</table>");
	if (d->rules_hit > most)
		html_add(b, "<p class=note>And %s more.", figure_count(n,
		    d->rules_hit - most));
	never(b, d, most);
	buf_add_text(b, "</section>");
}

static void
list_row(struct buf *b, const struct digest *d, size_t number)
{
	const struct listcount *l = &d->census->lists.list[number];
	const struct chart_small small = { &l->timeline, l->bin, 2 };

	buf_add_text(b, "<tr><td>");
	if (number < LISTCOUNT_MOST)
		html_name(b, l->zone);
	else
		buf_add_text(b, "(others)");
	html_count(b, l->n[LISTCOUNT_LISTED]);
	html_count(b, l->only);
	html_count(b, l->n[LISTCOUNT_ERROR] + l->n[LISTCOUNT_UNKNOWN]);
	html_share(b, l->n[LISTCOUNT_ERROR] + l->n[LISTCOUNT_UNKNOWN],
	    listcount_asked(l));
	buf_add_text(b, "<td class=wide>");
	chart_small(b, &small, d->census);
}

/* How much of each list another one has, too. */
static void
matrix(struct buf *b, const struct digest *d)
{
	const struct listcounts *l = &d->census->lists;
	const size_t n = d->lists < DIGEST_LISTS ? d->lists : DIGEST_LISTS;
	size_t i, k;

	buf_add_text(b, "<h3>Who lists the same clients</h3><p class=note>"
	    "Of the clients of the list in the row, so many per cent are on "
	    "the list of the column, too.<div class=scroll>"
	    "<table class=matrix id=overlap><thead><tr><th>");
	for (i = 0; i < n; i++)
		html_add(b, "<th>%zu", i + 1);
	buf_add_text(b, "<tbody>");
	for (i = 0; i < n; i++) {
		html_add(b, "<tr><th>%zu ", i + 1);
		if (d->list[i] < LISTCOUNT_MOST)
			html_name(b, l->list[d->list[i]].zone);
		else
			buf_add_text(b, "(others)");
		for (k = 0; k < n; k++) {
			const unsigned share = digest_share(
			    l->both[d->list[i]][d->list[k]],
			    l->both[d->list[i]][d->list[i]]) / 1000;

			if (i == k)
				buf_add_text(b, "<th>");
			else
				html_add(b, "<td style=--a:%u>%u", share,
				    share);
		}
	}
	buf_add_text(b, "</table></div>");
}

void
page_rules_lists(struct buf *b, const struct digest *d)
{
	size_t i;

	if (d->lists == 0)
		return;
	buf_add_text(b, "<section id=lists><h2>DNS lists</h2><p class=note>"
	    "A list that answers with errors, or not at all, is dead or "
	    "refuses to answer you: dhf-test --lists tells. &ldquo;Only "
	    "here&rdquo; are clients that no other list has."
	    "<table class=\"no3 no4\"><thead><tr><th>List<th class=n>Listed"
	    "<th class=n>Only here<th class=n>Failed<th class=n>Failing"
	    "<th class=wide>Answers over time<tbody>");
	for (i = 0; i < d->lists; i++)
		list_row(b, d, d->list[i]);
	buf_add_text(b, "</table>");
	if (d->lists > 1)
		matrix(b, d);
	buf_add_text(b, "</section>");
}
