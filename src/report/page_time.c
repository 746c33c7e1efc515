/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/page_time.h"

#include <inttypes.h>
#include <time.h>

#include "base/buf.h"
#include "report/chart.h"
#include "report/digest.h"
#include "report/figure.h"
#include "report/html.h"

#define DAY 86400
#define EDGE 2 /* per cent at both sides, where a tick has no room */

/* What is written below a picture: as much of a time as tells, where it is. */
static void
tick(struct buf *b, int64_t at_s, int64_t step_s, double percent)
{
	const time_t t = (time_t)at_s;
	char text[FIGURE_SIZE] = "";
	struct tm tm;

	if (gmtime_r(&t, &tm) != NULL)
		(void)strftime(text, sizeof(text), step_s > 30 * DAY ?
		    "%b %Y" : step_s >= DAY || at_s % DAY == 0 ? "%e %b" :
		    "%H:%M", &tm);
	html_add(b, "<span style=left:%.2f%%>%s</span>", percent, text);
}

static void
ticks(struct buf *b, const struct census *c)
{
	const int64_t begin = timeline_begin(&c->timeline);
	const int64_t all = timeline_width(&c->timeline) *
	    (int64_t)c->timeline.bins;
	const int64_t step = chart_tick(&c->timeline);
	int64_t at = begin - begin % step + step;
	double percent;

	buf_add_text(b, "<div class=x>");
	for (; at < begin + all; at += step) {
		percent = (double)(at - begin) * 100 / (double)all;
		if (percent > EDGE && percent < 100 - EDGE)
			tick(b, at, step, percent);
	}
	buf_add_text(b, "</div>");
}

/* How wide a bin is, in words. */
static const char *
width_word(const struct census *c)
{
	switch (timeline_width(&c->timeline)) {
	case 60:
		return "minute";
	case 300:
		return "5 minutes";
	case 900:
		return "quarter of an hour";
	case 3600:
		return "hour";
	case 3 * 3600:
		return "3 hours";
	case 6 * 3600:
		return "6 hours";
	case 12 * 3600:
		return "12 hours";
	case DAY:
		return "day";
	case 7 * DAY:
		return "week";
	case 28 * DAY:
		return "4 weeks";
	default:
		return "24 weeks";
	}
}

static void
key(struct buf *b, const struct census *c)
{
	buf_add_text(b, "<ul class=key><li><i class=b></i>refused<li>"
	    "<i class=d></i>deferred<li><i class=g></i>grey<li>"
	    "<i class=p></i>let in");
	if (c->note[CENSUS_PREGREET] > 0)
		buf_add_text(b, "<li><i class=l></i>spoke before the "
		    "greeting");
	if (c->word[CENSUS_DB].len > 1)
		buf_add_text(b, "<li><i class=v></i>other rules");
	buf_add_text(b, "<li><i class=h></i>no log</ul>");
}

static void
table(struct buf *b, const struct census *c)
{
	static const enum census_series column[] = { CENSUS_PASS, CENSUS_GREY,
		CENSUS_DEFER, CENSUS_BLOCK, CENSUS_SPOKE_EARLY, CENSUS_ASKED,
		CENSUS_UNKNOWN };
	const int64_t width = timeline_width(&c->timeline);
	int64_t begin = timeline_begin(&c->timeline);
	size_t i, k;

	buf_add_text(b, "<details><summary>The same as a table</summary>"
	    "<div class=scroll><table id=over-time><thead><tr><th>From (UTC)"
	    "<th class=n>Let in<th class=n>Grey<th class=n>Deferred"
	    "<th class=n>Refused<th class=n>Early<th class=n>DNS asked"
	    "<th class=n>Unknown<tbody>");
	for (i = 0; i < c->timeline.bins; i++, begin += width) {
		char text[FIGURE_SIZE];

		html_add(b, "<tr><td>%s", figure_time(text, begin));
		for (k = 0; k < sizeof(column) / sizeof(column[0]); k++)
			html_add(b, "<td class=n>%" PRIu32,
			    c->bin[i * CENSUS_SERIES + column[k]]);
	}
	buf_add_text(b, "</table></div></details>");
}

void
page_time_actions(struct buf *b, const struct digest *d, int with_table)
{
	const struct census *c = d->census;
	const uint64_t scale = chart_scale(chart_most(c));
	char top[FIGURE_SIZE], half[FIGURE_SIZE];

	if (c->timeline.bins == 0)
		return;
	html_add(b, "<section id=time><h2>Over time</h2><p class=note>"
	    "Decisions in each %s.", width_word(c));
	key(b, c);
	/* half of a scale of 1 is none */
	html_add(b, "<div class=plot><div class=y><span>%s</span>"
	    "<span>%s</span><span>0</span></div>", figure_count(top, scale),
	    scale % 2 == 0 ? figure_count(half, scale / 2) : "");
	chart_actions(b, c, scale);
	ticks(b, c);
	buf_add_text(b, "</div>");
	if (with_table)
		table(b, c);
	buf_add_text(b, "</section>");
}

void
page_time_dns(struct buf *b, const struct digest *d)
{
	const struct census *c = d->census;
	unsigned scale = (unsigned)chart_scale(chart_unknown_most(c));
	char asked[FIGURE_SIZE], unknown[FIGURE_SIZE], share[FIGURE_SIZE];

	if (c->asked == 0 || c->timeline.bins == 0)
		return;
	scale = scale < 10 ? 10 : scale > 1000 ? 1000 : scale;
	(void)figure_share(share, c->unknown, c->asked);
	html_add(b, "<section id=resolver class=low><h2>Resolver</h2>"
	    "<p class=note>Of %s clients that DNS was asked about, something "
	    "stayed unknown of %s (%s%s).", figure_count(asked, c->asked),
	    figure_count(unknown, c->unknown), *share == '<' ? "&lt;" :
	    *share == '>' ? "&gt;" : "", *share == '<' || *share == '>' ?
	    share + 1 : share);
	if (c->unknown > 0) {
		html_add(b, "<div class=plot><div class=y><span>%u %%</span>"
		    "<span>0</span></div>", scale / 10);
		chart_unknown(b, c, scale);
		ticks(b, c);
		buf_add_text(b, "</div>");
	}
	buf_add_text(b, "</section>");
}
