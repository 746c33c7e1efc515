/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page_who.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "name/class.h"
#include "report/digest.h"
#include "report/figure.h"
#include "report/html.h"

#define OPEN_ROWS 10 /* of a table that are shown at once */

static uint64_t
sum(const uint64_t n[CENSUS_ACTIONS])
{
	return n[0] + n[1] + n[2] + n[3];
}

/* A small picture of how sure a class is of its names. */
static void
confidences(struct buf *b, const uint64_t n[CENSUS_CONFIDENCES])
{
	uint64_t most = 1;
	size_t i;

	for (i = 0; i < CENSUS_CONFIDENCES; i++)
		if (n[i] > most)
			most = n[i];
	buf_add_text(b, "<svg class=small viewBox=\"0 0 80 20\" "
	    "preserveAspectRatio=none role=img><title>Confidence below 0.5, "
	    "and from 0.5, 0.6, 0.7, 0.8, 0.9, 0.95 and 0.99 on</title>"
	    "<path d=\"");
	for (i = 0; i < CENSUS_CONFIDENCES; i++)
		if (n[i] > 0)
			html_add(b, "M%zu,20V%uh8V20", i * 10, 19 - (unsigned)
			    ((double)n[i] * 19 / (double)most));
	buf_add_text(b, "\"/></svg>");
}

void
page_who_classes(struct buf *b, const struct digest *d)
{
	static const char *const word[CLASS_KINDS + 1] = {
		[CLASS_PLAIN] = "plain: somebody chose it",
		[CLASS_DYNAMIC] = "dynamic: an end-user line",
		[CLASS_STATIC_GENERIC] = "static-generic: a line that stays",
		[CLASS_HOSTING] = "hosting: a machine for rent",
		[CLASS_MAIL] = "mail: named after mail",
		[CLASS_ODD] = "odd: no host name",
		[CLASS_KINDS] = "without a name" };
	const struct census *c = d->census;
	uint64_t most = 0;
	size_t i;

	for (i = 0; i <= CLASS_KINDS; i++)
		if (sum(c->class[i]) > most)
			most = sum(c->class[i]);
	buf_add_text(b, "<section id=classes><h2>What the names say</h2>"
	    "<p class=note>The class of each client's name, by the shipped "
	    "table, and what became of these clients."
	    "<table class=no3><thead><tr><th>Class<th class=n>Decisions"
	    "<th class=n>Share"
	    "<th class=n>Refused<th>Verdicts<th class=wide>"
	    "Confidence<tbody>");
	for (i = 0; i <= CLASS_KINDS; i++) {
		const char *colon = strchr(word[i], ':');

		if (sum(c->class[i]) == 0)
			continue;
		/* the explanation has no room on a telephone */
		html_add(b, "<tr><td>%.*s<span class=wide>%s</span>",
		    colon != NULL ? (int)(colon - word[i]) : 40, word[i],
		    colon != NULL ? colon : "");
		html_count(b, sum(c->class[i]));
		html_share(b, sum(c->class[i]), c->decisions);
		html_share(b, c->class[i][CENSUS_BLOCK], sum(c->class[i]));
		buf_add_text(b, "<td>");
		html_bar(b, c->class[i], most);
		buf_add_text(b, "<td class=wide>");
		if (i < CLASS_ODD)
			confidences(b, c->confidence[i]);
	}
	buf_add_text(b, "</table></section>");
}

/* After some rows of a table the others are shown to who wants to see them: a
 * telephone is small.  False: this is the last row. */
static bool
next_row(struct buf *b, size_t row, size_t rows)
{
	if (row == OPEN_ROWS && row < rows)
		html_add(b, "</table><details><summary>%zu more</summary>"
		    "<table><tbody>", rows - row);
	return row < rows;
}

static void
end_rows(struct buf *b, size_t rows)
{
	buf_add_text(b, rows > OPEN_ROWS ? "</table></details></div>" :
	    "</table></div>");
}

static void
top(struct buf *b, const struct digest_table *t, size_t most_rows)
{
	const size_t rows = t->rows < most_rows ? t->rows : most_rows;
	const uint64_t most = t->rows > 0 ? t->row[0].count : 0;
	char n[FIGURE_SIZE];
	size_t i;

	if (t->rows == 0)
		return;
	html_add(b, "<div id=%s><h3>%s</h3><p class=note>%s", t->id, t->title,
	    t->note);
	if (t->error > 0)
		html_add(b, " Each count may be too high by %s at most.",
		    figure_count(n, t->error));
	html_add(b, "<table><thead><tr><th>%s<th class=n>Lines<th class=n>"
	    "Share<th class=wide><tbody>", t->heading);
	for (i = 0; next_row(b, i, rows); i++) {
		const uint64_t bar[4] = { 0, 0, 0, t->row[i].count };

		buf_add_text(b, "<tr><td>");
		html_name(b, t->row[i].key);
		html_count(b, t->row[i].count);
		html_share(b, t->row[i].count, t->total);
		buf_add_text(b, "<td class=wide>");
		html_bar(b, bar, most);
	}
	end_rows(b, rows);
}

