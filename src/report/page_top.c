/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page_top.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "report/digest.h"
#include "report/figure.h"
#include "report/html.h"
#include "report/page_style.h"

#define LATE_S 900 /* without a line somebody should look */

static const enum census_series order[CENSUS_ACTIONS] = { CENSUS_PASS,
	CENSUS_GREY, CENSUS_DEFER, CENSUS_BLOCK };

static void
heading(struct buf *b, const struct digest *d)
{
	const struct census *c = d->census;
	char n[FIGURE_SIZE], m[FIGURE_SIZE];

	buf_add_text(b, "<header><h1>Mail at the door</h1><p class=from>");
	if (c->first_s == INT64_MIN) {
		buf_add_text(b, "No line of the log has a time");
	} else {
		html_time(b, c->first_s);
		buf_add_text(b, " to ");
		html_time(b, c->last_s);
		buf_add_text(b, " UTC");
		(void)figure_local(n, c->last_s);
		if (strstr(n, "UTC") == NULL)
			html_add(b, ", which is %s here", n);
	}
	html_add(b, " &middot; %s decisions about %s clients</header>",
	    figure_count(n, c->decisions), figure_count(m, d->clients.seen));
}

/* What is wrong, if anything is; whole sentences. */
static void
health(struct buf *b, const struct digest *d)
{
	const struct census *c = d->census;
	const uint64_t bad = c->faults + c->crashes;
	const bool late = c->last_s != INT64_MIN &&
	    d->made_s - c->last_s > LATE_S;
	char n[FIGURE_SIZE];

	html_add(b, "<section class=\"health%s\"><strong>%s</strong><span>",
	    bad > 0 || c->decisions == 0 ? " bad" : "", bad > 0 ?
	    "Something is wrong." : c->decisions == 0 ? "Nothing to see." :
	    "It is working.");
	if (c->faults > 0)
		html_add(b, "<a href=\"#errors\">%s connections</a> had no "
		    "decision: a fault of ours. ", figure_count(n,
		    c->faults));
	if (c->crashes > 0)
		html_add(b, "It crashed %s times. ", figure_count(n,
		    c->crashes));
	if (c->decisions == 0)
		html_add(b, "None of %s lines is a decision of the filter. ",
		    figure_count(n, c->lines));
	else if (bad == 0)
		buf_add_text(b, "No faults, no crashes. ");
	if (c->last_s != INT64_MIN)
		html_add(b, late ? "The last line was %s old when this page "
		    "was made." : "The last line was written %s before this "
		    "page.", figure_age(n, d->made_s > c->last_s ?
		    d->made_s - c->last_s : 0));
	buf_add_text(b, "</span></section>");
}

static void
tile(struct buf *b, const struct digest *d, enum census_series action)
{
	static const char *const what[CENSUS_ACTIONS] = { "Let in", "Refused",
		"Deferred", "Grey" };
	static const char class[CENSUS_ACTIONS] = { 'p', 'b', 'd', 'g' };
	const struct census *c = d->census;
	uint64_t sum = 0, before = 0;
	char n[FIGURE_SIZE], share[FIGURE_SIZE], change[FIGURE_SIZE];
	size_t i;

	(void)figure_share(share, c->action[action], c->decisions);
	html_add(b, "<li class=%c><span class=what>%s</span>"
	    "<span class=much>%s%s</span><span class=more>%s", class[action],
	    what[action], *share == '<' ? "&lt;" : *share == '>' ? "&gt;" : "",
	    *share == '<' || *share == '>' ? share + 1 : share,
	    figure_count(n, c->action[action]));
	if (action == CENSUS_GREY && c->waiting > 0)
		html_add(b, ", %s told to return", figure_count(n,
		    c->waiting));
	for (i = 0; i < CENSUS_ACTIONS; i++) {
		sum += d->now.n[i];
		before += d->before.n[i];
	}
	if (d->has_before && *figure_change(change, d->now.n[action], sum,
	    d->before.n[action], before) != '\0')
		html_add(b, "<br>%s points in the last %s", change,
		    digest_period_word(&d->now));
	buf_add_text(b, "</span>");
}

void
page_top_begin(struct buf *b, const struct digest *d)
{
	size_t i;

	buf_add_text(b, PAGE_TOP_FIRST
	    "content=\"default-src 'none'; style-src 'unsafe-inline'; "
	    "img-src data:\">"
	    "<meta name=viewport content=\"width=device-width, "
	    "initial-scale=1\"><meta name=referrer content=no-referrer>"
	    "<meta name=robots content=noindex>"
	    "<link rel=icon href=\"data:,\">"
	    "<title>Mail at the door</title><style>");
	buf_add_text(b, page_style);
	buf_add_text(b, "</style></head><body>");
	heading(b, d);
	buf_add_text(b, "<main>");
	health(b, d);
	buf_add_text(b, "<ul class=tiles>");
	for (i = 0; i < CENSUS_ACTIONS; i++)
		tile(b, d, order[i]);
	buf_add_text(b, "</ul>");
}