static void
highest(struct buf *b, const struct highest *h, size_t most_rows)
{
	const size_t rows = h->len < most_rows ? h->len : most_rows;
	size_t i;

	if (h->len == 0)
		return;
	buf_add_text(b, "<div id=let-in><h3>Let in, by score</h3>"
	    "<p class=note>Who came closest to a score that refuses."
	    "<table><thead><tr><th>Client<th class=n>Score<tbody>");
	for (i = 0; next_row(b, i, rows); i++) {
		buf_add_text(b, "<tr><td>");
		html_name(b, h->one[i].host[0] != '\0' ? h->one[i].host :
		    h->one[i].ip);
		html_add(b, "<td class=n>%g",
		    (double)h->one[i].score_milli / 1000);
	}
	end_rows(b, rows);
}

/* Keys of few values: whatever has more than one. */
static void
words(struct buf *b, const struct digest *d)
{
	static const char *const title[CENSUS_WORDS] = { "Programs",
		"Who says no", "How names are known", "Where in the dialogue",
		"TLS", "The server's last code", "Rules that held" };
	const struct wordcounts *w;
	size_t i, k;

	for (i = 0; i < CENSUS_WORDS; i++) {
		w = &d->census->word[i];
		if (w->len + (w->others > 0) < 2)
			continue;
		html_add(b, "<div><h3>%s</h3><table><tbody>", title[i]);
		for (k = 0; k < w->len; k++) {
			buf_add_text(b, "<tr><td>");
			html_name(b, w->one[k].word);
			if (i == CENSUS_DB) {
				buf_add_text(b, "<small>from ");
				html_time(b, w->one[k].first_s);
				buf_add_text(b, "</small>");
			}
			html_count(b, w->one[k].n);
			html_share(b, w->one[k].n, d->census->decisions);
		}
		if (w->others > 0) {
			buf_add_text(b, "<tr><td>(others)");
			html_count(b, w->others);
			html_share(b, w->others, d->census->decisions);
		}
		buf_add_text(b, "</table></div>");
	}
}

void
page_who_tops(struct buf *b, const struct digest *d, size_t rows)
{
	static const enum census_top order[CENSUS_TOPS] = { CENSUS_ERRORS,
		CENSUS_BOTH, CENSUS_POSTMASTER, CENSUS_DOMAINS,
		CENSUS_NETWORKS, CENSUS_TO, CENSUS_ODD };
	size_t i;

	buf_add_text(b, "<section id=who><h2>Who</h2><div class=pairs>");
	for (i = 0; i < CENSUS_TOPS; i++)
		top(b, &d->top[order[i]], rows);
	highest(b, &d->census->highest, rows);
	words(b, d);
	buf_add_text(b, "</div></section>");
}

/* A receipt as people are shown it, in groups of four. */
static void
receipt(struct buf *b, const char *why)
{
	char shown[15];
	int i, n = 0;

	if (strlen(why) != 12) {
		html_name(b, why);
		return;
	}
	for (i = 0; i < 12; i++) {
		if (i > 0 && i % 4 == 0)
			shown[n++] = '-';
		shown[n++] = why[i];
	}
	shown[n] = '\0';
	html_name(b, shown);
}

static void
refusal(struct buf *b, const struct refusals_one *one)
{
	const bool host = one->text[REFUSALS_HOST][0] != '\0';

	buf_add_text(b, "<li><span>");
	html_time(b, one->at_s);
	buf_add_text(b, "</span><span>");
	html_name(b, one->text[host ? REFUSALS_HOST : REFUSALS_IP]);
	if (host) {
		buf_add_text(b, "<small>");
		html_name(b, one->text[REFUSALS_IP]);
		buf_add_text(b, "</small>");
	}
	buf_add_text(b, "</span><span>");
	html_name(b, one->text[REFUSALS_RULE]);
	buf_add_text(b, "<small>");
	html_name(b, one->text[REFUSALS_CODE]);
	if (one->text[REFUSALS_TO][0] != '\0') {
		buf_add_text(b, ", to ");
		html_name(b, one->text[REFUSALS_TO]);
	}
	buf_add_text(b, "</small></span><code>");
	receipt(b, one->text[REFUSALS_WHY]);
	buf_add_text(b, "</code>");
}

void
page_who_last(struct buf *b, const struct digest *d, size_t most)
{
	const size_t len = d->census->refusals.len;
	const size_t rows = len < most ? len : most;
	size_t i;

	if (rows == 0)
		return;
	buf_add_text(b, "<section id=last><h2>Refused last</h2>"
	    "<p class=note>dhf-test --why RECEIPT LOG tells all of a refusal."
	    "<ol class=last>");
	for (i = 0; i < rows; i++) {
		if (i == OPEN_ROWS)
			html_add(b, "</ol><details><summary>%zu more</summary>"
			    "<ol class=last>", rows - i);
		refusal(b, refusals_last(&d->census->refusals, i));
	}
	buf_add_text(b, rows > OPEN_ROWS ? "</ol></details></section>" :
	    "</ol></section>");
}