/* One fact: a number, what it counts, and what it means; one to look at if it
 * is not zero. */
static void
fact(struct buf *b, uint64_t n, bool look, const char *what,
    const char *meaning)
{
	char text[FIGURE_SIZE];

	html_add(b, "<li class=%s><b>%s</b><span>%s<small>%s</small></span>",
	    n == 0 ? "zero" : look ? "look" : "fact", figure_count(text, n),
	    what, meaning);
}

static void
fact_share(struct buf *b, uint64_t n, uint64_t all, const char *what,
    const char *meaning)
{
	char text[FIGURE_SIZE], more[200], share[FIGURE_SIZE];

	if (all == 0) {
		fact(b, n, false, what, meaning);
		return;
	}
	(void)figure_share(share, n, all);
	(void)snprintf(more, sizeof(more), "%s of %s. %s", *share == '<' ?
	    "Less than 0.1 %" : *share == '>' ? "More than 99.9 %" : share,
	    figure_count(text, all), meaning);
	fact(b, n, false, what, more);
}

void
page_top_harm(struct buf *b, const struct digest *d)
{
	const struct census *c = d->census;

	buf_add_text(b, "<section id=harm><h2>Did it hurt anybody?</h2>"
	    "<p class=note>Good senders that a filter turns away say nothing: "
	    "these numbers are where they would show.<ul class=facts>");
	fact(b, d->clients.both, true, "clients let in and refused",
	    "Both at different times: see below who.");
	fact(b, d->top[CENSUS_POSTMASTER].total, true,
	    "refused with mail to postmaster or abuse",
	    "Who is refused may want to ask why.");
	fact_share(b, d->clients.returned, d->clients.waited,
	    "clients came back and were let in",
	    "Of those told to return: mail servers do, bots mostly do not.");
	fact_share(b, d->clients.refused, d->clients.seen,
	    "clients were refused for good", "Of all clients.");
	fact(b, c->note[CENSUS_CAPPED], false, "refused for now only",
	    "Evidence was missing, so a 5xx became a 4xx.");
	fact(b, c->note[CENSUS_OPEN] + c->note[CENSUS_SAMPLE], false,
	    "let in though a rule said no",
	    "By an option, or as a sample to learn from.");
	fact(b, c->note[CENSUS_NOSTATE], true, "let in without the greylist",
	    "There is no daemon, or it did not answer.");
	fact(b, c->note[CENSUS_PREGREET], false,
	    "spoke before they were greeted", "Mail servers never do.");
	if (c->rcpt_refused + c->rcpt_passed > 0)
		fact_share(b, c->rcpt_refused, c->rcpt_refused +
		    c->rcpt_passed, "recipients were refused",
		    "Of those that refused clients named.");
	fact_share(b, c->ip6, c->decisions, "decisions about IPv6",
	    "Of all decisions.");
	buf_add_text(b, "</ul></section>");
}

void
page_top_end(struct buf *b, const struct digest *d, int shortened)
{
	const struct census *c = d->census;
	char n[FIGURE_SIZE], m[FIGURE_SIZE], k[FIGURE_SIZE];

	buf_add_text(b, "</main><footer>");
	html_add(b, "<p>Made by dhf-report %s at ", d->version);
	html_time(b, d->made_s);
	html_add(b, " UTC from %s lines of %zu file%s: %s decisions, ",
	    figure_count(n, c->lines), d->files, d->files == 1 ? "" : "s",
	    figure_count(m, c->decisions));
	html_add(b, "%s lines of others, %s not understood. ",
	    figure_count(n, c->foreign), figure_count(m, c->unreadable));
	if (c->timeless + c->odd_time > 0)
		html_add(b, "%s decisions have no time, and %s one before 2000 "
		    "or in the future: they count, and are not in pictures. ",
		    figure_count(n, c->timeless), figure_count(k,
		    c->odd_time));
	if (d->clients.forgotten > 0)
		html_add(b, "There were more clients than are remembered: "
		    "numbers of clients may be too high by %s. ",
		    figure_count(n, d->clients.forgotten));
	if (shortened)
		buf_add_text(b, "Tables were shortened to keep the page "
		    "small: dhf-report -j has all rows. ");
	buf_add_text(b, "Times are UTC. This page is one file, runs no "
	    "script and loads nothing.</footer></body></html>\n");
}
